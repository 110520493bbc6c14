import { BarList } from '../charts/bar-list.tsx';
import { CourseChart } from '../charts/course-chart.tsx';
import { useI18n } from '../i18n-context.tsx';
import { average } from './analytics-tables.ts';
import { ChartCard, NothingYet } from './chart-card.tsx';
import { useDeafTo } from './member-cards.tsx';
import { useNumbers } from './numbers-context.tsx';

const FILTERS = ['storeId', 'tierId', 'channel', 'campaignId'] as const;

/** What a member is worth after as many days, by the month of joining: whether those who join now are as good as those before. */
export function LifetimeCard() {
  const { t, month, money } = useI18n();
  const { view } = useNumbers();
  const { months, members } = view.lifetime;
  const known = months.filter(({ minorIn90 }) => minorIn90 !== null);
  const title =
    members.minorIn90 === null
      ? t('analytics.lifetime.title')
      : t('analytics.lifetime.finding', { amount: money(members.minorIn90, view.currency) });
  return (
    <ChartCard
      title={title}
      text={t('analytics.lifetime.text')}
      table="lifetime"
      notes={[t('analytics.lifetime.sales'), ...useDeafTo('all', ...FILTERS)]}
    >
      {known.length === 0 ? (
        <NothingYet>{t('analytics.lifetime.none')}</NothingYet>
      ) : (
        <CourseChart
          label={t('analytics.chart', { title })}
          kind="lines"
          places={known.map((each) => month(each.month))}
          format={(value) => money(Math.round(value), view.currency)}
          series={[
            { id: 'in-90', name: t('analytics.lifetime.in-90'), tone: 'first', values: known.map(({ minorIn90 }) => minorIn90) },
            { id: 'in-365', name: t('analytics.lifetime.in-365'), tone: 'second', values: known.map(({ minorIn365 }) => minorIn365) },
          ]}
        />
      )}
    </ChartCard>
  );
}

/** What people of each tier bought in their time, beside those who never joined. */
export function LifetimeTiersCard() {
  const { t, money } = useI18n();
  const { view } = useNumbers();
  const { tiers, others } = view.lifetime;
  const rows = [
    ...tiers.map(({ tierId, name, people, valueMinor }) => ({
      ...{ id: `tier-${tierId}`, name: tierId === '' ? t('analytics.lifetime.no-tier') : name, value: average(valueMinor, people), people },
      tone: 'first' as const,
    })),
    {
      id: 'others',
      name: t('analytics.others'),
      value: average(others.valueMinor, others.people),
      people: others.people,
      tone: 'quiet' as const,
    },
  ].filter(({ people }) => people > 0);
  return (
    <ChartCard
      title={t('analytics.lifetime.tiers')}
      text={t('analytics.lifetime.tiers.text')}
      table="lifetime-tiers"
      notes={[t('analytics.lifetime.bias'), ...useDeafTo('all', ...FILTERS)]}
    >
      {rows.length === 0 ? (
        <NothingYet>{t('analytics.lifetime.none')}</NothingYet>
      ) : (
        <BarList
          label={t('analytics.lifetime.tiers')}
          bars={rows.map(({ id, name, value, tone }) => ({
            id,
            name,
            value,
            tone,
            text: value === null ? '–' : money(value, view.currency),
          }))}
        />
      )}
    </ChartCard>
  );
}
