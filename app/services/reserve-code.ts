import type { Instant } from '#app/domain/instant.ts';
import type { DiscountDescription } from '#app/domain/rewards/discount.ts';
import type { Queryable } from '#app/store/database.ts';
import type { Errand } from '#app/store/outbox.ts';
import { claimCode, ensureDiscount, insertCodes } from '#app/store/reward-codes.ts';
import type { Desk } from './desk.ts';
import type { StoreAddress } from './services.ts';

/** A discount of the platform that a redemption's code must stand under. */
export interface CodePlan {
  readonly rewardId: string;
  readonly valueHash: string;
  readonly cohort: string;
  readonly description: DiscountDescription;
  readonly endsAt: Instant | null;
  /** A discount of its own: bound to one customer, of a free amount, or on a platform without codes in bulk. */
  readonly own: boolean;
}

export interface ReservedCode {
  readonly discountId: string;
  readonly code: string;
  /** `ready`: the platform knows the code already; `creating`: it was saved here and will be made. */
  readonly state: 'ready' | 'creating';
  readonly errands: readonly Errand[];
}

/**
 * Gives a redemption its code inside the transaction that holds the points: one of the pool where there is one, else a new one that is saved
 * before any call, so that a retry after an unclear answer finds it (rules, 4.2).
 */
export async function reserveCode(
  desk: Desk,
  client: Queryable,
  wanted: { readonly address: StoreAddress; readonly redemptionId: string; readonly plan: CodePlan },
): Promise<ReservedCode> {
  const { address, redemptionId, plan } = wanted;
  const discount = await ensureDiscount(client, address.programId, {
    discountId: desk.newId(),
    storeId: address.storeId,
    rewardId: plan.rewardId,
    valueHash: plan.valueHash,
    cohort: plan.cohort,
    description: plan.description,
    redemptionId: plan.own ? redemptionId : null,
    platformRef: null,
    endsAt: plan.endsAt,
  });
  const pooled = plan.own ? null : await claimCode(client, address.programId, { discountId: discount.discountId, redemptionId });
  if (pooled !== null) return { discountId: discount.discountId, code: pooled, state: 'ready', errands: [] };
  const code = desk.newCode();
  await insertCodes(client, address, { discountId: discount.discountId, redemptionId, codes: [code] });
  return { discountId: discount.discountId, code, state: 'creating', errands: [prepareErrand(address.storeId, discount.discountId)] };
}

/** Shopify keeps many codes under one discount, prepared ahead; in WooCommerce each is a coupon in the merchant's list, made when it is wanted (rules, 4.2). */
export function hasCodesInBulk({ platform }: { readonly platform: string }): boolean {
  return platform === 'shopify';
}

/** One errand per discount: it makes whatever codes are planned when it runs. */
export function prepareErrand(storeId: string, discountId: string): Errand {
  return { storeId, kind: 'prepare-codes', key: `prepare:${discountId}`, payload: { discountId } };
}
