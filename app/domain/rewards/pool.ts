import { addDays, endOfLocalDay, localDate, localWeekday, startOfLocalDay } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { textHash } from '../text-hash.ts';
import type { DiscountDescription } from './discount.ts';
import { amountFor, minimumOrderFor } from './reward-amounts.ts';
import type { Reward } from './reward.schema.ts';

/** Which pool of codes a redemption draws from: codes of one store, reward, value and expiry cohort stand under one discount. */
export interface RewardPool {
  readonly valueHash: string;
  /** The last day on which its codes work, a Sunday: "2027-01-31". "none" for a discount that is made for one redemption. */
  readonly cohort: string;
  readonly description: DiscountDescription;
  readonly endsAt: Instant;
}

export interface PoolOptions {
  readonly storeId: string;
  readonly currency: string;
  readonly now: Instant;
  readonly timeZone: string;
  /** False where the platform has no discount with many codes (WooCommerce): each code is made on demand, and nothing lies about in the shop. True unless said. */
  readonly codesInBulk?: boolean;
}

/**
 * The prepared pool that a code of this reward comes from now: its codes work for the reward's days and up to a week longer. Null where no
 * pool can be prepared: rewards without a code, bound to one customer, of a free amount, that no discount can express in the currency, or where codes are made one by one.
 */
export function poolOf(reward: Reward, options: PoolOptions): RewardPool | null {
  return needsOwnDiscount(reward, options.codesInBulk) ? null : discountFor(reward, { ...options, points: null });
}

/** The pool that codes come from a week later: prepare it before the week turns. */
export function nextPoolOf(reward: Reward, options: PoolOptions): RewardPool | null {
  return poolOf(reward, { ...options, now: addDays(options.now, 7) });
}

/** Whether each redemption needs a discount of its own: bound to a customer, of an amount that the member chose, or on a platform without codes in bulk. */
export function needsOwnDiscount(reward: Reward, codesInBulk = true): boolean {
  return !codesInBulk || reward.boundToCustomer || reward.cost.kind === 'any-amount';
}

/** The discount behind a redemption, from a pool or its own; null where none can express the reward. `points` is the amount the member chose. */
export function discountFor(reward: Reward, options: PoolOptions & { readonly points: number | null }): RewardPool | null {
  const { currency, now, timeZone, storeId } = options;
  const points = options.points ?? undefined;
  const value = discountValue(reward, currency, points);
  if (value === null) return null;
  const isOwn = needsOwnDiscount(reward, options.codesInBulk);
  const least = addDays(now, reward.validDays);
  const endsAt = isOwn ? endOfLocalDay(least, timeZone) : endOfWeek(least, timeZone);
  const fixed = {
    value,
    currency,
    minimumOrderMinor: minimumOrderFor(reward, currency, points),
    ...productsOf(reward),
    combinesWith: reward.combinesWith,
    customerId: null,
    subscriptions: reward.subscriptions,
  };
  const startsAt = startOfLocalDay(localDate(now, timeZone), timeZone);
  return {
    valueHash: textHash(JSON.stringify([storeId, reward.id, fixed])),
    cohort: isOwn ? 'none' : localDate(endsAt - 1, timeZone),
    description: { title: reward.name, ...fixed, startsAt, endsAt },
    endsAt,
  };
}

function discountValue(reward: Reward, currency: string, points: number | undefined): DiscountDescription['value'] | null {
  const { value } = reward;
  switch (value.kind) {
    case 'amount': {
      const amountMinor = amountFor(reward, currency, points);
      return amountMinor === null ? null : { kind: 'amount', amountMinor };
    }
    case 'percent':
    case 'product-percent':
      return { kind: 'percent', percent: Math.min(value.percent, reward.capPercentOfCart ?? 100), capMinor: value.cap?.[currency] ?? null };
    case 'free-shipping':
      return { kind: 'free-shipping' };
    case 'free-product':
      return value.only.productIds.length === 0 && value.only.collections.length === 0
        ? null
        : { kind: 'free-product', productIds: value.only.productIds };
    default:
      return null;
  }
}

/** What the discount applies to: a free product names its own products, a reward on some products those. */
function productsOf(reward: Reward): Pick<DiscountDescription, 'productIds' | 'collectionIds'> {
  const { value } = reward;
  if (value.kind === 'free-product') return { productIds: [], collectionIds: value.only.collections };
  const only = value.kind === 'product-percent' ? value.only : reward.only;
  return { productIds: only.productIds, collectionIds: only.collections };
}

/** The end of the Sunday in whose week `at` lies. */
function endOfWeek(at: Instant, timeZone: string): Instant {
  // Noon keeps clear of clock changes when stepping to Sunday.
  const noon = startOfLocalDay(localDate(at, timeZone), timeZone) + 12 * 3_600_000;
  return endOfLocalDay(addDays(noon, 7 - localWeekday(at, timeZone)), timeZone);
}
