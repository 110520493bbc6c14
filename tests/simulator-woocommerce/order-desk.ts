import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { couponByCode, mergeMeta, orderOf, rateOf, type MetaInput, type Site } from './site-state.ts';
import type { BillingAddress } from './site-values.ts';
import { portion, roundTo, taxOf, toMicro, toText } from './decimals.ts';
import {
  feeLine,
  giveTaxLines,
  previewCoupon,
  priceContent,
  shippingLines,
  type FeeInput,
  type OrderLineInput,
  type ShippingInput,
} from './order-content.ts';
import { orderPayload, type OrderPayload, shownRefunds } from './order-payload.ts';
import { checkStatus, editDraft, placeOrder, submitDraft, type DraftSubmission, type OrderInput } from './order-placing.ts';
import { dropRefund, refundEverything, refundOrder, type RefundInput } from './order-refunds.ts';
import type { Line, Order } from './order-state.ts';
import { changeStatus, paidStatus, touch } from './order-status.ts';
import { refundPayload, type RefundPayload } from './refund-payload.ts';

export interface LineEdit {
  readonly lineId: number;
  readonly quantity?: number;
  /** Without tax; the tax follows. */
  readonly subtotal?: string;
  readonly total?: string;
  readonly remove?: boolean;
}

export interface OrderEdit {
  readonly id: number;
  readonly lines?: readonly LineEdit[];
  readonly add?: readonly OrderLineInput[];
  /** Replaces all fees / the shipping. */
  readonly fees?: readonly FeeInput[];
  readonly shipping?: ShippingInput | null;
}

interface ById {
  readonly id: number;
}

/** Sets a status and tells it; a trashed order that is revived this way stays silent where WooCommerce does. */
export function setOrderStatus(site: Site, order: Order, status: string): void {
  checkStatus(status);
  const wasTrashed = order.status === 'trash';
  changeStatus(site, order, status);
  if (wasTrashed) {
    order.statusBeforeTrash = null;
    order.modifiedAt = site.clock.now();
    if (site.settings.hpos) return;
    order.refundsHidden = true;
  }
  touch(site, order);
}

/** Moves to the trash and tells it (legacy storage also tells of a coupon that never was). */
export function trashOrder(site: Site, order: Order): void {
  if (order.status === 'trash') throw new SimulatorRefusal(`order ${order.id} is in the trash already`);
  order.statusBeforeTrash = order.status;
  changeStatus(site, order, 'trash');
  order.modifiedAt = site.clock.now();
  site.tell([
    { topic: 'order.deleted', resourceId: order.id },
    ...(site.settings.hpos ? [] : [{ topic: 'coupon.deleted', resourceId: order.id }]),
  ]);
}

/** Deletes for good; nobody is told. */
export function removeOrder(site: Site, order: Order): void {
  site.orders.delete(order.id);
}

function restoreOrder(site: Site, order: Order): void {
  const before = required(order.status === 'trash' ? order.statusBeforeTrash : null, `order ${order.id} is not in the trash`);
  order.statusBeforeTrash = null;
  changeStatus(site, order, before);
  order.modifiedAt = site.clock.now();
  site.tell([
    { topic: 'order.restored', resourceId: order.id },
    { topic: 'order.updated', resourceId: order.id },
  ]);
}

function payOrder(site: Site, order: Order, transactionId: string | undefined): void {
  if (!['pending', 'failed', 'on-hold', 'cancelled'].includes(order.status))
    throw new SimulatorRefusal(`order ${order.id} needs no payment: it is ${order.status}`);
  if (transactionId !== undefined) order.transactionId = transactionId;
  changeStatus(site, order, paidStatus(site, order));
  touch(site, order);
}

/** What the merchant changes on the order's page; sums follow, coupon lines stay as they were. */
export function editOrder(site: Site, order: Order, edit: OrderEdit): void {
  for (const change of edit.lines ?? []) {
    const line = required(
      order.lines.find((one) => one.id === change.lineId),
      `order ${order.id} has no line ${change.lineId}`,
    );
    if (change.remove === true || change.quantity === 0) order.lines = order.lines.filter((one) => one !== line);
    else editLine(site, line, change);
  }
  if (edit.add) {
    const shopper = { customerId: order.customerId, email: order.billing.email };
    order.lines.push(...priceContent(site, { lines: edit.add }, shopper).lines);
  }
  if (edit.fees) order.fees = edit.fees.map((fee) => feeLine(site, fee));
  if (edit.shipping !== undefined) order.shipping = shippingLines(site, edit.shipping, { free: false, lines: order.lines });
  giveTaxLines(site, order);
  touch(site, order);
}

function editLine(site: Site, line: Line, change: LineEdit): void {
  const { decimals } = site.settings;
  if (change.quantity !== undefined) {
    const scale = (amount: number): number => portion(amount, change.quantity ?? 1, line.quantity);
    line.subtotal = scale(line.subtotal);
    line.total = scale(line.total);
    line.subtotalTax = roundTo(scale(line.subtotalTax), decimals);
    line.totalTax = roundTo(scale(line.totalTax), decimals);
    line.quantity = change.quantity;
  }
  const taxFor = (net: number): number => (line.rate ? roundTo(taxOf(net, line.rate.percent, false), decimals) : 0);
  if (change.subtotal !== undefined) {
    line.subtotal = toMicro(change.subtotal);
    line.subtotalTax = taxFor(line.subtotal);
  }
  if (change.total !== undefined) {
    line.total = toMicro(change.total);
    line.totalTax = taxFor(line.total);
  }
}

