import type { Instant } from '../instant.ts';
import type { PostingDraft, Unit } from '../ledger/posting.ts';
import type { OrderMetrics } from '../tiers/metrics.ts';
import type { ProductFacts } from '../orders/product-facts.ts';

/**
 * What is kept with an order between settlements: plain JSON (fractions as texts). It is the only memory of the rules;
 * everything else is worked out anew from the newest snapshot each time.
 */
export interface SettledOrder {
  readonly format: 1;
  readonly storeId: string;
  readonly orderId: string;
  /** Who has the order's points; null as long as the order has no owner. */
  readonly memberId: string | null;
  /** How many postings the order has had: the next one is `generation + 1`, and it expects this many. */
  readonly generation: number;
  /** Frozen when the order was first seen paid; null before. */
  readonly context: FrozenContext | null;
  /** An import brought it in while there was nothing to settle yet: under this version it is settled once there is. Absent: it goes by the day it was placed. */
  readonly importedUnder?: number;
  /** The import that it came in with was undone: it earns nothing until it is imported again. */
  readonly importUndone?: true;
  readonly targets: Readonly<Record<Unit, SettledTarget>>;
  /** What the order took from counters (caps, first-N, budgets); never given back by a refund. */
  readonly counters: Readonly<Record<string, number>>;
  readonly availability: Availability | null;
  readonly waitingFor: 'payment' | 'rate' | 'owner' | null;
  readonly metrics: OrderMetrics;
}

/** Of one unit, in whole steps. What the member has of this order is earned − reversed + forgiven. */
export interface SettledTarget {
  readonly earned: number;
  readonly reversed: number;
  /** Not taken because of a floor or a cap, and not tried again. */
  readonly forgiven: number;
  /** The most that `earned` ever was: up to it a rise restores, beyond it the points are new. */
  readonly peak: number;
}

/** When the order's points may be spent. `frozen` points have no date: a dispute is open, or a risky order is not fulfilled. */
export interface Availability {
  readonly at: Instant;
  /** `backstop` may still come earlier, once, when the goods are on their way; the other dates stay. */
  readonly basis: 'at-once' | 'paid' | 'fulfilled' | 'backstop';
  readonly frozen: 'dispute' | 'risk' | null;
  /** The points were made available by a settlement: they stay so. Settling again when `at` has come makes them so. */
  readonly reached: boolean;
}

/** What was true when the order was first settled, and is used ever after (rules, 2 The context is frozen). */
export interface FrozenContext {
  readonly versionNo: number;
  readonly placedAt: Instant;
  readonly frozenAt: Instant;
  readonly arm: string | null;
  readonly region: string | null;
  /** What the rate is for; contexts of before do not say it: the order's. */
  readonly currency?: string;
  /** How many units of the order's currency one unit of the program's currency is, exactly; null: still waiting for a rate. */
  readonly currencyRate: string | null;
  /** Brought in from before going live, under a named version: it earns for good, whatever its day. */
  readonly backfill?: true;
  /** Why this order never earns, whatever comes; null: it may. */
  readonly barred: Bar | null;
  /** Whose facts were frozen: draws and counters go by this name, whatever the member is merged into or the order moved to later. */
  readonly memberId: string | null;
  /** Facts of that owner; null as long as there is none. */
  readonly member: MemberFacts | null;
  readonly products: Readonly<Record<string, ProductFacts>>;
  /** Rests of earlier orders under rounding `carry`, by rule. */
  readonly carryIn: Readonly<Record<string, string>>;
}

/** Why an order earns nothing for good. */
export type Bar = 'blocked' | 'left' | 'paused' | 'earned-elsewhere';

/** What is known of the owner before this order. */
export interface MemberFacts {
  /** Known by e-mail only: earns unclaimed points where the program lets guests earn. */
  readonly guest: boolean;
  /** Flagged as staff of the shop: earns nothing in person. */
  readonly staff: boolean;
  readonly tierId: string | null;
  readonly segments: readonly string[];
  /** Orders that earned or counted, before this one. */
  readonly ordersBefore: number;
  readonly visitsBefore: number;
  /** A visit at this order's location on its local day has been counted already. */
  readonly visitedThatDay: boolean;
  readonly posOrdersThatDay: number;
}

/**
 * What the caller knows at the moment of settling. At the first settlement it is frozen; later only a missing rate, a missing owner and the
 * room under counters are read from it.
 */
export interface CandidateContext {
  readonly arm: string | null;
  readonly region: string | null;
  readonly currencyRate: string | null;
  readonly barred: Bar | null;
  /** Null when the order has no owner. */
  readonly member: MemberFacts | null;
  /** How much of each counter is used already (see `countersOf`); a counter that is not named is unused. Null: not read, so no more room is taken. */
  readonly counters: Readonly<Record<string, number>> | null;
  readonly carryIn: Readonly<Record<string, string>>;
}

/**
 * How much of a counter this settlement takes. Under lock: `within` refuses when used + delta would pass `limit`, `until-spent` only when
 * used has reached it already (a budget ends the campaign, the order that ends it is honoured). Refused: read the counters and decide anew.
 */
export interface CounterUse {
  readonly key: string;
  readonly limit: number;
  readonly delta: number;
  readonly mode: 'within' | 'until-spent';
}

/** Nothing was decided about this order yet. */
export function unsettledOrder(storeId: string, orderId: string): SettledOrder {
  return {
    format: 1,
    storeId,
    orderId,
    memberId: null,
    generation: 0,
    context: null,
    targets: {},
    counters: {},
    availability: null,
    waitingFor: 'payment',
    metrics: { spendMinor: 0, points: 0, countsAsOrder: false, visit: false },
  };
}

/**
 * Notes what the ledger forgave when it wrote the settlement's posting. Call it with the outcome's `forgiven` before saving.
 * What a former owner was forgiven when the order changed hands is none of the new owner's business.
 */
export function withForgiven(settled: SettledOrder, posting: PostingDraft, forgiven: Readonly<Record<Unit, number>>): SettledOrder {
  if (posting.kind === 'reassigned') return settled;
  const targets = { ...settled.targets };
  for (const [unit, points] of Object.entries(forgiven)) {
    const target = targets[unit];
    if (target && points > 0) targets[unit] = { ...target, forgiven: target.forgiven + points };
  }
  return { ...settled, targets };
}

/** The name under which the order's lots stand in the ledger. */
export function orderSource(storeId: string, orderId: string): string {
  return `order:${storeId}:${orderId}`;
}
