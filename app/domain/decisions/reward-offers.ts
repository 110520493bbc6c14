import { POINTS } from '../ledger/posting.ts';
import type { Balance } from '../ledger/posting.ts';
import { captureWayOf } from '../rewards/capture-way.ts';
import { amountFor, minimumOrderFor } from '../rewards/reward-amounts.ts';
import type { Reward } from '../rewards/reward.schema.ts';
import { decideRedemption } from './redeem.ts';
import type { RedemptionInput, RedemptionReason } from './redeem-guards.ts';

/** Who looks at the rewards, and from which store; as for redeeming one. */
export interface OfferInput extends Omit<
  RedemptionInput,
  'reward' | 'points' | 'gift' | 'redemptionId' | 'actor' | 'givenInAll' | 'balance' | 'stockLeft'
> {
  /** Of points. */
  readonly balance: Balance;
  /** By reward, how often all members redeemed it in the period of its limit. */
  readonly givenInAll: ReadonlyMap<string, number>;
  /** By reward, how many pieces are left, where somebody counts them. */
  readonly stock: ReadonlyMap<string, number>;
}

export type OfferReason = 'points' | 'tier' | 'limit' | 'stock' | 'dates' | 'audience' | 'debt' | 'open-codes' | 'join' | 'paused' | 'kind';

export interface RewardOffer {
  readonly reward: Reward;
  readonly cost:
    | { readonly kind: 'points'; readonly points: number }
    | { readonly kind: 'any-amount'; readonly step: number; readonly min: number; readonly max: number };
  readonly minimumMinor: number | null;
  readonly missing: number;
  readonly reason: OfferReason | null;
  /** What belongs to the reason: the id of the tier it is for, the first or last day. */
  readonly reasonFact: string | null;
}

/**
 * The rewards that points buy, cheapest first, each with what stands in the way. The answer is that of the redemption itself (redeem.ts), asked for the least
 * amount, so that a list never promises what the counter refuses. What the store cannot hand out says `kind`.
 */
export function rewardOffers(input: OfferInput): RewardOffer[] {
  return input.program.rewards
    .filter((reward) => isListed(reward, input))
    .flatMap((reward) => {
      const cost = costFor(reward, input.balance);
      return cost === null ? [] : [offerOf(reward, cost, input)];
    })
    .sort((a, b) => leastOf(a.cost) - leastOf(b.cost));
}

/** Whether a shopper gets it by a code that works on an order. */
export function isGivenByCode(reward: Pick<Reward, 'value'>): boolean {
  return captureWayOf(reward.value.kind) === 'on-order';
}

function isListed(reward: Reward, { program, member }: OfferInput): boolean {
  const isHeldOut = program.arms.some((arm) => arm.id === member.arm && arm.holdout);
  return reward.active && !reward.hidden && !isHeldOut;
}

function costFor(reward: Reward, { available }: Balance): RewardOffer['cost'] | null {
  const { cost } = reward;
  if (cost.kind === 'points') return cost.unit === POINTS ? { kind: 'points', points: cost.points } : null;
  if (cost.kind !== 'any-amount' || cost.unit !== POINTS) return null;
  const { step } = cost;
  const min = Math.ceil(cost.min / step) * step;
  const most = Math.floor(Math.min(cost.max ?? available, available) / step) * step;
  return { kind: 'any-amount', step, min, max: Math.max(min, most) };
}

function leastOf(cost: RewardOffer['cost']): number {
  return cost.kind === 'points' ? cost.points : cost.min;
}

function offerOf(reward: Reward, cost: RewardOffer['cost'], input: OfferInput): RewardOffer {
  const { currency } = input.store;
  const points = cost.kind === 'points' ? null : cost.min;
  const offered = {
    reward,
    cost,
    minimumMinor: minimumOrderFor(reward, currency, points ?? undefined),
    missing: Math.max(0, leastOf(cost) - input.balance.available),
  };
  const decided = decideRedemption({
    ...input,
    reward,
    points,
    givenInAll: input.givenInAll.get(reward.id) ?? null,
    stockLeft: input.stock.get(reward.id) ?? null,
    redemptionId: '',
    actor: { kind: 'member', id: input.member.memberId },
  });
  if (decided.ok) return { ...offered, reason: null, reasonFact: null };
  return { ...offered, ...whyOf(decided.refusal.reason, reward, input) };
}

function whyOf(refusal: RedemptionReason, reward: Reward, input: OfferInput): Pick<RewardOffer, 'reason' | 'reasonFact'> {
  switch (refusal) {
    case 'not-for-you':
      return notForYou(reward, input);
    case 'not-now':
      return { reason: 'dates', reasonFact: reward.dates.from ?? reward.dates.until };
    default:
      return { reason: PLAIN[refusal], reasonFact: null };
  }
}

/** A tier is something that one can work for: it is named, the lowest of those the reward is for. */
function notForYou(reward: Reward, { program, member }: OfferInput): Pick<RewardOffer, 'reason' | 'reasonFact'> {
  const { tiers } = reward.audience;
  if (tiers.length === 0 || (member.tierId !== null && tiers.includes(member.tierId))) return { reason: 'audience', reasonFact: null };
  return { reason: 'tier', reasonFact: program.tiers.list.find(({ id }) => tiers.includes(id))?.id ?? null };
}

const PLAIN: Readonly<Record<Exclude<RedemptionReason, 'not-for-you' | 'not-now'>, OfferReason>> = {
  'program-paused': 'paused',
  'not-in-this-store': 'audience',
  'join-first': 'join',
  blocked: 'audience',
  'no-longer-a-member': 'join',
  'not-offered': 'kind',
  'only-given': 'kind',
  'just-linked': 'dates',
  'cannot-issue': 'kind',
  'not-known-here': 'join',
  'choose-amount': 'points',
  'open-debt': 'debt',
  'not-enough-points': 'points',
  'too-many-open': 'open-codes',
  'limit-reached': 'limit',
  'all-gone': 'limit',
  'out-of-stock': 'stock',
  'day-limit': 'limit',
  'no-value-here': 'kind',
};

/** What a reward gives in a store's currency, for show; `points` is what was spent where the member chose (null: one step). */
export function rewardValue(reward: Reward, currency: string, points: number | null) {
  const { value } = reward;
  switch (value.kind) {
    case 'amount':
    case 'gift-card':
    case 'store-credit': {
      const step = reward.cost.kind === 'any-amount' ? (points ?? reward.cost.step) : undefined;
      return { kind: value.kind, amountMinor: amountFor(reward, currency, step) ?? 0, currency };
    }
    case 'percent':
    case 'product-percent':
      return {
        kind: value.kind,
        percent: Math.min(value.percent, reward.capPercentOfCart ?? 100),
        capMinor: value.cap?.[currency] ?? null,
        currency,
      };
    default:
      return { kind: value.kind };
  }
}
