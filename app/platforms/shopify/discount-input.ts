import { type Instant, instantToIso } from '#app/domain/instant.ts';
import { formatMinor } from '#app/domain/money.ts';
import { type DiscountDescription, PlatformError } from '#app/platforms/commerce-platform.ts';
import { gid } from './gid.ts';
import { CREATE_DISCOUNT, CREATE_FREE_SHIPPING, type ShopifyOperation } from './operations.ts';

/** The mutation that makes a discount, with its variables. */
export interface DiscountRequest {
  readonly operation: ShopifyOperation;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * How Shopify is asked for a reward's discount, with its first code. Each code of a discount is good for one use. `freeProductMinor` is what a free product
 * costs now: Shopify's code discounts cannot say "one unit free", so its price is taken off once. Throws PlatformError 'refused' for what Shopify cannot do.
 */
export function discountRequest(
  discount: DiscountDescription,
  code: string,
  options: { readonly freeProductMinor: number | null; readonly forSubscriptions: boolean },
): DiscountRequest {
  const common = {
    title: discount.title,
    code,
    startsAt: instantToIso(discount.startsAt),
    endsAt: endOf(discount.endsAt),
    usageLimit: 1,
    // The limit above holds for each code already; this one would also count a shopper's other codes of the same reward.
    appliesOncePerCustomer: false,
    context: discount.customerId === null ? { all: 'ALL' } : { customers: { add: [gid('Customer', discount.customerId)] } },
    ...minimumOf(discount),
    ...(options.forSubscriptions ? { recurringCycleLimit: 1 } : {}),
  };
  // Left out, a discount is for one-time purchases only, and shops that sell no subscriptions refuse any other answer.
  const purchases = options.forSubscriptions ? { appliesOnOneTimePurchase: true, appliesOnSubscription: true } : {};
  const { order, product, shipping } = discount.combinesWith;
  if (discount.value.kind === 'free-shipping') {
    // A shipping discount cannot combine with shipping discounts; Shopify refuses even the question.
    const combinesWith = { orderDiscounts: order, productDiscounts: product };
    return {
      operation: CREATE_FREE_SHIPPING,
      variables: { discount: { ...common, ...purchases, combinesWith, destination: { all: true } } },
    };
  }
  const combinesWith = { orderDiscounts: order, productDiscounts: product, shippingDiscounts: shipping };
  const customerGets = { value: valueOf(discount, options.freeProductMinor), items: itemsOf(discount), ...purchases };
  return { operation: CREATE_DISCOUNT, variables: { discount: { ...common, combinesWith, customerGets } } };
}

function endOf(endsAt: Instant | null): string | null {
  return endsAt === null ? null : instantToIso(endsAt);
}

function minimumOf(discount: DiscountDescription): object {
  if (discount.minimumOrderMinor === null || discount.minimumOrderMinor <= 0) return {};
  return { minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: formatMinor(discount.minimumOrderMinor, discount.currency) } } };
}

function valueOf(discount: DiscountDescription, freeProductMinor: number | null): object {
  const { value, currency } = discount;
  if (value.kind === 'percent') {
    if (value.capMinor !== null)
      throw new PlatformError('refused', 'Shopify has no highest amount for a percentage: leave the cap out, or give a fixed amount');
    return { percentage: value.percent / 100 };
  }
  const amountMinor = value.kind === 'amount' ? value.amountMinor : freeProductMinor;
  if (amountMinor === null) throw new PlatformError('refused', 'none of the free products is on sale in the shop any more');
  return { discountAmount: { amount: formatMinor(amountMinor, currency), appliesOnEachItem: false } };
}

function itemsOf(discount: DiscountDescription): object {
  const productIds = discount.value.kind === 'free-product' ? discount.value.productIds : discount.productIds;
  if (productIds.length > 0 && discount.collectionIds.length > 0) {
    throw new PlatformError('refused', 'a Shopify discount is for products or for collections, not for both');
  }
  if (productIds.length > 0) return { products: { productsToAdd: productIds.map((id) => gid('Product', id)) } };
  if (discount.collectionIds.length > 0) return { collections: { add: discount.collectionIds.map((id) => gid('Collection', id)) } };
  return { all: true };
}
