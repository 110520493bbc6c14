import { type CodeUse, decideCodeUse } from '#app/domain/decisions/code-use.ts';
import { decideReturn } from '#app/domain/decisions/return-points.ts';
import { type SettleDecision, settleOrder } from '#app/domain/decisions/settle-order.ts';
import { barFor } from '#app/domain/decisions/order-eligibility.ts';
import type { CandidateContext, MemberFacts } from '#app/domain/decisions/settled-order.ts';
import type { CapturedRedemption } from '#app/domain/decisions/spent-targets.ts';
import type { PostingDraft } from '#app/domain/ledger/posting.ts';
import type { NoticeDraft } from '#app/domain/notices/notice.ts';
import { loyaltyRate } from '#app/domain/program/loyalty-rate.ts';
import { armOf } from '#app/domain/segments/matches-audience.ts';
import { type EntryReward, type TierChange, entryRewardPosting, reviewTier } from '#app/domain/tiers/review-tier.ts';
import { replaceGrants } from '#app/domain/tiers/tier-state.ts';
import { NO_TOTALS } from '#app/domain/tiers/metrics.ts';
import type { RedemptionChange, RedemptionRecord } from '#app/store/redemptions.ts';
import { type Shift, countedBy, shiftTotals } from './window-totals.ts';
import type { Batch, MemberCase, OrderCase } from './load-batch.ts';

/** What a batch comes to, in the order it must be written. */
export interface DecidedBatch {
  readonly orders: readonly DecidedOrder[];
  readonly redemptions: readonly { readonly was: RedemptionRecord; readonly change: RedemptionChange }[];
  readonly drafts: readonly { readonly draft: PostingDraft; readonly orderId: string }[];
  readonly tierChanges: readonly (TierChange & { readonly memberId: string })[];
  readonly entryRewards: readonly (EntryReward & { readonly memberId: string })[];
  readonly notices: readonly NoticeDraft[];
  /** Codes that somebody else's order used, or a second order. */
  readonly foreignUses: readonly ForeignUse[];
  /** Codes that must be taken out of use before points come back. */
  readonly removals: readonly { readonly redemptionId: string; readonly thenReturn: number | null }[];
  readonly counterDeltas: ReadonlyMap<string, number>;
  readonly carries: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly touched: ReadonlySet<string>;
  /** Orders whose decision failed; the others stand. */
  readonly failures: ReadonlyMap<string, string>;
}

export interface ForeignUse {
  readonly redemptionId: string;
  readonly orderId: string;
  readonly byMemberId: string | null;
}

export interface DecidedOrder {
  readonly order: OrderCase;
  readonly decision: SettleDecision;
}

/** Decides the orders of a batch one after the other: each sees the tier, the counters and the history that the ones before it left. */
export function decideBatch(batch: Batch): DecidedBatch {
  const fold = new BatchFold(batch);
  for (const order of batch.orders) fold.add(order);
  return fold.result();
}

/** What a hold gives back is good for so long at least, where no program says otherwise (rules, 6). */
const RELEASED_DAYS = 7;

class BatchFold {
  private readonly orders: DecidedOrder[] = [];
  private readonly redemptions = new Map<string, { was: RedemptionRecord; change: RedemptionChange }>();
  private readonly drafts: { draft: PostingDraft; orderId: string }[] = [];
  private readonly tierChanges: (TierChange & { memberId: string })[] = [];
  private readonly entryRewards: (EntryReward & { memberId: string })[] = [];
  private readonly notices: NoticeDraft[] = [];
  private readonly foreignUses: ForeignUse[] = [];
  private readonly removals: { redemptionId: string; thenReturn: number | null }[] = [];
  private readonly counterDeltas = new Map<string, number>();
  private readonly carries = new Map<string, Readonly<Record<string, string>>>();
  private readonly touched = new Set<string>();
  private readonly failures = new Map<string, string>();
  private readonly batch: Batch;

  constructor(batch: Batch) {
    this.batch = batch;
  }

  result(): DecidedBatch {
    const { orders, drafts, tierChanges, entryRewards, notices, foreignUses, removals, counterDeltas, carries, touched, failures } = this;
    return {
      orders,
      redemptions: [...this.redemptions.values()],
      drafts,
      tierChanges,
      entryRewards,
      notices,
      foreignUses,
      removals,
      counterDeltas,
      carries,
      touched,
      failures,
    };
  }

