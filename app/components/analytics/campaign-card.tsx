import { BarList } from '../charts/bar-list.tsx';
import { useI18n } from '../i18n-context.tsx';
import { ChartCard } from './chart-card.tsx';
import { useNumbers } from './numbers-context.tsx';

const SHOWN = 8;

/** Which campaigns were in force in orders, and what they gave. A program that never had one has no such part. */
export function CampaignsCard() {
  const { t, number, money } = useI18n();
  const { view, filters } = useNumbers();
  const { campaigns } = view;
  const most = campaigns[0];
  if (view.knownCampaigns.length === 0) return null;
  const notes = [t('analytics.campaigns.bias'), ...(filters.campaignId === null ? [] : [t('analytics.deaf.campaigns')])];
  return (
    <ChartCard
      title={most === undefined ? t('analytics.campaigns.title') : t('analytics.campaigns.finding', { campaign: most.name })}
      text={t('analytics.campaigns.text')}
      table="campaigns"
      notes={notes}
    >
      {most !== undefined && (
        <BarList
          label={t('analytics.campaigns.title')}
          bars={campaigns.slice(0, SHOWN).map(({ campaignId, name, orders, valueMinor }) => ({
            ...{ id: campaignId, name, value: orders, tone: 'second' as const },
            text: t('analytics.campaigns.bar', { orders: number(orders), value: money(valueMinor, view.currency) }),
          }))}
        />
      )}
    </ChartCard>
  );
}
