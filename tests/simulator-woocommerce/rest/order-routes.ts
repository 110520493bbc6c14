import { SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { toMicro, toText } from '../decimals.ts';
import { editOrder, removeOrder, setOrderStatus, trashOrder } from '../order-desk.ts';
import { orderPayload } from '../order-payload.ts';
import { placeOrder, setPerson, type OrderInput } from '../order-placing.ts';
import { orderSums, type Order } from '../order-state.ts';
import { paidStatus, touch } from '../order-status.ts';
import { mergeMeta, type MetaInput, type Site } from '../site-state.ts';
import type { Address, BillingAddress } from '../site-values.ts';
import { batchRoutes } from './batch.ts';
import {
  choiceParam,
  flagParam,
  idsParam,
  inWords,
  integerParam,
  listParam,
  momentParam,
  onlyFields,
  pageOf,
  textParam,
} from './list-params.ts';
import { invalidParam, RestError, unknownId } from './rest-error.ts';
import { idOf, route, type RestAnswer, type RestCall, type Route } from './route.ts';

type Body = Readonly<Record<string, unknown>>;

const STATUSES = [
  'any',
  'trash',
  'auto-draft',
  'pending',
  'processing',
  'on-hold',
  'completed',
  'cancelled',
  'refunded',
  'failed',
  'checkout-draft',
];
const ORDER_BY = ['date', 'id', 'include', 'title', 'slug', 'modified'];

function list({ site, query }: RestCall): RestAnswer {
  const dp = integerParam(query, 'dp', { min: 0, max: 8 });
  const found = [...site.orders.values()].filter(filterOf(site, query));
  found.sort(sorting(query));
  const { items, ...counts } = pageOf(found, query);
  return {
    body: onlyFields(
      items.map((order) => orderPayload(site, order, dp)),
      query,
    ),
    ...counts,
  };
}

/** Exactly what the real list filters by; `modified_after` is exclusive and counts whole seconds. */
function filterOf(site: Site, query: URLSearchParams): (order: Order) => boolean {
  const statuses = listParam(query, 'status') ?? ['any'];
  statuses.forEach((status, at) => {
    if (!STATUSES.includes(status)) throw invalidParam('status', `status[${at}] is not one of ${inWords(STATUSES)}.`, 'rest_not_in_enum');
  });
  const customer = integerParam(query, 'customer', { min: 0 });
  const product = integerParam(query, 'product', { min: 0 });
  const [include, exclude] = [idsParam(query, 'include'), idsParam(query, 'exclude') ?? []];
  const origin = listParam(query, 'created_via');
  const search = textParam(query, 'search')?.toLowerCase();
  const inTime = timeFilter(site, query);
  return (order) =>
    (statuses.includes('any') ? order.status !== 'trash' && order.status !== 'auto-draft' : statuses.includes(order.status)) &&
    (customer === undefined || order.customerId === customer) &&
    (product === undefined || order.lines.some((line) => line.productId === product)) &&
    (include === undefined || include.length === 0 || include.includes(order.id)) &&
    !exclude.includes(order.id) &&
    (origin === undefined || origin.includes(order.createdVia)) &&
    (search === undefined || words(order).includes(search)) &&
    inTime(order);
}

/** The dates of a list call, in whole seconds: both ends are excluded. */
export function timeFilter(
  site: Site,
  query: URLSearchParams,
): (dated: { readonly createdAt: number; readonly modifiedAt: number }) => boolean {
  const [after, before] = [momentParam(site, query, 'after'), momentParam(site, query, 'before')];
  const [changedAfter, changedBefore] = [momentParam(site, query, 'modified_after'), momentParam(site, query, 'modified_before')];
  const within = (ms: number, from: number | undefined, to: number | undefined): boolean => {
    const second = Math.floor(ms / 1000);
    return (from === undefined || second > Math.floor(from / 1000)) && (to === undefined || second < Math.floor(to / 1000));
  };
  return ({ createdAt, modifiedAt }) => within(createdAt, after, before) && within(modifiedAt, changedAfter, changedBefore);
}

function words(order: Order): string {
  const { first_name, last_name, email } = order.billing;
  return [String(order.id), order.number, first_name, last_name, email, ...order.lines.map((line) => line.name)].join(' ').toLowerCase();
}

function sorting(query: URLSearchParams): (a: Order, b: Order) => number {
  const sign = choiceParam(query, 'order', ['asc', 'desc']) === 'asc' ? 1 : -1;
  const by = choiceParam(query, 'orderby', ORDER_BY) ?? 'date';
  const include = idsParam(query, 'include') ?? [];
  const second = (ms: number): number => Math.floor(ms / 1000);
  if (by === 'include') return (a, b) => include.indexOf(a.id) - include.indexOf(b.id);
  if (by === 'modified') return (a, b) => (second(a.modifiedAt) - second(b.modifiedAt) || a.id - b.id) * sign;
  if (by === 'date') return (a, b) => (second(a.createdAt) - second(b.createdAt) || a.id - b.id) * sign;
  return (a, b) => (a.id - b.id) * sign;
}

/** The order of a path; 404 when it is gone. */
export function orderInPath(call: RestCall, id: number = idOf(call)): Order {
  const order = call.site.orders.get(id);
  if (!order) throw unknownId('order');
  return order;
}

function show(call: RestCall, order: Order): unknown {
  return onlyFields(orderPayload(call.site, order, integerParam(call.query, 'dp', { min: 0, max: 8 })), call.query);
}

function create(call: RestCall, body: Body): unknown {
  const input = orderInput(call.site, body);
  try {
    return orderPayload(call.site, placeOrder(call.site, input));
  } catch (error) {
    if (!(error instanceof SimulatorRefusal)) throw error;
    if ((input.coupons ?? []).length === 0) throw new RestError(400, 'woocommerce_rest_invalid_order', { message: error.message });
    // WooCommerce leaves the order behind as a draft, and tells of it.
    const { coupons: _refused, ...rest } = input;
    const draft = placeOrder(call.site, { ...rest, status: 'checkout-draft' });
    const data = { status: 400, new_draft_order_id: draft.id };
    throw new RestError(400, 'woocommerce_rest_invalid_coupon', { message: error.message.replaceAll('"', '&quot;'), data });
  }
}

interface RestLine {
  readonly id?: number;
  readonly product_id?: number;
  readonly quantity?: number;
  readonly name?: string;
  readonly total?: string;
  readonly subtotal?: string;
  readonly code?: string;
  readonly method_title?: string;
  readonly method_id?: string;
  readonly tax_status?: string;
}

function rows(value: unknown): readonly RestLine[] {
  return Array.isArray(value) ? (value as readonly RestLine[]) : [];
}

function orderInput(site: Site, body: Body): OrderInput {
  const text = (name: string): string | undefined => (typeof body[name] === 'string' ? body[name] : undefined);
  const shipping = rows(body.shipping_lines)[0];
  const [status, note, method, title] = [text('status'), text('customer_note'), text('payment_method'), text('payment_method_title')];
  const shownStatus = status ?? (body.set_paid === true ? undefined : 'pending');
  return {
    via: 'rest-api',
    lines: rows(body.line_items).map((line) => ({
      ...(line.product_id === undefined ? { name: line.name ?? 'Item' } : { productId: line.product_id }),
      ...(line.subtotal === undefined ? {} : { price: unitPrice(site, line) }),
      quantity: line.quantity ?? 1,
    })),
    coupons: rows(body.coupon_lines).map((line) => line.code ?? ''),
    fees: rows(body.fee_lines).map((fee) => ({ name: fee.name ?? 'Fee', total: fee.total ?? '0', taxable: fee.tax_status !== 'none' })),
    ...(shipping
      ? { shipping: { title: shipping.method_title ?? 'Flat', methodId: shipping.method_id ?? 'flat_rate', total: shipping.total ?? '0' } }
      : {}),
    ...personInput(body),
    ...(shownStatus === undefined ? {} : { status: shownStatus }),
    ...(note === undefined ? {} : { customerNote: note }),
    ...(method === undefined ? {} : { paymentMethod: method }),
    ...(title === undefined ? {} : { paymentTitle: title }),
    ...(Array.isArray(body.meta_data) ? { metaData: body.meta_data as MetaInput[] } : {}),
    ...(typeof body.currency === 'string' ? { currency: body.currency } : {}),
  };
}

/** REST names a line's subtotal without tax; the desk wants the unit price as the shop enters it. */
function unitPrice(site: Site, line: RestLine): string {
  const net = toMicro(line.subtotal ?? '0') / (line.quantity ?? 1);
  const factor = site.settings.pricesIncludeTax ? 1 + Number(site.settings.taxPercent) / 100 : 1;
  return toText(Math.round(net * factor), 6);
}

function personInput(body: Body) {
  const { customer_id, billing, shipping } = body;
  return {
    ...(typeof customer_id === 'number' ? { customerId: customer_id } : {}),
    ...(typeof billing === 'object' && billing !== null ? { billing: billing as Partial<BillingAddress> } : {}),
    ...(typeof shipping === 'object' && shipping !== null ? { shippingAddress: shipping as Partial<Address> } : {}),
  };
}

function update(call: RestCall, id: number, body: Body): unknown {
  const order = orderInPath(call, id);
  const { site } = call;
  if (typeof body.status === 'string' && !STATUSES.slice(2).includes(body.status))
    throw invalidParam('status', `status is not one of ${inWords(STATUSES.slice(2))}.`, 'rest_not_in_enum');
  const person = personInput(body);
  const before = order.modifiedAt;
  if (Array.isArray(body.meta_data)) mergeMeta(site, order.meta, body.meta_data as MetaInput[]);
  if (person.customerId !== undefined && person.customerId !== 0 && !site.customers.has(person.customerId))
    throw new RestError(400, 'woocommerce_rest_invalid_customer_id', { message: 'Customer ID is invalid.' });
  setPerson(site, order, person);
  if (Array.isArray(body.line_items)) {
    const lines = rows(body.line_items).flatMap(({ id: lineId, quantity, total, subtotal }) =>
      lineId === undefined
        ? []
        : [
            {
              lineId,
              ...(quantity === undefined ? {} : { quantity }),
              ...(total === undefined ? {} : { total }),
              ...(subtotal === undefined ? {} : { subtotal }),
            },
          ],
    );
    const add = rows(body.line_items).flatMap(({ id: lineId, product_id, quantity }) =>
      lineId === undefined && product_id !== undefined ? [{ productId: product_id, quantity: quantity ?? 1 }] : [],
    );
    call.webhooks.silently(() => editOrder(site, order, { id, lines, add }));
  }
  const next =
    typeof body.status === 'string'
      ? body.status
      : body.set_paid === true && needsPayment(site, order)
        ? paidStatus(site, order)
        : order.status;
  if (next !== order.status) setOrderStatus(site, order, next);
  else {
    touch(site, order);
    if (Object.keys(body).length === 0) order.modifiedAt = before;
  }
  return orderPayload(site, order);
}

function needsPayment(site: Site, order: Order): boolean {
  return ['pending', 'failed'].includes(order.status) && orderSums(order, site.settings.decimals).total > 0;
}

function remove(call: RestCall, id: number, force: boolean): unknown {
  const order = orderInPath(call, id);
  if (!force && order.status === 'trash')
    throw new RestError(410, 'woocommerce_rest_already_trashed', { message: 'The order has already been deleted.' });
  if (force) removeOrder(call.site, order);
  else trashOrder(call.site, order);
  return orderPayload(call.site, order);
}

/** /orders */
export const orderRoutes: readonly Route[] = [
  ...batchRoutes('/orders', { create, update, remove: (call, id) => remove(call, id, true) }),
  ...route('GET', '/orders', { deed: 'list', answer: list }),
  ...route('POST', '/orders', { deed: 'create', answer: (call) => ({ status: 201, body: create(call, call.body) }) }),
  ...route('GET', '/orders/(\\d+)', { deed: 'view', answer: (call) => ({ body: show(call, orderInPath(call)) }) }),
  ...route('PUT', '/orders/(\\d+)', { deed: 'edit', answer: (call) => ({ body: update(call, idOf(call), call.body) }) }),
  ...route('DELETE', '/orders/(\\d+)', {
    deed: 'delete',
    answer: (call) => ({ body: remove(call, idOf(call), flagParam(call.query, 'force') || call.body.force === true) }),
  }),
];
