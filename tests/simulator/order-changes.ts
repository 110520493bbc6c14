import { toMinor } from './amounts.ts';
import { customerOf, type IdInput } from './customer-desk.ts';
import { editPayload, orderPayload } from './order-payload.ts';
import { draftLine, finishLine, type OrderLineInput } from './order-placing.ts';
import { makeRefund, type RefundWish } from './order-refund.ts';
import type { CancelReason, Order, Transaction } from './order-state.ts';
import { financialStatus, keptUnits, openUnits, orderTotals } from './order-totals.ts';
import { pickUnits, type OrderAt, type UnitsInput } from './order-units.ts';
import { disputePayload, riskPayload } from './risk-payload.ts';
import { refundPayload } from './refund-payload.ts';
import { required, SimulatorRefusal } from './refusal.ts';
import type { Shop } from './shop-state.ts';
import { shopOf, type World } from './world.ts';

interface OrderRef {
  readonly shop: string;
  readonly orderId: IdInput;
}

export interface RefundInput extends OrderRef, Omit<RefundWish, 'amountMinor'> {
  /** The money given back; absent: what the lines and the shipping are worth. */
  readonly amount?: string;
}

export interface EditInput extends OrderRef {
  readonly remove?: readonly { readonly lineId: IdInput; readonly quantity: number }[];
  readonly add?: readonly OrderLineInput[];
}

