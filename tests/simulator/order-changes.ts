import { taxOf, toMinor, toText } from './amounts.ts';
import { customerOf, type IdInput } from './customer-desk.ts';
import { editPayload, orderPayload } from './order-payload.ts';
import { draftLine, finishLine, type OrderLineInput } from './order-placing.ts';
import type { CancelReason, Line, Order, Refund, RefundLine, Transaction } from './order-state.ts';
import { financialStatus, keptUnits, leavingPart, lineNet, openUnits, orderTotals } from './order-totals.ts';
import { disputePayload, riskPayload } from './risk-payload.ts';
import { refundPayload } from './refund-payload.ts';
import { required, SimulatorRefusal } from './refusal.ts';
import type { Shop } from './shop-state.ts';
import { shopOf, type World } from './world.ts';

interface OrderRef {
  readonly shop: string;
  readonly orderId: IdInput;
}

export interface RefundInput extends OrderRef {
  readonly lines?: readonly { readonly lineId: IdInput; readonly quantity: number; readonly restock?: RefundLine['restock'] }[];
  /** true: all that is left of it. */
  readonly shipping?: true | string;
  /** The money given back; absent: what the lines and the shipping are worth. */
  readonly amount?: string;
  readonly note?: string;
}

export interface EditInput extends OrderRef {
  readonly remove?: readonly { readonly lineId: IdInput; readonly quantity: number }[];
  readonly add?: readonly OrderLineInput[];
}

/** The desk's tools that change an order after it was placed; each tells the app what Shopify would tell it. */
export function createOrderChanges(world: World) {
  const change = (ref: OrderRef, act: (order: Order, shop: Shop) => readonly Told[] | void) => {
    const shop = shopOf(world, ref.shop);
    const order = orderOf(shop, ref.orderId);
    const messages = act(order, shop) ?? [];
    order.updatedAt = world.clock.now();
    const payload = orderPayload(order, shop);
    // The order's own messages carry the newest state, so they are written only now.
    const told = messages.map((message) => ({ topic: message.topic, payload: message.payload ?? payload }));
    world.tell(shop, [...told, { topic: 'orders/updated', payload }]);
    return payload;
  };
  return {
    markPaid: (ref: OrderRef) => change(ref, (order, shop) => payRest(world, shop, order)),
    editOrder: (input: EditInput) => change(input, (order, shop) => editOrder(world, shop, order, input)),
    refund: (input: RefundInput) => {
      const order = change(input, (one, shop) => {
        const { amount, ...rest } = input;
        const refund = makeRefund(world, shop, one, amount === undefined ? rest : { ...rest, amountMinor: toMinor(amount, one.currency) });
        return [{ topic: 'refunds/create', payload: refundPayload(refund, one, shop) }];
      });
      return { order, refund: required(order.refunds.at(-1), 'the refund was not written') };
    },
    /** Gives everything back when it was paid (unless `refund` is false), then closes the order. */
    cancelOrder: (input: OrderRef & { readonly reason?: CancelReason; readonly refund?: boolean }) =>
      change(input, (order, shop) => cancelOrder(world, shop, order, input)),
    fulfil: (input: OrderRef & { readonly lines?: readonly { readonly lineId: IdInput; readonly quantity: number }[] }) =>
      change(input, (order, shop) => fulfilOrder(world, shop, order, input.lines)),
    dispute: (input: OrderRef & { readonly state: 'open' | 'won' | 'lost' }) =>
      change(input, (order, shop) => {
        const known = order.dispute !== null;
        order.dispute = {
          id: order.dispute?.id ?? shop.nextId(),
          openedAt: order.dispute?.openedAt ?? world.clock.now(),
          state: input.state,
        };
        return [{ topic: known ? 'disputes/update' : 'disputes/create', payload: disputePayload(order, shop, order.dispute) }];
      }),
    assessRisk: (input: OrderRef & { readonly high: boolean }) =>
      change(input, (order, shop) => {
        order.highRisk = input.high;
        return [{ topic: 'orders/risk_assessment_changed', payload: riskPayload(order, shop, world.clock.now()) }];
      }),
    attachCustomer: (input: OrderRef & { readonly customerId: IdInput }) =>
      change(input, (order, shop) => {
        const customer = customerOf(shop, input.customerId);
        order.customerId = customer.id;
        order.email ??= customer.email;
      }),
    tagOrder: (input: OrderRef & { readonly tags: readonly string[] }) =>
      change(input, (order) => {
        order.tags = [...input.tags];
      }),
    deleteOrder: (ref: OrderRef) => {
      const shop = shopOf(world, ref.shop);
      const order = orderOf(shop, ref.orderId);
      shop.orders.delete(order.id);
      world.tell(shop, [{ topic: 'orders/delete', payload: { id: order.id } }]);
      return { deleted: order.id };
    },
    getOrder: (ref: OrderRef) => {
      const shop = shopOf(world, ref.shop);
      return orderPayload(orderOf(shop, ref.orderId), shop);
    },
    /** Newest first. */
    listOrders: ({ shop, customerId, limit }: { readonly shop: string; readonly customerId?: IdInput; readonly limit?: number }) => {
      const place = shopOf(world, shop);
      const wanted = customerId === undefined ? null : Number(customerId);
      const orders = [...place.orders.values()].filter((order) => wanted === null || order.customerId === wanted).reverse();
      return orders.slice(0, limit ?? 50).map((order) => orderPayload(order, place));
    },
  };
}