  /** One bad order never fails the others: its failure is noted and nothing of it is kept. */
  add(order: OrderCase): void {
    const forget = this.remember(order);
    try {
      const uses = this.codeUses(order);
      const decision = this.settle(order, uses);
      this.keep(order, decision, uses);
    } catch (error) {
      forget();
      this.failures.set(order.snapshot.orderId, error instanceof Error ? error.message : String(error));
    }
  }

  /** Notes how things stand; the answer puts them back, as if the order had not been looked at. */
  private remember(order: OrderCase): () => void {
    const lists: unknown[][] = [
      this.orders,
      this.drafts,
      this.tierChanges,
      this.entryRewards,
      this.notices,
      this.foreignUses,
      this.removals,
    ];
    const lengths = lists.map((list) => list.length);
    const maps: Map<string, unknown>[] = [this.redemptions, this.counterDeltas, this.carries];
    const copies = maps.map((map) => [...map]);
    const touched = [...this.touched];
    const concerned = [order.memberId, order.stored?.memberId ?? null].flatMap((id) =>
      id === null ? [] : (this.batch.members.get(id) ?? []),
    );
    const members = concerned.map(rememberMember);
    return () => {
      lists.forEach((list, index) => list.splice(lengths[index] ?? 0));
      maps.forEach((map, index) => refill(map, copies[index] ?? []));
      this.touched.clear();
      for (const memberId of touched) this.touched.add(memberId);
      for (const putBack of members) putBack();
    };
  }

  private codeUses(order: OrderCase): { readonly redemption: RedemptionRecord; readonly use: CodeUse }[] {
    const codes = new Set(order.snapshot.discountCodes.map(({ code }) => code.toUpperCase()));
    return this.batch.redemptions
      .filter((redemption) => redemption.orderId === order.snapshot.orderId || (redemption.code !== null && codes.has(redemption.code)))
      .map((read) => {
        const redemption = { ...read, ...this.redemptions.get(read.redemptionId)?.change };
        const use = decideCodeUse({
          redemption,
          order: order.snapshot,
          platform: this.batch.store.platform,
          memberIdOfOrder: order.memberId,
          now: this.batch.now,
          releasedFromHoldDays: (order.program ?? this.batch.live?.program)?.expiry.releasedFromHoldDays ?? RELEASED_DAYS,
        });
        return { redemption, use };
      });
  }

  private settle(order: OrderCase, uses: readonly { readonly redemption: RedemptionRecord; readonly use: CodeUse }[]): SettleDecision {
    const { snapshot, stored, program } = order;
    const moved = stored?.memberId && order.memberId && stored.memberId !== order.memberId ? { previousMemberId: stored.memberId } : {};
    return settleOrder({
      program,
      versionNo: order.versionNo,
      order: snapshot,
      settled: stored?.settled ?? null,
      storeId: this.batch.store.storeId,
      memberId: order.memberId,
      ...moved,
      candidateContext: this.candidate(order),
      redemptions: uses.flatMap(({ redemption, use }) => captured(redemption, use, snapshot.orderId)),
      developmentStore: this.batch.store.development,
      backfill: this.batch.backfill !== null,
      ...(this.batch.undo === null ? {} : { undoImport: { left: order.left ?? {} }, actor: this.batch.undo.actor }),
      now: this.batch.now,
    });
  }

  /** What is brought in from the past, and its undoing, is nobody's news (rules, 8). */
  private isSilent(): boolean {
    return this.batch.backfill !== null || this.batch.undo !== null;
  }

  private candidate(order: OrderCase): CandidateContext {
    const { snapshot, program, memberId } = order;
    const member = memberId === null ? null : (this.batch.members.get(memberId) ?? null);
    const state = member?.record.state ?? null;
    return {
      arm: program && memberId ? armOf(program.arms, memberId) : null,
      region: null,
      // The newest version knows rates that were set after the order was placed; what was frozen with the order stays.
      currencyRate: program ? loyaltyRate(this.batch.live?.program ?? program, snapshot.currency, snapshot.placedAt) : null,
      barred: barFor(state === 'merged' ? 'erased' : state, this.batch.rulebook.record.state === 'paused'),
      member: member && this.facts(order, member),
      counters: Object.fromEntries([...this.batch.counters].map(([key, value]) => [key, value + (this.counterDeltas.get(key) ?? 0)])),
      carryIn: member?.carry ?? {},
    };
  }

