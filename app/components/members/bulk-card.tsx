import { Banner, BlockStack, Button, Card, InlineStack, Modal, ProgressBar, Text } from '@shopify/polaris';
import { useState } from 'react';
import type { BulkView } from '#app/contracts/members.ts';
import type { Translator } from '#app/i18n/translator.ts';
import { useI18n } from '../i18n-context.tsx';
import { Ago } from '../moment.tsx';
import { useMay } from '../use-may.ts';
import { refusalWords } from '../member/refusal-words.ts';
import { type Bulks, isActive } from './use-bulks.ts';

/** What was done to many members at once: how far it is, and the way back. */
export function BulkCard({ many }: { readonly many: Bulks }) {
  const { t } = useI18n();
  const [asked, setAsked] = useState<BulkView | null>(null);
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('bulk.title')}
        </Text>
        {many.refusal !== null && (
          <Banner tone="critical">
            <Text as="p">{refusalWords(many.refusal, t)}</Text>
          </Banner>
        )}
        <ul className="rung-rows">
          {many.bulks.map((bulk) => (
            <li key={bulk.bulkId}>
              <Bulk bulk={bulk} many={many} onUndo={() => setAsked(bulk)} />
            </li>
          ))}
        </ul>
      </BlockStack>
      <UndoDialog
        bulk={asked}
        onClose={() => setAsked(null)}
        onUndo={(bulkId) => {
          many.undo(bulkId);
          setAsked(null);
        }}
      />
    </Card>
  );
}

interface BulkProps {
  readonly bulk: BulkView;
  readonly many: Bulks;
  readonly onUndo: () => void;
}

function Bulk({ bulk, many, onUndo }: BulkProps) {
  const mayBulk = useMay()('members.bulk');
  const i18n = useI18n();
  const { t } = i18n;
  const running = isActive(bulk);
  const goesForward = bulk.state === 'waiting' || bulk.state === 'running';
  return (
    <BlockStack gap="200">
      <div className="rung-row">
        <div>
          <span className="rung-strong" id={`bulk-${bulk.bulkId}`}>
            {bulkName(bulk, i18n)}
          </span>
          <span className="rung-quiet rung-block" role={running ? 'status' : undefined}>
            {bulkState(bulk, i18n)} · <Ago iso={bulk.createdAt} />
          </span>
          {bulk.note !== null && <q className="rung-quiet rung-block">{bulk.note}</q>}
        </div>
        <InlineStack gap="200">
          {mayBulk && goesForward && (
            <Button onClick={() => many.cancel(bulk.bulkId)} disabled={many.busy}>
              {t('bulk.stop')}
            </Button>
          )}
          {mayBulk && bulk.canUndo && (
            <Button onClick={onUndo} disabled={many.busy} accessibilityLabel={t('bulk.undo.label', { what: bulkName(bulk, i18n) })}>
              {t('bulk.undo')}
            </Button>
          )}
        </InlineStack>
      </div>
      {running && (
        <ProgressBar
          size="small"
          animated={false}
          ariaLabelledBy={`bulk-${bulk.bulkId}`}
          progress={bulk.total === 0 ? 0 : Math.min(100, Math.round((100 * bulk.done) / bulk.total))}
        />
      )}
    </BlockStack>
  );
}

/** "50 points to each of 1,200 members". */
function bulkName({ kind, pointsEach, total }: BulkView, { t, points }: Translator): string {
  if (kind === 'note') return t('bulk.name.note', { count: total });
  return t(pointsEach > 0 ? 'bulk.name.up' : 'bulk.name.down', { count: total, points: points(Math.abs(pointsEach)) });
}

function bulkState(bulk: BulkView, { t, number, points }: Translator): string {
  const { state, done, total } = bulk;
  switch (state) {
    case 'waiting':
    case 'undo-waiting':
      return t('bulk.state.waiting');
    case 'running':
      return t('bulk.state.running', { done: number(done), total: number(total) });
    case 'undoing':
      return t('bulk.state.undoing', { done: number(done), total: number(total) });
    case 'undone':
      return bulk.kind === 'note'
        ? t('bulk.state.undone.note')
        : t('bulk.state.undone', { points: points(bulk.undone), of: points(Math.abs(bulk.points)) });
    case 'cancelled':
      return t('bulk.state.cancelled', { done: number(done), total: number(total) });
    case 'failed':
      return t('bulk.state.failed', { done: number(done), total: number(total) });
    default:
      return bulk.kind === 'note' ? t('bulk.state.done.note') : t('bulk.state.done', { points: points(Math.abs(bulk.points)) });
  }
}

interface UndoDialogProps {
  readonly bulk: BulkView | null;
  readonly onClose: () => void;
  readonly onUndo: (bulkId: string) => void;
}

function UndoDialog({ bulk, onClose, onUndo }: UndoDialogProps) {
  const { t } = useI18n();
  if (bulk === null) return null;
  return (
    <Modal
      open
      onClose={onClose}
      title={t('bulk.undo.title')}
      primaryAction={{ content: t('bulk.undo'), destructive: true, onAction: () => onUndo(bulk.bulkId) }}
      secondaryActions={[{ content: t('dialog.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <Text as="p">{t(bulk.kind === 'note' ? 'bulk.undo.note' : bulk.pointsEach > 0 ? 'bulk.undo.up' : 'bulk.undo.down')}</Text>
      </Modal.Section>
    </Modal>
  );
}
