import { settleOrder } from './settle-order.ts';
import type { CandidateContext, SettledOrder } from './settled-order.ts';
import { localDate } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { POINTS } from '../ledger/posting.ts';
import type { OrderSnapshot } from '../order.ts';
import { loyaltyRate } from '../program/loyalty-rate.ts';
import type { Program } from '../program/program.schema.ts';
import { armOf } from '../segments/matches-audience.ts';
import { heldWindows, noTier, replaceGrants } from '../tiers/tier-state.ts';
import type { TierState } from '../tiers/tier-state.ts';
import { totalsIn, windowsOf } from '../tiers/metrics.ts';
import type { DatedMetrics } from '../tiers/metrics.ts';
import { reviewTier } from '../tiers/review-tier.ts';

/** An order of the past with its owner, as it is now (refunds included). */
export interface PastOrder {
  readonly snapshot: OrderSnapshot;
  readonly storeId: string;
  readonly memberId: string;
  /** A full member today, not a guest known by e-mail only. */
  readonly joined: boolean;
  readonly developmentStore: boolean;
  /** Orders and visits that the books know from before the first replayed one. */
  readonly earlier: { readonly orders: number; readonly visits: number };
}

/** What one order comes to under the replayed program. */
export interface ReplayedOrder {
  /** Net of refunds. */
  readonly points: number;
  /** Eligible spend in minor units of the program's currency, net. */
  readonly spendMinor: number;
  /** The tier that the member had when the order was placed. */
  readonly tierId: string | null;
}

interface PastMember {
  readonly joined: boolean;
  readonly earlier: PastOrder['earlier'];
  readonly counted: DatedMetrics[];
  readonly visits: Set<string>;
  readonly posDays: Map<string, number>;
  orders: number;
  visitCount: number;
  tier: TierState;
  carry: Readonly<Record<string, string>>;
  entryPoints: number;
}

/**
 * Plays past orders through a program that was not live then, with the rule files that settle real ones: what would each have earned, and where would its member
 * stand? Add orders in the order in which they were placed. Refunds are known from the start, so a tier that only stood until a refund is not seen.
 */
export class ReplayedOrders {
  private readonly members = new Map<string, PastMember>();
  private readonly counters: Record<string, number> = {};
  private readonly program: Program;
  private readonly now: Instant;

  constructor(program: Program, now: Instant) {
    this.program = program;
    this.now = now;
  }

  add(past: PastOrder): ReplayedOrder {
    const { snapshot, storeId, memberId } = past;
    const member = this.memberOf(past);
    const day = localDate(snapshot.placedAt, this.program.timeZone);
    const visitKey = `${snapshot.locationId ?? ''}|${day}`;
    this.review(memberId, member, snapshot.placedAt);
    const { tierId } = member.tier;
    const decision = settleOrder({
      program: this.program,
      versionNo: 1,
      order: snapshot,
      settled: null,
      storeId,
      memberId,
      candidateContext: this.candidate(past, member, { day, visitKey }),
      developmentStore: past.developmentStore,
      // Its day of going live was later than these orders.
      backfill: true,
      now: this.now,
    });
    for (const use of decision.counters) this.counters[use.key] = (this.counters[use.key] ?? 0) + use.delta;
    if (decision.carryOut) member.carry = { ...member.carry, ...decision.carryOut };
    if (decision.tierGrants.length > 0)
      member.tier = replaceGrants(member.tier, `order:${storeId}:${snapshot.orderId}`, decision.tierGrants);
    if (decision.metrics.countsAsOrder) member.orders += 1;
    if (decision.metrics.visit) {
      member.visitCount += 1;
      member.visits.add(visitKey);
    }
    if (snapshot.channel === 'pos') member.posDays.set(day, (member.posDays.get(day) ?? 0) + 1);
    member.counted.push({ ...decision.metrics, placedAt: snapshot.placedAt, availableAt: availableAt(decision.settled) });
    return { points: standing(decision.settled), spendMinor: decision.metrics.spendMinor, tierId };
  }

  /** Where a member stands now; null: below the first tier, or unknown. */
  tierOf(memberId: string): string | null {
    const member = this.members.get(memberId);
    if (!member) return null;
    this.review(memberId, member, this.now);
    return member.tier.tierId;
  }

  /** Points that the member got for entering tiers. */
  entryPointsOf(memberId: string): number {
    return this.members.get(memberId)?.entryPoints ?? 0;
  }

  private memberOf({ memberId, joined, earlier }: PastOrder): PastMember {
    const known = this.members.get(memberId);
    if (known) return known;
    const fresh: PastMember = {
      ...{ joined, earlier, counted: [], visits: new Set(), posDays: new Map(), orders: 0, visitCount: 0 },
      ...{ tier: noTier(), carry: {}, entryPoints: 0 },
    };
    this.members.set(memberId, fresh);
    return fresh;
  }

  private candidate(past: PastOrder, member: PastMember, at: { readonly day: string; readonly visitKey: string }): CandidateContext {
    const { snapshot, memberId } = past;
    return {
      arm: armOf(this.program.arms, memberId),
      region: null,
      currencyRate: loyaltyRate(this.program, snapshot.currency, snapshot.placedAt),
      barred: null,
      member: {
        guest: !member.joined,
        staff: false,
        tierId: member.tier.tierId,
        segments: [],
        ordersBefore: member.earlier.orders + member.orders,
        visitsBefore: member.earlier.visits + member.visitCount,
        visitedThatDay: member.visits.has(at.visitKey),
        posOrdersThatDay: member.posDays.get(at.day) ?? 0,
      },
      counters: this.counters,
      carryIn: member.carry,
    };
  }

  private review(memberId: string, member: PastMember, at: Instant): void {
    const { program } = this;
    const windows = windowsOf(program, heldWindows(member.tier), at);
    const totals = new Map(windows.map((window) => [window.key, totalsIn(member.counted, window, at)]));
    const review = reviewTier({ program, state: member.tier, totals, joined: member.joined, memberId, now: at });
    member.tier = review.state;
    for (const reward of review.entryRewards) member.entryPoints += reward.points ?? 0;
  }
}

function standing(settled: SettledOrder): number {
  const target = settled.targets[POINTS];
  return target === undefined ? 0 : target.earned - target.reversed;
}

function availableAt({ availability }: SettledOrder): Instant | null {
  return availability === null || availability.frozen !== null ? null : availability.at;
}
