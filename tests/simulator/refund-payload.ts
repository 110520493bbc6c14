import { currencyDigits, toText } from './amounts.ts';
import { restTime } from './clock.ts';
import { gid } from './gid.ts';
import { moneySet, presentmentText } from './money-set.ts';
import { linePayload } from './line-payload.ts';
import type { Order, Refund, Transaction } from './order-state.ts';
import type { Shop } from './shop-state.ts';

/** A refund as refunds/create and order.refunds[] carry it. `subtotal` is a JSON number there, the sets are exact texts. */
export function refundPayload(refund: Refund, order: Order, shop: Shop) {
  const at = restTime(refund.createdAt, shop.timeZone);
  return {
    id: refund.id,
    order_id: order.id,
    created_at: at,
    note: refund.note,
    user_id: null,
    processed_at: at,
    duties: [],
    total_duties_set: moneySet(order, 0),
    return: null,
    refund_shipping_lines: refundShippingLines(refund, order),
    restock: refund.lines.some((line) => line.restock !== 'no_restock'),
    admin_graphql_api_id: gid('Refund', refund.id),
    order_adjustments: orderAdjustments(refund, order),
    refund_line_items: refund.lines.map((line) => ({
      id: line.id,
      quantity: line.quantity,
      line_item_id: line.lineId,
      location_id: null,
      restock_type: line.restock,
      subtotal: asNumber(line.subtotal, order),
      total_tax: asNumber(line.tax, order),
      subtotal_set: moneySet(order, line.subtotal),
      total_tax_set: moneySet(order, line.tax),
      line_item: order.lines.filter((one) => one.id === line.lineId).map((one) => linePayload(one, order))[0] ?? null,
    })),
    transactions: refund.transactions.map((transaction) => transactionPayload(transaction, order, shop)),
  };
}

/** A movement of money. */
export function transactionPayload(transaction: Transaction, order: Order, shop: Shop) {
  const at = restTime(transaction.createdAt, shop.timeZone);
  return {
    id: transaction.id,
    order_id: order.id,
    kind: transaction.kind,
    gateway: transaction.gateway,
    status: 'success',
    message: null,
    created_at: at,
    test: order.test,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: transaction.parentId,
    processed_at: at,
    device_id: null,
    error_code: null,
    source_name: order.sourceName,
    receipt: {},
    // Money moves in the buyer's currency.
    amount: presentmentText(order, transaction.amount),
    currency: order.presentment?.currency ?? order.currency,
    payment_id: `#${order.number}.${transaction.id}`,
    manual_payment_gateway: transaction.gateway === 'manual',
    admin_graphql_api_id: gid('OrderTransaction', transaction.id),
  };
}

function orderAdjustments(refund: Refund, order: Order) {
  const row = ({ id, amount, tax, kind, reason }: { id: number; amount: number; tax: number; kind: string; reason: string }) => ({
    id,
    order_id: order.id,
    refund_id: refund.id,
    amount: toText(amount, order.currency),
    tax_amount: toText(tax, order.currency),
    kind,
    reason,
    amount_set: moneySet(order, amount),
    tax_amount_set: moneySet(order, tax),
  });
  const { shipping, discrepancy } = refund;
  return [
    ...(shipping
      ? [
          row({
            id: shipping.adjustmentId,
            amount: -shipping.amount,
            tax: -shipping.tax,
            kind: 'shipping_refund',
            reason: 'Shipping refund',
          }),
        ]
      : []),
    ...(discrepancy
      ? [row({ id: discrepancy.id, amount: discrepancy.amount, tax: 0, kind: 'refund_discrepancy', reason: REASONS[discrepancy.reason] })]
      : []),
  ];
}

const REASONS = { refund_discrepancy: 'Refund discrepancy', pending_refund_discrepancy: 'Pending refund discrepancy' } as const;

function refundShippingLines(refund: Refund, order: Order) {
  if (!refund.shipping || !order.shipping) return [];
  return [
    {
      id: refund.shipping.id,
      shipping_line_id: order.shipping.id,
      subtotal_amount_set: moneySet(order, refund.shipping.amount),
      tax_amount_set: moneySet(order, refund.shipping.tax),
    },
  ];
}

function asNumber(minor: number, order: Order): number {
  return minor / 10 ** currencyDigits(order.currency);
}