  private facts(order: OrderCase, member: MemberCase): MemberFacts {
    const { history, localDay, snapshot } = order;
    return {
      guest: member.record.state === 'guest',
      staff: false,
      tierId: member.tier.tierId,
      segments: [],
      ordersBefore: (history?.ordersBefore ?? 0) + member.ordersInBatch,
      visitsBefore: (history?.visitsBefore ?? 0) + member.visitsInBatch,
      visitedThatDay: history?.visitedThatDay === true || member.visitKeysInBatch.has(visitKey(snapshot.locationId, localDay)),
      posOrdersThatDay: (history?.posOrdersThatDay ?? 0) + member.posDaysInBatch.filter((day) => day === localDay).length,
    };
  }

  private keep(
    order: OrderCase,
    decision: SettleDecision,
    uses: readonly { readonly redemption: RedemptionRecord; readonly use: CodeUse }[],
  ): void {
    const { orderId } = order.snapshot;
    for (const { redemption, use } of uses) this.keepUse(order, redemption, use);
    if (decision.posting) this.drafts.push({ draft: decision.posting, orderId });
    for (const target of decision.returns) this.keepReturn(order, target.redemptionId, { back: target.back, whole: target.whole });
    this.orders.push({ order, decision });
    this.notices.push(...decision.notices);
    for (const use of decision.counters) this.counterDeltas.set(use.key, (this.counterDeltas.get(use.key) ?? 0) + use.delta);
    const owner = decision.settled.memberId;
    if (decision.posting?.otherMemberId) this.touched.add(decision.posting.otherMemberId);
    if (owner === null) return;
    this.touched.add(owner);
    const member = this.batch.members.get(owner);
    if (!member) return;
    if (decision.carryOut) {
      member.carry = { ...member.carry, ...decision.carryOut };
      this.carries.set(owner, member.carry);
    }
    const origin = `order:${this.batch.store.storeId}:${orderId}`;
    if (decision.tierGrants.length > 0 || member.tier.sources.some((source) => source.origin === origin)) {
      member.tier = replaceGrants(member.tier, origin, decision.tierGrants);
    }
    this.countMetrics(order, decision, member);
    this.review(orderId, member);
    const former = this.leaveFormerOwner(order, owner);
    if (former) this.review(orderId, former);
  }

  /** The order changed hands: it does not count where it was any more. */
  private leaveFormerOwner(order: OrderCase, owner: string): MemberCase | null {
    const { stored } = order;
    if (!stored?.settled || stored.memberId === null || stored.memberId === owner) return null;
    const former = this.batch.members.get(stored.memberId);
    if (!former) return null;
    former.tier = replaceGrants(former.tier, `order:${this.batch.store.storeId}:${stored.orderId}`, []);
    this.shiftWindows(order, former, { was: countedBy(stored.settled), is: null });
    return former;
  }

  private keepUse(order: OrderCase, redemption: RedemptionRecord, use: CodeUse): void {
    const { orderId } = order.snapshot;
    if (use.foreignUse) this.foreignUses.push({ redemptionId: redemption.redemptionId, orderId, byMemberId: order.memberId });
    if (use.change) this.changeRedemption(redemption, use.change);
    if (use.posting) this.drafts.push({ draft: use.posting, orderId });
    if (use.errand === 'remove-code') this.removals.push({ redemptionId: redemption.redemptionId, thenReturn: null });
    if (!this.isSilent()) this.notices.push(...use.notices);
    if (use.change || use.posting) this.touched.add(redemption.memberId);
  }

  /** Points spent on this order that come back: at once for a part, after the code is dead for the whole (rules, 4.5). */
  private keepReturn(order: OrderCase, redemptionId: string, target: { readonly back: number; readonly whole: boolean }): void {
    const read = this.batch.redemptions.find((redemption) => redemption.redemptionId === redemptionId);
    if (!read) return;
    const redemption = { ...read, ...this.redemptions.get(redemptionId)?.change };
    const program = order.program ?? this.batch.live?.program;
    const posting = program ? decideReturn({ redemption, backTotal: target.back, now: this.batch.now, program }) : null;
    if (!posting) return;
    if (target.whole) {
      this.removals.push({ redemptionId, thenReturn: target.back });
      return;
    }
    this.drafts.push({ draft: posting, orderId: order.snapshot.orderId });
    this.changeRedemption(redemption, { returnedPoints: target.back });
    this.touched.add(redemption.memberId);
  }

