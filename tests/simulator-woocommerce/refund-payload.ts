import { toFloat, toText } from './decimals.ts';
import { restUrl } from './links.ts';
import { gmtTime, localTime } from './local-time.ts';
import { shownMeta, taxLineHead } from './order-payload.ts';
import type { FeeLine, Line, Order, Refund, RefundPart, ShippingLine } from './order-state.ts';
import type { Site } from './site-state.ts';
import type { TaxRate } from './site-values.ts';

/** A refund and what it belongs to. */
export interface OrderRefund {
  readonly order: Order;
  readonly refund: Refund;
}

/** A refund as its order's sub-resource shows it. */
export function refundPayload(site: Site, { order, refund }: OrderRefund, dp: number = site.settings.decimals) {
  const collection = `orders/${order.id}/refunds`;
  return {
    id: refund.id,
    date_created: localTime(refund.createdAt, site.settings),
    date_created_gmt: gmtTime(refund.createdAt),
    amount: toText(refund.amount, dp),
    reason: refund.reason,
    refunded_by: 1,
    refunded_payment: refund.refundedPayment,
    meta_data: [{ id: refund.metaId, key: '_refund_type', value: refund.type }],
    line_items: refund.lines.map((part) => linePart(site, part, dp)),
    shipping_lines: refund.shipping.map((part) => shippingPart(part, dp)),
    tax_lines: taxParts(refund, dp),
    fee_lines: refund.fees.map((part) => feePart(part, dp)),
    _links: {
      self: [{ href: restUrl(site, `${collection}/${refund.id}`), targetHints: { allow: ['GET', 'DELETE'] } }],
      collection: [{ href: restUrl(site, collection) }],
      up: [{ href: restUrl(site, `orders/${order.id}`) }],
    },
  };
}

export type RefundPayload = ReturnType<typeof refundPayload>;

/** The same in the list of all refunds of the shop, which also names the order. */
export function shopRefundPayload(site: Site, pair: OrderRefund, dp?: number) {
  const { id, ...rest } = refundPayload(site, pair, dp);
  return { id, parent_id: pair.order.id, ...rest };
}

function back(part: RefundPart) {
  const id = String(part.of.id);
  return shownMeta([{ id: part.metaId, key: '_refunded_item_id', value: id }]);
}

function linePart(site: Site, part: RefundPart, dp: number) {
  const line = part.of as Line;
  const { rate } = line;
  return {
    id: part.id,
    name: line.name,
    product_id: line.productId,
    variation_id: 0,
    quantity: part.quantity,
    tax_class: '',
    subtotal: toText(part.total, dp),
    subtotal_tax: toText(part.totalTax, dp),
    total: toText(part.total, dp),
    total_tax: toText(part.totalTax, dp),
    taxes: rate ? [{ id: rate.id, total: toText(part.totalTax, dp), subtotal: toText(part.totalTax, dp) }] : [],
    meta_data: back(part),
    sku: site.products.get(line.productId)?.sku ?? null,
    global_unique_id: '',
    price: part.quantity === 0 ? 0 : toFloat(Math.round(part.total / part.quantity)),
    image: { id: '', src: '' },
    parent_name: null,
  };
}

function shippingPart(part: RefundPart, dp: number) {
  const line = part.of as ShippingLine;
  return {
    id: part.id,
    method_title: line.title,
    method_id: line.methodId,
    instance_id: line.instanceId,
    total: toText(part.total, dp),
    total_tax: toText(part.totalTax, dp),
    taxes: line.rate ? [{ id: line.rate.id, total: toText(part.totalTax, dp), subtotal: '' }] : [],
    tax_status: 'taxable',
    meta_data: back(part),
  };
}

function feePart(part: RefundPart, dp: number) {
  const fee = part.of as FeeLine;
  return {
    id: part.id,
    name: fee.name,
    tax_class: '',
    tax_status: fee.rate ? 'taxable' : 'none',
    amount: toText(part.total, dp),
    total: toText(part.total, dp),
    total_tax: toText(part.totalTax, dp),
    taxes: fee.rate ? [{ id: fee.rate.id, total: toText(part.totalTax, dp), subtotal: '' }] : [],
    meta_data: back(part),
  };
}

function taxParts(refund: Refund, dp: number) {
  const parts = [...refund.lines, ...refund.fees, ...refund.shipping];
  const rates = new Map<number, TaxRate>();
  for (const { of } of parts) if (of.rate) rates.set(of.rate.id, of.rate);
  const sum = (list: readonly RefundPart[], rate: TaxRate): number =>
    list.filter((part) => part.of.rate?.id === rate.id).reduce((total, part) => total + part.totalTax, 0);
  return [...rates.values()].map((rate, index) => ({
    ...taxLineHead(refund.taxLineId + index, rate),
    tax_total: toText(sum([...refund.lines, ...refund.fees], rate), dp),
    shipping_tax_total: toText(sum(refund.shipping, rate), dp),
    rate_percent: Number(rate.percent),
    meta_data: [],
  }));
}
