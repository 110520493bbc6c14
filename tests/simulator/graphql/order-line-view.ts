import { toText } from '../amounts.ts';
import { gid } from '../gid.ts';
import { moneyBag, moneyV2 } from '../money-set.ts';
import type { Allocation, DiscountApplication, Line, Order, Shipping } from '../order-state.ts';
import { forUnits, keptUnits, lineDiscount, lineGross, lineNet, openUnits } from '../order-totals.ts';
import { productView, variantView } from './product-view.ts';
import type { ViewContext } from './view-context.ts';

/** GraphQL's LineItem. */
export function lineView(line: Line, order: Order, context: ViewContext): object {
  const { shop } = context;
  const bag = (minor: number) => moneyBag(order, minor);
  const product = line.productId === null ? undefined : shop.products.get(line.productId);
  return {
    __typename: 'LineItem',
    id: gid('LineItem', line.id),
    title: line.title,
    name: line.title,
    vendor: line.vendor,
    sku: line.sku,
    variantTitle: null,
    quantity: line.quantity,
    currentQuantity: keptUnits(line),
    refundableQuantity: keptUnits(line),
    unfulfilledQuantity: openUnits(line),
    isGiftCard: line.giftCard,
    requiresShipping: line.requiresShipping,
    taxable: line.tax > 0,
    customAttributes: [],
    duties: [],
    image: null,
    product: () => (product ? productView(product, shop) : null),
    variant: () => (product ? variantView(product, shop) : null),
    sellingPlan: line.sellingPlan === null ? null : { __typename: 'LineItemSellingPlan', name: line.sellingPlan, sellingPlanId: null },
    contract: null,
    staffMember: null,
    originalUnitPriceSet: bag(line.unitPrice),
    originalTotalSet: bag(lineGross(line)),
    discountedUnitPriceSet: bag(line.unitPrice),
    discountedUnitPriceAfterAllDiscountsSet: () => bag(forUnits(lineNet(line), 1, line)),
    discountedTotalSet: ({ withCodeDiscounts }: { readonly withCodeDiscounts?: boolean | null }) =>
      bag(withCodeDiscounts === true ? lineNet(line) : lineGross(line)),
    totalDiscountSet: bag(0),
    unfulfilledDiscountedTotalSet: () => bag(forUnits(lineNet(line), openUnits(line), line)),
    priceAfterAllDiscountsBeforeTaxesSet: () => {
      const kept = forUnits(lineNet(line), keptUnits(line), line);
      return bag(order.taxesIncluded ? kept - forUnits(line.tax, keptUnits(line), line) : kept);
    },
    discountAllocations: () => line.allocations.map((one) => allocationView(one, order)),
    taxLines: () => taxLineViews(order, line.tax, line.taxPercent),
  };
}

/** GraphQL's ShippingLine; `current` is what is left of it after refunds. */
export function shippingLineView(shipping: Shipping, order: Order, current: number): object {
  const discounted = shipping.price - lineDiscount(shipping);
  return {
    __typename: 'ShippingLine',
    id: gid('ShippingLine', shipping.id),
    title: shipping.title,
    code: shipping.title,
    source: 'shopify',
    custom: false,
    isRemoved: false,
    carrierIdentifier: null,
    originalPriceSet: moneyBag(order, shipping.price),
    discountedPriceSet: moneyBag(order, discounted),
    currentDiscountedPriceSet: moneyBag(order, current),
    discountAllocations: () => shipping.allocations.map((one) => allocationView(one, order)),
    taxLines: () => taxLineViews(order, shipping.tax, order.taxPercent),
  };
}

const TYPES = {
  discount_code: 'DiscountCodeApplication',
  automatic: 'AutomaticDiscountApplication',
  manual: 'ManualDiscountApplication',
} as const;

/** GraphQL's DiscountApplication and its kinds. */
export function applicationView(application: DiscountApplication, index: number, order: Order): object {
  const { value } = application;
  return {
    __typename: TYPES[application.type],
    index,
    ...(application.type === 'discount_code' ? { code: application.label } : { title: application.label, description: null }),
    allocationMethod: application.method.toUpperCase(),
    targetSelection: application.selection.toUpperCase(),
    targetType: application.target.toUpperCase(),
    value:
      'minor' in value
        ? moneyV2(toText(value.minor, order.currency), order.currency)
        : { __typename: 'PricingPercentageValue', percentage: Number(value.percent) },
  };
}

/** GraphQL's TaxLine: one per rate, none when nothing is taxed. */
export function taxLineViews(order: Order, tax: number, percent: string): object[] {
  if (tax === 0) return [];
  const rate = Number(percent) / 100;
  return [
    {
      __typename: 'TaxLine',
      title: 'VAT',
      priceSet: moneyBag(order, tax),
      rate,
      ratePercentage: Number(percent),
      channelLiable: false,
      source: 'shopify',
    },
  ];
}

function allocationView(allocation: Allocation, order: Order): object {
  return {
    __typename: 'DiscountAllocation',
    allocatedAmountSet: moneyBag(order, allocation.amount),
    discountApplication: () => {
      const application = order.applications[allocation.application];
      return application ? applicationView(application, allocation.application, order) : null;
    },
  };
}
