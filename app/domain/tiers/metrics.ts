import { addLocalMonths, localYear, startOfLocalYear } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { EntryWay, TierSettings } from './tiers.schema.ts';

/** What one order adds to its owner's tier metrics, net of refunds. */
export interface OrderMetrics {
  /** Net eligible spend in minor units of the program's currency. */
  readonly spendMinor: number;
  /** Net points of rules that count towards tiers, pending ones too. */
  readonly points: number;
  readonly countsAsOrder: boolean;
  readonly visit: boolean;
}

/** An order as the windows see it: by the date it was placed; carried once its points may be spent. */
export interface DatedMetrics extends OrderMetrics {
  readonly placedAt: Instant;
  /** Null: its points wait without a date (a dispute). */
  readonly availableAt: Instant | null;
}

export interface Totals {
  readonly spendMinor: number;
  readonly points: number;
  readonly orders: number;
  readonly visits: number;
}

/** The sums of one window: of all its orders, and of those whose points are available. */
export interface WindowTotals {
  readonly reached: Totals;
  readonly carried: Totals;
}

/** "lifetime", "rolling" or "year:2026". */
export type WindowKey = string;

export interface MetricWindow {
  readonly key: WindowKey;
  /** Orders placed from this moment … */
  readonly from: Instant;
  /** … and before this one. */
  readonly until: Instant;
}

export const NO_TOTALS: Totals = { spendMinor: 0, points: 0, orders: 0, visits: 0 };

/** The window that `window` names at a moment; for a calendar year the one in which `at` lies. */
export function windowAt(window: 'lifetime' | 'rolling' | 'calendar-year', at: Instant, timeZone: string): MetricWindow {
  switch (window) {
    case 'lifetime':
      return { key: 'lifetime', from: 0, until: Number.MAX_SAFE_INTEGER };
    case 'rolling':
      return { key: 'rolling', from: addLocalMonths(at, -12, timeZone) + 1, until: at + 1 };
    case 'calendar-year':
      return yearWindow(localYear(at, timeZone), timeZone);
  }
}

export function yearWindow(year: number, timeZone: string): MetricWindow {
  return { key: `year:${year}`, from: startOfLocalYear(year, timeZone), until: startOfLocalYear(year + 1, timeZone) };
}

/**
 * Every window whose totals a review at `now` may ask for: those of the tiers' ways, last year's as long as it may be judged,
 * and those a member's sources were earned in.
 */
export function windowsOf(
  program: { readonly tiers: TierSettings; readonly timeZone: string },
  heldWindows: readonly WindowKey[],
  now: Instant,
): MetricWindow[] {
  const windows = new Map<WindowKey, MetricWindow>();
  const add = (window: MetricWindow) => windows.set(window.key, window);
  for (const way of program.tiers.list.flatMap((tier) => tier.ways).filter(isMetricWay)) {
    add(windowAt(way.window, now, program.timeZone));
    if (way.window === 'calendar-year') add(yearWindow(localYear(now, program.timeZone) - 1, program.timeZone));
  }
  for (const key of heldWindows) {
    const year = /^year:(\d+)$/.exec(key)?.[1];
    if (year !== undefined) add(yearWindow(Number(year), program.timeZone));
  }
  return [...windows.values()];
}

/** Sums orders into a window, for callers that hold the orders (the store sums with SQL by the same bounds). */
export function totalsIn(orders: readonly DatedMetrics[], window: MetricWindow, now: Instant): WindowTotals {
  const within = orders.filter((order) => order.placedAt >= window.from && order.placedAt < window.until);
  return { reached: sum(within), carried: sum(within.filter((order) => order.availableAt !== null && order.availableAt <= now)) };
}

export type MetricWay = Extract<EntryWay, { kind: 'points' | 'spend' | 'orders' | 'visits' }>;

export function isMetricWay(way: EntryWay): way is MetricWay {
  return way.kind === 'points' || way.kind === 'spend' || way.kind === 'orders' || way.kind === 'visits';
}

/** True when the totals reach the way's threshold. Spend is judged in the program's currency. */
export function reaches(way: MetricWay, totals: Totals, programCurrency: string): boolean {
  switch (way.kind) {
    case 'points':
      return totals.points >= way.atLeast;
    case 'spend': {
      const threshold = way.atLeast[programCurrency];
      return threshold !== undefined && totals.spendMinor >= threshold;
    }
    case 'orders':
      return totals.orders >= way.atLeast;
    case 'visits':
      return totals.visits >= way.atLeast;
  }
}

function sum(orders: readonly OrderMetrics[]): Totals {
  return {
    spendMinor: orders.reduce((total, order) => total + order.spendMinor, 0),
    points: orders.reduce((total, order) => total + order.points, 0),
    orders: orders.filter((order) => order.countsAsOrder).length,
    visits: orders.filter((order) => order.visit).length,
  };
}
