import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderMetrics, Totals, WindowTotals } from '#app/domain/tiers/metrics.ts';

/** What an order adds to its owner's windows, and from when on its points carry a tier. */
interface Counted {
  readonly metrics: OrderMetrics;
  readonly dueAt: Instant | null;
}

/** What an order counted before a settlement, and counts after it. */
export interface Shift {
  readonly was: Counted | null;
  readonly is: Counted | null;
}

/** When an order's points may be spent; null while they have no date. */
export function dueAt(availability: { readonly at: Instant; readonly frozen: string | null } | null): Instant | null {
  return availability === null || availability.frozen !== null ? null : availability.at;
}

export function countedBy(settled: SettledOrder): Counted {
  return { metrics: settled.metrics, dueAt: dueAt(settled.availability) };
}

/** A window's sums, moved by what an order counted before and counts now. */
export function shiftTotals(totals: WindowTotals, order: Shift, now: Instant): WindowTotals {
  const isDue = (counted: Counted) => counted.dueAt !== null && counted.dueAt <= now;
  let { reached, carried } = totals;
  if (order.was) {
    reached = addTotals(reached, order.was.metrics, -1);
    if (isDue(order.was)) carried = addTotals(carried, order.was.metrics, -1);
  }
  if (order.is) {
    reached = addTotals(reached, order.is.metrics, 1);
    if (isDue(order.is)) carried = addTotals(carried, order.is.metrics, 1);
  }
  return { reached, carried };
}

function addTotals(totals: Totals, metrics: OrderMetrics, sign: 1 | -1): Totals {
  return {
    spendMinor: totals.spendMinor + sign * metrics.spendMinor,
    points: totals.points + sign * metrics.points,
    orders: totals.orders + (metrics.countsAsOrder ? sign : 0),
    visits: totals.visits + (metrics.visit ? sign : 0),
  };
}
