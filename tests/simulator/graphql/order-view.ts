import { graphqlTime } from '../clock.ts';
import { gid } from '../gid.ts';
import { moneyBag } from '../money-set.ts';
import type { Fulfilment, Order } from '../order-state.ts';
import { financialStatus, fulfilmentStatus, keptUnits, orderTotals, taxesByRate, type OrderTotals } from '../order-totals.ts';
import { connection, type PageArguments } from './connection.ts';
import { metafieldFields } from './metafield-view.ts';
import { applicationView, lineView, shippingLineView, taxLineViews } from './order-line-view.ts';
import { refundView, transactionView } from './refund-view.ts';
import type { ViewContext } from './view-context.ts';

/** GraphQL's Order. */
export function orderView(order: Order, context: ViewContext): object {
  const totals = orderTotals(order);
  const customer = order.customerId === null ? undefined : context.shop.customers.get(order.customerId);
  const time = (ms: number | null): string | null => (ms === null ? null : graphqlTime(ms));
  const id = gid('Order', order.id);
  return {
    __typename: 'Order',
    id,
    legacyResourceId: String(order.id),
    name: `#${order.number}`,
    number: order.number,
    createdAt: graphqlTime(order.createdAt),
    processedAt: graphqlTime(order.createdAt),
    updatedAt: graphqlTime(order.updatedAt),
    cancelledAt: time(order.cancelledAt),
    cancelReason: order.cancelReason?.toUpperCase() ?? null,
    closed: false,
    closedAt: null,
    confirmed: true,
    edited: order.edited,
    test: order.test,
    tags: order.tags,
    note: order.note,
    email: order.email ?? customer?.email ?? null,
    phone: null,
    billingAddress: null,
    shippingAddress: null,
    customAttributes: [],
    customerLocale: 'en',
    sourceName: order.sourceName,
    sourceIdentifier: null,
    app: null,
    retailLocation: null,
    staffMember: null,
    currencyCode: order.currency,
    presentmentCurrencyCode: order.presentment?.currency ?? order.currency,
    taxesIncluded: order.taxesIncluded,
    taxExempt: false,
    dutiesIncluded: false,
    paymentGatewayNames: [...new Set(order.transactions.map((one) => one.gateway))],
    discountCode: order.discountCodes[0]?.code ?? null,
    discountCodes: order.discountCodes.map((one) => one.code),
    customer: () => (customer ? context.showCustomer(customer) : null),
    purchasingEntity: () => purchasingEntity(order, () => (customer ? context.showCustomer(customer) : null)),
    ...stateFields(order, totals),
    ...amountFields(order, totals),
    ...partFields(order, totals, context),
    ...metafieldFields(id, context),
  };
}

function stateFields(order: Order, totals: OrderTotals) {
  const fulfilment = fulfilmentStatus(order);
  const shipped = order.lines.some((line) => line.requiresShipping && !line.tip);
  const open = shipped || order.lines.some((line) => keptUnits(line) > 0) ? 'UNFULFILLED' : 'FULFILLMENT_NOT_REQUIRED';
  const dispute = order.dispute;
  const disputeStatus = { open: 'NEEDS_RESPONSE', won: 'WON', lost: 'LOST' } as const;
  return {
    displayFinancialStatus: financialStatus(order, totals).toUpperCase(),
    displayFulfillmentStatus: fulfilment === null ? open : fulfilment === 'fulfilled' ? 'FULFILLED' : 'PARTIALLY_FULFILLED',
    fullyPaid: totals.received > 0 && totals.outstanding <= 0,
    unpaid: totals.received === 0 && totals.total > 0,
    requiresShipping: shipped,
    returnStatus: 'NO_RETURN',
    disputes: dispute
      ? [
          {
            __typename: 'OrderDisputeSummary',
            id: gid('OrderDisputeSummary', dispute.id),
            initiatedAs: 'CHARGEBACK',
            status: disputeStatus[dispute.state],
          },
        ]
      : [],
    risk: {
      __typename: 'OrderRiskSummary',
      recommendation: order.highRisk ? 'CANCEL' : 'ACCEPT',
      assessments: [{ __typename: 'OrderRiskAssessment', riskLevel: order.highRisk ? 'HIGH' : 'LOW', facts: [], provider: null }],
    },
  };
}

