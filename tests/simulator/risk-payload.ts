import { toText } from './amounts.ts';
import { restTime } from './clock.ts';
import { gid } from './gid.ts';
import type { Order } from './order-state.ts';
import { orderTotals } from './order-totals.ts';
import type { Shop } from './shop-state.ts';

const STATUSES = { open: 'needs_response', won: 'won', lost: 'lost' } as const;

/** disputes/create and disputes/update: a customer asked the bank for the money back. */
export function disputePayload(order: Order, shop: Shop, dispute: NonNullable<Order['dispute']>) {
  const opened = restTime(dispute.openedAt, shop.timeZone);
  return {
    id: dispute.id,
    order_id: order.id,
    type: 'chargeback',
    amount: toText(orderTotals(order).received, order.currency),
    currency: order.currency,
    reason: 'fraudulent',
    network_reason_code: '4837',
    status: STATUSES[dispute.state],
    evidence_due_by: null,
    evidence_sent_on: null,
    finalized_on: dispute.state === 'open' ? null : restTime(order.updatedAt, shop.timeZone),
    initiated_at: opened,
  };
}

/** orders/risk_assessment_changed: names the order and the verdict, nothing else. */
export function riskPayload(order: Order, shop: Shop, at: number) {
  return {
    provider_id: null,
    provider_title: 'Shopify',
    risk_level: order.highRisk ? 'high' : 'low',
    created_at: restTime(at, shop.timeZone),
    admin_graphql_api_order_id: gid('Order', order.id),
  };
}
