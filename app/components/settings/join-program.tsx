import { BlockStack, Button, Collapsible, InlineStack, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { type FormEvent, useEffect, useId, useState } from 'react';
import type { StoresAnswer } from '#app/contracts/stores.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';

/** Takes this store over into another store's program, by a code from there. Keeps what was typed when it is refused. */
export function JoinProgram() {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState('');
  const fetcher = useFetcher<StoresAnswer>();
  const answer = fetcher.data;
  const id = useId();
  useEffect(() => {
    if (answer?.outcome !== 'joined') return;
    setCode('');
    setOpen(false);
    showToast(t('stores.join.done'));
  }, [answer, t]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    fetcher.submit({ intent: 'join', code }, { method: 'post', action: '/app/settings' });
  };
  const error =
    answer?.outcome === 'join-refused'
      ? t(`stores.join.refused.${answer.reason}`)
      : answer?.outcome === 'too-often'
        ? t('stores.too-often')
        : undefined;
  return (
    <BlockStack gap="300">
      <InlineStack>
        <Button variant="plain" disclosure={open ? 'up' : 'down'} ariaExpanded={open} ariaControls={id} onClick={() => setOpen(!open)}>
          {t('stores.join')}
        </Button>
      </InlineStack>
      <Collapsible id={id} open={open}>
        <form onSubmit={submit} noValidate>
          <BlockStack gap="300">
            <Text as="p" tone="subdued">
              {t('stores.join.text')}
            </Text>
            <TextField
              label={t('stores.join.field')}
              value={code}
              onChange={setCode}
              monospaced
              autoComplete="off"
              maxLength={40}
              connectedRight={
                <Button submit loading={fetcher.state !== 'idle'}>
                  {t('stores.join.button')}
                </Button>
              }
              {...(error === undefined ? {} : { error })}
            />
          </BlockStack>
        </form>
      </Collapsible>
    </BlockStack>
  );
}
