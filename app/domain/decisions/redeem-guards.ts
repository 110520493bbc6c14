import { localDate } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { POINTS } from '../ledger/posting.ts';
import type { Actor, Balance, Unit } from '../ledger/posting.ts';
import { currencyExponent, formatMinor } from '../money.ts';
import { periodKey } from '../period.ts';
import type { Program } from '../program/program.schema.ts';
import { captureWayOf, isCounted, isLikeMoney } from '../rewards/capture-way.ts';
import { amountFor, worthFor } from '../rewards/reward-amounts.ts';
import type { Reward } from '../rewards/reward.schema.ts';
import { whyNotInAudience, whyNotOnDate } from '../segments/matches-audience.ts';
import { countOf, wordsOf } from '../units/unit-words.ts';
import type { UnitWords } from '../units/unit-words.ts';
import type { RedemptionState } from './redemption-state.ts';

export interface RedemptionInput {
  readonly program: Program;
  readonly versionNo: number;
  readonly reward: Reward;
  readonly member: {
    readonly memberId: string;
    readonly state: 'guest' | 'member' | 'left' | 'blocked' | 'erased' | 'merged';
    readonly tierId: string | null;
    readonly segments: readonly string[];
    readonly arm: string | null;
    /** When a store identity was linked or the e-mail changed last. */
    readonly linkedAt?: Instant | null;
    /** Whether the store's platform knows the member as a customer of its own who signed in; true unless said. */
    readonly knownHere?: boolean;
  };
  /** In the reward's unit (`costOf`). */
  readonly balance: Balance;
  readonly programState: 'live' | 'paused' | 'frozen';
  readonly now: Instant;
  readonly store: {
    readonly storeId: string;
    readonly currency: string;
    readonly codesInBulk?: boolean;
    /** What the store can hand out (`issuedBy`); missing: nothing. */
    readonly issues?: ReadonlySet<Reward['value']['kind']>;
  };
  /** What the member chose to spend, for rewards of a free amount; else null. */
  readonly points: number | null;
  /** The member's redemptions: open ones, and those of the periods that limits ask about. */
  readonly open: readonly {
    readonly rewardId: string;
    readonly state: RedemptionState;
    readonly createdAt: Instant;
    readonly points: number;
    readonly unit?: Unit;
    /** As it was promised then: the program may not have it any more, or at another value. */
    readonly reward?: Reward;
  }[];
  readonly undosToday: number;
  /** Pieces that are left; null: not counted, which is the same as none where the reward asks for counted stock. */
  readonly stockLeft: number | null;
  /** How often all members redeemed it in the period of `limitInAll`; null: not counted. */
  readonly givenInAll?: number | null;
  /** Given for nothing (an entry reward, a birthday): no cost, no limits of redeeming. */
  readonly gift?: boolean;
  readonly redemptionId: string;
  readonly actor: Actor;
}

export type RedemptionReason =
  | 'program-paused'
  | 'not-in-this-store'
  | 'join-first'
  | 'blocked'
  | 'no-longer-a-member'
  | 'not-offered'
  | 'not-now'
  | 'not-for-you'
  | 'only-given'
  | 'just-linked'
  | 'cannot-issue'
  | 'not-known-here'
  | 'choose-amount'
  | 'open-debt'
  | 'not-enough-points'
  | 'too-many-open'
  | 'limit-reached'
  | 'all-gone'
  | 'out-of-stock'
  | 'day-limit'
  | 'no-value-here';

export interface RedemptionRefusal {
  readonly reason: RedemptionReason;
  /** In the member's words, with what is missing. */
  readonly message: string;
}

export interface RedemptionCost {
  readonly points: number;
  readonly unit: Unit;
}

type Guard = (input: RedemptionInput, cost: RedemptionCost) => RedemptionRefusal | null;

/** What this redemption costs. A full card pays with its stamps; what is given costs nothing. */
export function costOf(input: Pick<RedemptionInput, 'reward' | 'program' | 'points' | 'gift'>): RedemptionCost {
  const { cost } = input.reward;
  const unit = unitOf(input.reward);
  if (input.gift === true || cost.kind === 'given') return { points: 0, unit };
  if (cost.kind === 'points') return { points: cost.points, unit };
  if (cost.kind === 'any-amount') return { points: input.points ?? 0, unit };
  return { points: input.program.cards.find((card) => card.id === cost.cardId)?.goal ?? 0, unit };
}

/** The unit that a reward is paid in: read the balance of it. */
export function unitOf(reward: Reward): Unit {
  const { cost } = reward;
  if (cost.kind === 'card') return `stamps:${cost.cardId}`;
  return cost.kind === 'given' ? POINTS : cost.unit;
}