function amountFields(order: Order, totals: OrderTotals) {
  const bag = (minor: number) => moneyBag(order, minor);
  return {
    subtotalPriceSet: bag(totals.subtotal),
    currentSubtotalPriceSet: bag(totals.currentSubtotal),
    totalDiscountsSet: bag(totals.discounts),
    currentTotalDiscountsSet: bag(totals.currentDiscounts),
    totalShippingPriceSet: bag(totals.shipping),
    currentShippingPriceSet: bag(totals.currentShipping),
    totalTaxSet: bag(totals.tax),
    currentTotalTaxSet: bag(totals.currentTax),
    totalTipReceivedSet: bag(totals.tip),
    totalPriceSet: bag(totals.total),
    originalTotalPriceSet: bag(order.originalTotal),
    currentTotalPriceSet: bag(totals.currentTotal),
    totalReceivedSet: bag(totals.received),
    totalRefundedSet: bag(totals.refunded),
    totalRefundedShippingSet: bag(totals.refundedShipping),
    netPaymentSet: bag(totals.received - totals.refunded),
    totalOutstandingSet: bag(totals.outstanding),
    totalCapturableSet: bag(totals.authorized),
    refundDiscrepancySet: bag(totals.discrepancy),
    originalTotalDutiesSet: null,
    currentTotalDutiesSet: null,
    originalTotalAdditionalFeesSet: null,
    currentTotalAdditionalFeesSet: null,
    additionalFees: [],
    subtotalLineItemsQuantity: order.lines.filter((line) => !line.tip && !line.giftCard).reduce((sum, line) => sum + line.quantity, 0),
    currentSubtotalLineItemsQuantity: order.lines.filter((line) => !line.tip).reduce((sum, line) => sum + keptUnits(line), 0),
    taxLines: () => [...taxesByRate(order, 'charged')].flatMap(([percent, tax]) => taxLineViews(order, tax, percent)),
    currentTaxLines: () => [...taxesByRate(order, 'current')].flatMap(([percent, tax]) => taxLineViews(order, tax, percent)),
  };
}

function partFields(order: Order, totals: OrderTotals, context: ViewContext) {
  const byId = (part: { readonly id: number }) => [part.id, part.id] as const;
  const shippingLines = (args: PageArguments) =>
    connection(order.shipping ? [order.shipping] : [], args, {
      name: 'ShippingLine',
      place: byId,
      view: (shipping) => shippingLineView(shipping, order, totals.currentShipping),
    });
  return {
    lineItems: (args: PageArguments) =>
      connection(order.lines, args, { name: 'LineItem', place: byId, view: (line) => lineView(line, order, context) }),
    shippingLine: () => (order.shipping ? shippingLineView(order.shipping, order, totals.currentShipping) : null),
    shippingLines,
    discountApplications: (args: PageArguments) =>
      connection(
        order.applications.map((application, index) => ({ application, index })),
        args,
        {
          name: 'DiscountApplication',
          place: ({ index }) => [index, index],
          view: ({ application, index }) => applicationView(application, index, order),
        },
      ),
    refunds: ({ first }: { readonly first?: number | null }) =>
      order.refunds.slice(0, first ?? undefined).map((refund) => refundView(refund, order, context)),
    transactions: ({ first }: { readonly first?: number | null }) =>
      order.transactions.slice(0, first ?? undefined).map((transaction) => transactionView(transaction, order, context)),
    fulfillments: ({ first }: { readonly first?: number | null }) =>
      order.fulfilments.slice(0, first ?? undefined).map((one) => fulfilmentView(one, order)),
    fulfillmentsCount: () => ({ __typename: 'Count', count: order.fulfilments.length, precision: 'EXACT' }),
  };
}

function fulfilmentView(fulfilment: Fulfilment, order: Order): object {
  const at = graphqlTime(fulfilment.createdAt);
  return {
    __typename: 'Fulfillment',
    id: gid('Fulfillment', fulfilment.id),
    legacyResourceId: String(fulfilment.id),
    name: `#${order.number}.${order.fulfilments.indexOf(fulfilment) + 1}`,
    status: 'SUCCESS',
    displayStatus: 'FULFILLED',
    createdAt: at,
    updatedAt: at,
    deliveredAt: null,
    inTransitAt: null,
    estimatedDeliveryAt: null,
    requiresShipping: true,
    totalQuantity: fulfilment.lines.reduce((sum, line) => sum + line.quantity, 0),
    trackingInfo: [],
  };
}

function purchasingEntity(order: Order, customer: () => object | null): object | null {
  if (!order.company) return customer();
  return {
    __typename: 'PurchasingCompany',
    company: { __typename: 'Company', id: gid('Company', order.company.id), name: order.company.name },
    contact: null,
  };
}
