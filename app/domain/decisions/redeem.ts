import { addDays, endOfLocalDay } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft, Unit } from '../ledger/posting.ts';
import { accepted, refused } from '../result.ts';
import type { Result } from '../result.ts';
import { captureWayOf } from '../rewards/capture-way.ts';
import type { CaptureWay } from '../rewards/capture-way.ts';
import type { DiscountDescription } from '../rewards/discount.ts';
import { discountFor, needsOwnDiscount } from '../rewards/pool.ts';
import type { RewardPool } from '../rewards/pool.ts';
import { amountFor, worthFor } from '../rewards/reward-amounts.ts';
import type { Reward } from '../rewards/reward.schema.ts';
import { costOf, whyRefused } from './redeem-guards.ts';
import type { RedemptionCost, RedemptionInput, RedemptionRefusal } from './redeem-guards.ts';
import { redemptionPosting } from './redemption-state.ts';

export type { RedemptionInput, RedemptionRefusal } from './redeem-guards.ts';

/** How the reward reaches the member. Amounts in minor units of `currency`. */
export type RewardPlan =
  | { readonly kind: 'on-order'; readonly discount: DiscountDescription }
  /** Issued at once by the platform, or from an uploaded list of codes. `amountMinor` null: the thing has no amount of its own. */
  | {
      readonly kind: 'on-issue';
      readonly issue: 'gift-card' | 'store-credit' | 'voucher' | 'donation' | 'draw';
      readonly amountMinor: number | null;
      readonly currency: string;
    }
  /** Held until people hand it over. */
  | {
      readonly kind: 'on-handover';
      readonly handover: 'item' | 'experience' | 'staffed-perk';
      readonly pickup: 'in-store' | 'shipped' | 'either';
    };

/** What could not be handed out in so many days is given up, and its points come back. */
export const ISSUE_HOLD_DAYS = 3;

export interface RedemptionPlan {
  /** Holds the points; null where the reward costs none. */
  readonly posting: PostingDraft | null;
  readonly points: number;
  readonly unit: Unit;
  readonly plan: RewardPlan;
  /** The discount of an on-order reward, from its pool or its own; else null. */
  readonly discount: DiscountDescription | null;
  readonly valueHash: string;
  /** The last day of the pool's codes ("2027-01-31"); "none": a discount of its own, or no code at all. */
  readonly cohort: string;
  /** Null: nothing that was promised ever ends. A voucher's own last day is known when it is claimed. */
  readonly codeExpiresAt: Instant | null;
  readonly holdEndsAt: Instant;
  /** Needs a discount of its own: bound to one customer, a free amount, or a platform without codes in bulk. */
  readonly bound: boolean;
  /** False when the member has used up the day's undos: say so before they redeem. */
  readonly undoable: boolean;
}

/**
 * Whether a member may redeem a reward now, and what must be written when they do: the hold, the discount and its dates (rules, 4). A refusal
 * names one reason and says in the member's words what is missing. The ledger has the last word on the balance.
 */
export function decideRedemption(input: RedemptionInput): Result<RedemptionPlan, RedemptionRefusal> {
  const { program, reward, store, now, redemptionId, member } = input;
  const cost = costOf(input);
  const refusal = whyRefused(input, cost);
  if (refusal !== null) return refused(refusal);
  const { timeZone } = program;
  const pool = discountFor(reward, {
    ...store,
    now,
    timeZone,
    points: reward.cost.kind === 'any-amount' ? cost.points : null,
  });
  const plan = planOf(input, { cost, pool });
  if (plan === null) return refused({ reason: 'no-value-here', message: 'This reward cannot be used in this shop.' });
  const isIssued = plan.kind === 'on-issue';
  const codeExpiresAt = isIssued
    ? issuedUntil(reward, now, timeZone)
    : (pool?.endsAt ?? endOfLocalDay(addDays(now, reward.validDays), timeZone));
  const { points, unit } = cost;
  return accepted({
    posting:
      points === 0
        ? null
        : redemptionPosting(
            { redemptionId, memberId: member.memberId, storeId: store.storeId, versionNo: input.versionNo },
            {
              step: 'hold',
              kind: 'redemption-held',
              reasonCode: 'redeemed',
              moves: [{ kind: 'hold', unit, points, redemptionId }],
              because: [reward.name],
              now,
              actor: input.actor,
            },
          ),
    points,
    unit,
    plan,
    discount: pool?.description ?? null,
    valueHash: pool?.valueHash ?? '',
    cohort: pool?.cohort ?? 'none',
    codeExpiresAt,
    holdEndsAt:
      isIssued || codeExpiresAt === null
        ? addDays(now, ISSUE_HOLD_DAYS)
        : codeExpiresAt + program.redeeming.holdHoursAfterExpiry * 3_600_000,
    bound: pool !== null && needsOwnDiscount(reward, store.codesInBulk),
    undoable: input.undosToday < program.redeeming.undosPerDay,
  });
}

/** Until when issued money can be spent; null: for ever. */
export function issuedUntil(reward: Reward, now: Instant, timeZone: string): Instant | null {
  const { value } = reward;
  const ends = (value.kind === 'gift-card' || value.kind === 'store-credit') && value.expires;
  return ends ? endOfLocalDay(addDays(now, reward.validDays), timeZone) : null;
}

function planOf(input: RedemptionInput, given: { readonly cost: RedemptionCost; readonly pool: RewardPool | null }): RewardPlan | null {
  const { reward, store } = input;
  const way: CaptureWay = captureWayOf(reward.value.kind);
  if (way === 'on-order') return given.pool === null ? null : { kind: way, discount: given.pool.description };
  switch (reward.value.kind) {
    case 'gift-card':
    case 'store-credit': {
      const amountMinor = amountFor(reward, store.currency, given.cost.points);
      return amountMinor === null ? null : { kind: 'on-issue', issue: reward.value.kind, amountMinor, currency: store.currency };
    }
    case 'voucher':
    case 'donation':
    case 'draw':
      return { kind: 'on-issue', issue: reward.value.kind, amountMinor: worthFor(reward, store.currency), currency: store.currency };
    case 'item':
      return { kind: 'on-handover', handover: 'item', pickup: reward.value.pickup };
    case 'experience':
    case 'staffed-perk':
      return { kind: 'on-handover', handover: reward.value.kind, pickup: 'in-store' };
    default:
      return null;
  }
}
