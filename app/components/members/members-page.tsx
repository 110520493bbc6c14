import { Card } from '@shopify/polaris';
import { useState } from 'react';
import type { BulkView, MemberListView, MemberWish } from '#app/contracts/members.ts';
import { AdminPage } from '../admin-page.tsx';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';
import { BulkBar } from './bulk-bar.tsx';
import { BulkCard } from './bulk-card.tsx';
import { MemberFilters, type StoreChoice } from './member-filters.tsx';
import { MemberTable } from './member-table.tsx';
import { MembersNothing } from './members-nothing.tsx';
import { useBulks } from './use-bulks.ts';
import { useMemberList } from './use-member-list.ts';
import { useMarks } from './use-marks.ts';

export interface MembersPageProps {
  readonly wish: MemberWish;
  readonly list: MemberListView;
  readonly bulks: readonly BulkView[];
  readonly tiers: readonly { readonly tierId: string; readonly name: string }[];
  readonly stores: readonly StoreChoice[];
  readonly currency: string;
  readonly nowMs: number;
}

/** Everybody in the program: find, look closer, change one or many. */
export function MembersPage({ wish, list, bulks, tiers, stores, currency, nowMs }: MembersPageProps) {
  const { t } = useI18n();
  const mayBulk = useMay()('members.bulk');
  const members = useMemberList({ wish, list });
  const marks = useMarks(members.rows);
  const many = useBulks(bulks, members.refresh);
  const [begun, setBegun] = useState(false);
  const bulkCard = <BulkCard many={many} />;
  const onTop = begun || many.active;
  return (
    <AdminPage title={t('members.title')} nowMs={nowMs}>
      {onTop && bulkCard}
      <Card roundedAbove="xs" padding="0">
        <MemberFilters members={members} tiers={tiers} stores={stores} />
        {members.rows.length === 0 ? (
          <MembersNothing members={members} />
        ) : (
          <>
            {mayBulk && (
              <BulkBar
                members={members}
                marks={marks}
                onBegun={(bulk) => {
                  setBegun(true);
                  marks.clear();
                  many.begun(bulk);
                }}
              />
            )}
            <MemberTable members={members} marks={marks} tiers={tiers} currency={currency} />
          </>
        )}
      </Card>
      {!onTop && many.bulks.length > 0 && bulkCard}
    </AdminPage>
  );
}