  private changeRedemption(redemption: RedemptionRecord, change: RedemptionChange): void {
    const known = this.redemptions.get(redemption.redemptionId);
    const was = known?.was ?? this.batch.redemptions.find((read) => read.redemptionId === redemption.redemptionId) ?? redemption;
    this.redemptions.set(redemption.redemptionId, { was, change: { ...known?.change, ...change } });
  }

  private countMetrics(order: OrderCase, decision: SettleDecision, member: MemberCase): void {
    // Whose it was is what the row says: the settlement itself may still name a member who was merged away.
    const before = order.stored?.memberId === decision.settled.memberId ? order.stored.settled : null;
    const { metrics, settled } = decision;
    if (metrics.countsAsOrder && before?.metrics.countsAsOrder !== true) member.ordersInBatch += 1;
    if (metrics.visit && before?.metrics.visit !== true) {
      member.visitsInBatch += 1;
      member.visitKeysInBatch.add(visitKey(order.snapshot.locationId, order.localDay));
    }
    if (order.snapshot.channel === 'pos' && order.stored === null) member.posDaysInBatch.push(order.localDay);
    this.shiftWindows(order, member, { was: before && countedBy(before), is: countedBy({ ...settled, metrics }) });
  }

  private shiftWindows(order: OrderCase, member: MemberCase, counted: Shift): void {
    const { placedAt } = order.snapshot;
    for (const window of this.batch.windows) {
      if (placedAt < window.from || placedAt >= window.until) continue;
      member.totals.set(
        window.key,
        shiftTotals(member.totals.get(window.key) ?? { reached: NO_TOTALS, carried: NO_TOTALS }, counted, this.batch.now),
      );
    }
  }

  private review(orderId: string, member: MemberCase): void {
    const { live, now } = this.batch;
    const { memberId, state } = member.record;
    if (!live || state === 'erased') return;
    const review = reviewTier({
      program: live.program,
      state: member.tier,
      totals: member.totals,
      joined: state === 'member',
      memberId,
      now,
      silent: this.isSilent(),
    });
    member.tier = review.state;
    this.tierChanges.push(...review.changes.map((change) => ({ ...change, memberId })));
    this.notices.push(...review.notices);
    for (const reward of review.entryRewards) {
      this.entryRewards.push({ ...reward, memberId });
      const posting = entryRewardPosting({ reward, memberId, versionNo: live.no, program: live.program, now });
      if (posting) this.drafts.push({ draft: posting, orderId });
    }
  }
}

function captured(redemption: RedemptionRecord, use: CodeUse, orderId: string): CapturedRedemption[] {
  const after = { ...redemption, ...use.change };
  if (after.state !== 'captured' || after.orderId !== orderId || after.code === null) return [];
  return [
    {
      redemptionId: after.redemptionId,
      code: after.code,
      rewardName: after.reward.name,
      rewardKind: after.reward.value.kind,
      points: after.capturedPoints,
      discountMinor: after.discountMinor ?? 0,
    },
  ];
}

function visitKey(locationId: string | null, localDay: string): string {
  return `${locationId ?? ''}|${localDay}`;
}

function rememberMember(member: MemberCase): () => void {
  const { tier, carry, ordersInBatch, visitsInBatch } = member;
  const [totals, visitKeys, posDays] = [[...member.totals], [...member.visitKeysInBatch], [...member.posDaysInBatch]];
  return () => {
    Object.assign(member, { tier, carry, ordersInBatch, visitsInBatch });
    refill(member.totals, totals);
    member.visitKeysInBatch.clear();
    for (const key of visitKeys) member.visitKeysInBatch.add(key);
    member.posDaysInBatch.splice(0, Infinity, ...posDays);
  };
}

function refill<Key, Value>(map: Map<Key, Value>, entries: readonly (readonly [Key, Value])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
