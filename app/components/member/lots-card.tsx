import { Card, Text } from '@shopify/polaris';
import type { LotView, MemberView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { OnDay } from '../moment.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';

const LOTS_AT_FIRST = 10;

/** What the balance is made of: points that were earned together, and until when they live. */
export function LotsCard({ member }: { readonly member: MemberView }) {
  const { t, points } = useI18n();
  const columns: Column<LotView>[] = [
    { id: 'points', heading: t('lots.points'), header: true, cell: (lot) => points(lot.points, lot.unit) },
    { id: 'earned', heading: t('lots.earned'), cell: (lot) => <OnDay iso={lot.earnedAt} /> },
    { id: 'state', heading: t('lots.state'), cell: (lot) => <LotState lot={lot} /> },
    { id: 'ends', heading: t('lots.ends'), cell: (lot) => (lot.expiresAt === null ? t('lots.never') : <OnDay iso={lot.expiresAt} />) },
  ];
  return (
    <Card roundedAbove="xs" padding="0">
      <div className="rung-card-head">
        <Text as="h2" variant="headingSm">
          {t('lots.title')}
        </Text>
        <Text as="p" tone="subdued" variant="bodySm">
          {t('lots.text')}
        </Text>
      </div>
      {member.lots.length === 0 ? (
        <div className="rung-card-text">
          <Text as="p" tone="subdued">
            {t('lots.empty')}
          </Text>
        </div>
      ) : (
        <StackedTable
          flush
          caption={t('lots.title')}
          columns={columns}
          rows={member.lots}
          first={LOTS_AT_FIRST}
          rowKey={(lot) => `${lot.lotId}-${lot.account}`}
        />
      )}
    </Card>
  );
}

function LotState({ lot }: { readonly lot: LotView }) {
  const { t, date } = useI18n();
  if (lot.account === 'pending')
    return <>{lot.availableAt === null ? t('lots.pending') : t('lots.pending.until', { date: date(lot.availableAt) })}</>;
  return <>{t(lot.account === 'held' ? 'lots.held' : 'lots.available')}</>;
}
