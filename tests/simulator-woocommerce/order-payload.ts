import { orderSums, ratesOf, type CouponLine, type FeeLine, type Line, type Order, type ShippingLine } from './order-state.ts';
import { roundTo, toFloat, toText } from './decimals.ts';
import { resourceLinks, restUrl } from './links.ts';
import { gmtTime, localTime } from './local-time.ts';
import type { Site } from './site-state.ts';
import type { Address, BillingAddress, Meta, TaxRate } from './site-values.ts';

/** An order as REST and webhooks show it, with the shop's decimals or with `dp` of them. */
export function orderPayload(site: Site, order: Order, dp: number = site.settings.decimals) {
  const sums = orderSums(order, site.settings.decimals);
  const text = (micro: number): string => toText(micro, dp);
  const local = (ms: number | null): string | null => localTime(ms, site.settings);
  return {
    id: order.id,
    parent_id: 0,
    status: order.status,
    currency: order.currency,
    version: site.settings.version,
    prices_include_tax: order.pricesIncludeTax,
    date_created: local(order.createdAt),
    date_modified: local(order.modifiedAt),
    discount_total: text(sums.discount),
    discount_tax: text(sums.discountTax),
    shipping_total: text(sums.shipping),
    shipping_tax: text(sums.shippingTax),
    cart_tax: text(sums.cartTax),
    total: text(sums.total),
    total_tax: text(sums.totalTax),
    customer_id: order.customerId,
    order_key: order.orderKey,
    billing: billingOf(order.billing),
    shipping: addressOf(order.shippingAddress),
    payment_method: order.paymentMethod,
    payment_method_title: order.paymentTitle,
    transaction_id: order.transactionId,
    customer_ip_address: order.ip,
    customer_user_agent: order.agent,
    created_via: order.createdVia,
    customer_note: order.customerNote,
    date_completed: local(order.completedAt),
    date_paid: local(order.paidAt),
    cart_hash: order.cartHash,
    number: order.number,
    meta_data: order.meta.map((row) => ({ ...row })),
    line_items: order.lines.map((line) => linePayload(site, line, dp)),
    tax_lines: taxLines(order, dp),
    shipping_lines: order.shipping.map((line) => shippingPayload(line, dp)),
    fee_lines: order.fees.map((fee) => feePayload(fee, dp)),
    coupon_lines: order.coupons.map((line) => couponLinePayload(line, dp)),
    refunds: shownRefunds(order).map((refund) => ({ id: refund.id, reason: refund.reason, total: text(-refund.amount) })),
    payment_url: `${site.homeUrl}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${order.orderKey}`,
    is_editable: ['pending', 'on-hold', 'auto-draft'].includes(order.status),
    needs_payment: ['pending', 'failed', 'checkout-draft'].includes(order.status) && sums.total > 0,
    needs_processing: needsProcessing(site, order),
    date_created_gmt: gmtTime(order.createdAt),
    date_modified_gmt: gmtTime(order.modifiedAt),
    date_completed_gmt: gmtTime(order.completedAt),
    date_paid_gmt: gmtTime(order.paidAt),
    currency_symbol: symbolOf(order.currency),
    _links: orderLinks(site, order),
  };
}

export type OrderPayload = ReturnType<typeof orderPayload>;

/** Newest first, as WooCommerce lists them. */
export function shownRefunds(order: Order) {
  return order.refundsHidden ? [] : order.refunds.toReversed();
}

/** True while something in the order must be packed: an order of fees or virtual products goes straight to completed. */
export function needsProcessing(site: Site, order: Pick<Order, 'lines'>): boolean {
  return order.lines.some((line) => site.products.get(line.productId)?.virtual === false);
}

/** The sign of a currency as WooCommerce writes it. */
export function symbolOf(currency: string): string {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}

function orderLinks(site: Site, order: Order) {
  return {
    ...resourceLinks(site, 'orders', order.id),
    email_templates: [{ embeddable: true, href: restUrl(site, `orders/${order.id}/actions/email_templates`) }],
    ...(order.customerId === 0 ? {} : { customer: [{ href: restUrl(site, `customers/${order.customerId}`) }] }),
  };
}

