import type { Instant } from '../instant.ts';
import type { Unit } from '../ledger/posting.ts';
import type { LeftOut, Undone } from '../orders/worth.ts';
import type { UnitWords } from '../units/unit-words.ts';
import type { Availability } from './settled-order.ts';
import type { ReturnTarget } from './spent-targets.ts';
import type { RuleTarget } from './rule-targets.ts';

/**
 * Why an order earned what it earned: plain JSON, kept with each settlement, checkable with a calculator. Amounts named `…Minor` are
 * integers of the order's currency; exact amounts are texts ("4286" or "12858/3") in minor units, points in steps.
 */
export interface OrderTrace {
  readonly format: 1;
  readonly storeId: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly decidedAt: Instant;
  readonly placedAt: Instant;
  readonly timeZone: string;
  readonly versionNo: number | null;
  readonly programName: string | null;
  readonly memberId: string | null;
  readonly tier: { readonly id: string; readonly name: string } | null;
  readonly arm: string | null;
  readonly verdict: Verdict;
  readonly verdictDetail: string | null;
  readonly orderCurrency: string;
  readonly programCurrency: string | null;
  /** Units of the order's currency for one of the program's; null where they are the same, or it is waited for. */
  readonly rate: string | null;
  readonly worth: TraceWorth | null;
  readonly bonuses: readonly { readonly id: string; readonly name: string; readonly times: string; readonly onSomeLines: boolean }[];
  readonly combine: { readonly how: 'add' | 'multiply'; readonly cap: string | null } | null;
  readonly rounding: 'down' | 'nearest' | 'up' | 'carry' | null;
  readonly rules: readonly TraceRule[];
  readonly stamps: readonly {
    readonly cardId: string;
    readonly name: string;
    readonly unit: Unit;
    readonly earned: number;
    readonly kept: number;
    readonly over: number;
  }[];
  readonly totals: Readonly<Record<Unit, { readonly earned: number; readonly reversed: number; readonly change: number }>>;
  readonly availability: Availability | null;
  readonly redemptions: readonly (ReturnTarget & { readonly rewardName: string })[];
  readonly units: Readonly<Record<Unit, UnitWords>>;
}

/** What became of the order as a whole. */
export type Verdict =
  | 'earns'
  | 'not-paid'
  | 'waiting-for-rate'
  | 'waiting-for-owner'
  | 'owner-came-too-late'
  | 'test-order'
  | 'company-order'
  | 'channel-excluded'
  | 'skip-tag'
  | 'before-go-live'
  | 'store-does-not-earn'
  | 'no-program-version'
  | 'import-undone'
  | 'blocked'
  | 'left'
  | 'paused'
  | 'earned-elsewhere'
  | 'staff-in-person'
  | 'guests-do-not-earn'
  | 'holdout'
  | 'nothing-eligible';

export interface TraceWorth {
  readonly tax: 'in' | 'out';
  readonly taxIncluded: boolean;
  readonly undone: Undone | null;
  readonly goodwill: { readonly amountMinor: number; readonly goodsMinor: number } | null;
  /** The share of the payment that earns, where store credit does not: "3/4". */
  readonly paidShare: string | null;
  readonly lines: readonly TraceLine[];
  /** In the order's currency, then in the program's. */
  readonly charged: string;
  readonly kept: string;
  readonly chargedInProgram: string;
  readonly keptInProgram: string;
}

export interface TraceLine {
  readonly lineId: string;
  readonly title: string;
  readonly quantity: number;
  readonly keptQuantity: number;
  readonly chargedMinor: number;
  readonly keptMinor: number;
  readonly goodwillMinor: number;
  readonly leftOut: LeftOut | null;
  readonly charged: string;
  readonly kept: string;
  /** All bonuses together, where there are any: "4". */
  readonly factor: string | null;
  /** The line's part of the order's points: rounding belongs to the order, so parts are shared out by largest remainder. */
  readonly points: number;
}

export interface TraceRule {
  readonly ruleId: string;
  readonly name: string;
  readonly unit: Unit;
  readonly words: string;
  readonly outcome: RuleTarget['outcome'];
  readonly detail: string | null;
  readonly multiplied: boolean;
  /** Minor units of the program's currency. */
  readonly base: string;
  /** `base` by the factor of bonuses, where the rule takes any: 33.33 at 4×, 20.00 at 1×. */
  readonly parts: readonly { readonly factor: string; readonly base: string }[];
  readonly exact: string;
  readonly carryIn: string | null;
  readonly earned: number;
  readonly keptExact: string;
  readonly kept: number;
  readonly cut: RuleTarget['cut'];
}
