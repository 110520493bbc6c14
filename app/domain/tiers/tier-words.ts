import { localDate } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { formatMinor } from '../money.ts';
import { countOf, wordsOf } from '../units/unit-words.ts';
import type { UnitWords } from '../units/unit-words.ts';
import type { UnitSettings } from '../units/unit.schema.ts';
import { waysIn, yearOf } from './earned-tiers.ts';
import { NO_TOTALS, reaches } from './metrics.ts';
import type { MetricWay, Totals, WindowKey, WindowTotals } from './metrics.ts';
import type { TierState } from './tier-state.ts';
import type { TierSettings } from './tiers.schema.ts';

/** What of the program the rules of tiers read. */
export interface TierProgram {
  readonly tiers: TierSettings;
  readonly currency: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly units: { readonly points: UnitSettings };
}

export type Carrier = TierState['carriedBy'];

interface Facts {
  readonly program: TierProgram;
  readonly totals: ReadonlyMap<WindowKey, WindowTotals>;
}

const GIVEN = {
  paid: 'a paid membership',
  bought: 'a product that was bought',
  invited: 'an invitation',
  manual: 'given by staff',
  imported: 'brought along from the earlier program',
} as const;

/** Why a member has the tier: "520 points of 500 in 2026". */
export function whyHeld(tierId: string, carrier: Carrier, facts: Facts): string {
  if (carrier === null) return 'fixed by staff';
  if (carrier.kind !== 'earned') return GIVEN[carrier.kind];
  if (carrier.window === null) return 'for every member';
  return measured({ tierId, window: carrier.window, isHeld: true }, facts) ?? 'earned before';
}

/** Why a member does not have the tier any more: "420 points of 500 in 2026". `carrier` is what carried it before. */
export function whyLost(tierId: string, carrier: Carrier, facts: Facts): string {
  if (!facts.program.tiers.list.some((tier) => tier.id === tierId)) return 'this tier is no longer part of the program';
  if (carrier === null) return 'it was fixed by staff until now';
  if (carrier.kind !== 'earned') return `${GIVEN[carrier.kind]}: that has ended`;
  if (carrier.window === null) return 'no longer a member';
  return measured({ tierId, window: carrier.window, isHeld: false }, facts) ?? 'it can no longer be earned this way';
}

/** "It ends on 2027-01-30." — the last day on which it holds. */
export function endsOn(endsAt: Instant, program: TierProgram): string {
  return `it ends on ${localDate(endsAt - 1, program.timeZone)}`;
}

function measured(asked: { readonly tierId: string; readonly window: WindowKey; readonly isHeld: boolean }, facts: Facts): string | null {
  const { tierId, window, isHeld } = asked;
  const { program } = facts;
  const tier = program.tiers.list.find(({ id }) => id === tierId);
  const year = yearOf(window);
  // After last year was judged, what it supports counts in this year's name too.
  const windows = year === null ? [window] : [window, `year:${year - 1}`];
  const tries = windows.flatMap((key) =>
    (tier ? waysIn(tier, key) : []).map((way) => ({ key, way, reached: facts.totals.get(key)?.reached ?? NO_TOTALS })),
  );
  const best = isHeld ? tries.find(({ way, reached }) => reaches(way, reached, program.currency)) : tries[0];
  return best ? `${progress(best.way, best.reached, program)}${during(best.key)}` : null;
}

function progress(way: MetricWay, totals: Totals, program: TierProgram): string {
  const words: UnitWords = wordsOf(program.units.points, program.locale);
  switch (way.kind) {
    case 'points':
      return `${countOf(totals.points, words)} of ${countOf(way.atLeast, words)}`;
    case 'spend':
      return `${formatMinor(totals.spendMinor, program.currency)} of ${formatMinor(way.atLeast[program.currency] ?? 0, program.currency)} ${program.currency} spent`;
    case 'orders':
      return `${totals.orders} of ${way.atLeast} orders`;
    case 'visits':
      return `${totals.visits} of ${way.atLeast} visits`;
  }
}

function during(window: WindowKey): string {
  const year = yearOf(window);
  if (year !== null) return ` in ${year}`;
  return window === 'rolling' ? ' in the last 12 months' : '';
}
