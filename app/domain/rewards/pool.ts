import { addDays, addLocalMonths, endOfLocalDay, localDate, startOfLocalDay } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { textHash } from '../text-hash.ts';
import type { DiscountDescription } from './discount.ts';
import type { Reward } from './reward.schema.ts';
import { amountFor, minimumOrderFor } from './reward-amounts.ts';

/** Which pool of codes a redemption draws from: codes of one store, reward, value and expiry cohort stand under one discount. */
export interface RewardPool {
  readonly valueHash: string;
  /** The month in which its codes end: "2027-02". */
  readonly cohort: string;
  readonly description: DiscountDescription;
  readonly endsAt: Instant;
}

export interface PoolOptions {
  readonly storeId: string;
  readonly currency: string;
  readonly now: Instant;
  readonly timeZone: string;
  /** For rewards of a free amount: the points spent. */
  readonly points?: number;
  /** Binds the code to one platform customer. */
  readonly customerId?: string | null;
}

/**
 * The pool that a code of this reward comes from now. It ends with the local month in which the reward's days are over: the code works that
 * long or a little longer. Null when the reward works without a discount code, or cannot be expressed as one (no value in the currency,
 * free products that are named by tag only).
 */
export function poolOf(reward: Reward, options: PoolOptions): RewardPool | null {
  const value = discountValue(reward, options);
  if (value === null) return null;
  const endsAt = endOfMonth(addDays(options.now, reward.validDays), options.timeZone);
  const only = reward.value.kind === 'product-percent' ? reward.value.only : reward.only;
  const products = value.kind === 'free-product' && reward.value.kind === 'free-product' ? { productIds: [], collectionIds: reward.value.only.collections } : { productIds: only.productIds, collectionIds: only.collections };
  const fixed = {
    value, currency: options.currency, minimumOrderMinor: minimumOrderFor(reward, options.currency, options.points), ...products,
    combinesWith: reward.combinesWith, customerId: options.customerId ?? null, subscriptions: reward.subscriptions,
  };
  const description: DiscountDescription = { title: reward.name, ...fixed, startsAt: startOfLocalDay(localDate(options.now, options.timeZone), options.timeZone), endsAt };
  return { valueHash: textHash(JSON.stringify([options.storeId, reward.id, fixed])), cohort: localDate(endsAt - 1, options.timeZone).slice(0, 7), description, endsAt };
}

/** The pool that codes will come from next: prepare it before the month turns. */
export function nextPoolOf(reward: Reward, options: PoolOptions): RewardPool | null {
  return poolOf(reward, { ...options, now: addLocalMonths(options.now, 1, options.timeZone) });
}

/** Whether each redemption needs a discount of its own: bound to a customer, or of an amount the member chose. */
export function needsOwnDiscount(reward: Reward): boolean {
  return reward.boundToCustomer || reward.cost.kind === 'any-amount';
}

function discountValue(reward: Reward, options: PoolOptions): DiscountDescription['value'] | null {
  const { value } = reward;
  switch (value.kind) {
    case 'amount': {
      const amountMinor = amountFor(reward, options.currency, options.points);
      return amountMinor === null ? null : { kind: 'amount', amountMinor };
    }
    case 'percent':
    case 'product-percent':
      return { kind: 'percent', percent: value.percent, capMinor: value.cap?.[options.currency] ?? null };
    case 'free-shipping':
      return { kind: 'free-shipping' };
    case 'free-product':
      return value.only.productIds.length === 0 && value.only.collections.length === 0 ? null : { kind: 'free-product', productIds: value.only.productIds };
    default:
      return null;
  }
}

function endOfMonth(at: Instant, timeZone: string): Instant {
  const first = startOfLocalDay(`${localDate(at, timeZone).slice(0, 7)}-01`, timeZone);
  return endOfLocalDay(addLocalMonths(first, 1, timeZone) - 1, timeZone);
}
