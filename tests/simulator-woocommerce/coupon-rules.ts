import { toText } from './decimals.ts';
import { couponByCode, type Coupon, type Product, type Site } from './site-state.ts';

/** A line of the cart as the rules of coupons see it; `price` is the whole line as the shop enters prices, in millionths. */
export interface CartItem {
  readonly product: Product;
  readonly price: number;
  readonly quantity: number;
}

export interface Cart {
  readonly items: readonly CartItem[];
  readonly customerId: number;
  /** The billing e-mail; empty while the shopper typed none. */
  readonly email: string;
  readonly accountEmail: string;
}

/** Why WooCommerce would refuse the coupon, in its words; null when it takes it. */
export function couponProblem(site: Site, code: string, cart: Cart): string | null {
  const coupon = couponByCode(site, code);
  if (!site.settings.couponsEnabled) return 'Coupons are disabled.';
  if (coupon?.status !== 'publish') return `Coupon "${code.toLowerCase()}" cannot be applied because it does not exist.`;
  return usageProblem(coupon, cart) ?? valueProblem(site, coupon, cart) ?? itemProblem(coupon, cart) ?? emailProblem(coupon, cart);
}

function usageProblem(coupon: Coupon, cart: Cart): string | null {
  const reached = `Usage limit for coupon "${coupon.code}" has been reached.`;
  if (coupon.usageLimit !== null && coupon.usageCount >= coupon.usageLimit) return reached;
  const { usageLimitPerUser: limit } = coupon;
  if (limit === null) return null;
  const names = new Set([
    ...(cart.customerId === 0 ? [] : [String(cart.customerId)]),
    cart.email.toLowerCase(),
    cart.accountEmail.toLowerCase(),
  ]);
  names.delete('');
  return coupon.usedBy.filter((name) => names.has(name)).length >= limit ? reached : null;
}

function valueProblem(site: Site, coupon: Coupon, cart: Cart): string | null {
  const { decimals } = site.settings;
  const sum = cart.items.reduce((total, item) => total + item.price, 0);
  if (coupon.expiresAt !== null && site.clock.now() > coupon.expiresAt) return `Coupon "${coupon.code}" has expired.`;
  if (coupon.minimum > 0 && sum < coupon.minimum)
    return `The minimum spend for coupon "${coupon.code}" is ${toText(coupon.minimum, decimals)}.`;
  if (coupon.maximum > 0 && sum > coupon.maximum)
    return `The maximum spend for coupon "${coupon.code}" is ${toText(coupon.maximum, decimals)}.`;
  return null;
}

function itemProblem(coupon: Coupon, cart: Cart): string | null {
  if (coupon.discountType === 'fixed_cart' && coupon.productIds.length === 0 && coupon.categories.length === 0) {
    const barred = cart.items.some(({ product }) => isExcluded(coupon, product));
    return barred ? `Sorry, coupon "${coupon.code}" is not applicable to selected products.` : null;
  }
  return cart.items.some(({ product }) => appliesTo(coupon, product))
    ? null
    : `Sorry, coupon "${coupon.code}" is not applicable to selected products.`;
}

/** True when the coupon may take something off this product. */
export function appliesTo(coupon: Coupon, product: Product): boolean {
  if (isExcluded(coupon, product)) return false;
  if (coupon.productIds.length === 0 && coupon.categories.length === 0) return true;
  return coupon.productIds.includes(product.id) || product.categoryIds.some((id) => coupon.categories.includes(id));
}

function isExcluded(coupon: Coupon, product: Product): boolean {
  if (coupon.excludeSaleItems && product.price < product.regularPrice) return true;
  return coupon.excludedProductIds.includes(product.id) || product.categoryIds.some((id) => coupon.excludedCategories.includes(id));
}

function emailProblem(coupon: Coupon, cart: Cart): string | null {
  if (coupon.emails.length === 0) return null;
  const known = [cart.accountEmail, cart.email].map((email) => email.trim().toLowerCase()).filter((email) => email !== '');
  if (known.length === 0) return `Please enter a valid email at checkout to use coupon code "${coupon.code}".`;
  return known.some((email) => coupon.emails.some((pattern) => matches(pattern, email)))
    ? null
    : `Please enter a valid email to use coupon code "${coupon.code}".`;
}

function matches(pattern: string, email: string): boolean {
  const text = pattern
    .toLowerCase()
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*');
  return new RegExp(`^${text}$`).test(email);
}

/** "individual use" shuts out every other coupon. */
export function combinationProblem(coupons: readonly Coupon[]): string | null {
  const alone = coupons.find((coupon) => coupon.individualUse);
  if (!alone || coupons.length < 2) return null;
  return `Sorry, coupon "${alone.code}" has already been applied and cannot be used in conjunction with other coupons.`;
}