function addressOf(address: Address) {
  const { first_name, last_name, company, address_1, address_2, city, state, postcode, country, phone } = address;
  return { first_name, last_name, company, address_1, address_2, city, state, postcode, country, phone };
}

function billingOf(address: BillingAddress) {
  const { phone, ...rest } = addressOf(address);
  return { ...rest, email: address.email, phone };
}

function linePayload(site: Site, line: Line, dp: number) {
  const product = site.products.get(line.productId);
  return {
    id: line.id,
    name: line.name,
    product_id: line.productId,
    variation_id: 0,
    quantity: line.quantity,
    tax_class: '',
    subtotal: toText(line.subtotal, dp),
    subtotal_tax: toText(line.subtotalTax, dp),
    total: toText(line.total, dp),
    total_tax: toText(line.totalTax, dp),
    taxes: line.rate ? [{ id: line.rate.id, total: toText(line.totalTax, dp), subtotal: toText(line.subtotalTax, dp) }] : [],
    meta_data: shownMeta(line.meta),
    sku: product?.sku ?? null,
    global_unique_id: '',
    price: line.quantity === 0 ? 0 : toFloat(Math.round(line.total / line.quantity)),
    image: { id: '', src: '' },
    parent_name: null,
  };
}

/** Rows of lines carry their key and value twice. */
export function shownMeta(meta: readonly Meta[]) {
  return meta.map((row) => ({ id: row.id, key: row.key, value: row.value, display_key: row.key, display_value: row.value }));
}

function taxLines(order: Order, dp: number) {
  return ratesOf(order).map((rate) => {
    const of = (lines: readonly { readonly rate: TaxRate | null; readonly totalTax: number }[]): number =>
      lines.filter((line) => line.rate?.id === rate.id).reduce((sum, line) => sum + roundTo(line.totalTax, 6), 0);
    return {
      ...taxLineHead(order.taxLineIds.get(rate.id) ?? 0, rate),
      tax_total: toText(of(order.lines) + of(order.fees), dp),
      shipping_tax_total: toText(of(order.shipping), dp),
      rate_percent: Number(rate.percent),
      meta_data: [],
    };
  });
}

/** What a tax line says of its rate, in orders and in refunds. */
export function taxLineHead(id: number, rate: TaxRate) {
  return { id, rate_code: rate.code, rate_id: rate.id, label: rate.label, compound: false };
}

function shippingPayload(line: ShippingLine, dp: number) {
  return {
    id: line.id,
    method_title: line.title,
    method_id: line.methodId,
    instance_id: line.instanceId,
    total: toText(line.total, dp),
    total_tax: toText(line.totalTax, dp),
    taxes: line.rate ? [{ id: line.rate.id, total: toText(line.totalTax, dp), subtotal: '' }] : [],
    tax_status: 'taxable',
    meta_data: shownMeta(line.meta),
  };
}

function feePayload(fee: FeeLine, dp: number) {
  return {
    id: fee.id,
    name: fee.name,
    tax_class: '',
    tax_status: fee.rate ? 'taxable' : 'none',
    amount: toText(fee.total, dp),
    total: toText(fee.total, dp),
    total_tax: toText(fee.totalTax, dp),
    taxes: fee.rate ? [{ id: fee.rate.id, total: toText(fee.totalTax, dp), subtotal: '' }] : [],
    meta_data: [],
  };
}

function couponLinePayload(line: CouponLine, dp: number) {
  const type = line.discountType === 'fixed_cart' ? null : line.discountType;
  const info = JSON.stringify([line.couponId, line.code, type, toFloat(line.nominal), ...(line.freeShipping ? [true] : [])]);
  return {
    id: line.id,
    code: line.code,
    discount: toText(line.discount, dp),
    discount_tax: toText(line.discountTax, dp),
    meta_data: [{ id: line.metaId, key: 'coupon_info', value: info, display_key: 'coupon_info', display_value: info }],
    discount_type: line.discountType,
    nominal_amount: toFloat(line.nominal),
    free_shipping: line.freeShipping,
  };
}