/** The desk's tools that change an order after it was placed; each tells the app what Shopify would tell it. */
export function createOrderChanges(world: World) {
  const change = (ref: OrderRef, act: (at: OrderAt) => readonly Told[]) => {
    const shop = shopOf(world, ref.shop);
    const order = orderOf(shop, ref.orderId);
    const messages = act({ world, shop, order });
    order.updatedAt = world.clock.now();
    const payload = orderPayload(order, shop);
    // The order's own messages carry the newest state, so they are written only now.
    const told = messages.map((message) => ({ topic: message.topic, payload: message.payload ?? payload }));
    world.tell(shop, [...told, { topic: 'orders/updated', payload }]);
    return payload;
  };
  return {
    markPaid: (ref: OrderRef) => change(ref, payRest),
    editOrder: (input: EditInput) => change(input, (at) => editOrder(at, input)),
    refund: (input: RefundInput) => {
      const order = change(input, (at) => {
        const { amount, ...rest } = input;
        const refund = makeRefund(at, amount === undefined ? rest : { ...rest, amountMinor: toMinor(amount, at.order.currency) });
        return [{ topic: 'refunds/create', payload: refundPayload(refund, at.order, at.shop) }];
      });
      return { order, refund: required(order.refunds.at(-1), 'the refund was not written') };
    },
    /** Gives everything back when it was paid (unless `refund` is false), then closes the order. */
    cancelOrder: (input: OrderRef & { readonly reason?: CancelReason; readonly refund?: boolean }) =>
      change(input, (at) => cancelOrder(at, input)),
    fulfil: (input: OrderRef & { readonly lines?: readonly { readonly lineId: IdInput; readonly quantity: number }[] }) =>
      change(input, (at) => fulfilOrder(at, input.lines)),
    dispute: (input: OrderRef & { readonly state: 'open' | 'won' | 'lost' }) =>
      change(input, ({ order, shop }) => {
        const known = order.dispute !== null;
        order.dispute = {
          id: order.dispute?.id ?? shop.nextId(),
          openedAt: order.dispute?.openedAt ?? world.clock.now(),
          state: input.state,
        };
        return [{ topic: known ? 'disputes/update' : 'disputes/create', payload: disputePayload(order, shop, order.dispute) }];
      }),
    assessRisk: (input: OrderRef & { readonly high: boolean }) =>
      change(input, ({ order, shop }) => {
        order.highRisk = input.high;
        return [{ topic: 'orders/risk_assessment_changed', payload: riskPayload(order, shop, world.clock.now()) }];
      }),
    attachCustomer: (input: OrderRef & { readonly customerId: IdInput }) =>
      change(input, ({ order, shop }) => {
        const customer = customerOf(shop, input.customerId);
        order.customerId = customer.id;
        order.email ??= customer.email;
        return [];
      }),
    tagOrder: (input: OrderRef & { readonly tags: readonly string[] }) =>
      change(input, ({ order }) => {
        order.tags = [...input.tags];
        return [];
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

function payRest({ world, shop, order }: OrderAt): readonly Told[] {
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

function editOrder({ world, shop, order }: OrderAt, input: EditInput): readonly Told[] {
  if (order.cancelledAt !== null) throw new SimulatorRefusal(`order #${order.number} is cancelled`);
  const leaving = pickUnits(order, input.remove ?? [], openUnits);
  const drafts = (input.add ?? []).map((wanted) => draftLine(shop, wanted, {}));
  if (leaving.length + drafts.length === 0) throw new SimulatorRefusal('an edit adds or removes something');
  for (const { line, quantity } of leaving) line.removed += quantity;
  // A unit that is added comes as a line of its own, at today's price and without the order's discounts.
  const added = drafts.map((draft) => finishLine(shop, draft, { taxesIncluded: order.taxesIncluded }));
  order.lines.push(...added);
  order.edited = true;
  const removals = leaving.map(({ line, quantity }) => ({ id: line.id, delta: quantity }));
  const additions = added.map((line) => ({ id: line.id, delta: line.quantity }));
  return [
    { topic: 'orders/edited', payload: editPayload(order, shop, { editId: shop.nextId(), at: world.clock.now(), additions, removals }) },
  ];
}

function cancelOrder(at: OrderAt, input: { readonly reason?: CancelReason; readonly refund?: boolean }): readonly Told[] {
  const { world, shop, order } = at;
  if (order.cancelledAt !== null) throw new SimulatorRefusal(`order #${order.number} is cancelled already`);
  order.cancelledAt = world.clock.now();
  order.cancelReason = input.reason ?? 'customer';
  const messages: Told[] = [];
  const lines = order.lines.filter((line) => keptUnits(line) > 0).map((line) => ({ lineId: line.id, quantity: keptUnits(line) }));
  const totals = orderTotals(order);
  const shipping = totals.currentShipping > 0 ? { shipping: true as const } : {};
  const amountMinor = totals.received - totals.refunded;
  const somethingLeft = lines.length > 0 || totals.currentShipping > 0 || amountMinor > 0;
  if (input.refund !== false && totals.received > 0 && somethingLeft) {
    const refund = makeRefund(at, { lines, ...shipping, amountMinor, note: 'Cancelled' });
    messages.push({ topic: 'refunds/create', payload: refundPayload(refund, order, shop) });
  } else if (financialStatus(order, totals) === 'voided') {
    for (const line of order.lines) line.removed += keptUnits(line);
    if (totals.authorized > 0) order.transactions.push(voiding({ world, shop, order }, totals.authorized));
  }
  return [...messages, { topic: 'orders/cancelled', payload: null }];
}

function voiding({ world, shop, order }: OrderAt, amount: number): Transaction {
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

function fulfilOrder({ world, shop, order }: OrderAt, wanted: readonly UnitsInput[] | undefined): readonly Told[] {
  const open = order.lines.filter((line) => openUnits(line) > 0).map((line) => ({ lineId: line.id, quantity: openUnits(line) }));
  const lines = pickUnits(order, wanted ?? open, openUnits);
  if (lines.length === 0) throw new SimulatorRefusal(`order #${order.number} has nothing left to hand over`);
  for (const { line, quantity } of lines) line.fulfilled += quantity;
  order.fulfilments.push({
    id: shop.nextId(),
    createdAt: world.clock.now(),
    lines: lines.map(({ line, quantity }) => ({ lineId: line.id, quantity })),
  });
  return [];
}
