import type { Instant } from './instant.ts';
import type { CurrencyCode } from './money.ts';

/**
 * An order as the rules see it, whatever the platform. The adapters state money in minor units of `currency`
 * (Shopify: the shop's currency; WooCommerce: the order's) and never leave spreading of discounts to the rules.
 */
export interface OrderSnapshot {
  /** The platform's id as text ("5123456789"). */
  readonly orderId: string;
  /** What people call it ("#1001"). */
  readonly name: string;
  readonly channel: OrderChannel;
  readonly currency: CurrencyCode;
  readonly placedAt: Instant;
  readonly updatedAt: Instant;
  readonly paidAt: Instant | null;
  readonly cancelledAt: Instant | null;
  readonly payment: PaymentState;
  /** An order that the platform has removed; it counts as cancelled. */
  readonly deleted: boolean;
  readonly test: boolean;
  /** Bought by a company (B2B). */
  readonly company: boolean;
  readonly tags: readonly string[];
  readonly customer: OrderCustomer | null;
  /** True when `chargedMinor` of the lines holds the tax (prices shown with tax). */
  readonly taxIncluded: boolean;
  readonly lines: readonly OrderLine[];
  /** Shipping after its discounts, as displayed, and what of it was not refunded. */
  readonly shipping: KeptAmount;
  /** Positive fees, tips and duties together, as displayed. */
  readonly fees: KeptAmount;
  /** Tax that stands on top of the displayed amounts (0 when `taxIncluded`). */
  readonly taxOnTop: KeptAmount;
  /** What the customer was asked to pay, before any refund. */
  readonly totalMinor: number;
  /** All money refunded so far. */
  readonly refundedMinor: number;
  /** Of `refundedMinor`: given back as store credit or gift card; 0 where the platform does not say. */
  readonly refundedToStoreCreditMinor: number;
  /** The part of `refundedMinor` that names no line, shipping or fee (an "amount" refund, goodwill). */
  readonly refundedWithoutLinesMinor: number;
  readonly refundCount: number;
  /** Of `totalMinor`: paid by gift card or store credit. */
  readonly paidByStoreCreditMinor: number;
  readonly discountCodes: readonly OrderDiscountCode[];
  readonly fulfilment: Fulfilment;
  readonly dispute: 'none' | 'open' | 'lost' | 'won';
  readonly highRisk: boolean;
  readonly locationId: string | null;
  readonly staffId: string | null;
  /** The subscription contract this order belongs to, and whether it is not its first order. */
  readonly subscription: { readonly renewal: boolean } | null;
}

export type OrderChannel = 'web' | 'pos' | 'draft' | 'subscription' | 'marketplace' | 'other';

export type PaymentState = 'unpaid' | 'authorized' | 'partially-paid' | 'paid' | 'partially-refunded' | 'refunded' | 'voided';

export interface OrderCustomer {
  /** The platform's customer id as text; null for a guest checkout. */
  readonly customerId: string | null;
  /** As typed at checkout; it proves nothing (rules, 8). */
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

export interface KeptAmount {
  readonly chargedMinor: number;
  /** What of it still stands after refunds; 0 ≤ kept ≤ charged. */
  readonly keptMinor: number;
}

export interface OrderLine {
  readonly lineId: string;
  readonly productId: string | null;
  readonly variantId: string | null;
  readonly title: string;
  readonly vendor: string | null;
  readonly productType: string | null;
  /** Collections or categories, by id, when the adapter knows them. */
  readonly collections: readonly string[];
  readonly tags: readonly string[];
  /** Units as ordered. */
  readonly quantity: number;
  /** Units that were neither refunded nor removed. */
  readonly keptQuantity: number;
  /** price × ordered quantity − every discount that the platform allotted to the line, as displayed. */
  readonly chargedMinor: number;
  readonly keptMinor: number;
  /** The tax within (taxIncluded) or on top of (otherwise) `chargedMinor`. */
  readonly taxMinor: number;
  readonly giftCard: boolean;
  /** A service, a download: nothing is shipped. */
  readonly requiresShipping: boolean;
  /** What each discount code took off this line, before any refund. */
  readonly codeDiscounts: readonly { readonly code: string; readonly amountMinor: number }[];
}

export interface OrderDiscountCode {
  readonly code: string;
  readonly kind: 'amount' | 'percent' | 'free-shipping' | 'other';
  /** What the code took off the whole order, shipping included. */
  readonly amountMinor: number;
}

export interface Fulfilment {
  readonly state: 'none-needed' | 'open' | 'partial' | 'complete';
  readonly lastAt: Instant | null;
}

/** Where a stored snapshot came from: what we fetched ourselves wins over what was pushed to us (rules, 2). */
export interface SnapshotSource {
  readonly kind: 'fetched' | 'pushed';
  /** When the platform answered (fetched) or sent it (pushed). */
  readonly at: Instant;
}

/**
 * True when `next` should replace `stored`. A fetched snapshot of a later moment always wins; pushed ones are ordered by the platform's
 * updated-at, then by refund count. Equal ones do not replace. A pushed body replaces a fetched one only when the platform changed the order after that fetch.
 */
export function isNewer(
  next: { readonly snapshot: OrderSnapshot; readonly source: SnapshotSource },
  stored: { readonly snapshot: OrderSnapshot; readonly source: SnapshotSource },
): boolean {
  if (next.source.kind === 'fetched') {
    if (stored.source.kind === 'fetched') return next.source.at > stored.source.at;
    return next.snapshot.updatedAt >= stored.snapshot.updatedAt;
  }
  if (next.snapshot.updatedAt !== stored.snapshot.updatedAt) return next.snapshot.updatedAt > stored.snapshot.updatedAt;
  if (stored.source.kind === 'fetched') return false;
  return next.snapshot.refundCount > stored.snapshot.refundCount;
}

/**
 * The next snapshot with what its kind of message never carries taken from the stored one. A pushed body says nothing of disputes, risk or product facts;
 * a fetched one nothing of the till's staff. Without this a push would undo what a fetch had found.
 */
export function keepUnseen(next: OrderSnapshot, kind: SnapshotSource['kind'], stored: OrderSnapshot | null): OrderSnapshot {
  if (stored === null) return next;
  if (kind === 'fetched') return { ...next, staffId: next.staffId ?? stored.staffId };
  const known = new Map(stored.lines.map((line) => [line.lineId, line]));
  return {
    ...next,
    dispute: next.dispute === 'none' ? stored.dispute : next.dispute,
    highRisk: next.highRisk || stored.highRisk,
    lines: next.lines.map((line) => withFacts(line, known.get(line.lineId))),
  };
}

function withFacts(line: OrderLine, known: OrderLine | undefined): OrderLine {
  if (!known) return line;
  return {
    ...line,
    productType: line.productType ?? known.productType,
    collections: line.collections.length > 0 ? line.collections : known.collections,
    tags: line.tags.length > 0 ? line.tags : known.tags,
  };
}
