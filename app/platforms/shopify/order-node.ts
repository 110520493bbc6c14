import { z } from 'zod';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { plainId } from './gid.ts';
import { describeIssue, minorOf, type NodeMoney, nodeMoney, timeField } from './message-fields.ts';
import type { NotTranslated, ShopifyAllotment, ShopifyLineFacts, ShopifyOrderFacts } from './order-facts.ts';
import { STORE_CREDIT_GATEWAYS } from './store-credit.ts';

const allocation = z.object({ allocatedAmountSet: nodeMoney, discountApplication: z.object({ code: z.string().optional() }) });
const node = z.object({ id: z.string() });
const person = { firstName: z.string().nullish(), lastName: z.string().nullish() };

const line = z.object({
  id: z.string(),
  title: z.string(),
  vendor: z.string().nullish(),
  product: z
    .object({
      id: z.string(),
      productType: z.string().optional(),
      tags: z.array(z.string()).optional(),
    })
    .nullish(),
  variant: node.nullish(),
  originalUnitPriceSet: nodeMoney,
  quantity: z.number().int().nonnegative(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  requiresShipping: z.boolean(),
  sellingPlan: z.object({}).nullish(),
  discountAllocations: z.array(allocation),
  taxLines: z.array(z.object({ priceSet: nodeMoney })),
});

/** The lines of an order, one page of them. */
export const lineConnection = z.object({
  nodes: z.array(line),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
});

const shippingLine = z.object({ originalPriceSet: nodeMoney, discountedPriceSet: nodeMoney, discountAllocations: z.array(allocation) });

const discountApplication = z.object({
  targetType: z.string(),
  value: z.object({ __typename: z.string() }),
  code: z.string().optional(),
});

/** An order as the operation OrdersById answers it. */
export const orderNode = z.object({
  id: z.string(),
  name: z.string(),
  sourceName: z.string().nullish(),
  currencyCode: z.string().length(3),
  createdAt: timeField,
  processedAt: timeField,
  updatedAt: timeField,
  cancelledAt: timeField.nullish(),
  displayFinancialStatus: z.string().nullish(),
  displayFulfillmentStatus: z.string(),
  fulfillments: z.array(z.object({ status: z.string(), createdAt: timeField })),
  test: z.boolean(),
  purchasingEntity: z.object({ __typename: z.string() }).nullish(),
  tags: z.array(z.string()),
  customer: z
    .object({ id: z.string(), ...person, defaultEmailAddress: z.object({ emailAddress: z.string().nullish() }).nullish() })
    .nullish(),
  email: z.string().nullish(),
  billingAddress: z.object(person).nullish(),
  taxesIncluded: z.boolean(),
  dutiesIncluded: z.boolean(),
  lineItems: lineConnection,
  shippingLines: z.object({ nodes: z.array(shippingLine) }),
  currentShippingPriceSet: nodeMoney,
  totalTipReceivedSet: nodeMoney,
  originalTotalDutiesSet: nodeMoney.nullish(),
  currentTotalDutiesSet: nodeMoney.nullish(),
  originalTotalAdditionalFeesSet: nodeMoney.nullish(),
  currentTotalAdditionalFeesSet: nodeMoney.nullish(),
  totalTaxSet: nodeMoney.nullish(),
  currentTotalTaxSet: nodeMoney.nullish(),
  totalPriceSet: nodeMoney,
  totalRefundedSet: nodeMoney,
  refundDiscrepancySet: nodeMoney,
  refunds: z.array(node),
  transactions: z.array(z.object({ kind: z.string(), status: z.string(), gateway: z.string().nullish(), amountSet: nodeMoney })),
  discountCodes: z.array(z.string()),
  discountApplications: z.object({ nodes: z.array(discountApplication) }),
  disputes: z.array(z.object({ status: z.string() })).nullish(),
  risk: z.object({ recommendation: z.string() }).nullish(),
  retailLocation: node.nullish(),
});
export type OrderNode = z.output<typeof orderNode>;
export type OrderNodeLine = z.output<typeof line>;

/** The collections of products, by plain product id; what is not known is left out. */
export type CollectionsByProduct = ReadonlyMap<string, readonly string[]>;

/** Reads an order that was fetched through GraphQL (all its lines in `lineItems.nodes`). */
export function readOrderNode(value: unknown, collections: CollectionsByProduct = new Map()): Result<ShopifyOrderFacts, NotTranslated> {
  const parsed = orderNode.safeParse(value);
  if (!parsed.success) return refused({ problem: describeIssue(parsed.error) });
  return accepted(factsOf(parsed.data, collections));
}

function factsOf(order: OrderNode, collections: CollectionsByProduct): ShopifyOrderFacts {
  const shop = (money: NodeMoney | null | undefined): number => minorOf(money?.shopMoney.amount, order.currencyCode);
  return {
    orderId: plainId(order.id),
    name: order.name,
    sourceName: order.sourceName ?? null,
    currency: order.currencyCode,
    createdAt: order.createdAt,
    processedAt: order.processedAt,
    updatedAt: order.updatedAt,
    cancelledAt: order.cancelledAt ?? null,
    financialStatus: order.displayFinancialStatus?.toLowerCase() ?? null,
    fulfilmentStatus: order.displayFulfillmentStatus.toLowerCase(),
    fulfilledAt: order.fulfillments.filter(({ status }) => status === 'SUCCESS').map(({ createdAt }) => createdAt),
    test: order.test,
    company: order.purchasingEntity?.__typename === 'PurchasingCompany',
    tags: order.tags,
    ...personOf(order),
    taxesIncluded: order.taxesIncluded,
    lines: order.lineItems.nodes.map((item) => lineOf(item, shop, collections)),
    shippingLines: order.shippingLines.nodes.map((each) => ({
      priceMinor: shop(each.originalPriceSet),
      discountedMinor: shop(each.discountedPriceSet),
      allotments: allotmentsOf(each.discountAllocations, shop),
    })),
    shippingKeptMinor: shop(order.currentShippingPriceSet),
    tipMinor: shop(order.totalTipReceivedSet),
    duties: dutiesOf(order, shop),
    tax: { chargedMinor: shop(order.totalTaxSet), keptMinor: shop(order.currentTotalTaxSet ?? order.totalTaxSet) },
    totalMinor: shop(order.totalPriceSet),
    refundedMinor: shop(order.totalRefundedSet),
    refundedToStoreCreditMinor: byStoreCredit(order, ['REFUND'], shop),
    // What was suggested (lines, shipping, duties, tax) less what was given: negative when more was given than the refunds name.
    refundedWithoutLinesMinor: -shop(order.refundDiscrepancySet),
    refundCount: order.refunds.length,
    paidByStoreCreditMinor: byStoreCredit(order, ['SALE', 'CAPTURE'], shop),
    codes: codesOf(order),
    dispute: disputeOf(order),
    highRisk: order.risk?.recommendation === 'CANCEL',
    locationId: order.retailLocation == null ? null : plainId(order.retailLocation.id),
    // The till's staff member needs the scope read_users, which Shopify grants to Plus and Advanced shops only.
    staffId: null,
    sellingPlan: order.lineItems.nodes.some((item) => item.sellingPlan != null),
  };
}

type Amount = (money: NodeMoney | null | undefined) => number;

function personOf(order: OrderNode): Pick<ShopifyOrderFacts, 'customerId' | 'email' | 'firstName' | 'lastName'> {
  const named = order.customer ?? order.billingAddress;
  return {
    customerId: order.customer == null ? null : plainId(order.customer.id),
    email: filled(order.email) ?? filled(order.customer?.defaultEmailAddress?.emailAddress),
    firstName: filled(named?.firstName),
    lastName: filled(named?.lastName),
  };
}

function lineOf(item: OrderNodeLine, shop: Amount, collections: CollectionsByProduct): ShopifyLineFacts {
  const productId = item.product == null ? null : plainId(item.product.id);
  return {
    lineId: plainId(item.id),
    productId,
    variantId: item.variant == null ? null : plainId(item.variant.id),
    title: item.title,
    vendor: filled(item.vendor),
    productType: filled(item.product?.productType),
    collections: (productId === null ? undefined : collections.get(productId)) ?? [],
    tags: item.product?.tags ?? [],
    unitPriceMinor: shop(item.originalUnitPriceSet),
    quantity: item.quantity,
    currentQuantity: item.currentQuantity,
    allotments: allotmentsOf(item.discountAllocations, shop),
    taxMinor: sum(item.taxLines.map((tax) => shop(tax.priceSet))),
    giftCard: item.isGiftCard,
    requiresShipping: item.requiresShipping,
  };
}

function allotmentsOf(allocations: readonly z.output<typeof allocation>[], shop: Amount): ShopifyAllotment[] {
  return allocations.map((each) => ({ code: each.discountApplication.code ?? null, amountMinor: shop(each.allocatedAmountSet) }));
}

function codesOf(order: OrderNode): ShopifyOrderFacts['codes'] {
  const applied = order.discountApplications.nodes.flatMap((application) => {
    if (application.code === undefined) return [];
    const byValue = application.value.__typename === 'PricingPercentageValue' ? ('percent' as const) : ('amount' as const);
    return [{ code: application.code, kind: application.targetType === 'SHIPPING_LINE' ? ('free-shipping' as const) : byValue }];
  });
  return [...applied, ...order.discountCodes.map((code) => ({ code, kind: 'other' as const }))];
}

function dutiesOf(order: OrderNode, shop: Amount): ShopifyOrderFacts['duties'] {
  const duties = order.dutiesIncluded ? 0 : shop(order.originalTotalDutiesSet);
  const dutiesKept = order.dutiesIncluded ? 0 : shop(order.currentTotalDutiesSet ?? order.originalTotalDutiesSet);
  return {
    chargedMinor: duties + shop(order.originalTotalAdditionalFeesSet),
    keptMinor: dutiesKept + shop(order.currentTotalAdditionalFeesSet ?? order.originalTotalAdditionalFeesSet),
  };
}

function byStoreCredit(order: OrderNode, kinds: readonly string[], shop: Amount): number {
  const done = order.transactions.filter(
    ({ kind, status, gateway }) => kinds.includes(kind) && status === 'SUCCESS' && STORE_CREDIT_GATEWAYS.has(gateway ?? ''),
  );
  return sum(done.map(({ amountSet }) => shop(amountSet)));
}

/** One open dispute freezes the order; then a lost one counts more than a won one. An accepted or refunded chargeback is lost, a prevented one never was. */
function disputeOf(order: OrderNode): OrderSnapshot['dispute'] {
  const states = (order.disputes ?? []).map(({ status }) => status);
  if (states.some((status) => status === 'NEEDS_RESPONSE' || status === 'UNDER_REVIEW')) return 'open';
  if (states.some((status) => status === 'LOST' || status === 'ACCEPTED' || status === 'CHARGE_REFUNDED')) return 'lost';
  return states.includes('WON') ? 'won' : 'none';
}

function filled(text: string | null | undefined): string | null {
  return text == null || text.trim() === '' ? null : text;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
