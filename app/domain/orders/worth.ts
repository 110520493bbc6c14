import { fraction, ONE, plus, times, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import { allot } from '../money.ts';
import type { OrderLine, OrderSnapshot } from '../order.ts';
import type { Worth } from './order-settings.schema.ts';
import { namedIn, productFactsOf } from './product-facts.ts';
import type { ProductFacts } from './product-facts.ts';

/** Why a line is left out, with what it was about ("tag" "sale"). */
export interface LeftOut {
  readonly code: 'gift-card' | 'excluded' | 'membership-fee' | 'costs-nothing' | 'not-paid-yet';
  readonly detail: string | null;
}

/** A line as the rules see it: minor units of the order's currency, exact. */
export interface LineWorth {
  readonly lineId: string;
  readonly title: string;
  readonly product: ProductFacts;
  readonly quantity: number;
  readonly keptQuantity: number;
  /** As the adapter states them. */
  readonly chargedMinor: number;
  readonly keptMinor: number;
  /** What a refund without lines takes of it. */
  readonly goodwillMinor: number;
  readonly leftOut: LeftOut | null;
  /** What earns: with or without tax, without what store credit paid; 0 for a line that is left out. */
  readonly charged: Fraction;
  readonly kept: Fraction;
}

/** Why nothing of an order is left, although it was paid once. */
export type Undone = 'cancelled' | 'removed' | 'refunded-in-full' | 'dispute-lost' | 'payment-fell-away';

export interface OrderWorth {
  readonly tax: 'in' | 'out';
  readonly lines: readonly LineWorth[];
  readonly undone: Undone | null;
  readonly goodwill: { readonly amountMinor: number; readonly goodsMinor: number } | null;
  /** The share of the payment that earns; null: all of it. */
  readonly paidShare: Fraction | null;
  readonly charged: Fraction;
  readonly kept: Fraction;
}

export interface WorthOptions {
  readonly settings: Worth;
  /** Frozen facts by line id; a line without any brings its own. */
  readonly products: Readonly<Record<string, ProductFacts>>;
  /** Products that are membership fees. */
  readonly feeProductIds: readonly string[];
  /** Lines without frozen facts are not paid for yet. */
  readonly onlyKnownLines: boolean;
}

/** What each line of a paid order is worth to the rules, as placed and as kept (rules, 2 What a line is worth, Tax, Refunds without lines). */
export function worthOf(order: OrderSnapshot, options: WorthOptions): OrderWorth {
  const { settings } = options;
  const asCredit = settings.storeCreditReturnsAreRefunds ? 0 : order.refundedToStoreCreditMinor;
  const undone = whyUndone(order, asCredit);
  const standing = undone === null ? standAsCredit(order, asCredit) : { lines: [], withoutLines: 0 };
  const goodwill =
    settings.goodwillLowersWorth && undone === null ? spreadGoodwill(order, order.refundedWithoutLinesMinor - standing.withoutLines) : null;
  const paidShare = settings.storeCreditPaymentsEarn ? null : shareOfMoney(order);
  const lines = order.lines.map((line, index) =>
    worthOfLine(order, line, {
      ...options,
      undone,
      creditMinor: standing.lines[index] ?? 0,
      goodwillMinor: goodwill?.lines[index] ?? 0,
      paidShare,
    }),
  );
  const extras = extraLines(order, options, { undone, goodwill, paidShare });
  const all = [...lines, ...extras];
  return {
    tax: taxMode(order, settings),
    lines: all,
    undone,
    goodwill: goodwill ? { amountMinor: goodwill.amountMinor, goodsMinor: goodwill.lines.reduce((sum, part) => sum + part, 0) } : null,
    paidShare,
    charged: all.reduce((sum, line) => plus(sum, line.charged), ZERO),
    kept: all.reduce((sum, line) => plus(sum, line.kept), ZERO),
  };
}

/**
 * Why nothing of the order is left: cancelled, refunded in full, lost in a dispute, or the payment fell away. `asCreditMinor` is what was
 * returned as store credit where such returns are no refunds.
 */
export function whyUndone(order: OrderSnapshot, asCreditMinor = 0): Undone | null {
  if (order.deleted) return 'removed';
  if (order.cancelledAt !== null) return 'cancelled';
  const isAllBack = order.totalMinor > 0 && order.refundedMinor - asCreditMinor >= order.totalMinor;
  if (isAllBack || (order.payment === 'refunded' && asCreditMinor === 0)) return 'refunded-in-full';
  if (order.dispute === 'lost') return 'dispute-lost';
  if (order.payment === 'voided' || order.payment === 'unpaid' || order.payment === 'authorized') return 'payment-fell-away';
  return null;
}

/** What of a line still stands; when every unit is back the goods decide, not the money (restocking fees). */
export function keptOfLine(line: OrderLine): number {
  if (line.quantity > 0 && line.keptQuantity === 0) return 0;
  return Math.max(0, Math.min(line.keptMinor, line.chargedMinor));
}

interface LineOptions extends WorthOptions {
  readonly undone: Undone | null;
  /** Returned as store credit, which is no refund here. */
  readonly creditMinor: number;
  readonly goodwillMinor: number;
  readonly paidShare: Fraction | null;
}

function worthOfLine(order: OrderSnapshot, line: OrderLine, options: LineOptions): LineWorth {
  const product = options.products[line.lineId] ?? productFactsOf(line);
  const leftOut = whyLeftOut(line, product, options);
  const chargedMinor = Math.max(0, line.chargedMinor);
  const keptMinor = options.undone === null ? Math.min(chargedMinor, keptOfLine(line) + options.creditMinor) : 0;
  const share = times(leftOut === null ? taxShare(order, line, options.settings) : ZERO, options.paidShare ?? ONE);
  return {
    lineId: line.lineId,
    title: line.title,
    product,
    quantity: line.quantity,
    keptQuantity: options.undone === null ? line.keptQuantity : 0,
    chargedMinor,
    keptMinor,
    goodwillMinor: options.goodwillMinor,
    leftOut,
    charged: times(fraction(chargedMinor), share),
    kept: times(fraction(keptMinor - options.goodwillMinor), share),
  };
}

function whyLeftOut(line: OrderLine, product: ProductFacts, options: WorthOptions): LeftOut | null {
  if (options.onlyKnownLines && !(line.lineId in options.products)) return { code: 'not-paid-yet', detail: null };
  if (product.productId !== null && options.feeProductIds.includes(product.productId)) return { code: 'membership-fee', detail: null };
  if (product.giftCard && !options.settings.giftCardsEarn) return { code: 'gift-card', detail: null };
  const excluded = namedIn(options.settings.exclude, product);
  if (excluded !== null) return { code: 'excluded', detail: excluded };
  if (line.chargedMinor <= 0) return { code: 'costs-nothing', detail: null };
  return null;
}

function taxMode(order: OrderSnapshot, settings: Worth): 'in' | 'out' {
  return settings.tax === 'as-displayed' ? (order.taxIncluded ? 'in' : 'out') : settings.tax;
}

/** What turns a displayed amount of the line into one with or without tax, as the program counts. */
function taxShare(order: OrderSnapshot, line: OrderLine, settings: Worth): Fraction {
  const mode = taxMode(order, settings);
  if (line.chargedMinor <= 0 || (mode === 'in') === order.taxIncluded) return ONE;
  const counted = mode === 'in' ? line.chargedMinor + line.taxMinor : Math.max(0, line.chargedMinor - line.taxMinor);
  return fraction(counted, line.chargedMinor);
}

/** Where returns as store credit are no refunds: what of them belongs to which line, and what to no line. */
function standAsCredit(order: OrderSnapshot, asCreditMinor: number): { readonly lines: readonly number[]; readonly withoutLines: number } {
  if (asCreditMinor <= 0) return { lines: [], withoutLines: 0 };
  const returned = order.lines.map((line) => Math.max(0, line.chargedMinor - keptOfLine(line)));
  const others = [order.shipping, order.fees].map(({ chargedMinor, keptMinor }) => Math.max(0, chargedMinor - keptMinor));
  const weights = [...returned, ...others];
  const onLines = Math.min(
    asCreditMinor,
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  return {
    lines: onLines > 0 ? allot(onLines, weights).slice(0, returned.length) : [],
    withoutLines: Math.min(asCreditMinor - onLines, order.refundedWithoutLinesMinor),
  };
}

interface SpreadGoodwill {
  readonly amountMinor: number;
  readonly lines: readonly number[];
  readonly shipping: number;
  readonly fees: number;
}

/** A refund that names no line is spread over what is still paid, by value: goods, shipping, fees, and tax that stands on top. */
function spreadGoodwill(order: OrderSnapshot, amountMinor: number): SpreadGoodwill | null {
  if (amountMinor <= 0) return null;
  const goods = order.lines.map(keptOfLine);
  const weights = [...goods, order.shipping.keptMinor, order.fees.keptMinor, order.taxOnTop.keptMinor].map((weight) => Math.max(0, weight));
  const stillPaid = weights.reduce((sum, weight) => sum + weight, 0);
  if (stillPaid === 0) return null;
  const parts = allot(Math.min(amountMinor, stillPaid), weights);
  return { amountMinor, lines: parts.slice(0, goods.length), shipping: parts[goods.length] ?? 0, fees: parts[goods.length + 1] ?? 0 };
}

function shareOfMoney(order: OrderSnapshot): Fraction {
  if (order.totalMinor <= 0 || order.paidByStoreCreditMinor <= 0) return ONE;
  return fraction(Math.max(0, order.totalMinor - order.paidByStoreCreditMinor), order.totalMinor);
}

const NO_PRODUCT: ProductFacts = { productId: null, vendor: null, productType: null, collections: [], tags: [], giftCard: false };

/** Shipping and fees as lines of their own, where the program lets them earn. */
function extraLines(
  order: OrderSnapshot,
  options: WorthOptions,
  given: { undone: Undone | null; goodwill: SpreadGoodwill | null; paidShare: Fraction | null },
): LineWorth[] {
  const extras = [
    {
      lineId: 'shipping',
      title: 'Shipping',
      amount: order.shipping,
      goodwillMinor: given.goodwill?.shipping ?? 0,
      earns: options.settings.shippingEarns,
    },
    { lineId: 'fees', title: 'Fees', amount: order.fees, goodwillMinor: given.goodwill?.fees ?? 0, earns: options.settings.feesEarn },
  ];
  return extras
    .filter(({ earns, amount }) => earns && amount.chargedMinor > 0)
    .map(({ lineId, title, amount, goodwillMinor }) => {
      const keptMinor = given.undone === null ? Math.max(0, Math.min(amount.keptMinor, amount.chargedMinor)) : 0;
      const share = given.paidShare ?? ONE;
      return {
        lineId,
        title,
        product: NO_PRODUCT,
        quantity: 1,
        keptQuantity: keptMinor > 0 ? 1 : 0,
        chargedMinor: amount.chargedMinor,
        keptMinor,
        goodwillMinor,
        leftOut: null,
        charged: times(fraction(amount.chargedMinor), share),
        kept: times(fraction(keptMinor - goodwillMinor), share),
      };
    });
}
