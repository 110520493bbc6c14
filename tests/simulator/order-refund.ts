import { taxOf, toMinor, toText } from './amounts.ts';
import type { IdInput } from './customer-desk.ts';
import type { Refund, RefundLine, Transaction } from './order-state.ts';
import { keptUnits, leavingPart, lineNet, orderTotals } from './order-totals.ts';
import { pickUnits, type OrderAt } from './order-units.ts';
import { SimulatorRefusal } from './refusal.ts';
import type { Shop } from './shop-state.ts';

export interface RefundWish {
  readonly lines?: readonly { readonly lineId: IdInput; readonly quantity: number; readonly restock?: RefundLine['restock'] }[];
  /** true: all that is left of it. */
  readonly shipping?: true | string;
  /** The money given back; absent: the worth of lines and shipping, as far as it was paid. */
  readonly amountMinor?: number;
  readonly note?: string;
}

/** Gives units, shipping or money back and writes the refund down. Refuses more than there is. */
export function makeRefund({ world, shop, order }: OrderAt, input: RefundWish): Refund {
  const before = orderTotals(order);
  const leaving = pickUnits(order, input.lines ?? [], keptUnits);
  const lines = leaving.map(({ line, quantity, wish }): RefundLine => ({
    id: shop.nextId(),
    lineId: line.id,
    quantity,
    subtotal: leavingPart(lineNet(line), quantity, line),
    tax: leavingPart(line.tax, quantity, line),
    restock: wish.restock ?? (line.fulfilled > 0 ? 'return' : 'cancel'),
  }));
  const shipping = refundShipping({ world, shop, order }, input.shipping, before.currentShipping);
  const onTop = order.taxesIncluded ? 0 : 1;
  const worth =
    lines.reduce((sum, line) => sum + line.subtotal + onTop * line.tax, 0) + (shipping ? shipping.amount + onTop * shipping.tax : 0);
  const available = before.received - before.refunded;
  const paidBack = input.amountMinor ?? Math.min(worth, available);
  if (lines.length === 0 && !shipping && paidBack <= 0) throw new SimulatorRefusal('a refund gives back lines, shipping or money');
  if (paidBack < 0 || paidBack > available)
    throw new SimulatorRefusal(`order #${order.number}: only ${toText(available, order.currency)} can be given back`);

  for (const { line, quantity } of leaving) line.refunded += quantity;
  const refund: Refund = {
    id: shop.nextId(),
    createdAt: world.clock.now(),
    note: input.note ?? null,
    lines,
    shipping,
    discrepancy: discrepancyRow(shop, worth, paidBack),
    transactions: paidBack === 0 ? [] : [moneyBack({ world, shop, order }, paidBack)],
  };
  order.refunds.push(refund);
  order.transactions.push(...refund.transactions);
  return refund;
}

function discrepancyRow(shop: Shop, worth: number, paidBack: number): Refund['discrepancy'] {
  if (worth === paidBack) return null;
  return { id: shop.nextId(), amount: worth - paidBack, reason: paidBack === 0 ? 'pending_refund_discrepancy' : 'refund_discrepancy' };
}

function moneyBack({ world, shop, order }: OrderAt, amount: number): Transaction {
  const sale = order.transactions.find((one) => one.kind === 'sale' || one.kind === 'capture');
  const gateway = sale?.gateway ?? 'manual';
  return { id: shop.nextId(), kind: 'refund', gateway, amount, createdAt: world.clock.now(), parentId: sale?.id ?? null };
}

function refundShipping({ shop, order }: OrderAt, wanted: true | string | undefined, left: number): Refund['shipping'] {
  if (wanted === undefined) return null;
  const amount = wanted === true ? left : toMinor(wanted, order.currency);
  if (amount < 0 || amount > left)
    throw new SimulatorRefusal(`order #${order.number} has only ${toText(left, order.currency)} of shipping left`);
  if (amount === 0) return null;
  const taxBack = order.refunds.reduce((sum, refund) => sum + (refund.shipping?.tax ?? 0), 0);
  // The last part takes what is left of the tax, so that the parts add up.
  const tax = amount === left ? (order.shipping?.tax ?? 0) - taxBack : taxOf(amount, order.taxPercent, order.taxesIncluded);
  return { id: shop.nextId(), adjustmentId: shop.nextId(), amount, tax };
}
