import { Badge, Button, Checkbox } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import type { MemberRowView } from '#app/contracts/members.ts';
import { useI18n } from '../i18n-context.tsx';
import { OnDay } from '../moment.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';
import type { MemberList } from './use-member-list.ts';
import type { Marks } from './use-marks.ts';

export interface MemberTableProps {
  readonly members: MemberList;
  readonly marks: Marks;
  readonly tiers: readonly { readonly tierId: string; readonly name: string }[];
  readonly currency: string;
}

/** The members that match, a line each; on a phone a small card each. */
export function MemberTable({ members, marks, tiers, currency }: MemberTableProps) {
  const { t, number, money } = useI18n();
  const named = (tierId: string) => tiers.find((tier) => tier.tierId === tierId)?.name ?? tierId;
  const columns: Column<MemberRowView>[] = [
    {
      id: 'mark',
      heading: t('members.mark'),
      cell: (row) => (
        <Checkbox
          label={t('members.mark.one', { name: rowName(row, t('member.unnamed')) })}
          labelHidden
          checked={marks.isMarked(row.memberId)}
          onChange={() => marks.toggle(row.memberId)}
        />
      ),
    },
    { id: 'name', heading: t('members.name'), header: true, cell: (row) => <Name row={row} /> },
    { id: 'balance', heading: t('members.balance'), numeric: true, cell: (row) => <Balance row={row} /> },
    { id: 'tier', heading: t('members.tier'), cell: (row) => (row.tierId === null ? '–' : named(row.tierId)) },
    {
      id: 'spend',
      heading: t('members.spend'),
      numeric: true,
      cell: (row) => (row.spendMinor === 0 ? '–' : money(row.spendMinor, currency)),
    },
    { id: 'order', heading: t('members.last-order'), cell: (row) => (row.lastOrderAt === null ? '–' : <OnDay iso={row.lastOrderAt} />) },
    { id: 'joined', heading: t('members.joined'), cell: (row) => (row.joinedAt === null ? '–' : <OnDay iso={row.joinedAt} />) },
  ];
  const { matching } = members;
  return (
    <div className="rung-members" aria-busy={members.loading}>
      <StackedTable flush caption={t('members.title')} columns={columns} rows={members.rows} rowKey={(row) => row.memberId} />
      <div className="rung-list-foot">
        <p className="rung-quiet" role="status">
          {members.loading
            ? t('members.searching')
            : t(matching.more ? 'members.shown.more' : 'members.shown', { shown: number(members.rows.length), count: matching.count })}
        </p>
        {members.next !== null && (
          <Button onClick={members.more} loading={members.loadingMore} disabled={members.loading}>
            {t('members.more')}
          </Button>
        )}
      </div>
    </div>
  );
}

function rowName({ name, email }: MemberRowView, unnamed: string): string {
  return name || email || unnamed;
}

function Name({ row }: { readonly row: MemberRowView }) {
  const { t } = useI18n();
  const shown = rowName(row, t('member.unnamed'));
  return (
    <>
      <Link to={`/app/members/${row.memberId}`} prefetch="intent">
        {shown}
      </Link>{' '}
      {row.state === 'blocked' && <Badge tone="critical">{t('member.state.blocked')}</Badge>}
      {row.state === 'guest' && <Badge>{t('member.state.guest')}</Badge>}
      {row.state === 'left' && <Badge>{t('member.state.left')}</Badge>}
      {row.email !== null && row.email !== shown && <span className="rung-quiet rung-block">{row.email}</span>}
    </>
  );
}

function Balance({ row }: { readonly row: MemberRowView }) {
  const { t, pointsNumber, signedPointsNumber } = useI18n();
  return (
    <>
      <span className={row.balance < 0 ? 'rung-loss' : 'rung-strong'}>{pointsNumber(row.balance)}</span>
      {row.pending > 0 && (
        <span className="rung-quiet rung-block">{t('members.balance.pending', { points: signedPointsNumber(row.pending) })}</span>
      )}
    </>
  );
}
