import { fraction, round } from '#app/domain/fraction.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { CurrencyCode } from '#app/domain/money.ts';
import type { KeptAmount, OrderDiscountCode, OrderLine, OrderSnapshot, PaymentState } from '#app/domain/order.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { channelOf, isSubscriptionSource } from './order-channel.ts';

/** Why a message cannot be read; names the field, holds nothing of the customer's. */
export interface NotTranslated {
  readonly problem: string;
}

/**
 * What Shopify says of an order, read alike from a webhook's body (order-body.ts) and from a GraphQL node (order-node.ts). All amounts are minor units of the
 * shop's currency. Words of Shopify's enums are in lower case.
 */
export interface ShopifyOrderFacts {
  readonly orderId: string;
  readonly name: string;
  readonly sourceName: string | null;
  readonly currency: CurrencyCode;
  readonly createdAt: Instant;
  readonly processedAt: Instant;
  readonly updatedAt: Instant;
  readonly cancelledAt: Instant | null;
  readonly financialStatus: string | null;
  readonly fulfilmentStatus: string | null;
  readonly fulfilledAt: readonly Instant[];
  readonly test: boolean;
  readonly company: boolean;
  readonly tags: readonly string[];
  readonly customerId: string | null;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly taxesIncluded: boolean;
  readonly lines: readonly ShopifyLineFacts[];
  readonly shippingLines: readonly ShopifyShippingFacts[];
  /** Shipping that still stands; null when the message does not say. */
  readonly shippingKeptMinor: number | null;
  readonly tipMinor: number;
  /** Duties on top of the prices, and additional fees. */
  readonly duties: KeptAmount;
  readonly tax: KeptAmount;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly refundedToStoreCreditMinor: number;
  readonly refundedWithoutLinesMinor: number;
  readonly refundCount: number;
  readonly paidByStoreCreditMinor: number;
  readonly codes: readonly { readonly code: string; readonly kind: OrderDiscountCode['kind'] }[];
  readonly dispute: OrderSnapshot['dispute'];
  readonly highRisk: boolean;
  readonly locationId: string | null;
  readonly staffId: string | null;
  readonly sellingPlan: boolean;
}

export interface ShopifyLineFacts {
  readonly lineId: string;
  readonly productId: string | null;
  readonly variantId: string | null;
  readonly title: string;
  readonly vendor: string | null;
  readonly productType: string | null;
  readonly collections: readonly string[];
  readonly tags: readonly string[];
  readonly unitPriceMinor: number;
  readonly quantity: number;
  /** Units neither refunded nor removed. Never combine it with refund lines: it holds them already. */
  readonly currentQuantity: number;
  readonly allotments: readonly ShopifyAllotment[];
  readonly taxMinor: number;
  readonly giftCard: boolean;
  readonly requiresShipping: boolean;
}

export interface ShopifyShippingFacts {
  readonly priceMinor: number;
  /** The price after discounts as Shopify states it; some discounts show only here, others only as allotments. */
  readonly discountedMinor: number;
  readonly allotments: readonly ShopifyAllotment[];
}

/** What a discount took off one line; `code` is null for automatic discounts and those of other apps. */
export interface ShopifyAllotment {
  readonly code: string | null;
  readonly amountMinor: number;
}

const PAYMENT: ReadonlyMap<string, PaymentState> = new Map([
  ['pending', 'unpaid'],
  ['expired', 'unpaid'],
  ['authorized', 'authorized'],
  ['partially_paid', 'partially-paid'],
  ['paid', 'paid'],
  ['partially_refunded', 'partially-refunded'],
  ['refunded', 'refunded'],
  ['voided', 'voided'],
]);

/** The snapshot that the rules read. The same order gives the same snapshot, whichever way its facts came. Refuses a payment state that is not known. */
export function snapshotOf(facts: ShopifyOrderFacts): Result<OrderSnapshot, NotTranslated> {
  const payment = facts.financialStatus === null ? 'unpaid' : PAYMENT.get(facts.financialStatus);
  if (payment === undefined) return refused({ problem: `financial_status is ${facts.financialStatus?.slice(0, 30)}, which is not known` });
  const tip = findTip(facts);
  const tipKept = tip === null ? facts.tipMinor : keptOf(facts.tipMinor, tip);
  return accepted({
    orderId: facts.orderId,
    name: facts.name,
    channel: channelOf(facts.sourceName),
    currency: facts.currency,
    // An imported order is created today and was processed when it really happened: it was placed then.
    placedAt: Math.min(facts.createdAt, facts.processedAt),
    updatedAt: facts.updatedAt,
    // An order's body has no time of payment. Shopify's own reports book the sale at processed_at, and both shapes have it.
    paidAt: isPaid(payment) ? facts.processedAt : null,
    cancelledAt: facts.cancelledAt,
    payment,
    deleted: false,
    test: facts.test,
    company: facts.company,
    tags: facts.tags,
    customer: customerOf(facts),
    taxIncluded: facts.taxesIncluded,
    lines: facts.lines.filter((line) => line !== tip).map(lineOf),
    shipping: shippingOf(facts),
    fees: { chargedMinor: facts.tipMinor + facts.duties.chargedMinor, keptMinor: tipKept + bounded(facts.duties).keptMinor },
    taxOnTop: facts.taxesIncluded ? { chargedMinor: 0, keptMinor: 0 } : bounded(facts.tax),
    totalMinor: facts.totalMinor,
    refundedMinor: facts.refundedMinor,
    refundedToStoreCreditMinor: facts.refundedToStoreCreditMinor,
    refundedWithoutLinesMinor: Math.min(Math.max(0, facts.refundedWithoutLinesMinor), facts.refundedMinor),
    refundCount: facts.refundCount,
    paidByStoreCreditMinor: facts.paidByStoreCreditMinor,
    discountCodes: codesOf(facts),
    fulfilment: fulfilmentOf(facts, tip),
    dispute: facts.dispute,
    highRisk: facts.highRisk,
    locationId: facts.locationId,
    staffId: facts.staffId,
    subscription: subscriptionOf(facts),
  });
}

