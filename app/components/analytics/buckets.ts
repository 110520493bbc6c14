import type { AnalyticsView } from '#app/contracts/analytics.ts';

type Day = AnalyticsView['days'][number];

export type Grain = 'day' | 'week' | 'month';

/** Days, or what several days have together: named by its first day. */
export type Bucket = Day;

const MOST_DAYS = 45;
const MOST_WEEKS = 27;
const WEEK = 7;

/** How finely a period is drawn: no more columns than a person can tell apart. */
export function grainOf(days: number): Grain {
  if (days <= MOST_DAYS) return 'day';
  return days <= MOST_WEEKS * WEEK ? 'week' : 'month';
}

/** Days put together by weeks (counted from the period's end, so that the newest is whole) or by calendar months. */
export function bucketsOf(days: readonly Day[], grain: Grain): readonly Bucket[] {
  if (grain === 'day') return days;
  const keyOf = (day: Day, index: number) =>
    grain === 'month' ? day.day.slice(0, 7) : String(Math.floor((days.length - 1 - index) / WEEK));
  const groups = new Map<string, Day[]>();
  days.forEach((day, index) => {
    const key = keyOf(day, index);
    groups.set(key, [...(groups.get(key) ?? []), day]);
  });
  return [...groups.values()].map((group) => {
    const sum = (of: (day: Day) => number) => group.reduce((total, day) => total + of(day), 0);
    return {
      day: group[0]?.day ?? '',
      issued: sum((day) => day.issued),
      redeemed: sum((day) => day.redeemed),
      memberOrders: sum((day) => day.memberOrders),
      otherOrders: sum((day) => day.otherOrders),
      memberValueMinor: sum((day) => day.memberValueMinor),
      otherValueMinor: sum((day) => day.otherValueMinor),
    };
  });
}
