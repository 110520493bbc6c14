import { Banner, BlockStack, Button, InlineStack, List, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useRef } from 'react';
import type { StoresAnswer } from '#app/contracts/stores.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';

/** Makes a one-time code, and says what to do with it on either platform. The code is gone once the page is left. */
export function ConnectStore() {
  const { t, dateTime } = useI18n();
  const fetcher = useFetcher<StoresAnswer>();
  const made = fetcher.data?.outcome === 'code' ? fetcher.data : null;
  return (
    <BlockStack gap="300">
      <InlineStack>
        <Button
          loading={fetcher.state !== 'idle'}
          onClick={() => fetcher.submit({ intent: 'make-code' }, { method: 'post', action: '/app/settings' })}
        >
          {t('stores.connect')}
        </Button>
      </InlineStack>
      {fetcher.data?.outcome === 'too-often' && (
        <Banner tone="warning">
          <Text as="p">{t('stores.too-often')}</Text>
        </Banner>
      )}
      {fetcher.data?.outcome === 'not-allowed' && (
        <Banner tone="warning">
          <Text as="p">{t('stores.not-allowed')}</Text>
        </Banner>
      )}
      <div role="status">
        {made !== null && (
          <BlockStack gap="300">
            <Code code={made.code} help={t('stores.code.help', { until: dateTime(made.expiresAt) })} />
            <List>
              <List.Item>{t('stores.code.woocommerce')}</List.Item>
              <List.Item>{t('stores.code.shopify')}</List.Item>
            </List>
            <Text as="p" tone="subdued" variant="bodySm">
              {t('stores.code.before')}
            </Text>
          </BlockStack>
        )}
      </div>
    </BlockStack>
  );
}

function Code({ code, help }: { readonly code: string; readonly help: string }) {
  const { t } = useI18n();
  const place = useRef<HTMLDivElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      showToast(t('stores.code.copied'));
    } catch {
      // A frame may not be allowed to write to the clipboard; the keyboard always is.
      place.current?.querySelector('input')?.select();
      showToast(t('stores.code.select'));
    }
  };
  return (
    <div ref={place}>
      <TextField
        label={t('stores.code')}
        value={code}
        readOnly
        monospaced
        autoComplete="off"
        helpText={help}
        selectTextOnFocus
        connectedRight={<Button onClick={() => void copy()}>{t('stores.code.copy')}</Button>}
      />
    </div>
  );
}
