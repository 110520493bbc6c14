import type { AnalyticsWish } from '#app/contracts/analytics.ts';
import { addDays, addLocalMonths, type Instant, localDate, startOfLocalDay } from '#app/domain/instant.ts';
import { ANALYTICS_CHANNELS, type AnalyticsPeriod, PERIOD_DAYS } from '#app/contracts/analytics-filters.ts';

const NOON_MS = 43_200_000;
/** More than that at once is no period that a person compares. */
const MOST_DAYS = 366;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface AskedAnalytics {
  readonly wish: AnalyticsWish;
  readonly period: AnalyticsPeriod;
}

/**
 * What the address of the numbers page asks for: `period` (7, 30, 90, year, own with `from` and `to`), `store`, `tier`, `channel`, `campaign`. What is missing or makes no sense
 * is the last 30 days of everything; a period longer than a year keeps its end.
 */
export function readAnalyticsWish(
  search: URLSearchParams,
  at: { readonly programId: string; readonly timeZone: string; readonly now: Instant },
): AskedAnalytics {
  const { period, from, to } = periodOf(search, at);
  const store = search.get('store') ?? '';
  const channel = ANALYTICS_CHANNELS.find((known) => known === search.get('channel')) ?? null;
  const tier = search.get('tier');
  return {
    wish: {
      ...{ programId: at.programId, from, to, channel },
      campaignId: idOf(search.get('campaign')),
      storeId: UUID.test(store) ? store : null,
      // "none" in the address: members below the first tier, whose id in the sums is empty.
      tierId: tier === 'none' ? '' : idOf(tier),
    },
    period,
  };
}

function idOf(text: string | null): string | null {
  return text === null || text === '' || text.length > 100 ? null : text;
}

function periodOf(
  search: URLSearchParams,
  { timeZone, now }: { readonly timeZone: string; readonly now: Instant },
): { readonly period: AnalyticsPeriod; readonly from: string; readonly to: string } {
  const noon = startOfLocalDay(localDate(now, timeZone), timeZone) + NOON_MS;
  const today = localDate(noon, timeZone);
  const asked = search.get('period');
  if (asked === 'own') {
    const [from, to] = [search.get('from') ?? '', search.get('to') ?? ''];
    if (isDay(from) && isDay(to) && from <= to && from <= today) {
      const end = to > today ? today : to;
      const earliest = localDate(addDays(startOfLocalDay(end, timeZone) + NOON_MS, 1 - MOST_DAYS), timeZone);
      return { period: 'own', from: from < earliest ? earliest : from, to: end };
    }
  }
  if (asked === 'year') return { period: 'year', from: localDate(addLocalMonths(noon, -12, timeZone) + 2 * NOON_MS, timeZone), to: today };
  const period = (['7', '90'] as const).find((known) => known === asked) ?? '30';
  return { period, from: localDate(addDays(noon, 1 - PERIOD_DAYS[period]), timeZone), to: today };
}

function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The same filters as they stand in an address, for links and files. */
export function filtersText({ wish, period }: AskedAnalytics): string {
  const search = new URLSearchParams({ period });
  if (period === 'own') {
    search.set('from', wish.from);
    search.set('to', wish.to);
  }
  if (wish.storeId !== null) search.set('store', wish.storeId);
  if (wish.tierId !== null) search.set('tier', wish.tierId === '' ? 'none' : wish.tierId);
  if (wish.channel !== null) search.set('channel', wish.channel);
  if (wish.campaignId !== null) search.set('campaign', wish.campaignId);
  return search.toString();
}
