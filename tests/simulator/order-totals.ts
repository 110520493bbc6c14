import { share } from './amounts.ts';
import type { Line, Order, Shipping } from './order-state.ts';

/** Every figure of an order, in minor units of its currency. `current…`: after edits, returns and refunds. */
export interface OrderTotals {
  readonly lineItemsPrice: number;
  readonly discounts: number;
  readonly subtotal: number;
  /** Before its discounts. */
  readonly shipping: number;
  readonly tip: number;
  readonly tax: number;
  readonly total: number;
  readonly currentSubtotal: number;
  readonly currentDiscounts: number;
  readonly currentShipping: number;
  readonly currentTax: number;
  readonly currentTotal: number;
  readonly received: number;
  readonly authorized: number;
  readonly refunded: number;
  readonly refundedShipping: number;
  /** Positive: in the merchant's favour; negative: the customer got more than suggested. */
  readonly discrepancy: number;
  /** Still to be paid (negative: to be given back). */
  readonly outstanding: number;
}

export function lineGross(line: Line): number {
  return line.unitPrice * line.quantity;
}

export function lineDiscount(line: Line | Shipping): number {
  return line.allocations.reduce((sum, allocation) => sum + allocation.amount, 0);
}

export function lineNet(line: Line): number {
  return lineGross(line) - lineDiscount(line);
}

/** Units that were neither refunded nor removed. */
export function keptUnits(line: Line): number {
  return line.quantity - line.removed - line.refunded;
}

/** The part of a line's amount that belongs to `units` of it: cumulative, so that the parts of all its units add up to the whole. */
export function forUnits(amount: number, units: number, line: Line): number {
  return share(amount, units, line.quantity);
}

/** What `units` more units going away take along of an amount of the line (its net, its tax). */
export function leavingPart(amount: number, units: number, line: Line): number {
  const kept = keptUnits(line);
  return forUnits(amount, kept, line) - forUnits(amount, kept - units, line);
}

export function orderTotals(order: Order): OrderTotals {
  const { shipping } = order;
  const lines = order.lines.filter((line) => !line.tip);
  const tips = order.lines.filter((line) => line.tip);
  const tip = tips.reduce((all, line) => all + lineNet(line), 0);
  const currentTip = tips.reduce((all, line) => all + forUnits(lineNet(line), keptUnits(line), line), 0);
  const sum = (amountOf: (line: Line) => number): number => lines.reduce((total, line) => total + amountOf(line), 0);
  const shippingDiscount = shipping ? lineDiscount(shipping) : 0;
  const shippingNet = (shipping?.price ?? 0) - shippingDiscount;
  const back = sumRefunds(order);
  const subtotal = sum(lineNet);
  const tax = sum((line) => line.tax) + (shipping?.tax ?? 0);
  const onTop = order.taxesIncluded ? 0 : 1;
  const currentSubtotal = sum((line) => forUnits(lineNet(line), keptUnits(line), line));
  const currentShipping = shippingNet - back.shipping;
  const currentTax = sum((line) => forUnits(line.tax, keptUnits(line), line)) + (shipping?.tax ?? 0) - back.shippingTax;
  const currentTotal = currentSubtotal + currentShipping + onTop * currentTax + currentTip;
  const money = sumTransactions(order);
  return {
    lineItemsPrice: sum(lineGross),
    discounts: sum(lineDiscount) + shippingDiscount,
    subtotal,
    shipping: shipping?.price ?? 0,
    tip,
    tax,
    total: subtotal + shippingNet + onTop * tax + tip,
    currentSubtotal,
    currentDiscounts: sum((line) => forUnits(lineGross(line), keptUnits(line), line)) - currentSubtotal + shippingDiscount,
    currentShipping,
    currentTax,
    currentTotal,
    ...money,
    refundedShipping: back.shipping,
    discrepancy: back.discrepancy,
    outstanding: currentTotal + back.discrepancy - (money.received - money.refunded),
  };
}

/** The order's taxes by rate (percent as text), as charged or as they stand after edits and refunds. */
export function taxesByRate(order: Order, which: 'charged' | 'current'): Map<string, number> {
  const byRate = new Map<string, number>();
  const add = (percent: string, tax: number): void => void byRate.set(percent, (byRate.get(percent) ?? 0) + tax);
  for (const line of order.lines) add(line.taxPercent, which === 'charged' ? line.tax : forUnits(line.tax, keptUnits(line), line));
  const back = which === 'charged' ? 0 : sumRefunds(order).shippingTax;
  if (order.shipping) add(order.taxPercent, order.shipping.tax - back);
  return byRate;
}

/** The REST name of the order's payment state. */
export function financialStatus(order: Order, totals: OrderTotals = orderTotals(order)): FinancialStatus {
  if (totals.received === 0) {
    if (order.cancelledAt !== null) return 'voided';
    if (totals.authorized > 0) return 'authorized';
    return totals.total === 0 ? 'paid' : 'pending';
  }
  if (totals.refunded >= totals.received) return 'refunded';
  if (totals.refunded > 0) return 'partially_refunded';
  return totals.outstanding > 0 ? 'partially_paid' : 'paid';
}

export type FinancialStatus = 'pending' | 'authorized' | 'partially_paid' | 'paid' | 'partially_refunded' | 'refunded' | 'voided';

/** null: nothing was handed over yet. */
export function fulfilmentStatus(order: Order): 'fulfilled' | 'partial' | null {
  if (order.lines.every((line) => line.fulfilled === 0)) return null;
  return order.lines.every((line) => line.tip || openUnits(line) === 0) ? 'fulfilled' : 'partial';
}

/** Units that wait for being handed over. */
export function openUnits(line: Line): number {
  return Math.max(0, keptUnits(line) - line.fulfilled);
}

function sumTransactions(order: Order): { received: number; authorized: number; refunded: number } {
  const of = (...kinds: string[]): number =>
    order.transactions.filter((one) => kinds.includes(one.kind)).reduce((sum, one) => sum + one.amount, 0);
  return {
    received: of('sale', 'capture'),
    authorized: Math.max(0, of('authorization') - of('capture', 'void')),
    refunded: of('refund'),
  };
}

function sumRefunds(order: Order): { shipping: number; shippingTax: number; discrepancy: number } {
  return order.refunds.reduce(
    (sum, refund) => ({
      shipping: sum.shipping + (refund.shipping?.amount ?? 0),
      shippingTax: sum.shippingTax + (refund.shipping?.tax ?? 0),
      discrepancy: sum.discrepancy + (refund.discrepancy?.amount ?? 0),
    }),
    { shipping: 0, shippingTax: 0, discrepancy: 0 },
  );
}
