import { graphqlTime } from '../clock.ts';
import { gid } from '../gid.ts';
import { moneyBag } from '../money-set.ts';
import type { Order, Refund, RefundLine, Transaction } from '../order-state.ts';
import { connection, type PageArguments } from './connection.ts';
import { lineView, shippingLineView } from './order-line-view.ts';
import type { ViewContext } from './view-context.ts';

/** GraphQL's Refund. Shipping stands in refundShippingLines; orderAdjustments hold only discrepancies. */
export function refundView(refund: Refund, order: Order, context: ViewContext): object {
  const at = graphqlTime(refund.createdAt);
  const { shipping, discrepancy } = refund;
  const byId = (part: { readonly id: number }) => [part.id, part.id] as const;
  return {
    __typename: 'Refund',
    id: gid('Refund', refund.id),
    legacyResourceId: String(refund.id),
    createdAt: at,
    updatedAt: at,
    processedAt: at,
    note: refund.note,
    duties: [],
    return: null,
    staffMember: null,
    order: () => context.showOrder(order),
    totalRefundedSet: moneyBag(
      order,
      refund.transactions.reduce((sum, one) => sum + one.amount, 0),
    ),
    refundLineItems: (args: PageArguments) =>
      connection(refund.lines, args, { name: 'RefundLineItem', place: byId, view: (line) => refundLineView(line, order, context) }),
    refundShippingLines: (args: PageArguments) =>
      connection(shipping ? [shipping] : [], args, {
        name: 'RefundShippingLine',
        place: byId,
        view: (part) => ({
          __typename: 'RefundShippingLine',
          id: gid('RefundShippingLine', part.id),
          subtotalAmountSet: moneyBag(order, part.amount),
          taxAmountSet: moneyBag(order, part.tax),
          shippingLine: () => (order.shipping ? shippingLineView(order.shipping, order, order.shipping.price) : null),
        }),
      }),
    orderAdjustments: (args: PageArguments) =>
      connection(discrepancy ? [discrepancy] : [], args, {
        name: 'OrderAdjustment',
        place: byId,
        view: (part) => ({
          __typename: 'OrderAdjustment',
          id: gid('OrderAdjustment', part.id),
          reason: part.reason.toUpperCase(),
          amountSet: moneyBag(order, part.amount),
          taxAmountSet: moneyBag(order, 0),
        }),
      }),
    transactions: (args: PageArguments) =>
      connection(refund.transactions, args, { name: 'OrderTransaction', place: byId, view: (one) => transactionView(one, order, context) }),
  };
}

/** GraphQL's OrderTransaction. */
export function transactionView(transaction: Transaction, order: Order, context: ViewContext): object {
  const at = graphqlTime(transaction.createdAt);
  const parent = order.transactions.find((one) => one.id === transaction.parentId);
  return {
    __typename: 'OrderTransaction',
    id: gid('OrderTransaction', transaction.id),
    kind: transaction.kind.toUpperCase(),
    status: 'SUCCESS',
    gateway: transaction.gateway,
    formattedGateway: transaction.gateway.replaceAll('_', ' '),
    manualPaymentGateway: transaction.gateway === 'manual',
    test: order.test,
    createdAt: at,
    processedAt: at,
    errorCode: null,
    amountSet: moneyBag(order, transaction.amount),
    parentTransaction: () => (parent ? transactionView(parent, order, context) : null),
    order: () => context.showOrder(order),
  };
}

function refundLineView(part: RefundLine, order: Order, context: ViewContext): object {
  const line = order.lines.find((one) => one.id === part.lineId);
  return {
    __typename: 'RefundLineItem',
    id: gid('RefundLineItem', part.id),
    quantity: part.quantity,
    restockType: part.restock.toUpperCase(),
    restocked: part.restock !== 'no_restock',
    location: null,
    lineItem: () => (line ? lineView(line, order, context) : null),
    priceSet: moneyBag(order, line?.unitPrice ?? 0),
    subtotalSet: moneyBag(order, part.subtotal),
    totalTaxSet: moneyBag(order, part.tax),
  };
}
