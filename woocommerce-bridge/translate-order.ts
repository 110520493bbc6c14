import type { Instant } from '#app/domain/instant.ts';
import type { OrderChannel, OrderCustomer, OrderDiscountCode, OrderSnapshot, PaymentState } from '#app/domain/order.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { sumMinor } from './decimal.ts';
import { describeIssue, filled, metaOf, type NotTranslated } from './message-fields.ts';
import { type OrderBody, orderBody, type ProductBody, refundBody } from './order-body.ts';
import { moneyOf, type OrderParts } from './translate-money.ts';

/** Somebody has opened the checkout, or an editor a new order: no order yet, and what was typed so far is nobody's business. */
const DRAFTS: ReadonlySet<string> = new Set(['checkout-draft', 'auto-draft', 'draft', 'new']);
const PAID: ReadonlySet<string> = new Set(['processing', 'completed']);
const MARKETPLACES = ['amazon', 'ebay', 'walmart', 'etsy', 'marketplace', 'cdiscount', 'allegro'];

/** What WordPress puts in place of an erased address (wp_privacy_anonymize_data). */
const ERASED_EMAIL = 'deleted@site.invalid';

/** True for the statuses of what is no order yet. */
export function isDraft(status: unknown): boolean {
  return typeof status === 'string' && DRAFTS.has(status);
}

/**
 * Says what an order is, from its REST v3 body, all of its refunds (GET /orders/ID/refunds; the order itself lists only their sums) and, where they were asked
 * for, its products. Refuses with the field that cannot be read. Not for drafts.
 */
export function translateWooCommerceOrder(
  body: unknown,
  refunds: readonly unknown[],
  products: ReadonlyMap<string, ProductBody> = new Map(),
): Result<OrderSnapshot, NotTranslated> {
  const order = orderBody.safeParse(body);
  if (!order.success) return refused({ problem: describeIssue(order.error) });
  const read = refundBody.array().safeParse(refunds);
  if (!read.success) return refused({ problem: `refunds.${describeIssue(read.error)}` });
  if (isDraft(order.data.status)) return refused({ problem: 'status: a draft is no order yet' });
  return accepted(snapshotOf({ order: order.data, refunds: read.data, products }));
}

function snapshotOf(parts: OrderParts): OrderSnapshot {
  const { order } = parts;
  const money = moneyOf(parts);
  const updatedAt = order.date_modified_gmt ?? order.date_created_gmt;
  return {
    orderId: order.id,
    name: order.number.startsWith('#') ? order.number : `#${order.number}`,
    channel: channelOf(order.created_via),
    currency: order.currency,
    placedAt: order.date_created_gmt,
    updatedAt,
    paidAt: order.date_paid_gmt ?? null,
    cancelledAt: order.status === 'cancelled' ? updatedAt : null,
    payment: paymentOf(order, money.refundedMinor),
    deleted: order.status === 'trash',
    test: false,
    company: false,
    tags: [],
    customer: customerOf(order),
    taxIncluded: order.prices_include_tax,
    ...money,
    refundedToStoreCreditMinor: 0,
    refundCount: parts.refunds.length,
    paidByStoreCreditMinor: 0,
    discountCodes: order.coupon_lines.map((coupon) => codeOf(coupon, order)),
    fulfilment: fulfilmentOf(order, money.lines),
    dispute: 'none',
    highRisk: false,
    locationId: null,
    staffId: null,
    subscription: subscriptionOf(order),
  };
}

/**
 * The status says whether an order is paid, not date_paid: cash on delivery is `processing` and has no date. A failed or cancelled order gives its money and its
 * coupon back. Statuses of plugins ("shipped") count as paid once there was a payment.
 */
function paymentOf(order: OrderBody, refundedMinor: number): PaymentState {
  const wasPaid = order.date_paid_gmt != null;
  if (order.status === 'refunded') return 'refunded';
  if (order.status === 'pending') return 'unpaid';
  if (order.status === 'on-hold') return 'authorized';
  if (order.status === 'failed' || order.status === 'cancelled') return 'voided';
  if (!PAID.has(order.status) && !wasPaid) return order.status === 'trash' ? 'voided' : 'unpaid';
  if (refundedMinor === 0) return 'paid';
  return refundedMinor >= sumMinor([order.total], order.currency) ? 'refunded' : 'partially-refunded';
}

function channelOf(createdVia: string | null | undefined): OrderChannel {
  const via = createdVia?.trim().toLowerCase() ?? '';
  if (via === 'checkout' || via === 'store-api') return 'web';
  if (via === 'admin') return 'draft';
  if (via === 'subscription') return 'subscription';
  if (/(^|[-_])pos([-_]|$)/.test(via)) return 'pos';
  return MARKETPLACES.some((name) => via.includes(name)) ? 'marketplace' : 'other';
}

/**
 * Guests are no customers at the site: they are known by what they typed, and that proves nothing. An order whose person was erased names nobody: the address that WooCommerce
 * writes in its place is no new guest.
 */
function customerOf({ customer_id, billing, meta_data }: OrderBody): OrderCustomer | null {
  if (metaOf(meta_data, '_anonymized') === 'yes' || filled(billing?.email) === ERASED_EMAIL) return null;
  const customerId = customer_id == null || customer_id === '0' ? null : customer_id;
  const email = filled(billing?.email);
  if (customerId === null && email === null) return null;
  return { customerId, email, firstName: filled(billing?.first_name), lastName: filled(billing?.last_name) };
}

function codeOf(coupon: OrderBody['coupon_lines'][number], order: OrderBody): OrderDiscountCode {
  const amounts = order.prices_include_tax ? [coupon.discount, coupon.discount_tax] : [coupon.discount];
  return { code: coupon.code, kind: kindOf(coupon), amountMinor: Math.max(0, sumMinor(amounts, order.currency)) };
}

function kindOf(coupon: OrderBody['coupon_lines'][number]): OrderDiscountCode['kind'] {
  if (coupon.free_shipping === true && Number(coupon.discount) === 0) return 'free-shipping';
  if (coupon.discount_type === 'percent') return 'percent';
  return coupon.discount_type === 'fixed_cart' || coupon.discount_type === 'fixed_product' ? 'amount' : 'other';
}

/** WooCommerce knows no shipments: a completed order was sent. */
function fulfilmentOf(order: OrderBody, lines: OrderSnapshot['lines']): OrderSnapshot['fulfilment'] {
  const lastAt: Instant | null = order.date_completed_gmt ?? null;
  if (!lines.some((line) => line.requiresShipping)) return { state: 'none-needed', lastAt };
  return { state: lastAt !== null && order.status !== 'processing' ? 'complete' : 'open', lastAt };
}

function subscriptionOf(order: OrderBody): OrderSnapshot['subscription'] {
  const isRenewal = order.created_via === 'subscription' || metaOf(order.meta_data, '_subscription_renewal') !== undefined;
  return isRenewal ? { renewal: true } : null;
}