/** A message of a change; payload null stands for the order as it is after the change. */
interface Told {
  readonly topic: string;
  readonly payload: object | null;
}

export function orderOf(shop: Shop, id: IdInput): Order {
  return required(shop.orders.get(Number(id)), `${shop.domain} has no order ${id}`);
}

function lineOf(order: Order, id: IdInput): Line {
  const wanted = Number(id);
  return required(
    order.lines.find((line) => line.id === wanted),
    `order #${order.number} has no line ${id}`,
  );
}

function payRest(world: World, shop: Shop, order: Order): readonly Told[] {
  const totals = orderTotals(order);
  if (order.cancelledAt !== null) throw new SimulatorRefusal(`order #${order.number} is cancelled`);
  if (totals.outstanding <= 0) throw new SimulatorRefusal(`order #${order.number} is paid already`);
  const authorization = order.transactions.find((one) => one.kind === 'authorization');
  const captured = order.transactions.some((one) => one.kind === 'capture');
  order.transactions.push({
    id: shop.nextId(),
    kind: authorization && !captured ? 'capture' : 'sale',
    gateway: authorization?.gateway ?? 'manual',
    amount: totals.outstanding,
    createdAt: world.clock.now(),
    parentId: authorization?.id ?? null,
  });
  return [{ topic: 'orders/paid', payload: null }];
}

function editOrder(world: World, shop: Shop, order: Order, input: EditInput): readonly Told[] {
  if (order.cancelledAt !== null) throw new SimulatorRefusal(`order #${order.number} is cancelled`);
  const leaving = pickUnits(order, input.remove ?? [], openUnits);
  const drafts = (input.add ?? []).map((wanted) => draftLine(shop, wanted, {}));
  if (leaving.length + drafts.length === 0) throw new SimulatorRefusal('an edit adds or removes something');
  for (const { line, quantity } of leaving) line.removed += quantity;
  // A unit that is added comes as a line of its own, at today's price and without the order's discounts.
  const added = drafts.map((draft) => finishLine(shop, draft, [], order.taxesIncluded));
  order.lines.push(...added);
  order.edited = true;
  const removals = leaving.map(({ line, quantity }) => ({ id: line.id, delta: quantity }));
  const additions = added.map((line) => ({ id: line.id, delta: line.quantity }));
  return [
    { topic: 'orders/edited', payload: editPayload(order, shop, { editId: shop.nextId(), at: world.clock.now(), additions, removals }) },
  ];
}

interface UnitsInput {
  readonly lineId: IdInput;
  readonly quantity: number;
}

