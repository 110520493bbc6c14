import { useI18n } from '../i18n-context.tsx';
import { BarList } from '../charts/bar-list.tsx';
import { CourseChart } from '../charts/course-chart.tsx';
import { average, ratio } from './analytics-tables.ts';
import { ChartCard, NothingYet } from './chart-card.tsx';
import { asTitle, useCoreWords } from './core-cards.tsx';
import { type Numbers, useNumbers } from './numbers-context.tsx';
import { usePlaces } from './order-cards.tsx';

/** The filters that some numbers cannot follow, in words; nothing when none of them is set. */
export function useDeafTo(words: 'rewards' | 'all', ...names: readonly (keyof Numbers['filters'])[]): readonly string[] {
  const { t } = useI18n();
  const { filters } = useNumbers();
  return names.some((name) => filters[name] !== null) ? [t(`analytics.deaf.${words}`)] : [];
}

/** What points follow: a tier and a channel as far as orders moved them, a campaign not at all. */
function usePointNotes(): readonly string[] {
  const { t } = useI18n();
  const { filters } = useNumbers();
  return [
    ...(filters.tierId !== null || filters.channel !== null ? [t('analytics.points.of-orders')] : []),
    ...(filters.campaignId !== null ? [t('analytics.deaf.campaign')] : []),
  ];
}

const ALL_FILTERS = ['storeId', 'tierId', 'channel', 'campaignId'] as const;

/** Points that came and went. */
export function PointsCard() {
  const { t, number } = useI18n();
  const { view } = useNumbers();
  const { buckets, places } = usePlaces();
  const { issued, reversed, redeemed } = view.points.now;
  const share = ratio(redeemed, issued - reversed);
  const title = share === null ? t('analytics.points.title') : t('analytics.points.finding', { count: Math.round(share * 100) });
  return (
    <ChartCard title={title} text={t('analytics.points.text')} table="points" notes={usePointNotes()}>
      {share === null ? (
        <NothingYet>{t('analytics.core.redemption.none')}</NothingYet>
      ) : (
        <CourseChart
          label={t('analytics.chart', { title })}
          kind="columns"
          places={places}
          format={(value) => number(Math.round(value))}
          series={[
            { id: 'issued', name: t('analytics.points.earned'), tone: 'first', values: buckets.map((bucket) => bucket.issued) },
            { id: 'redeemed', name: t('analytics.points.redeemed'), tone: 'second', values: buckets.map((bucket) => bucket.redeemed) },
          ]}
        />
      )}
    </ChartCard>
  );
}

/** How many members there are, came, and stayed. */
export function MonthsCard() {
  const { t, month, number, share } = useI18n();
  const { view } = useNumbers();
  const { months } = view;
  const last = months.at(-1);
  const active = last === undefined ? null : ratio(last.active, last.members);
  const title =
    last === undefined || active === null
      ? t('analytics.months.title')
      : t('analytics.months.finding', { percent: share(active), month: month(last.month) });
  return (
    <ChartCard title={title} text={t('analytics.months.text')} table="months" notes={useDeafTo('all', ...ALL_FILTERS)}>
      {active === null ? (
        <NothingYet>{t('analytics.months.none')}</NothingYet>
      ) : (
        <CourseChart
          label={t('analytics.chart', { title })}
          kind="lines"
          places={months.map((each) => month(each.month))}
          format={(value) => number(Math.round(value))}
          series={[
            { id: 'members', name: t('analytics.months.members'), tone: 'quiet', values: months.map(({ members }) => members) },
            { id: 'active', name: t('analytics.months.active'), tone: 'first', values: months.map((each) => each.active) },
            { id: 'joined', name: t('analytics.months.joined'), tone: 'second', values: months.map(({ joined }) => joined) },
          ]}
        />
      )}
    </ChartCard>
  );
}