function isPaid(payment: PaymentState): boolean {
  return payment === 'paid' || payment === 'partially-refunded' || payment === 'refunded';
}

/**
 * Shopify lists a tip a second time, as a line of its own that has no product. It is no goods: it is known by having neither product nor variant, nothing to
 * ship, and exactly the tip's amount (its title is in the buyer's language).
 */
function findTip(facts: ShopifyOrderFacts): ShopifyLineFacts | null {
  if (facts.tipMinor === 0) return null;
  const isTip = (line: ShopifyLineFacts): boolean =>
    line.productId === null && line.variantId === null && !line.requiresShipping && !line.giftCard && chargedOf(line) === facts.tipMinor;
  return facts.lines.find(isTip) ?? null;
}

function customerOf(facts: ShopifyOrderFacts): OrderSnapshot['customer'] {
  if (facts.customerId === null && facts.email === null) return null;
  return { customerId: facts.customerId, email: facts.email, firstName: facts.firstName, lastName: facts.lastName };
}

function lineOf(line: ShopifyLineFacts): OrderLine {
  const charged = chargedOf(line);
  return {
    lineId: line.lineId,
    productId: line.productId,
    variantId: line.variantId,
    title: line.title,
    vendor: line.vendor,
    productType: line.productType,
    collections: line.collections,
    tags: line.tags,
    quantity: line.quantity,
    keptQuantity: unitsKept(line),
    chargedMinor: charged,
    keptMinor: keptOf(charged, line),
    taxMinor: line.taxMinor,
    giftCard: line.giftCard,
    requiresShipping: line.requiresShipping,
    codeDiscounts: sumByCode(line.allotments),
  };
}

/** Price × ordered quantity − every discount allotted to the line. The allotments include those of refunded and removed units. */
function chargedOf(line: ShopifyLineFacts): number {
  const discounts = line.allotments.reduce((sum, allotment) => sum + allotment.amountMinor, 0);
  return Math.max(0, line.unitPriceMinor * line.quantity - discounts);
}

function unitsKept(line: ShopifyLineFacts): number {
  return Math.min(Math.max(0, line.currentQuantity), line.quantity);
}

/** Half up: what is left of an amount when some of a line's units went back. */
function keptOf(amountMinor: number, line: ShopifyLineFacts): number {
  if (line.quantity <= 0) return 0;
  return round(fraction(BigInt(amountMinor) * BigInt(unitsKept(line)), line.quantity), 'nearest');
}

function shippingOf(facts: ShopifyOrderFacts): KeptAmount {
  const charged = facts.shippingLines.reduce((sum, line) => {
    const discounts = line.allotments.reduce((all, allotment) => all + allotment.amountMinor, 0);
    return sum + Math.max(0, Math.min(line.priceMinor - discounts, line.discountedMinor));
  }, 0);
  return bounded({ chargedMinor: charged, keptMinor: facts.shippingKeptMinor ?? charged });
}

function bounded(amount: KeptAmount): KeptAmount {
  const charged = Math.max(0, amount.chargedMinor);
  return { chargedMinor: charged, keptMinor: Math.min(Math.max(0, amount.keptMinor), charged) };
}

/** One entry per code, whatever its case, in the order Shopify applied them; what each took off lines and shipping together. */
function codesOf(facts: ShopifyOrderFacts): OrderDiscountCode[] {
  const all = sumByCode([...facts.lines.flatMap((line) => line.allotments), ...facts.shippingLines.flatMap((line) => line.allotments)]);
  const amounts = new Map(all.map(({ code, amountMinor }) => [code.toLowerCase(), amountMinor]));
  const codes = new Map<string, OrderDiscountCode>();
  for (const { code, kind } of facts.codes) {
    const key = code.toLowerCase();
    if (!codes.has(key)) codes.set(key, { code, kind, amountMinor: amounts.get(key) ?? 0 });
  }
  return [...codes.values()];
}

function sumByCode(allotments: readonly ShopifyAllotment[]): { code: string; amountMinor: number }[] {
  const sums = new Map<string, { code: string; amountMinor: number }>();
  for (const { code, amountMinor } of allotments) {
    if (code === null) continue;
    const key = code.toLowerCase();
    sums.set(key, { code: sums.get(key)?.code ?? code, amountMinor: (sums.get(key)?.amountMinor ?? 0) + amountMinor });
  }
  return [...sums.values()];
}

function fulfilmentOf(facts: ShopifyOrderFacts, tip: ShopifyLineFacts | null): OrderSnapshot['fulfilment'] {
  const lastAt = facts.fulfilledAt.length === 0 ? null : Math.max(...facts.fulfilledAt);
  if (!facts.lines.some((line) => line !== tip && line.requiresShipping)) return { state: 'none-needed', lastAt };
  if (facts.fulfilmentStatus === 'fulfilled') return { state: 'complete', lastAt };
  const partial = facts.fulfilmentStatus === 'partial' || facts.fulfilmentStatus === 'partially_fulfilled';
  return { state: partial ? 'partial' : 'open', lastAt };
}

/** A renewal is made by a subscription contract. A first order is an ordinary one whose lines carry a selling plan. */
function subscriptionOf(facts: ShopifyOrderFacts): OrderSnapshot['subscription'] {
  if (isSubscriptionSource(facts.sourceName)) return { renewal: true };
  return facts.sellingPlan ? { renewal: false } : null;
}
