import { Banner, BlockStack, Modal, Text, TextField } from '@shopify/polaris';
import { useFetcher } from '@remix-run/react';
import { useEffect, useRef, useState } from 'react';
import { v4 as newId } from 'uuid';
import type { AdjustmentFields, AdjustmentProblems } from '#app/contracts/adjustment.ts';
import { type BulkProblems, readBulkTask, underWish } from '#app/contracts/bulk.ts';
import { type BulkPreview, type BulkView, MAX_MEMBER_NOTE, type MemberWish, memberWishFields } from '#app/contracts/members.ts';
import { useI18n } from '../i18n-context.tsx';
import { AdjustFields, NO_ADJUSTMENT } from '../member/adjust-fields.tsx';
import type { MembersAnswer } from './members-answer.ts';
import { refusalWords } from '../member/refusal-words.ts';
import { MEMBERS_ACTION } from './use-member-list.ts';

export interface BulkDialogProps {
  readonly kind: 'points' | 'note';
  readonly wish: MemberWish;
  /** Null: all that match the wish. */
  readonly memberIds: readonly string[] | null;
  readonly onClose: () => void;
  readonly onBegun: (bulk: BulkView) => void;
}

/** Asks what to do to many members, shows what it comes to, and begins only then. */
export function BulkDialog({ kind, wish, memberIds, onClose, onBegun }: BulkDialogProps) {
  const { t, pointsScale: scale } = useI18n();
  const fetcher = useFetcher<MembersAnswer>();
  const [fields, setFields] = useState<AdjustmentFields>(NO_ADJUSTMENT);
  const [problems, setProblems] = useState<BulkProblems>({});
  const [preview, setPreview] = useState<BulkPreview | null>(null);
  const bulkId = useRef(newId());
  useEffect(() => {
    const answer = fetcher.data;
    if (answer?.outcome === 'preview') setPreview(answer.preview);
    if (answer?.outcome === 'invalid') setProblems(answer.problems);
    if (answer?.outcome === 'bulk') onBegun(answer.bulk);
  }, [fetcher.data]);
  const send = (intent: 'bulk-preview' | 'bulk-start') => {
    const task = { ...fields, kind };
    const read = readBulkTask(new URLSearchParams(task), scale);
    setProblems(read.ok ? {} : read.refusal);
    if (!read.ok) return;
    const whom = memberIds === null ? underWish(memberWishFields(wish, { text: true })) : { ids: memberIds.join(',') };
    fetcher.submit({ ...task, ...whom, intent, bulkId: bulkId.current }, { method: 'post', action: MEMBERS_ACTION });
  };
  const change = (name: keyof AdjustmentFields) => (value: string) => {
    setFields((was) => ({ ...was, [name]: value }));
    setProblems({});
    setPreview(null);
  };
  const busy = fetcher.state !== 'idle';
  const refusal = !busy && fetcher.data?.outcome === 'refused' ? fetcher.data.refusal : null;
  return (
    <Modal
      open
      onClose={onClose}
      title={t(kind === 'note' ? 'bulk.note' : 'bulk.points')}
      primaryAction={
        preview === null
          ? { content: t('bulk.preview'), loading: busy, onAction: () => send('bulk-preview') }
          : {
              content: t(`bulk.start.${kind === 'note' ? 'note' : fields.direction === 'down' ? 'down' : 'up'}`, {
                count: preview.members,
              }),
              loading: busy,
              disabled: preview.needsOwner,
              onAction: () => send('bulk-start'),
            }
      }
      secondaryActions={[{ content: t('dialog.cancel'), onAction: onClose }]}
    >
      <Modal.Section>
        <BlockStack gap="400">
          {refusal !== null && (
            <Banner tone="critical">
              <Text as="p">{refusalWords(refusal, t)}</Text>
            </Banner>
          )}
          {kind === 'points' ? (
            <AdjustFields fields={fields} problems={problems as AdjustmentProblems} change={change} />
          ) : (
            <TextField
              label={t('adjust.note')}
              value={fields.note}
              onChange={change('note')}
              multiline={3}
              maxLength={MAX_MEMBER_NOTE}
              autoComplete="off"
              requiredIndicator
              {...('text' in problems ? { error: t(`note.problem.${problems.text}`) } : {})}
            />
          )}
          <div role="status">{preview !== null && <Preview preview={preview} />}</div>
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}

function Preview({ preview }: { readonly preview: BulkPreview }) {
  const { t, points, money } = useI18n();
  const { members, short, costMinor, currency } = preview;
  return (
    <div className="rung-outlook">
      <span className="rung-strong rung-block">{t('bulk.preview.members', { count: members })}</span>
      {preview.points !== 0 && (
        <span className="rung-block">
          {t(preview.points > 0 ? 'bulk.preview.up' : 'bulk.preview.down', { points: points(Math.abs(preview.points)) })}
          {costMinor !== null && preview.points > 0 && ` ${t('bulk.preview.cost', { amount: money(costMinor, currency) })}`}
        </span>
      )}
      {short > 0 && <span className="rung-block">{t('bulk.preview.short', { count: short })}</span>}
      <span className="rung-block">{t(preview.needsOwner ? 'refusal.owner-needed' : 'bulk.preview.undo')}</span>
    </div>
  );
}
