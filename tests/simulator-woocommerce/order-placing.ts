import { createHash, randomBytes } from 'node:crypto';
import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { addCustomer } from './customer-desk.ts';
import { momentOf } from './local-time.ts';
import { fillOrder, priceContent, type ContentInput } from './order-content.ts';
import type { Order } from './order-state.ts';
import { changeStatus, paidStatus, touch } from './order-status.ts';
import { emptyAddress, mergeMeta, orderOf, type MetaInput, type Site } from './site-state.ts';
import type { Address, BillingAddress } from './site-values.ts';

export interface PersonInput {
  readonly customerId?: number;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly billing?: Partial<BillingAddress>;
  readonly shippingAddress?: Partial<Address>;
}

export interface OrderInput extends ContentInput, PersonInput {
  /** Where the order comes from (default: the classic checkout). */
  readonly via?: 'checkout' | 'store-api' | 'rest-api' | 'admin';
  readonly status?: string;
  /** False: cash on delivery, processing with date_paid null. */
  readonly paid?: boolean;
  readonly paymentMethod?: string;
  readonly paymentTitle?: string;
  readonly transactionId?: string;
  readonly currency?: string;
  readonly metaData?: readonly MetaInput[];
  readonly customerNote?: string;
  readonly createdAt?: string | number;
  readonly number?: string;
}

export interface DraftSubmission extends PersonInput {
  readonly id: number;
  readonly status?: string;
  readonly createAccount?: boolean;
}

const STATUSES = ['pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed', 'checkout-draft', 'auto-draft'];

/** Places an order and tells it the way its origin does: a block checkout is a draft first, and is updated before it is created. */
export function placeOrder(site: Site, input: OrderInput): Order {
  const at = input.createdAt === undefined ? site.clock.now() : momentOf(input.createdAt);
  const via = input.via ?? 'checkout';
  if (input.status !== undefined) checkStatus(input.status);
  const shopper = shopperOf(site, input);
  const order = blankOrder(site, input, { at, via });
  fillOrder(site, order, priceContent(site, input, shopper));
  setPerson(site, order, input);
  mergeMeta(site, order.meta, [...originMeta(via), ...(input.metaData ?? [])]);
  site.orders.set(order.id, order);
  const updated = { topic: 'order.updated', resourceId: order.id };
  const created = { topic: 'order.created', resourceId: order.id };
  if (via === 'store-api') site.tell([updated]);
  const target = input.status ?? paidStatus(site, order);
  if (target === 'checkout-draft' && via === 'store-api') return order;
  if (target === order.status) countInitial(site, order);
  else changeStatus(site, order, { to: target, at });
  site.tell(via === 'store-api' ? [updated, created] : [created, updated]);
  return order;
}

/** The shopper types on in the block checkout: the draft is told again. */
export function editDraft(site: Site, input: Partial<OrderInput> & { readonly id: number }): Order {
  const order = draftOf(site, input.id);
  setPerson(site, order, input);
  if (input.lines) {
    const content = { ...input, lines: input.lines };
    fillOrder(site, order, priceContent(site, content, { customerId: order.customerId, email: order.billing.email }));
  }
  touch(site, order);
  return order;
}

/** The shopper presses "Place order" on a draft. Refuses, as the Store API does, a coupon that the final e-mail may not use. */
export function submitDraft(site: Site, input: DraftSubmission): Order {
  const order = draftOf(site, input.id);
  if (input.status !== undefined) checkStatus(input.status);
  setPerson(site, order, input);
  if (input.createAccount === true) {
    const account = addCustomer(site, {
      email: required(order.billing.email === '' ? null : order.billing.email, 'an account needs an e-mail'),
      firstName: order.billing.first_name,
      lastName: order.billing.last_name,
    });
    order.customerId = account.id;
  }
  changeStatus(site, order, input.status ?? paidStatus(site, order));
  order.modifiedAt = site.clock.now();
  site.tell([
    { topic: 'order.updated', resourceId: order.id },
    { topic: 'order.created', resourceId: order.id },
  ]);
  return order;
}

