import { createHash } from 'node:crypto';
import { type Instant, instantToIso, localDate, localMinuteOfDay } from '#app/domain/instant.ts';
import { formatMinor } from '#app/domain/money.ts';
import { type DiscountDescription, PlatformError } from '#app/platforms/commerce-platform.ts';

/** The meta data by which we know our coupons again. */
export const DISCOUNT_KEY = '_rung_discount';

/** WooCommerce has no discount above its coupons; ours have a name in common, made from what they grant. */
export function discountRefOf(discount: DiscountDescription): string {
  return `rung-${createHash('sha256').update(JSON.stringify(discount)).digest('hex').slice(0, 20)}`;
}

/**
 * The coupon for one code. `email`: of the customer it is bound to. Amounts off certain products are taken off one unit: WooCommerce's cart-wide amounts ignore
 * what is in the cart. Throws PlatformError 'refused' for what WooCommerce cannot do.
 */
export function couponBody(
  discount: DiscountDescription,
  code: string,
  options: { readonly discountRef: string; readonly email: string | null; readonly timeZone: string },
): Readonly<Record<string, unknown>> {
  const { order, product, shipping } = discount.combinesWith;
  return {
    code,
    description: discount.title,
    ...valueOf(discount),
    individual_use: !(order || product || shipping),
    usage_limit: 1,
    usage_limit_per_user: 1,
    ...(discount.minimumOrderMinor === null || discount.minimumOrderMinor <= 0
      ? {}
      : { minimum_amount: formatMinor(discount.minimumOrderMinor, discount.currency) }),
    ...(discount.endsAt === null ? {} : { date_expires: localTime(discount.endsAt, options.timeZone) }),
    ...(options.email === null ? {} : { email_restrictions: [options.email.trim().toLowerCase()] }),
    meta_data: [{ key: DISCOUNT_KEY, value: options.discountRef }],
  };
}

function valueOf(discount: DiscountDescription): object {
  const { value, productIds, collectionIds } = discount;
  const products = { product_ids: productIds.map(Number), product_categories: collectionIds.map(Number) };
  const isForSome = productIds.length > 0 || collectionIds.length > 0;
  switch (value.kind) {
    case 'amount': {
      const amount = formatMinor(value.amountMinor, discount.currency);
      return isForSome
        ? { discount_type: 'fixed_product', amount, limit_usage_to_x_items: 1, ...products }
        : { discount_type: 'fixed_cart', amount };
    }
    case 'percent':
      if (value.capMinor !== null)
        throw new PlatformError('refused', 'WooCommerce has no highest amount for a percentage: leave the cap out, or give a fixed amount');
      return { discount_type: 'percent', amount: String(value.percent), ...(isForSome ? products : {}) };
    case 'free-shipping':
      return { discount_type: 'fixed_cart', amount: '0', free_shipping: true, ...(isForSome ? products : {}) };
    case 'free-product':
      return { discount_type: 'percent', amount: '100', product_ids: value.productIds.map(Number), limit_usage_to_x_items: 1 };
  }
}

/** WooCommerce reads `date_expires` as time on the shop's own clock, and ignores `date_expires_gmt` without a word. */
export function localTime(at: Instant, timeZone: string): string {
  const minutes = localMinuteOfDay(at, timeZone);
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${localDate(at, timeZone)}T${hour ?? ''}:${minute ?? ''}:${instantToIso(at).slice(17, 19)}`;
}
