import { countCouponUses } from './coupon-desk.ts';
import { needsProcessing } from './order-payload.ts';
import { orderSums, refundedSoFar, type Order } from './order-state.ts';
import type { Site } from './site-state.ts';

/** The status that a payment brings: completed when nothing is to be packed. */
export function paidStatus(site: Site, order: Order): 'processing' | 'completed' {
  return needsProcessing(site, order) ? 'processing' : 'completed';
}

/**
 * Changes the status with everything that hangs on it: the dates of payment and completion, the uses of coupons, "paying customer", and the refund of the
 * rest that WooCommerce writes when somebody merely chooses "refunded". Tells nothing of the order itself.
 */
export function changeStatus(site: Site, order: Order, change: string | { readonly to: string; readonly at: number }): void {
  const { to: status, at } = typeof change === 'string' ? { to: change, at: site.clock.now() } : change;
  if (order.status === status) return;
  order.status = status;
  if (status === 'completed') order.completedAt = at;
  if (order.paidAt === null && setsDatePaid(site, order)) order.paidAt = at;
  countCouponUses(site, order);
  if (status === 'completed') becomePaying(site, order.customerId);
  if (status === 'refunded') refundRest(site, order, at);
}

/** Cash on delivery counts as paid when the order is completed; everything else when it is processed. */
function setsDatePaid(site: Site, order: Order): boolean {
  if (order.status === 'completed') return true;
  return order.status === 'processing' && order.paymentMethod !== 'cod' && paidStatus(site, order) === 'processing';
}

function becomePaying(site: Site, customerId: number): void {
  const customer = site.customers.get(customerId);
  if (!customer || customer.paying) return;
  customer.paying = true;
  site.tell([{ topic: 'customer.updated', resourceId: customerId }]);
}

function refundRest(site: Site, order: Order, at: number): void {
  const rest = orderSums(order, site.settings.decimals).total - refundedSoFar(order);
  if (rest <= 0) return;
  order.refunds.push({
    id: site.next('post'),
    createdAt: at,
    amount: rest,
    reason: 'Order fully refunded.',
    refundedPayment: false,
    type: 'full',
    metaId: site.next('meta'),
    taxLineId: 0,
    lines: [],
    shipping: [],
    fees: [],
  });
}

/** Marks the order as changed now and tells it. */
export function touch(site: Site, order: Order): void {
  order.modifiedAt = site.clock.now();
  site.tell([{ topic: 'order.updated', resourceId: order.id }]);
}
