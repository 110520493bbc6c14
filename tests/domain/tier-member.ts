import { totalsIn, windowsOf } from '#app/domain/tiers/metrics.ts';
import type { DatedMetrics } from '#app/domain/tiers/metrics.ts';
import { reviewTier } from '#app/domain/tiers/review-tier.ts';
import type { TierDecision } from '#app/domain/tiers/review-tier.ts';
import { heldWindows, noTier } from '#app/domain/tiers/tier-state.ts';
import type { TierState } from '#app/domain/tiers/tier-state.ts';
import { instantFromIso } from '#app/domain/instant.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';
import { aProgram } from '#tests/builders.ts';
import { asJson } from './books.ts';

type TiersDraft = NonNullable<ProgramDraft['tiers']>;
type WayDraft = NonNullable<TiersDraft['list']>[number]['ways'][number];

/** Berlin noon of a day. */
export function noon(day: string): Instant {
  return instantFromIso(`${day}T11:00:00Z`);
}

/** Bronze, Silver and Gold at 100, 300 and 500 points of a window; Gold gives 50 points on entry. */
export function aLadder(window: 'lifetime' | 'rolling' | 'calendar-year', settings: Partial<TiersDraft> = {}): Program {
  const way = (atLeast: number): WayDraft => ({ kind: 'points', window, atLeast });
  return aProgram({
    tiers: {
      list: [
        { id: 'bronze', name: 'Bronze', ways: [way(100)] },
        { id: 'silver', name: 'Silver', ways: [way(300)] },
        { id: 'gold', name: 'Gold', ways: [way(500)], entryReward: { points: 50 } },
      ],
      ...settings,
    },
  });
}

/** A member whose orders are known here: each review sums their windows as the store does. */
export class TierMember {
  state: TierState = noTier();
  program: Program;
  readonly orders = new Map<string, DatedMetrics>();
  joined = true;

  constructor(program: Program) {
    this.program = program;
  }

  /** An order of so many points placed on a day; "2026-03-02 +14": available 14 days later. Naming it again changes it. */
  order(id: string, points: number, placed: string): this {
    const [day, pendingDays] = placed.split(' +');
    const placedAt = noon(day ?? '');
    this.orders.set(id, {
      placedAt,
      availableAt: placedAt + Number(pendingDays ?? 0) * 86_400_000,
      points,
      spendMinor: points * 100,
      countsAsOrder: points > 0,
      visit: false,
    });
    return this;
  }

  review(at: string | Instant, options: { readonly silent?: boolean } = {}): TierDecision {
    const decision = this.look(typeof at === 'string' ? noon(at) : at, options);
    this.state = asJson(decision.state);
    return decision;
  }

  /** What a review would say, without keeping it. */
  look(now: Instant, options: { readonly silent?: boolean } = {}): TierDecision {
    const windows = windowsOf(this.program, heldWindows(this.state), now);
    const totals = new Map(windows.map((window) => [window.key, totalsIn([...this.orders.values()], window, now)]));
    return reviewTier({ program: this.program, state: this.state, totals, joined: this.joined, memberId: 'anna', now, ...options });
  }
}
