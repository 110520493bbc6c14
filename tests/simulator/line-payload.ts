import { toText } from './amounts.ts';
import { gid } from './gid.ts';
import { moneySet } from './money-set.ts';
import { keptUnits, openUnits } from './order-totals.ts';
import type { Allocation, Line, Order, Shipping } from './order-state.ts';

/** A line item as the REST payloads carry it. `total_discount` is 0: only line-level discounts without code count there. */
export function linePayload(line: Line, order: Order) {
  const taxes = taxLinesPayload(order, line.tax, line.taxPercent);
  return {
    id: line.id,
    admin_graphql_api_id: gid('LineItem', line.id),
    attributed_staffs: [],
    current_quantity: keptUnits(line),
    fulfillable_quantity: openUnits(line),
    fulfillment_service: 'manual',
    fulfillment_status: line.fulfilled === 0 ? null : openUnits(line) === 0 ? 'fulfilled' : 'partial',
    gift_card: line.giftCard,
    grams: 0,
    name: line.title,
    price: toText(line.unitPrice, order.currency),
    price_set: moneySet(order, line.unitPrice),
    product_exists: line.productId !== null,
    product_id: line.productId,
    properties: [],
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    sales_line_item_group_id: null,
    sku: line.sku,
    taxable: taxes.length > 0,
    title: line.title,
    total_discount: toText(0, order.currency),
    total_discount_set: moneySet(order, 0),
    variant_id: line.variantId,
    variant_inventory_management: 'shopify',
    variant_title: null,
    vendor: line.vendor,
    tax_lines: taxes,
    duties: [],
    discount_allocations: allocationsPayload(line.allocations, order),
    ...(line.tip ? { tip: { payment_gateway: null, payment_method: null } } : {}),
    ...(line.sellingPlan === null ? {} : { selling_plan_allocation: { selling_plan: { name: line.sellingPlan } } }),
  };
}

/** The one shipping line of an order. */
export function shippingPayload(shipping: Shipping, order: Order, current: number) {
  const discounted = shipping.price - shipping.allocations.reduce((sum, one) => sum + one.amount, 0);
  return {
    id: shipping.id,
    carrier_identifier: null,
    code: shipping.title,
    current_discounted_price_set: moneySet(order, current),
    discounted_price: toText(discounted, order.currency),
    discounted_price_set: moneySet(order, discounted),
    is_removed: false,
    phone: null,
    price: toText(shipping.price, order.currency),
    price_set: moneySet(order, shipping.price),
    requested_fulfillment_service_id: null,
    source: 'shopify',
    title: shipping.title,
    tax_lines: taxLinesPayload(order, shipping.tax, order.taxPercent),
    discount_allocations: allocationsPayload(shipping.allocations, order),
  };
}

/** One tax line, or none when nothing is taxed. */
export function taxLinesPayload(order: Order, tax: number, percent: string) {
  if (tax === 0) return [];
  return [
    {
      channel_liable: false,
      price: toText(tax, order.currency),
      price_set: moneySet(order, tax),
      rate: Number(percent) / 100,
      title: 'VAT',
    },
  ];
}

function allocationsPayload(allocations: readonly Allocation[], order: Order) {
  return allocations.map((one) => ({
    amount: toText(one.amount, order.currency),
    amount_set: moneySet(order, one.amount),
    discount_application_index: one.application,
  }));
}
