import { Badge, BlockStack, Button, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import type { ImportDeed, ImportView } from '#app/contracts/history-import.ts';
import { useI18n } from '../i18n-context.tsx';

const TONES = { running: 'info', paused: 'attention', done: 'success', cancelled: 'warning' } as const;

/** How far an import is, what it gave, and what can be done with it. */
export function ImportProgress({ view }: { readonly view: ImportView }) {
  const { t, date, points } = useI18n();
  const { state, store, total, done, orders, members, failed, problem } = view;
  const isOpen = state === 'running' || state === 'paused';
  const share = total === null || total === 0 ? (isOpen ? 0 : 100) : Math.min(100, Math.round((done * 100) / total));
  return (
    <BlockStack gap="200">
      <div className="rung-row">
        <div>
          <span className="rung-strong">{t('import.since', { store, day: date(view.from) })}</span>
          <span className="rung-quiet rung-block">
            {total === null ? t('import.counting') : t('import.done', { done, count: total })}
            {orders > 0 && ` · ${t('import.gives', { count: orders, points: points(view.points), members })}`}
          </span>
        </div>
        <Badge tone={TONES[state]}>{t(`import.state.${state}`)}</Badge>
      </div>
      {isOpen && <ProgressBar progress={share} size="small" ariaLabelledBy={`import-${view.id}`} />}
      {isOpen && (
        <Text as="span" visuallyHidden id={`import-${view.id}`}>
          {t('import.progress', { store })}
        </Text>
      )}
      {problem !== null && isOpen && (
        <Text as="p" variant="bodySm" tone="critical" breakWord>
          {t('import.waits', { words: problem })}
        </Text>
      )}
      {failed > 0 && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t('import.failed', { count: failed })}
        </Text>
      )}
      {isOpen && <Deeds view={view} />}
    </BlockStack>
  );
}

function Deeds({ view }: { readonly view: ImportView }) {
  const { t } = useI18n();
  const fetcher = useFetcher<ImportDeed>();
  const { state, secondsLeft, storeId } = view;
  const send = (intent: string) => fetcher.submit({ intent, storeId }, { method: 'post', action: '/app/imports' });
  const isBusy = fetcher.state !== 'idle';
  return (
    <InlineStack gap="200" blockAlign="center">
      <Button disabled={isBusy} onClick={() => send(state === 'running' ? 'pause' : 'resume')}>
        {t(state === 'running' ? 'import.pause' : 'import.resume')}
      </Button>
      <Button disabled={isBusy} onClick={() => send('cancel')}>
        {t('import.cancel')}
      </Button>
      <Text as="span" variant="bodySm" tone="subdued">
        {state === 'running' && secondsLeft !== null ? timeLeft(secondsLeft, t) : t('import.cancel.help')}
      </Text>
    </InlineStack>
  );
}

function timeLeft(seconds: number, t: ReturnType<typeof useI18n>['t']): string {
  return seconds < 60 ? t('import.soon') : t('import.left', { minutes: Math.ceil(seconds / 60) });
}
