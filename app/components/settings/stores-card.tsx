import { Badge, Banner, BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { DisconnectAnswer, StoreLine, StoreProblem } from '#app/contracts/stores.ts';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';
import { showToast } from '../toast.tsx';
import { ConnectStore } from './connect-store.tsx';
import { JoinProgram } from './join-program.tsx';

/** The stores that share the program: what is wrong with them, how another one comes in, how one leaves. */
export function StoresCard({ stores }: { readonly stores: readonly StoreLine[] }) {
  const { t } = useI18n();
  const mayManage = useMay()('stores.manage');
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t('stores.title')}
          </Text>
          <Text as="p" tone="subdued" variant="bodySm">
            {t('stores.text')}
          </Text>
        </BlockStack>
        <ul className="rung-rows">
          {stores.map((store) => (
            <li key={store.storeId}>
              <Store store={store} mayManage={mayManage} />
            </li>
          ))}
        </ul>
        {mayManage ? (
          <>
            <ConnectStore />
            <JoinProgram />
          </>
        ) : (
          <Text as="p" tone="subdued" variant="bodySm">
            {t('stores.not-allowed')}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

const PLATFORMS = { shopify: 'Shopify', woocommerce: 'WooCommerce' } as const;

function Store({ store, mayManage }: { readonly store: StoreLine; readonly mayManage: boolean }) {
  const { t } = useI18n();
  const { platform, domain, name, currency, connected, here, plugin, problems } = store;
  const isSite = platform === 'woocommerce' && connected;
  return (
    <BlockStack gap="200">
      <div className="rung-row">
        <div>
          <span className="rung-strong">{name}</span>
          <span className="rung-quiet rung-block">
            {[domain, PLATFORMS[platform], currency, ...(plugin === null ? [] : [t('stores.plugin', { version: plugin })])].join(' · ')}
          </span>
        </div>
        <InlineStack gap="200" blockAlign="center" wrap={false}>
          {here && <Badge tone="info">{t('stores.here')}</Badge>}
          <Badge tone={connected ? 'success' : 'warning'}>{t(connected ? 'settings.store.active' : 'settings.store.off')}</Badge>
        </InlineStack>
      </div>
      {problems.map((problem) => (
        <Banner key={problem.kind} tone="warning">
          <Text as="p" breakWord>
            <Problem problem={problem} />
          </Text>
        </Banner>
      ))}
      {isSite && plugin === null && !problems.some(({ kind }) => kind === 'plugin') && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t('stores.plugin.none')}
        </Text>
      )}
      {isSite && mayManage && <Disconnect store={store} />}
    </BlockStack>
  );
}

function Problem({ problem }: { readonly problem: StoreProblem }) {
  const { t, date } = useI18n();
  switch (problem.kind) {
    case 'site':
      return t('stores.problem.site', { words: problem.words });
    case 'plugin':
      return t('stores.problem.plugin', { words: problem.words });
    case 'keys-in-query':
      return t('stores.problem.keys-in-query');
    case 'refused':
      return t('stores.problem.refused', { since: date(problem.since) });
    case 'no-rate':
      return t('stores.problem.no-rate', { currency: problem.currency });
  }
}

/** Asks once more before it does it, and says what stays. */
function Disconnect({ store }: { readonly store: StoreLine }) {
  const { t } = useI18n();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<DisconnectAnswer | null>(null);
  const { revalidate } = useRevalidator();
  const keep = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (asking) keep.current?.querySelector('button')?.focus();
  }, [asking]);
  const disconnect = async (): Promise<void> => {
    setBusy(true);
    try {
      const response = await fetch('/app/settings/disconnect', { method: 'POST', body: new URLSearchParams({ storeId: store.storeId }) });
      if (!response.ok) throw new Error(`the answer was ${response.status}`);
      const came = (await response.json()) as DisconnectAnswer;
      setAnswer(came);
      setAsking(false);
      if (came.outcome === 'disconnected' && came.here) return;
      showToast(came.outcome === 'disconnected' ? t('stores.disconnect.done', { domain: came.domain }) : t('stores.disconnect.gone'));
      revalidate();
    } catch {
      showToast(t('stores.disconnect.failed'));
    } finally {
      setBusy(false);
    }
  };
  if (answer?.outcome === 'disconnected' && answer.here) {
    return (
      <Banner tone="success">
        <Text as="p">{t('stores.disconnect.done-here')}</Text>
      </Banner>
    );
  }
  if (!asking) {
    return (
      <InlineStack>
        <Button accessibilityLabel={t('stores.disconnect.named', { domain: store.domain })} onClick={() => setAsking(true)}>
          {t('stores.disconnect')}
        </Button>
      </InlineStack>
    );
  }
  return (
    <Banner tone="warning" title={t('stores.disconnect.sure', { domain: store.domain })}>
      <BlockStack gap="300">
        <Text as="p">{t('stores.disconnect.text')}</Text>
        <div ref={keep}>
          <InlineStack gap="200">
            <Button onClick={() => setAsking(false)}>{t('stores.disconnect.no')}</Button>
            <Button tone="critical" loading={busy} onClick={() => void disconnect()}>
              {t('stores.disconnect.yes')}
            </Button>
          </InlineStack>
        </div>
      </BlockStack>
    </Banner>
  );
}
