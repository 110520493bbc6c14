import { z } from 'zod';
import { type Instant, instantToIso } from '#app/domain/instant.ts';
import { type CommercePlatform, type DiscountDescription, PlatformError, type StoreRef } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import { couponBody, DISCOUNT_KEY, discountRefOf } from './coupon-body.ts';
import { gmtField, idField, metaField, metaOf } from './message-fields.ts';
import type { SiteAccess } from './site-access.ts';
import { WooCommerceRefused } from './site-answer.ts';

const MAX_CODES = 250;
/** WooCommerce takes 100; a small host needs some seconds for so many. */
const BATCH = 25;
const TAKEN = 'woocommerce_rest_coupon_code_already_exists';

const coupon = z.object({
  id: idField,
  code: z.string(),
  date_expires: z.string().nullish(),
  date_expires_gmt: gmtField.nullish(),
  meta_data: metaField,
});
type Coupon = z.output<typeof coupon>;
const made = z.union([coupon, z.object({ id: z.unknown(), error: z.object({ code: z.string() }) })]);

export interface CouponTools {
  readonly client: WooCommerceClient;
  readonly accessFor: (store: StoreRef) => Promise<SiteAccess>;
}

type Prepared = Awaited<ReturnType<CommercePlatform['prepareCodes']>>;

interface Wanted {
  readonly access: SiteAccess;
  readonly discount: DiscountDescription;
  readonly discountRef: string;
}

/**
 * See CommercePlatform.prepareCodes: one coupon for each code, good for one use. A coupon that is there already from an earlier try is known by its meta data and adopted;
 * one that belongs to somebody else fails. Throws PlatformError.
 */
export async function prepareCodes(tools: CouponTools, ...request: Parameters<CommercePlatform['prepareCodes']>): Promise<Prepared> {
  const [store, discount, givenRef, given] = request;
  const codes = [...new Set(given)];
  if (codes.length === 0 || codes.length > MAX_CODES)
    throw new RangeError(`prepareCodes takes 1 to ${MAX_CODES} codes, not ${codes.length}`);
  const access = await tools.accessFor(store);
  const discountRef = givenRef ?? discountRefOf(discount);
  const email = discount.customerId === null ? null : await emailOf(tools, access, discount.customerId);
  const ready: string[] = [];
  const failed: { code: string; reason: string }[] = [];
  for (let start = 0; start < codes.length; start += BATCH) {
    const batch = codes.slice(start, start + BATCH);
    const { create } = await tools.client.send(access, {
      method: 'post',
      path: 'coupons/batch',
      body: { create: batch.map((code) => couponBody(discount, code, { discountRef, email, timeZone: access.timeZone })) },
      answer: z.object({ create: z.array(made) }),
    });
    for (const [index, code] of batch.entries()) {
      const reason = await settleCode(tools, { access, discount, discountRef }, { code, answer: create[index] });
      if (reason === null) ready.push(code);
      else failed.push({ code, reason });
    }
  }
  return { discountRef, ready, failed };
}

async function emailOf({ client }: CouponTools, access: SiteAccess, customerId: string): Promise<string> {
  try {
    const answer = z.object({ email: z.string().min(3) });
    return (await client.send(access, { method: 'get', path: `customers/${customerId}`, query: { _fields: 'id,email' }, answer })).email;
  } catch (error) {
    if (error instanceof WooCommerceRefused && error.isMissing)
      throw new PlatformError('refused', 'the customer the coupon is for is no customer of the shop any more');
    throw error;
  }
}

/** Null when the code works now; else why not. */
async function settleCode(
  tools: CouponTools,
  wanted: Wanted,
  { code, answer }: { readonly code: string; readonly answer: z.output<typeof made> | undefined },
): Promise<string | null> {
  if (answer === undefined) return 'the site does not mention it';
  if (!('error' in answer)) return withRightExpiry(tools, wanted, answer);
  if (answer.error.code !== TAKEN) return `the site refused it (${answer.error.code.slice(0, 80)})`;
  const [own] = (await couponsOf(tools, wanted.access, code)).filter(
    (found) => metaOf(found.meta_data, DISCOUNT_KEY) === wanted.discountRef,
  );
  return own === undefined ? 'the code belongs to another coupon of the shop' : withRightExpiry(tools, wanted, own);
}

/** The shop's clock may have been set to another zone since we asked for it: then the answer shows another moment, and the difference is put right. */
async function withRightExpiry({ client }: CouponTools, { access, discount }: Wanted, own: Coupon): Promise<string | null> {
  const endsAt = discount.endsAt === null ? null : wholeSecond(discount.endsAt);
  if (endsAt === null || own.date_expires_gmt == null || own.date_expires == null) return null;
  if (own.date_expires_gmt === endsAt) return null;
  const shown = gmtField.parse(own.date_expires);
  const shifted = instantToIso(shown + (endsAt - own.date_expires_gmt)).slice(0, 19);
  const fixed = await client.send(access, { method: 'put', path: `coupons/${own.id}`, body: { date_expires: shifted }, answer: coupon });
  return fixed.date_expires_gmt === endsAt ? null : 'the site does not take its expiry';
}

function wholeSecond(at: Instant): Instant {
  return Math.floor(at / 1000) * 1000;
}

async function couponsOf({ client }: CouponTools, access: SiteAccess, code: string): Promise<Coupon[]> {
  const found = await client.send(access, { method: 'get', path: 'coupons', query: { code, per_page: 10 }, answer: z.array(coupon) });
  return found.filter((each) => each.code.toLowerCase() === code.toLowerCase());
}

/**
 * See CommercePlatform.removeCode: deletes the coupon for good and looks whether it is gone. A stranger's coupon of the same code is left alone: ours is not there then.
 */
export async function removeCode(tools: CouponTools, store: StoreRef, code: string): Promise<'removed' | 'waiting'> {
  const access = await tools.accessFor(store);
  const ours = async (): Promise<Coupon[]> =>
    (await couponsOf(tools, access, code)).filter(({ meta_data }) => metaOf(meta_data, DISCOUNT_KEY) !== undefined);
  const found = await ours();
  if (found.length === 0) return 'removed';
  for (const { id } of found) {
    try {
      await tools.client.send(access, { method: 'delete', path: `coupons/${id}`, query: { force: true }, answer: z.looseObject({}) });
    } catch (error) {
      if (!(error instanceof WooCommerceRefused && error.isMissing)) throw error;
    }
  }
  return (await ours()).length === 0 ? 'removed' : 'waiting';
}
