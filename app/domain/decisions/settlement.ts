import type { Instant } from '../instant.ts';
import type { Actor, PostingDraft, Unit } from '../ledger/posting.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { OrderSnapshot } from '../order.ts';
import type { Program } from '../program/program.schema.ts';
import type { OrderMetrics } from '../tiers/metrics.ts';
import type { TierGrant } from './order-tier-grants.ts';
import type { CandidateContext, CounterUse, FrozenContext, SettledOrder } from './settled-order.ts';
import type { CapturedRedemption, ReturnTarget } from './spent-targets.ts';
import type { OrderTrace, Verdict } from './trace.ts';

export interface SettleInput {
  /** The document of the order's version: the frozen one, else the one live when the order was placed (`pickVersion`); null when none was. */
  readonly program: Program | null;
  readonly versionNo: number | null;
  /** The newest snapshot (`isNewer` decides which that is). */
  readonly order: OrderSnapshot;
  /** What the last settlement left; null the first time. */
  readonly settled: SettledOrder | null;
  readonly storeId: string;
  /** The member who owns the order now (after merges); null: no customer and no e-mail. */
  readonly memberId: string | null;
  /** Only when the platform (or staff) moved the order from one customer to another: who had it. After a merge leave it out. */
  readonly previousMemberId?: string | null;
  readonly reassignedBy?: 'platform' | 'staff';
  readonly candidateContext: CandidateContext;
  /** Redemptions that this order uses, after attaching and capturing. */
  readonly redemptions?: readonly CapturedRedemption[];
  readonly developmentStore?: boolean;
  /** Old orders under a named version: the go-live date does not count and nobody is told. */
  readonly backfill?: boolean;
  /**
   * Its import is undone: what is left of the order's own points, by unit, is taken; what was spent stays with the member. It earns nothing from then on, until it is
   * imported again. Nobody is told.
   */
  readonly undoImport?: { readonly left: Readonly<Record<Unit, number>> };
  readonly actor?: Actor;
  readonly now: Instant;
}

export interface SettleDecision {
  /** Null when no points move; then only `settled` and `trace` are saved. */
  readonly posting: PostingDraft | null;
  /** What to keep with the order, once `withForgiven` has noted the ledger's answer. */
  readonly settled: SettledOrder;
  readonly trace: OrderTrace;
  readonly metrics: OrderMetrics;
  /** Points spent on this order that come back, in total, by redemption: post the difference with `decideReturn`. */
  readonly returns: readonly ReturnTarget[];
  readonly counters: readonly CounterUse[];
  /** Under rounding `carry`: the rests by rule for the member's next order; null when nothing changes. */
  readonly carryOut: Readonly<Record<string, string>> | null;
  /** Tiers that products of this order pay for; they replace all earlier ones of the same order. */
  readonly tierGrants: readonly TierGrant[];
  readonly notices: readonly NoticeDraft[];
  readonly reviews: readonly 'many-pos-orders'[];
  readonly because: readonly string[];
}

/** What is known before points are counted: who owns the order, under which frozen context, and whether it earns. */
export interface SettleCase {
  readonly input: SettleInput;
  readonly before: SettledOrder;
  readonly owner: string | null;
  readonly reassignedFrom: string | null;
  readonly context: FrozenContext | null;
  readonly verdict: Verdict;
}
