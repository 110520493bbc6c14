import { currencyExponent } from '#app/domain/money.ts';
import { useI18n } from '../i18n-context.tsx';
import { BarList } from '../charts/bar-list.tsx';
import { CourseChart } from '../charts/course-chart.tsx';
import { HeatTable } from '../charts/heat-table.tsx';
import { average, hourText, ratio } from './analytics-tables.ts';
import { bucketsOf, type Bucket } from './buckets.ts';
import { ChartCard, NothingYet } from './chart-card.tsx';
import { asTitle, useCoreWords } from './core-cards.tsx';
import { useNumbers } from './numbers-context.tsx';

/** The days, weeks or months of the period with their names along a chart's foot. */
export function usePlaces(): { readonly buckets: readonly Bucket[]; readonly places: readonly string[] } {
  const { day, month } = useI18n();
  const { view, grain } = useNumbers();
  const buckets = bucketsOf(view.days, grain);
  return { buckets, places: buckets.map((bucket) => (grain === 'month' ? month(bucket.day.slice(0, 7)) : day(bucket.day))) };
}

/** What an order of a member is worth beside one of somebody else. */
export function SpendCard() {
  const { t, money } = useI18n();
  const { view } = useNumbers();
  const { sentence } = useCoreWords();
  const lift = view.core.orderValueLift.now;
  const averages = (['members', 'others'] as const).map((who) => ({
    who,
    value: average(view.orders.now[who].valueMinor, view.orders.now[who].orders),
  }));
  return (
    <ChartCard
      title={lift === null ? t('analytics.spend.title') : asTitle(sentence('orderValueLift', lift))}
      text={t('analytics.spend.text')}
      table="spend"
      notes={[t('analytics.bias')]}
    >
      {lift === null ? (
        <NothingYet>{t('analytics.core.orderValueLift.none')}</NothingYet>
      ) : (
        <BarList
          label={t('analytics.spend.title')}
          bars={averages.map(({ who, value }) => ({
            ...{ id: who, name: t(`analytics.${who}`), value, tone: who === 'members' ? ('first' as const) : ('quiet' as const) },
            text: value === null ? '–' : money(value, view.currency),
          }))}
        />
      )}
    </ChartCard>
  );
}

/** How the sales of members and of others went. */
export function OrdersCard() {
  const { t, money, number, share } = useI18n();
  const { view, filters } = useNumbers();
  const { buckets, places } = usePlaces();
  const { members, others } = view.orders.now;
  const part = ratio(members.valueMinor, members.valueMinor + others.valueMinor);
  const title =
    part === null || filters.tierId !== null || filters.campaignId !== null
      ? t('analytics.orders.title')
      : t('analytics.orders.finding', { percent: share(part) });
  return (
    <ChartCard title={title} text={t('analytics.orders.text')} table="orders">
      {part === null ? (
        <NothingYet>{t('analytics.orders.none')}</NothingYet>
      ) : (
        <CourseChart
          label={t('analytics.chart', { title })}
          kind="stacked"
          places={places}
          format={(value) => money(Math.round(value), view.currency)}
          scaleFormat={(value) => number(value / 10 ** currencyExponent(view.currency))}
          series={[
            { id: 'members', name: t('analytics.members'), tone: 'first', values: buckets.map((bucket) => bucket.memberValueMinor) },
            { id: 'others', name: t('analytics.others'), tone: 'quiet', values: buckets.map((bucket) => bucket.otherValueMinor) },
          ]}
        />
      )}
    </ChartCard>
  );
}

const WEEKDAYS = [0, 1, 2, 3, 4, 5, 6];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** When members buy. */
export function HoursCard() {
  const { t, weekday, number } = useI18n();
  const { view } = useNumbers();
  const byPlace = new Map(view.hours.map(({ weekday: day, hour, members }) => [`${day} ${hour}`, members]));
  const busiest = view.hours.reduce<(typeof view.hours)[number] | null>(
    (best, each) => (each.members > (best?.members ?? 0) ? each : best),
    null,
  );
  const title =
    busiest === null
      ? t('analytics.hours.title')
      : t('analytics.hours.finding', { weekday: weekday(busiest.weekday, 'long'), hour: hourText(busiest.hour) });
  return (
    <ChartCard title={title} text={t('analytics.hours.text')} table="hours">
      {busiest === null ? (
        <NothingYet>{t('analytics.orders.none')}</NothingYet>
      ) : (
        <HeatTable
          caption={title}
          corner={t('analytics.weekday')}
          columns={HOURS.map(hourText)}
          format={number}
          rows={WEEKDAYS.map((day) => ({
            name: weekday(day),
            longName: weekday(day, 'long'),
            values: HOURS.map((hour) => byPlace.get(`${day} ${hour}`) ?? 0),
          }))}
        />
      )}
    </ChartCard>
  );
}
