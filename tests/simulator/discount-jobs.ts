import type { Discount, DiscountCode, Shop } from './shop-state.ts';
import type { Place, World } from './world.ts';

/** Shopify adds and removes codes in the background: this does what is due by now. Called before anything looks at codes. */
export function settleCodeJobs(world: World, shop: Shop): void {
  const now = world.realNow();
  for (const creation of shop.bulkCreations.values()) {
    if (creation.done || creation.readyAt === null || creation.readyAt > now) continue;
    const discount = shop.discounts.get(creation.discountId);
    for (const row of creation.codes) {
      const refusal = discount ? codeRefusal(world, shop, row.code) : { code: 'INVALID', message: 'Discount does not exist.' };
      row.error = refusal;
      if (!refusal && discount) row.codeId = addCode({ world, shop }, discount, row.code).id;
    }
    creation.done = true;
  }
  for (const job of shop.jobs.values()) {
    if (job.done || job.readyAt === null || job.readyAt > now) continue;
    const discount = shop.discounts.get(job.discountId);
    for (const [key, code] of discount?.codes ?? []) {
      if (!job.codeIds.includes(code.id)) continue;
      discount?.codes.delete(key);
      shop.codes.delete(key);
    }
    job.done = true;
  }
}

/** The real moment at which a job that starts now is finished; null: nobody knows. */
export function jobReadyAt(world: World): number | null {
  const { asyncDelayMs } = world.discountTiming;
  return asyncDelayMs === null ? null : world.realNow() + asyncDelayMs;
}

/** Puts a code under a discount at once (the caller has checked that it is free). */
export function addCode(place: Place, discount: Discount, code: string): DiscountCode {
  const { world, shop } = place;
  const key = code.toLowerCase();
  const made: DiscountCode = { id: shop.nextId(), code, createdAt: world.clock.now(), uses: [] };
  discount.codes.set(key, made);
  shop.codes.set(key, discount.id);
  return made;
}

/** Why a code cannot be added, in Shopify's words; null when it can. */
export function codeRefusal(world: World, shop: Shop, code: string): { readonly code: string; readonly message: string } | null {
  const { failingCodes } = world.discountTiming;
  if (failingCodes.delete(code.toLowerCase())) return { code: 'INTERNAL_ERROR', message: 'An unexpected error occurred.' };
  if (world.discountTiming.failNext > 0) {
    world.discountTiming.failNext -= 1;
    return { code: 'INTERNAL_ERROR', message: 'An unexpected error occurred.' };
  }
  if (code.trim() === '') return { code: 'BLANK', message: "Code can't be blank" };
  if (code.length > 255) return { code: 'TOO_LONG', message: 'Code is too long (maximum is 255 characters)' };
  if (/[\r\n]/.test(code)) return { code: 'INVALID', message: 'Code cannot contain newline characters.' };
  if (shop.codes.has(code.toLowerCase())) return { code: 'TAKEN', message: 'Code must be unique. Please try a different code.' };
  return null;
}

/** What asyncUsageCount shows: it lags behind the orders. */
export function laggingUses(world: World, code: DiscountCode): number {
  const horizon = world.realNow() - world.discountTiming.usageLagMs;
  return code.uses.filter((use) => use.at <= horizon).length;
}

/** Whether the discount can be used now, by the shop's clock. */
export function discountStatus(discount: Discount, now: number): 'ACTIVE' | 'EXPIRED' | 'SCHEDULED' {
  if (discount.endsAt !== null && discount.endsAt <= now) return 'EXPIRED';
  return discount.startsAt > now ? 'SCHEDULED' : 'ACTIVE';
}
