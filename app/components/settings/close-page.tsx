import { Banner, BlockStack, Button, Card, InlineStack, List, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import type { ClosingAnswer, ClosingDeskView } from '#app/contracts/program-closing.ts';
import { AdminPage } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';

const SAID = { asked: 'close.asked', 'called-off': 'close.called-off', paused: 'close.paused', resumed: 'close.resumed' } as const;

/** Stopping for a while, and for good. For owners. */
export function ClosePage({ desk, nowMs }: { readonly desk: ClosingDeskView; readonly nowMs: number }) {
  const { t } = useI18n();
  return (
    <AdminPage title={t('close.title')} back={{ label: t('settings.title'), url: '/app/settings' }} nowMs={nowMs}>
      <BlockStack gap="400">
        {desk.state !== 'frozen' && <PauseCard paused={desk.state === 'paused'} />}
        {desk.closing === null ? <EndCard desk={desk} /> : <EndIsNear closing={desk.closing} />}
      </BlockStack>
    </AdminPage>
  );
}

function useClosing() {
  const { t } = useI18n();
  const fetcher = useFetcher<ClosingAnswer>();
  const seen = useRef<ClosingAnswer | undefined>(undefined);
  const { data: answer } = fetcher;
  const busy = fetcher.state !== 'idle';
  useEffect(() => {
    if (busy || answer === undefined || answer === seen.current) return;
    seen.current = answer;
    if (answer.outcome === 'done') showToast(t(SAID[answer.what]));
  });
  return {
    busy,
    refusal: !busy && answer?.outcome === 'refused' ? t(`close.refused.${answer.reason}`) : null,
    send: (fields: Readonly<Record<string, string>>) => fetcher.submit({ ...fields }, { method: 'post', action: '/app/settings/close' }),
  };
}

function PauseCard({ paused }: { readonly paused: boolean }) {
  const { t } = useI18n();
  const deed = useClosing();
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('close.pause')}
        </Text>
        <Text as="p">{t(paused ? 'close.resume.text' : 'close.pause.text')}</Text>
        <InlineStack>
          <Button loading={deed.busy} onClick={() => deed.send({ intent: paused ? 'resume' : 'pause' })}>
            {t(paused ? 'close.resume.button' : 'close.pause.button')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function EndCard({ desk }: { readonly desk: ClosingDeskView }) {
  const { t } = useI18n();
  const deed = useClosing();
  const [typed, setTyped] = useState('');
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('close.end')}
        </Text>
        <Text as="p">
          {t('close.end.text', { count: desk.members })} {t('close.end.what')}
        </Text>
        <List>
          {(['points', 'people', 'stores', 'stays'] as const).map((what) => (
            <List.Item key={what}>{t(`close.end.${what}`)}</List.Item>
          ))}
        </List>
        <Text as="p" fontWeight="medium">
          {t('close.end.export')}
        </Text>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            deed.send({ intent: 'ask', typed });
          }}
        >
          <BlockStack gap="300">
            <TextField
              label={t('close.end.type', { name: desk.programName })}
              value={typed}
              onChange={setTyped}
              autoComplete="off"
              {...(deed.refusal === null ? {} : { error: deed.refusal })}
            />
            <InlineStack>
              <Button submit tone="critical" loading={deed.busy}>
                {t('close.end.button')}
              </Button>
            </InlineStack>
          </BlockStack>
        </form>
      </BlockStack>
    </Card>
  );
}

function EndIsNear({ closing }: { readonly closing: NonNullable<ClosingDeskView['closing']> }) {
  const { t, dateTime } = useI18n();
  const deed = useClosing();
  if (closing.state !== 'waiting') {
    return (
      <Banner tone="warning" title={t('close.running.title')}>
        <Text as="p">{t('close.running.text', { done: closing.done, total: closing.total })}</Text>
      </Banner>
    );
  }
  return (
    <Banner tone="warning" title={t('close.waiting.title', { at: dateTime(closing.dueAt) })}>
      <BlockStack gap="300">
        <Text as="p">{t('close.waiting.text')}</Text>
        {deed.refusal !== null && <Text as="p">{deed.refusal}</Text>}
        <InlineStack>
          <Button loading={deed.busy} onClick={() => deed.send({ intent: 'call-off' })}>
            {t('close.call-off')}
          </Button>
        </InlineStack>
      </BlockStack>
    </Banner>
  );
}
