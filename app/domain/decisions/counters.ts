import type { Instant } from '../instant.ts';
import { periodKey } from '../period.ts';
import type { Program } from '../program/program.schema.ts';
import type { CandidateContext, CounterUse } from './settled-order.ts';

/** A cap, a number of places or a budget that an order may draw on. */
export interface Counter {
  readonly key: string;
  readonly limit: number;
}

/** The counter of "at most so many points from this rule, per member and period"; null where the rule has none. */
export function ruleCounter(
  rule: Program['earning']['rules'][number],
  memberId: string,
  at: { readonly placedAt: Instant; readonly timeZone: string },
): Counter | null {
  if (rule.maxPerMember === null) return null;
  return {
    key: `rule:${rule.id}:${memberId}:${periodKey(rule.maxPerMember.per, at.placedAt, at.timeZone)}`,
    limit: rule.maxPerMember.points,
  };
}

/** The counter of a cap over all orders; null for a cap per order, which needs none. */
export function capCounter(
  cap: Program['earning']['caps'][number],
  memberId: string,
  at: { readonly placedAt: Instant; readonly timeZone: string },
): Counter | null {
  if (cap.per === 'order') return null;
  const period = periodKey(cap.per, at.placedAt, at.timeZone);
  return { key: cap.of === 'member' ? `cap:${cap.id}:${memberId}:${period}` : `cap:${cap.id}:${period}`, limit: cap.points };
}

/** Every counter an order of this member may draw on: read them for the candidate context. */
export function countersOf(program: Program, memberId: string, placedAt: Instant): Counter[] {
  const at = { placedAt, timeZone: program.timeZone };
  const found = [
    ...program.earning.rules.map((rule) => ruleCounter(rule, memberId, at)),
    ...program.earning.caps.map((cap) => capCounter(cap, memberId, at)),
    ...program.campaigns.flatMap((campaign) => [
      ...(campaign.first === null ? [] : [placesCounter(campaign.id, campaign.first.count)]),
      ...(campaign.first?.of === 'members' ? [memberPlaceCounter(campaign.id, memberId)] : []),
      ...(campaign.budget === null ? [] : [budgetCounter(campaign.id, campaign.budget)]),
    ]),
  ];
  return found.filter((counter) => counter !== null);
}

export function placesCounter(campaignId: string, count: number): Counter {
  return { key: `campaign:${campaignId}:places`, limit: count };
}

/** 1 once the member has a place among the first members. */
export function memberPlaceCounter(campaignId: string, memberId: string): Counter {
  return { key: `campaign:${campaignId}:member:${memberId}`, limit: 1 };
}

export function budgetCounter(campaignId: string, points: number): Counter {
  return { key: `campaign:${campaignId}:budget`, limit: points };
}

/**
 * The room an order has under the counters: what it took before stays its own; whether it came in at all was decided the first time.
 * Collects what it takes now.
 */
export class Room {
  private readonly taken: Readonly<Record<string, number>>;
  private readonly used: Readonly<Record<string, number>> | null;
  private readonly first: boolean;
  private readonly now = new Map<string, { total: number; limit: number; mode: CounterUse['mode'] }>();

  constructor(taken: Readonly<Record<string, number>>, candidate: CandidateContext, first: boolean) {
    this.taken = taken;
    this.used = candidate.counters;
    this.first = first;
  }

  /** Whether the order is (or, the first time, may come) in: the counter is not used up. */
  isOpen(counter: Counter): boolean {
    if (counter.key in this.taken) return true;
    return this.first && this.used !== null && (this.used[counter.key] ?? 0) < counter.limit;
  }

  /** Whether the counter stands at its limit without this order. */
  isFull(counter: Counter): boolean {
    return !(counter.key in this.taken) && this.used !== null && (this.used[counter.key] ?? 0) >= counter.limit;
  }

  /** How much the order may have in all: what it took before and what is left. */
  allowance(counter: Counter): number {
    const taken = this.taken[counter.key] ?? 0;
    // What the order took was counted: a counter that is not named although it was taken from was not read.
    const used = this.used?.[counter.key] ?? (this.used === null || taken > 0 ? counter.limit : 0);
    return taken + Math.max(0, counter.limit - used);
  }

  /** Notes that the order takes `total` of the counter in all (never less than before). */
  take(counter: Counter, total: number, mode: CounterUse['mode'] = 'within'): void {
    this.now.set(counter.key, { total: Math.max(total, this.taken[counter.key] ?? 0), limit: counter.limit, mode });
  }

  uses(): CounterUse[] {
    return [...this.now]
      .map(([key, { total, limit, mode }]) => ({ key, limit, mode, delta: total - (this.taken[key] ?? 0) }))
      .filter((use) => use.delta > 0);
  }

  /** What the order has taken in all, to be kept with it. */
  kept(): Record<string, number> {
    return { ...this.taken, ...Object.fromEntries([...this.now].map(([key, { total }]) => [key, total])) };
  }
}