/** How often people of a month came in it. */
export function FrequencyCard() {
  const { t, month, exactNumber } = useI18n();
  const { view } = useNumbers();
  const perBuyer = view.months.map(({ month: name, memberOrders, memberBuyers, otherOrders, otherBuyers }) => ({
    ...{ month: name, members: ratio(memberOrders, memberBuyers), others: ratio(otherOrders, otherBuyers) },
  }));
  const { sentence } = useCoreWords();
  const lift = view.core.frequencyLift.now;
  const title = lift === null ? t('analytics.frequency.title') : asTitle(sentence('frequencyLift', lift));
  return (
    <ChartCard
      title={title}
      text={t('analytics.frequency.text')}
      table="frequency"
      notes={[t('analytics.bias'), ...useDeafTo('all', ...ALL_FILTERS)]}
    >
      {perBuyer.every(({ members, others }) => members === null && others === null) ? (
        <NothingYet>{t('analytics.core.frequencyLift.none')}</NothingYet>
      ) : (
        <CourseChart
          label={t('analytics.chart', { title })}
          kind="lines"
          places={perBuyer.map((each) => month(each.month))}
          format={(value) => exactNumber(value.toFixed(2))}
          series={[
            { id: 'members', name: t('analytics.members'), tone: 'first', values: perBuyer.map(({ members }) => members) },
            { id: 'others', name: t('analytics.others'), tone: 'quiet', values: perBuyer.map(({ others }) => others) },
          ]}
        />
      )}
    </ChartCard>
  );
}

/** Fewer orders than this say nothing of a tier. */
const ENOUGH_ORDERS = 5;

/** Less than that apart is chance as likely as not: no finding. */
const CLEARLY_MORE = 1.15;

/** What members of each tier buy. */
export function TiersCard() {
  const { t, money, exactNumber } = useI18n();
  const { view } = useNumbers();
  const rows = view.tiers
    .map(({ tierId, name, orders, valueMinor }) => ({
      ...{ id: tierId, name: tierId === '' ? t('tiers.none') : name, orders, average: average(valueMinor, orders) },
    }))
    .filter(({ orders, id }) => orders > 0 || id !== '');
  const known = rows.filter(({ orders }) => orders >= ENOUGH_ORDERS).toSorted((a, b) => (b.average ?? 0) - (a.average ?? 0));
  const [best, least] = [known[0], known.at(-1)];
  const times = best?.average && least?.average ? best.average / least.average : 1;
  const title =
    best === undefined || least === undefined || times < CLEARLY_MORE
      ? t('analytics.tiers.title')
      : t('analytics.tiers.finding', { tier: best.name, other: least.name, times: exactNumber(times.toFixed(1)) });
  return (
    <ChartCard title={title} text={t('analytics.tiers.text')} table="tiers" notes={[t('analytics.tiers.bias')]}>
      {rows.every(({ orders }) => orders === 0) ? (
        <NothingYet>{t('analytics.orders.none')}</NothingYet>
      ) : (
        <BarList
          label={t('analytics.tiers.title')}
          bars={rows.map(({ id, name, average: value }) => ({
            ...{ id: id === '' ? 'none' : id, name, value, tone: id === '' ? ('quiet' as const) : ('first' as const) },
            text: value === null ? '–' : money(value, view.currency),
          }))}
        />
      )}
    </ChartCard>
  );
}

const SHOWN_REWARDS = 8;

/** Which rewards are taken, and which are used. */
export function RewardsCard() {
  const { t, number } = useI18n();
  const { view } = useNumbers();
  const { rewards } = view;
  const most = rewards[0];
  const title = most === undefined ? t('analytics.rewards.title') : t('analytics.rewards.finding', { reward: most.name });
  return (
    <ChartCard
      title={title}
      text={t('analytics.rewards.text')}
      table="rewards"
      notes={useDeafTo('rewards', 'tierId', 'channel', 'campaignId')}
    >
      {most === undefined ? (
        <NothingYet>{t('analytics.rewards.none')}</NothingYet>
      ) : (
        <BarList
          label={t('analytics.rewards.title')}
          bars={rewards.slice(0, SHOWN_REWARDS).map(({ rewardId, name, redeemed, used }) => ({
            ...{ id: rewardId, name, value: redeemed, filled: used, tone: 'second' as const },
            text: t('analytics.rewards.bar', { redeemed: number(redeemed), used: number(used) }),
          }))}
        />
      )}
    </ChartCard>
  );
}
