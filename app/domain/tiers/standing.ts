import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { judgedAt, rankOf, waysIn, yearOf } from './earned-tiers.ts';
import { isMetricWay, NO_TOTALS, reaches, windowAt } from './metrics.ts';
import type { MetricWay, Totals, WindowKey, WindowTotals } from './metrics.ts';
import type { TierState } from './tier-state.ts';
import type { Tier, TierSettings } from './tiers.schema.ts';

export interface StandingInput {
  readonly settings: TierSettings;
  readonly currency: string;
  readonly timeZone: string;
  readonly state: TierState;
  /** The sums of `windowsOf`; a window without orders may be missing. */
  readonly totals: ReadonlyMap<WindowKey, WindowTotals>;
  readonly now: Instant;
}

/** `have` of `need`: points, minor units of the program's currency, or a count. */
export interface Progress {
  readonly metric: MetricWay['kind'];
  readonly have: number;
  readonly need: number;
}

export interface Standing {
  readonly tierId: string | null;
  readonly provisional: boolean;
  /** The tier ends then unless it is kept; null: nothing ends. */
  readonly until: Instant | null;
  /** The next tier that orders lead to, by the way on which the member is farthest. */
  readonly next: (Progress & { readonly tierId: string }) | null;
  /** What must still be reached until `until` so that the tier stays. */
  readonly keep: (Progress & { readonly until: Instant }) | null;
}

/** What a member is shown of the ladder: the tier, the way up, and what keeps the tier. Decides nothing; the reviews do (review-tier.ts). */
export function standingOf(input: StandingInput): Standing {
  const { settings, state } = input;
  const rank = rankOf(settings, state.tierId);
  const keep = keepOf(input, settings.list[rank]);
  return {
    tierId: rank < 0 ? null : state.tierId,
    provisional: rank >= 0 && state.provisional,
    until: rank < 0 ? null : (state.endsAt ?? keep?.until ?? null),
    next: nextOf(input, rank),
    keep,
  };
}

function nextOf(input: StandingInput, rank: number): Standing['next'] {
  for (const tier of input.settings.list.slice(rank + 1)) {
    if (tier.hidden) continue;
    const best = farthest(tier.ways.filter(isMetricWay).map((way) => progressOn(way, totalsFor(input, way), input.currency)));
    if (best) return { tierId: tier.id, ...best };
  }
  return null;
}

/** Only what was earned in a window that ends has to be kept: a tier of a lifetime, of joining, or that was given has not. */
function keepOf(input: StandingInput, tier: Tier | undefined): Standing['keep'] {
  const { state, settings, timeZone, now } = input;
  const window = state.carriedBy?.kind === 'earned' ? state.carriedBy.window : null;
  if (!tier || state.provisional || window === null || window === 'lifetime') return null;
  const totals = input.totals.get(window)?.reached ?? NO_TOTALS;
  const ways = waysIn(tier, window);
  if (ways.some((way) => reaches(way, totals, input.currency))) return null;
  const best = farthest(ways.map((way) => progressOn(way, totals, input.currency)));
  if (!best) return null;
  const year = yearOf(window);
  return { ...best, until: state.endsAt ?? (year === null ? addDays(now, settings.graceDays) : judgedAt(year, settings, timeZone)) };
}

function totalsFor(input: StandingInput, way: MetricWay): Totals {
  const { key } = windowAt(way.window, input.now, input.timeZone);
  return input.totals.get(key)?.reached ?? NO_TOTALS;
}

/** Null where the way has no threshold in the program's currency. */
function progressOn(way: MetricWay, totals: Totals, currency: string): Progress | null {
  switch (way.kind) {
    case 'spend': {
      const need = way.atLeast[currency];
      return need === undefined ? null : { metric: 'spend', have: totals.spendMinor, need };
    }
    case 'points':
      return { metric: 'points', have: totals.points, need: way.atLeast };
    case 'orders':
      return { metric: 'orders', have: totals.orders, need: way.atLeast };
    case 'visits':
      return { metric: 'visits', have: totals.visits, need: way.atLeast };
  }
}

function farthest(all: readonly (Progress | null)[]): Progress | null {
  const known = all.filter((each) => each !== null);
  return known.reduce<Progress | null>((best, each) => (best === null || shareOf(each) > shareOf(best) ? each : best), null);
}

function shareOf({ have, need }: Progress): number {
  return need === 0 ? 1 : have / need;
}