/** Refuses what no shop without further plugins knows; trash has its own counter. */
export function checkStatus(status: string): void {
  if (!STATUSES.includes(status)) throw new SimulatorRefusal(`"${status}" is no status; choose of ${STATUSES.join(', ')}`);
}

/** Sets who the order belongs to and where it goes. */
export function setPerson(site: Site, order: Order, input: PersonInput): void {
  if (input.customerId !== undefined) order.customerId = input.customerId;
  const customer =
    order.customerId === 0 ? undefined : required(site.customers.get(order.customerId), `there is no customer ${order.customerId}`);
  const names = {
    ...(input.firstName === undefined ? {} : { first_name: input.firstName }),
    ...(input.lastName === undefined ? {} : { last_name: input.lastName }),
  };
  const email = input.email ?? (order.billing.email === '' ? (customer?.email ?? '') : order.billing.email);
  const known = customer && order.billing.first_name === '' ? { first_name: customer.firstName, last_name: customer.lastName } : {};
  order.billing = { ...order.billing, ...known, ...names, email, ...input.billing };
  order.shippingAddress = { ...order.shippingAddress, ...known, ...names, ...input.shippingAddress };
}

function shopperOf(site: Site, input: PersonInput) {
  const customerId = input.customerId ?? 0;
  const typed = input.email ?? input.billing?.email ?? '';
  return { customerId, email: typed === '' ? (site.customers.get(customerId)?.email ?? '') : typed };
}

function draftOf(site: Site, id: number): Order {
  const order = orderOf(site, id);
  if (order.status !== 'checkout-draft') throw new SimulatorRefusal(`order ${id} is no draft: it is ${order.status}`);
  return order;
}

/** An order that stays in the status in which it was made counts its coupons too. */
function countInitial(site: Site, order: Order): void {
  const { status } = order;
  order.status = 'auto-draft';
  changeStatus(site, order, status);
}

function blankOrder(site: Site, input: OrderInput, { at, via }: { readonly at: number; readonly via: string }): Order {
  const id = site.next('post');
  const fromBrowser = via === 'checkout' || via === 'store-api';
  const method = input.paymentMethod ?? (input.paid === false ? 'cod' : input.status === 'on-hold' ? 'bacs' : 'stripe');
  return {
    id,
    status: via === 'store-api' ? 'checkout-draft' : 'pending',
    statusBeforeTrash: null,
    number: input.number ?? String(id),
    currency: input.currency ?? site.settings.currency,
    pricesIncludeTax: site.settings.pricesIncludeTax,
    createdAt: at,
    modifiedAt: at,
    paidAt: null,
    completedAt: null,
    customerId: input.customerId ?? 0,
    orderKey: `wc_order_${randomBytes(9).toString('base64url').replaceAll(/[-_]/g, 'x').padEnd(13, 'x')}`,
    billing: { ...emptyAddress(), email: '' },
    shippingAddress: emptyAddress(),
    paymentMethod: method,
    paymentTitle: input.paymentTitle ?? method.toUpperCase(),
    transactionId: input.transactionId ?? '',
    ip: fromBrowser ? '127.0.0.1' : '',
    agent: fromBrowser ? 'Mozilla/5.0 (X11; Linux x86_64)' : '',
    createdVia: via,
    customerNote: input.customerNote ?? '',
    cartHash: fromBrowser ? hashOf(String(id)) : '',
    meta: [],
    lines: [],
    shipping: [],
    fees: [],
    coupons: [],
    taxLineIds: new Map(),
    refunds: [],
    couponsCounted: false,
    refundsHidden: false,
  };
}

function originMeta(via: string): MetaInput[] {
  const exempt = { key: 'is_vat_exempt', value: 'no' };
  if (via === 'checkout') {
    return [
      { key: '_wc_order_attribution_device_type', value: 'Desktop' },
      { key: '_wc_order_attribution_source_type', value: 'typein' },
      { key: '_wc_order_attribution_utm_source', value: '(direct)' },
      exempt,
    ];
  }
  if (via !== 'store-api') return [];
  const hashes = ['_coupons_hash', '_fees_hash', '_shipping_hash', '_taxes_hash'];
  return [...hashes.map((key) => ({ key, value: hashOf(key) })), exempt];
}

function hashOf(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
