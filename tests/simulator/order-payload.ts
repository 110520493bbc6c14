import { createHash } from 'node:crypto';
import { toText } from './amounts.ts';
import { restTime } from './clock.ts';
import { orderCustomerPayload } from './customer-payload.ts';
import { gid } from './gid.ts';
import { linePayload, shippingPayload, taxLinesPayload } from './line-payload.ts';
import { moneySet } from './money-set.ts';
import { financialStatus, fulfilmentStatus, orderTotals, taxesByRate, type OrderTotals } from './order-totals.ts';
import type { DiscountApplication, Fulfilment, Order } from './order-state.ts';
import { refundPayload } from './refund-payload.ts';
import type { Shop } from './shop-state.ts';

/** An order as orders/create, orders/paid, orders/updated and orders/cancelled carry it (the REST shape of 2026-10). */
export function orderPayload(order: Order, shop: Shop) {
  const totals = orderTotals(order);
  const time = (ms: number | null): string | null => (ms === null ? null : restTime(ms, shop.timeZone));
  const createdAt = restTime(order.createdAt, shop.timeZone);
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  const email = shop.protectedData === 2 ? (order.email ?? customer?.email ?? null) : null;
  const token = createHash('sha256').update(`${shop.domain}/${order.id}`).digest('hex').slice(0, 32);
  return {
    id: order.id,
    admin_graphql_api_id: gid('Order', order.id),
    app_id: null,
    browser_ip: null,
    buyer_accepts_marketing: false,
    cancel_reason: order.cancelReason,
    cancelled_at: time(order.cancelledAt),
    cart_token: null,
    checkout_token: null,
    client_details: null,
    closed_at: null,
    company: order.company ? { id: order.company.id, location_id: order.company.id + 1 } : null,
    confirmation_number: token.slice(0, 9).toUpperCase(),
    confirmed: true,
    contact_email: email,
    created_at: createdAt,
    currency: order.currency,
    customer_locale: 'en',
    device_id: null,
    discount_codes: order.discountCodes.map((one) => ({ code: one.code, amount: toText(one.amount, order.currency), type: one.kind })),
    duties_included: false,
    email: email ?? '',
    estimated_taxes: false,
    financial_status: financialStatus(order, totals),
    fulfillment_status: fulfilmentStatus(order),
    landing_site: null,
    landing_site_ref: null,
    location_id: null,
    name: `#${order.number}`,
    note: order.note,
    note_attributes: [],
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${token}/authenticate?key=${token.slice(0, 16)}`,
    payment_gateway_names: [...new Set(order.transactions.map((one) => one.gateway))],
    phone: null,
    po_number: null,
    presentment_currency: order.presentment?.currency ?? order.currency,
    processed_at: createdAt,
    reference: null,
    referring_site: null,
    source_identifier: null,
    source_name: order.sourceName,
    source_url: null,
    tags: order.tags.join(', '),
    tax_exempt: false,
    tax_lines: [...taxesByRate(order, 'charged')].flatMap(([percent, tax]) => taxLinesPayload(order, tax, percent)),
    taxes_included: order.taxesIncluded,
    test: order.test,
    token,
    ...totalsPayload(order, totals),
    total_weight: 0,
    updated_at: restTime(order.updatedAt, shop.timeZone),
    user_id: null,
    billing_address: null,
    customer: customer ? orderCustomerPayload(customer, shop) : null,
    discount_applications: order.applications.map((one) => applicationPayload(one, order)),
    fulfillments: order.fulfilments.map((one) => fulfilmentPayload(one, order, shop)),
    line_items: order.lines.map((line) => linePayload(line, order)),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(refund, order, shop)),
    shipping_address: null,
    shipping_lines: order.shipping ? [shippingPayload(order.shipping, order, totals.currentShipping)] : [],
    returns: [],
    line_item_groups: [],
  };
}

export type OrderPayload = ReturnType<typeof orderPayload>;

function totalsPayload(order: Order, totals: OrderTotals) {
  const text = (minor: number): string => toText(minor, order.currency);
  return {
    current_shipping_price_set: moneySet(order, totals.currentShipping),
    current_subtotal_price: text(totals.currentSubtotal),
    current_subtotal_price_set: moneySet(order, totals.currentSubtotal),
    current_total_additional_fees_set: null,
    current_total_discounts: text(totals.currentDiscounts),
    current_total_discounts_set: moneySet(order, totals.currentDiscounts),
    current_total_duties_set: null,
    current_total_price: text(totals.currentTotal),
    current_total_price_set: moneySet(order, totals.currentTotal),
    current_total_tax: text(totals.currentTax),
    current_total_tax_set: moneySet(order, totals.currentTax),
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    subtotal_price: text(totals.subtotal),
    subtotal_price_set: moneySet(order, totals.subtotal),
    total_discounts: text(totals.discounts),
    total_discounts_set: moneySet(order, totals.discounts),
    total_line_items_price: text(totals.lineItemsPrice),
    total_line_items_price_set: moneySet(order, totals.lineItemsPrice),
    total_outstanding: text(Math.max(0, totals.outstanding)),
    total_price: text(totals.total),
    total_price_set: moneySet(order, totals.total),
    total_shipping_price_set: moneySet(order, totals.shipping),
    total_tax: text(totals.tax),
    total_tax_set: moneySet(order, totals.tax),
    total_tip_received: text(totals.tip),
    total_cash_rounding_payment_adjustment_set: moneySet(order, 0),
    total_cash_rounding_refund_adjustment_set: moneySet(order, 0),
  };
}

function applicationPayload(application: DiscountApplication, order: Order) {
  const value = 'minor' in application.value ? toText(application.value.minor, order.currency) : application.value.percent;
  return {
    target_type: application.target,
    type: application.type,
    value,
    value_type: application.valueType,
    allocation_method: application.method,
    target_selection: application.selection,
    ...(application.type === 'discount_code' ? { code: application.label } : { title: application.label, description: null }),
  };
}

function fulfilmentPayload(fulfilment: Fulfilment, order: Order, shop: Shop) {
  const at = restTime(fulfilment.createdAt, shop.timeZone);
  return {
    id: fulfilment.id,
    admin_graphql_api_id: gid('Fulfillment', fulfilment.id),
    created_at: at,
    updated_at: at,
    location_id: null,
    name: `#${order.number}.${order.fulfilments.indexOf(fulfilment) + 1}`,
    order_id: order.id,
    service: 'manual',
    shipment_status: null,
    status: 'success',
    tracking_company: null,
    tracking_number: null,
    line_items: fulfilment.lines.flatMap((part) =>
      order.lines.filter((line) => line.id === part.lineId).map((line) => ({ ...linePayload(line, order), quantity: part.quantity })),
    ),
  };
}

/** orders/edited: what changed, without any money; a hint to look the order up. */
export function editPayload(
  order: Order,
  shop: Shop,
  change: { readonly editId: number; readonly at: number; readonly additions: readonly Delta[]; readonly removals: readonly Delta[] },
) {
  const at = restTime(change.at, shop.timeZone);
  return {
    order_edit: {
      id: change.editId,
      app_id: null,
      created_at: at,
      committed_at: at,
      notify_customer: false,
      order_id: order.id,
      staff_note: '',
      user_id: null,
      line_items: { additions: change.additions, removals: change.removals },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
    },
  };
}

interface Delta {
  readonly id: number;
  readonly delta: number;
}
