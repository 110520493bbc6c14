import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { portion, roundTo, toMicro, toText } from './decimals.ts';
import {
  orderSums,
  refundedSoFar,
  type FeeLine,
  type Line,
  type Order,
  type Refund,
  type RefundPart,
  type ShippingLine,
} from './order-state.ts';
import { changeStatus, touch } from './order-status.ts';
import type { Site } from './site-state.ts';

export interface RefundPartInput {
  readonly lineId: number;
  /** Units that go back; may be 0 for money only. */
  readonly quantity?: number;
  /** Without tax; left out, the share of the units in what the line still holds (no units: all of it). */
  readonly total?: string;
  readonly tax?: string;
}

export interface RefundInput {
  readonly orderId: number;
  /** With tax; left out, the sum of the parts. */
  readonly amount?: string;
  readonly reason?: string;
  readonly lines?: readonly RefundPartInput[];
  readonly shipping?: readonly RefundPartInput[];
  readonly fees?: readonly RefundPartInput[];
}

type Refundable = Line | ShippingLine | FeeLine;
type PartKind = 'lines' | 'shipping' | 'fees';

/** Refunds a part or an amount and tells the order. Refuses more than is left ("Invalid refund amount."). */
export function refundOrder(site: Site, order: Order, input: RefundInput): Refund {
  const { decimals } = site.settings;
  const parts = {
    lines: (input.lines ?? []).map((part) => partOf(site, order, { kind: 'lines', part })),
    shipping: (input.shipping ?? []).map((part) => partOf(site, order, { kind: 'shipping', part })),
    fees: (input.fees ?? []).map((part) => partOf(site, order, { kind: 'fees', part })),
  };
  const all = [...parts.lines, ...parts.shipping, ...parts.fees];
  const summed = 0 - all.reduce((sum, part) => sum + part.total + part.totalTax, 0);
  const amount = input.amount === undefined ? summed : toMicro(input.amount);
  const left = orderSums(order, decimals).total - refundedSoFar(order);
  if (roundTo(amount, decimals) !== amount || amount < 0 || amount > left) throw new SimulatorRefusal('Invalid refund amount.');
  const taxed = new Set(all.flatMap((part) => (part.of.rate ? [part.of.rate.id] : [])));
  const taxLineId = taxed.size > 0 ? site.next('item') : 0;
  for (let extra = 1; extra < taxed.size; extra += 1) site.next('item');
  const refund: Refund = {
    id: site.next('post'),
    createdAt: site.clock.now(),
    amount,
    reason: input.reason ?? '',
    refundedPayment: false,
    type: amount === left ? 'full' : 'partial',
    metaId: site.next('meta'),
    taxLineId,
    ...parts,
  };
  order.refunds.push(refund);
  if (amount === left && left > 0) changeStatus(site, order, 'refunded');
  touch(site, order);
  return refund;
}

/** The refund button with everything ticked: what is left of every line; an amount-only refund before is made good in the amount. */
export function refundEverything(site: Site, order: Order, reason: string): Refund {
  const left = orderSums(order, site.settings.decimals).total - refundedSoFar(order);
  if (left <= 0) throw new SimulatorRefusal(`nothing of order ${order.id} is left to refund`);
  const open = (kind: PartKind): RefundPartInput[] =>
    itemsOf(order, kind).flatMap((item) => {
      const rest = restOf(site, order, { kind, item });
      return rest.total === 0 && rest.tax === 0 ? [] : [{ lineId: item.id, quantity: rest.quantity }];
    });
  const input = { lines: open('lines'), shipping: open('shipping'), fees: open('fees') };
  return refundOrder(site, order, { orderId: order.id, ...input, amount: toText(left, 6), reason });
}

/** Takes a refund back. WooCommerce tells nobody, and date_modified stays. */
export function dropRefund(order: Order, refundId: number): void {
  required(
    order.refunds.find((refund) => refund.id === refundId),
    `order ${order.id} has no refund ${refundId}`,
  );
  order.refunds = order.refunds.filter((refund) => refund.id !== refundId);
}

function itemsOf(order: Order, kind: PartKind): readonly Refundable[] {
  return kind === 'lines' ? order.lines : kind === 'shipping' ? order.shipping : order.fees;
}

interface Rest {
  readonly quantity: number;
  readonly total: number;
  readonly tax: number;
}

/** What earlier refunds left of a line, rounded as it is shown. */
function restOf(site: Site, order: Order, { kind, item }: { readonly kind: PartKind; readonly item: Refundable }): Rest {
  const { decimals } = site.settings;
  const earlier = order.refunds.flatMap((refund) => refund[kind]).filter((part) => part.of.id === item.id);
  const sum = (of: (part: RefundPart) => number): number => earlier.reduce((total, part) => total + of(part), 0);
  return {
    quantity: Math.max(0, quantityOf(item) + sum((part) => part.quantity)),
    total: roundTo(item.total, decimals) + sum((part) => part.total),
    tax: roundTo(item.totalTax, decimals) + sum((part) => part.totalTax),
  };
}

function quantityOf(item: Refundable): number {
  return 'quantity' in item ? item.quantity : 1;
}

function partOf(site: Site, order: Order, { kind, part }: { readonly kind: PartKind; readonly part: RefundPartInput }): RefundPart {
  const { decimals } = site.settings;
  const item = required(
    itemsOf(order, kind).find((one) => one.id === part.lineId),
    `order ${order.id} has no line ${part.lineId} among its ${kind}`,
  );
  const rest = restOf(site, order, { kind, item });
  const quantity = part.quantity ?? (part.total === undefined ? rest.quantity : 0);
  const share = (amount: number): number =>
    quantity >= rest.quantity ? amount : roundTo(portion(amount, quantity, rest.quantity), decimals);
  const total = part.total === undefined ? share(rest.total) : toMicro(part.total);
  const tax = part.tax === undefined ? taxShare(part, { rest, total, decimals, share }) : toMicro(part.tax);
  return {
    id: site.next('item'),
    of: item,
    quantity: kind === 'lines' ? minus(quantity) : minus(1),
    total: minus(total),
    totalTax: minus(tax),
    metaId: site.next('itemMeta'),
  };
}

function taxShare(
  part: RefundPartInput,
  about: { readonly rest: Rest; readonly total: number; readonly decimals: number; readonly share: (amount: number) => number },
): number {
  if (part.total === undefined) return about.share(about.rest.tax);
  return roundTo(portion(about.rest.tax, about.total, about.rest.total), about.decimals);
}

function minus(value: number): number {
  return value === 0 ? 0 : -value;
}