/** The first thing that stands in the way, or null. */
export function whyRefused(input: RedemptionInput, cost: RedemptionCost): RedemptionRefusal | null {
  const guards = input.gift === true ? ALWAYS : [...ALWAYS, ...WHEN_BOUGHT];
  for (const guard of guards) {
    const refusal = guard(input, cost);
    if (refusal !== null) return refusal;
  }
  return null;
}

const isRunning: Guard = ({ programState }) =>
  programState === 'live' ? null : { reason: 'program-paused', message: 'Rewards are resting at the moment. Your points are safe.' };

const isRedeemedHere: Guard = ({ program, store }) =>
  program.stores[store.storeId]?.redeems === false
    ? { reason: 'not-in-this-store', message: 'Rewards cannot be redeemed in this shop.' }
    : null;

const isMember: Guard = ({ member }) => {
  switch (member.state) {
    case 'member':
      return null;
    case 'guest':
      return { reason: 'join-first', message: 'Sign in and join first. Your points wait for you.' };
    case 'blocked':
      return { reason: 'blocked', message: 'Rewards are not available for this account. Please ask the shop.' };
    default:
      return { reason: 'no-longer-a-member', message: 'You are no longer a member. Join again to redeem rewards.' };
  }
};

const isOffered: Guard = ({ program, reward, member }) => {
  const isHeldOut = program.arms.some((arm) => arm.id === member.arm && arm.holdout);
  return reward.active && !isHeldOut ? null : { reason: 'not-offered', message: 'This reward is not offered any more.' };
};

const hasAmountHere: Guard = ({ reward, store, points }) => {
  const { kind } = reward.value;
  if (kind !== 'amount' && kind !== 'gift-card' && kind !== 'store-credit') return null;
  const step = reward.cost.kind === 'any-amount' ? (points ?? reward.cost.step) : undefined;
  return amountFor(reward, store.currency, step) === null
    ? { reason: 'no-value-here', message: `This reward has no value in ${store.currency} yet. Please ask the shop.` }
    : null;
};

const isIssuedHere: Guard = ({ reward, store }) =>
  captureWayOf(reward.value.kind) !== 'on-issue' || store.issues?.has(reward.value.kind) === true
    ? null
    : { reason: 'cannot-issue', message: 'This reward is not available in this shop.' };

/** Money goes to somebody whom the platform itself signed in. */
const isKnownHere: Guard = ({ reward, member }) =>
  isLikeMoney(reward.value.kind) && member.knownHere === false
    ? { reason: 'not-known-here', message: 'Sign in to your account of this shop first; then this reward is yours.' }
    : null;

const hasStock: Guard = ({ reward, stockLeft }) =>
  isCounted(reward) && (stockLeft ?? 0) <= 0 ? { reason: 'out-of-stock', message: 'This reward is out of stock at the moment.' } : null;

const isNow: Guard = ({ program, reward, now }) => {
  const why = whyNotOnDate(reward.dates, now, program.timeZone);
  return why === null ? null : { reason: 'not-now', message: `This reward cannot be redeemed now: ${why}.` };
};

const isForThem: Guard = ({ reward, member, store }) => {
  const facts = {
    storeId: store.storeId,
    locationId: null,
    region: null,
    channel: null,
    segments: member.segments,
    tierId: member.tierId,
    arm: member.arm,
    memberId: member.memberId,
  };
  const why = whyNotInAudience(reward.audience, facts, reward.id);
  return why === null ? null : { reason: 'not-for-you', message: `This reward is ${why}.` };
};

const isBought: Guard = ({ reward, actor }) =>
  reward.cost.kind === 'given' && actor.kind === 'member'
    ? { reason: 'only-given', message: 'This reward is a gift of the shop; it cannot be redeemed with points.' }
    : null;

const isSettledIn: Guard = ({ program, reward, member, now }) => {
  const hours = program.redeeming.waitHoursAfterLink;
  const linkedAt = member.linkedAt ?? null;
  if (linkedAt === null || !isLikeMoney(reward.value.kind) || now >= linkedAt + hours * 3_600_000) return null;
  const wait = Math.ceil((linkedAt + hours * 3_600_000 - now) / 3_600_000);
  return {
    reason: 'just-linked',
    message: `Your account was linked a short while ago. This reward can be redeemed in ${wait} ${wait === 1 ? 'hour' : 'hours'}.`,
  };
};

const isWholeAmount: Guard = (input) => {
  const { cost } = input.reward;
  if (cost.kind !== 'any-amount') return null;
  const { points } = input;
  const words = wordsFor(input, cost.unit);
  const least = `Choose at least ${countOf(cost.min, words)}`;
  if (points === null || !Number.isSafeInteger(points) || points < cost.min) return { reason: 'choose-amount', message: `${least}.` };
  if (cost.max !== null && points > cost.max) return { reason: 'choose-amount', message: `Choose ${countOf(cost.max, words)} at most.` };
  return points % cost.step === 0 ? null : { reason: 'choose-amount', message: `${least}, in steps of ${countOf(cost.step, words)}.` };
};

