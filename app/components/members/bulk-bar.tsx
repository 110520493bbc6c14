import { Button, Checkbox } from '@shopify/polaris';
import { useState } from 'react';
import type { BulkView } from '#app/contracts/members.ts';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import type { MemberList } from './use-member-list.ts';
import type { Marks } from './use-marks.ts';

export interface BulkBarProps {
  readonly members: MemberList;
  readonly marks: Marks;
  readonly onBegun: (bulk: BulkView) => void;
}

/** Marks everybody who is shown, or all that match, and says what can be done to those who are marked. */
export function BulkBar({ members, marks, onBegun }: BulkBarProps) {
  const { t } = useI18n();
  const may = useMay();
  const [kind, setKind] = useState<'points' | 'note' | null>(null);
  const { matching } = members;
  const some = marks.all || marks.ids.size > 0;
  const mayMarkAll = !marks.all && marks.everyShown && members.next !== null;
  return (
    <div className={`rung-bulk-bar${some ? ' rung-bulk-bar-marked' : ''}`}>
      <Checkbox
        label={some ? markedText() : t('members.mark.shown')}
        checked={marks.everyShown ? true : some ? 'indeterminate' : false}
        onChange={marks.toggleShown}
      />
      {some && (
        <div className="rung-bulk-actions">
          {mayMarkAll && (
            <Button variant="plain" onClick={marks.markAll}>
              {t(matching.more ? 'members.mark.all.more' : 'members.mark.all', { count: matching.count })}
            </Button>
          )}
          {may('points.adjust') && <Button onClick={() => setKind('points')}>{t('bulk.points')}</Button>}
          <Button onClick={() => setKind('note')}>{t('bulk.note')}</Button>
        </div>
      )}
      {kind !== null && (
        <BulkDialog
          kind={kind}
          wish={members.wish}
          memberIds={marks.all ? null : [...marks.ids]}
          onClose={() => setKind(null)}
          onBegun={(bulk) => {
            setKind(null);
            onBegun(bulk);
          }}
        />
      )}
    </div>
  );

  function markedText(): string {
    if (!marks.all) return t('members.marked', { count: marks.ids.size });
    return t(matching.more ? 'members.marked.all.more' : 'members.marked.all', { count: matching.count });
  }
}
