import { Badge, BlockStack, Button, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import type { ImportDeed, ImportUndoView, ImportView } from '#app/contracts/history-import.ts';
import { useI18n } from '../i18n-context.tsx';
import { UndoDialog } from './undo-dialog.tsx';

const TONES = {
  running: 'info',
  paused: 'attention',
  done: 'success',
  cancelled: 'warning',
  undoing: 'info',
  undone: 'warning',
} as const;

/** How far an import is (or its undoing), what it gave, and what can be done with it. `onChanged`: something was begun. */
export function ImportProgress({ view, onChanged }: { readonly view: ImportView; readonly onChanged: () => void }) {
  const { t, date, points } = useI18n();
  const { state, store, total, done, orders, members, failed, problem } = view;
  const isOpen = state === 'running' || state === 'paused';
  const undo = state === 'undoing' || state === 'undone' ? view.undo : null;
  return (
    <BlockStack gap="200">
      <div className="rung-row">
        <div>
          <span className="rung-strong">{t('import.since', { store, day: date(view.from) })}</span>
          <span className="rung-quiet rung-block">
            {undo !== null ? undoneWords(undo, t) : total === null ? t('import.counting') : t('import.done', { done, count: total })}
            {orders > 0 && ` · ${t('import.gives', { count: orders, points: points(view.points), members })}`}
          </span>
        </div>
        <Badge tone={TONES[state]}>{t(`import.state.${state}`)}</Badge>
      </div>
      {isOpen && <Bar view={view} words={t('import.progress', { store })} share={shareOf(done, total)} />}
      {state === 'undoing' && undo !== null && (
        <Bar view={view} words={t('import.undo.progress', { store })} share={shareOf(undo.done, undo.total)} />
      )}
      {problem !== null && (isOpen || state === 'undoing') && (
        <Text as="p" variant="bodySm" tone="critical" breakWord>
          {t(isOpen ? 'import.waits' : 'import.undo.waits', { words: problem })}
        </Text>
      )}
      {undo !== null && <UndoOutcome undo={undo} />}
      {failed > 0 && undo === null && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t('import.failed', { count: failed })}
        </Text>
      )}
      {isOpen && <Deeds view={view} />}
      {!isOpen && state !== 'undoing' && orders > 0 && <Undo view={view} onChanged={onChanged} />}
    </BlockStack>
  );
}

function shareOf(done: number, total: number | null): number {
  return total === null || total === 0 ? 0 : Math.min(100, Math.round((done * 100) / total));
}

function Bar({ view, words, share }: { readonly view: ImportView; readonly words: string; readonly share: number }) {
  return (
    <>
      <ProgressBar progress={share} size="small" ariaLabelledBy={`import-${view.id}`} />
      <Text as="span" visuallyHidden id={`import-${view.id}`}>
        {words}
      </Text>
    </>
  );
}

function undoneWords({ done, total }: ImportUndoView, t: ReturnType<typeof useI18n>['t']): string {
  return t('import.undo.done', { done, count: total });
}

function UndoOutcome({ undo }: { readonly undo: ImportUndoView }) {
  const { t, points } = useI18n();
  const { taken, kept, failed } = undo;
  return (
    <>
      {taken + kept > 0 && (
        <Text as="p" variant="bodySm" tone="subdued">
          {kept > 0
            ? t('import.undo.sum', { taken: points(taken), kept: points(kept) })
            : t('import.undo.sum.all', { taken: points(taken) })}
        </Text>
      )}
      {failed > 0 && (
        <Text as="p" variant="bodySm" tone="critical">
          {t('import.undo.failed', { count: failed })}
        </Text>
      )}
    </>
  );
}

function Undo({ view, onChanged }: { readonly view: ImportView; readonly onChanged: () => void }) {
  const { t } = useI18n();
  const [asks, setAsks] = useState(false);
  const close = () => {
    setAsks(false);
    onChanged();
  };
  return (
    <InlineStack>
      <Button variant="plain" onClick={() => setAsks(true)}>
        {t('import.undo')}
      </Button>
      {asks && <UndoDialog view={view} onClose={close} />}
    </InlineStack>
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
