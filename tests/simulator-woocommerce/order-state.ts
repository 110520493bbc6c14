import { roundTo } from './decimals.ts';
import type { Address, BillingAddress, Meta, TaxRate } from './site-values.ts';

/** A line; amounts in millionths, without tax. */
export interface Line {
  readonly id: number;
  readonly name: string;
  productId: number;
  quantity: number;
  readonly rate: TaxRate | null;
  subtotal: number;
  subtotalTax: number;
  total: number;
  totalTax: number;
  readonly meta: Meta[];
}

export interface ShippingLine {
  readonly id: number;
  readonly title: string;
  readonly methodId: string;
  readonly instanceId: string;
  readonly rate: TaxRate | null;
  readonly total: number;
  readonly totalTax: number;
  readonly meta: readonly Meta[];
}

export interface FeeLine {
  readonly id: number;
  readonly name: string;
  readonly rate: TaxRate | null;
  readonly total: number;
  readonly totalTax: number;
}

export interface CouponLine {
  readonly id: number;
  readonly couponId: number;
  readonly code: string;
  readonly discountType: string;
  readonly nominal: number;
  readonly freeShipping: boolean;
  readonly discount: number;
  readonly discountTax: number;
  readonly metaId: number;
}

/** A part of a refund; amounts are negative. */
export interface RefundPart {
  readonly id: number;
  readonly of: Line | ShippingLine | FeeLine;
  readonly quantity: number;
  readonly total: number;
  readonly totalTax: number;
  readonly metaId: number;
}

export interface Refund {
  readonly id: number;
  readonly createdAt: number;
  /** Positive. */
  readonly amount: number;
  readonly reason: string;
  readonly refundedPayment: boolean;
  readonly type: 'partial' | 'full';
  readonly metaId: number;
  readonly taxLineId: number;
  readonly lines: readonly RefundPart[];
  readonly shipping: readonly RefundPart[];
  readonly fees: readonly RefundPart[];
}

export interface Order {
  readonly id: number;
  status: string;
  /** What a trashed order goes back to. */
  statusBeforeTrash: string | null;
  readonly number: string;
  readonly currency: string;
  readonly pricesIncludeTax: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  paidAt: number | null;
  completedAt: number | null;
  customerId: number;
  readonly orderKey: string;
  billing: BillingAddress;
  shippingAddress: Address;
  paymentMethod: string;
  paymentTitle: string;
  transactionId: string;
  readonly ip: string;
  readonly agent: string;
  readonly createdVia: string;
  customerNote: string;
  readonly cartHash: string;
  readonly meta: Meta[];
  lines: Line[];
  shipping: ShippingLine[];
  fees: FeeLine[];
  coupons: CouponLine[];
  /** One tax line id per rate. */
  readonly taxLineIds: Map<number, number>;
  /** Oldest first. */
  refunds: Refund[];
  /** The uses of its coupons are counted. */
  couponsCounted: boolean;
  /** Legacy storage: a trashed order forgets its refunds while it is in the trash and after. */
  refundsHidden: boolean;
}

export interface Sums {
  readonly discount: number;
  readonly discountTax: number;
  readonly shipping: number;
  readonly shippingTax: number;
  readonly cartTax: number;
  readonly totalTax: number;
  readonly total: number;
}

/** Adds up as WooCommerce does when taxes are rounded per line: every line is rounded to the shop's decimals, then added. */
export function orderSums(order: Order, decimals: number): Sums {
  const add = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + roundTo(amount, decimals), 0);
  const items = add(order.lines.map((line) => line.total));
  const itemTax = add(order.lines.map((line) => line.totalTax));
  const cartTax = itemTax + add(order.fees.map((fee) => fee.totalTax));
  const shipping = add(order.shipping.map((line) => line.total));
  const shippingTax = add(order.shipping.map((line) => line.totalTax));
  const fees = add(order.fees.map((fee) => fee.total));
  return {
    discount: add(order.lines.map((line) => line.subtotal)) - items,
    discountTax: add(order.lines.map((line) => line.subtotalTax)) - itemTax,
    shipping,
    shippingTax,
    cartTax,
    totalTax: cartTax + shippingTax,
    total: items + fees + shipping + cartTax + shippingTax,
  };
}

/** What the refunds so far add up to. */
export function refundedSoFar(order: Order): number {
  return order.refunds.reduce((sum, refund) => sum + refund.amount, 0);
}

/** The rates of an order, in the order in which they appear. */
export function ratesOf(order: Pick<Order, 'lines' | 'shipping' | 'fees'>): TaxRate[] {
  const rates = new Map<number, TaxRate>();
  for (const { rate } of [...order.lines, ...order.shipping, ...order.fees]) if (rate) rates.set(rate.id, rate);
  return [...rates.values()];
}