const owesNothing: Guard = (input, { points, unit }) =>
  points > 0 && input.balance.debt > 0
    ? {
        reason: 'open-debt',
        message: `${countOf(input.balance.debt, wordsFor(input, unit))} of a returned order are still owed. What you earn next pays them; then you can redeem again.`,
      }
    : null;

const hasEnough: Guard = (input, { points, unit }) => {
  const missing = points - input.balance.available;
  return missing > 0
    ? { reason: 'not-enough-points', message: `${countOf(missing, wordsFor(input, unit)).replace(' ', ' more ')} and it is yours.` }
    : null;
};

const hasFewOpen: Guard = ({ program, open }) => {
  const { openCodes } = program.redeeming;
  const unused = open.filter(({ state }) => state === 'creating' || state === 'ready').length;
  return unused < openCodes
    ? null
    : {
        reason: 'too-many-open',
        message: `You have ${unused} codes that are not used yet. Use one, or take one back, before you redeem another.`,
      };
};

const isWithinOwnLimit: Guard = ({ program, reward, open, now }) => {
  const limit = reward.limitPerMember;
  if (limit === null) return null;
  const period = (at: Instant) => periodKey(limit.per, at, program.timeZone);
  const had = open.filter((one) => one.rewardId === reward.id && one.state !== 'released' && period(one.createdAt) === period(now)).length;
  return had < limit.count ? null : { reason: 'limit-reached', message: `You have redeemed this ${timesPer(limit)}: that is all for now.` };
};

const isWithinLimitInAll: Guard = ({ reward, givenInAll }) => {
  const limit = reward.limitInAll;
  return limit !== null && givenInAll != null && givenInAll >= limit.count
    ? { reason: 'all-gone', message: `All ${limit.count} of this reward are taken${limit.per === 'ever' ? '' : ` for this ${limit.per}`}.` }
    : null;
};

const isWithinDay: Guard = (input, cost) => {
  const { program, reward, store, now, open } = input;
  if (!isLikeMoney(reward.value.kind)) return null;
  const { issuedPerDay, issuedPerDayDefaultMinor } = program.redeeming;
  // The default is written in hundredths (50.00), whatever coins the currency has.
  const cap = issuedPerDay[store.currency] ?? Math.round(issuedPerDayDefaultMinor * 10 ** (currencyExponent(store.currency) - 2));
  const today = localDate(now, program.timeZone);
  const before = open.filter(({ state, createdAt }) => state !== 'released' && localDate(createdAt, program.timeZone) === today);
  const given = before.reduce((sum, { rewardId, points, reward: promised }) => {
    const other = promised ?? program.rewards.find(({ id }) => id === rewardId);
    return other && isLikeMoney(other.value.kind) ? sum + valueOf(other, store.currency, points) : sum;
  }, 0);
  return given + valueOf(reward, store.currency, cost.points) <= cap
    ? null
    : {
        reason: 'day-limit',
        message: `Gift cards, store credit and vouchers together: ${formatMinor(cap, store.currency)} ${store.currency} a day at most. Try again tomorrow.`,
      };
};

const ALWAYS: readonly Guard[] = [isRunning, isRedeemedHere, isMember, isOffered, isIssuedHere, hasAmountHere, hasStock];
const WHEN_BOUGHT: readonly Guard[] = [
  isBought,
  isNow,
  isForThem,
  isKnownHere,
  isSettledIn,
  isWholeAmount,
  owesNothing,
  hasEnough,
  hasFewOpen,
  isWithinOwnLimit,
  isWithinLimitInAll,
  isWithinDay,
];

function valueOf(reward: Reward, currency: string, points: number): number {
  return amountFor(reward, currency, points) ?? worthFor(reward, currency) ?? 0;
}

function timesPer(limit: { readonly count: number; readonly per: string }): string {
  const times = limit.count === 1 ? 'once' : `${limit.count} times`;
  return limit.per === 'ever' ? times : `${times} this ${limit.per}`;
}

function wordsFor(input: Pick<RedemptionInput, 'program'>, unit: Unit): UnitWords {
  const { units, locale } = input.program;
  if (unit.startsWith('stamps:')) return { locale: 'en', scale: 0, forms: { one: 'stamp', other: 'stamps' } };
  const cashback = units.cashback.find(({ currency }) => unit === `cashback:${currency}`);
  return wordsOf(cashback?.unit ?? units.points, locale);
}