/** The named lines of the order, each with a number of units that it really has; nothing is changed yet. */
function pickUnits<Wish extends UnitsInput>(order: Order, wishes: readonly Wish[], available: (line: Line) => number) {
  const seen = new Set<number>();
  return wishes.map((wish) => {
    const line = lineOf(order, wish.lineId);
    const { quantity } = wish;
    if (seen.has(line.id)) throw new SimulatorRefusal(`"${line.title}" is named twice`);
    seen.add(line.id);
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new SimulatorRefusal(`"${quantity}" is no number of units`);
    if (quantity > available(line))
      throw new SimulatorRefusal(`order #${order.number} has only ${available(line)} of "${line.title}" left`);
    return { line, quantity, wish };
  });
}

/** `amountMinor`: the money given back; absent: the worth of lines and shipping, as far as it was paid. */
function makeRefund(
  world: World,
  shop: Shop,
  order: Order,
  input: Omit<RefundInput, 'shop' | 'orderId' | 'amount'> & { readonly amountMinor?: number },
): Refund {
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
  const shipping = refundShipping(shop, order, input.shipping, before.currentShipping);
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
    transactions: paidBack === 0 ? [] : [moneyBack(world, shop, order, paidBack)],
  };
  order.refunds.push(refund);
  order.transactions.push(...refund.transactions);
  return refund;
}

function discrepancyRow(shop: Shop, worth: number, paidBack: number): Refund['discrepancy'] {
  if (worth === paidBack) return null;
  return { id: shop.nextId(), amount: worth - paidBack, reason: paidBack === 0 ? 'pending_refund_discrepancy' : 'refund_discrepancy' };
}

function moneyBack(world: World, shop: Shop, order: Order, amount: number): Transaction {
  const sale = order.transactions.find((one) => one.kind === 'sale' || one.kind === 'capture');
  const gateway = sale?.gateway ?? 'manual';
  return { id: shop.nextId(), kind: 'refund', gateway, amount, createdAt: world.clock.now(), parentId: sale?.id ?? null };
}

function refundShipping(shop: Shop, order: Order, wanted: true | string | undefined, left: number): Refund['shipping'] {
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

function cancelOrder(
  world: World,
  shop: Shop,
  order: Order,
  input: { readonly reason?: CancelReason; readonly refund?: boolean },
): readonly Told[] {
  if (order.cancelledAt !== null) throw new SimulatorRefusal(`order #${order.number} is cancelled already`);
  order.cancelledAt = world.clock.now();
  order.cancelReason = input.reason ?? 'customer';
  const messages: Told[] = [];
  const lines = order.lines.filter((line) => keptUnits(line) > 0).map((line) => ({ lineId: line.id, quantity: keptUnits(line) }));
  const totals = orderTotals(order);
  if (input.refund !== false && totals.received > totals.refunded) {
    const shipping = totals.currentShipping > 0 ? { shipping: true as const } : {};
    const refund = makeRefund(world, shop, order, {
      lines,
      ...shipping,
      amountMinor: totals.received - totals.refunded,
      note: 'Cancelled',
    });
    messages.push({ topic: 'refunds/create', payload: refundPayload(refund, order, shop) });
  } else if (financialStatus(order, totals) === 'voided') {
    for (const line of order.lines) line.removed += keptUnits(line);
    if (totals.authorized > 0) order.transactions.push(voiding(world, shop, order, totals.authorized));
  }
  return [...messages, { topic: 'orders/cancelled', payload: null }];
}

function voiding(world: World, shop: Shop, order: Order, amount: number): Transaction {
  const authorization = order.transactions.find((one) => one.kind === 'authorization');
  return {
    id: shop.nextId(),
    kind: 'void',
    gateway: authorization?.gateway ?? 'manual',
    amount,
    createdAt: world.clock.now(),
    parentId: authorization?.id ?? null,
  };
}

function fulfilOrder(world: World, shop: Shop, order: Order, wanted: readonly UnitsInput[] | undefined): void {
  const open = order.lines.filter((line) => openUnits(line) > 0).map((line) => ({ lineId: line.id, quantity: openUnits(line) }));
  const lines = pickUnits(order, wanted ?? open, openUnits);
  if (lines.length === 0) throw new SimulatorRefusal(`order #${order.number} has nothing left to hand over`);
  for (const { line, quantity } of lines) line.fulfilled += quantity;
  order.fulfilments.push({
    id: shop.nextId(),
    createdAt: world.clock.now(),
    lines: lines.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
  });
}