/** The counter for orders. Every method gives back what the REST API would show afterwards. */
export function createOrderDesk(site: Site) {
  const show = (order: Order): OrderPayload => orderPayload(site, order);
  const at = ({ id }: ById): Order => orderOf(site, id);
  const status = (input: ById, to: string): OrderPayload => {
    const order = at(input);
    setOrderStatus(site, order, to);
    return show(order);
  };
  const then =
    <Input extends ById>(act: (order: Order, input: Input) => void) =>
    (input: Input): OrderPayload => {
      const order = at(input);
      act(order, input);
      return show(order);
    };
  return {
    placeOrder: (input: OrderInput): OrderPayload => show(placeOrder(site, input)),
    editDraft: (input: Partial<OrderInput> & ById): OrderPayload => show(editDraft(site, input)),
    submitDraft: (input: DraftSubmission): OrderPayload => show(submitDraft(site, input)),
    order: (input: ById): OrderPayload => show(at(input)),
    /** `newest`: only so many, the newest first. */
    orders: (input: { readonly status?: string; readonly newest?: number } = {}): OrderPayload[] => {
      const found = [...site.orders.values()].filter((order) => (input.status ?? order.status) === order.status);
      if (input.newest !== undefined) found.sort((a, b) => b.createdAt - a.createdAt || b.id - a.id).splice(input.newest);
      return found.map(show);
    },
    pay: then<ById & { readonly transactionId?: string }>((order, input) => payOrder(site, order, input.transactionId)),
    complete: (input: ById): OrderPayload => status(input, 'completed'),
    setStatus: (input: ById & { readonly status: string }): OrderPayload => status(input, input.status),
    cancel: (input: ById): OrderPayload => status(input, 'cancelled'),
    fail: (input: ById): OrderPayload => status(input, 'failed'),
    reopen: (input: ById & { readonly status?: string }): OrderPayload => status(input, input.status ?? 'processing'),
    editOrder: then<OrderEdit>((order, input) => editOrder(site, order, input)),
    setMeta: then<ById & { readonly metaData: readonly MetaInput[] }>((order, input) => {
      mergeMeta(site, order.meta, input.metaData);
      touch(site, order);
    }),
    assignCustomer: then<ById & { readonly customerId: number }>((order, { customerId }) => {
      if (customerId !== 0) required(site.customers.get(customerId), `there is no customer ${customerId}`);
      order.customerId = customerId;
      touch(site, order);
    }),
    setBilling: then<ById & { readonly billing: Partial<BillingAddress> }>((order, { billing }) => {
      order.billing = { ...order.billing, ...billing };
      touch(site, order);
    }),
    /** Notes are told to nobody. */
    addNote: then<ById & { readonly note: string }>(() => undefined),
    trash: then((order) => trashOrder(site, order)),
    restore: then((order) => restoreOrder(site, order)),
    remove: (input: ById): { readonly removed: number } => {
      removeOrder(site, at(input));
      return { removed: input.id };
    },
    ...refundDesk(site),
    previewCoupon: (input: {
      readonly code: string;
      readonly email?: string;
      readonly customerId?: number;
      readonly lines: readonly OrderLineInput[];
    }) => {
      const shopper = { customerId: input.customerId ?? 0, email: input.email ?? '' };
      const { reason, discount } = previewCoupon(site, input.code, { lines: input.lines, shopper });
      return {
        valid: reason === null,
        reason,
        discount: toText(discount, site.settings.decimals),
        exists: couponByCode(site, input.code) !== undefined,
      };
    },
    /** The rate of a percentage, as lines name it. */
    taxRate: ({ percent }: { readonly percent: string }) => rateOf(site, percent),
  };
}

function refundDesk(site: Site) {
  const shown = (order: Order, act: () => ReturnType<typeof refundOrder>): RefundPayload => refundPayload(site, { order, refund: act() });
  return {
    refunds: ({ orderId }: { readonly orderId: number }): RefundPayload[] => {
      const order = orderOf(site, orderId);
      return shownRefunds(order).map((refund) => refundPayload(site, { order, refund }));
    },
    refund: (input: RefundInput): RefundPayload => {
      const order = orderOf(site, input.orderId);
      return shown(order, () => refundOrder(site, order, input));
    },
    refundFully: ({ orderId, reason }: { readonly orderId: number; readonly reason?: string }): RefundPayload => {
      const order = orderOf(site, orderId);
      return shown(order, () => refundEverything(site, order, reason ?? ''));
    },
    refundByStatus: ({ orderId }: { readonly orderId: number }): OrderPayload => {
      const order = orderOf(site, orderId);
      setOrderStatus(site, order, 'refunded');
      return orderPayload(site, order);
    },
    deleteRefund: ({ orderId, refundId }: { readonly orderId: number; readonly refundId: number }): OrderPayload => {
      const order = orderOf(site, orderId);
      dropRefund(order, refundId);
      return orderPayload(site, order);
    },
  };
}
