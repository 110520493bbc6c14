import { z } from 'zod';
import { type Instant, instantFromIso, instantToIso } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { type CommercePlatform, PlatformError, type StoreRef } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import { gmtField, idField } from './message-fields.ts';
import { type ProductBody, productBody } from './order-body.ts';
import type { SiteAccess } from './site-access.ts';
import { WooCommerceRefused } from './site-answer.ts';
import { isDraft, translateWooCommerceOrder } from './translate-order.ts';

const MAX_ORDERS = 50;
const PAGE = 100;
const MAX_REFUND_PAGES = 10;
/** Digits after the point in every amount: shops that display none still know their coins, and tax is exact only before it is rounded. */
export const DIGITS = 6;

const bareOrder = z.looseObject({
  id: idField,
  status: z.string(),
  line_items: z.array(z.looseObject({ product_id: idField.nullish() })).default([]),
  refunds: z.array(z.unknown()).nullish(),
});
type BareOrder = z.output<typeof bareOrder>;

type Fetched = Awaited<ReturnType<CommercePlatform['fetchOrders']>>;
type ChangedOrders = Awaited<ReturnType<CommercePlatform['listChangedOrders']>>;

export interface OrderTools {
  readonly client: WooCommerceClient;
  readonly accessFor: (store: StoreRef) => Promise<SiteAccess>;
  readonly now: () => Instant;
}

/**
 * See CommercePlatform.fetchOrders. One question for all orders, one for the refunds of each that has any, one for their products. Drafts are no orders yet and
 * are left out. A list never shows what is in the trash: what is missing from it is asked for alone, so that a trashed order comes back as deleted.
 */
export async function fetchOrders(tools: OrderTools, store: StoreRef, orderIds: readonly string[]): Promise<Fetched> {
  if (orderIds.length > MAX_ORDERS) throw new RangeError(`fetchOrders takes at most ${MAX_ORDERS} orders, not ${orderIds.length}`);
  const access = await tools.accessFor(store);
  const ids = [...new Set(orderIds)].filter((id) => /^\d{1,18}$/.test(id));
  if (ids.length === 0) return { at: tools.now(), orders: new Map() };
  // Taken before the question: every order is at least as new as `at` says.
  const at = tools.now();
  const listed = await tools.client.send(access, {
    method: 'get',
    path: 'orders',
    query: { include: ids.join(','), per_page: MAX_ORDERS, dp: DIGITS },
    answer: z.array(bareOrder),
  });
  const known = new Set(listed.map(({ id }) => id));
  const alone: (BareOrder | null)[] = [];
  for (const id of ids) if (!known.has(id)) alone.push(await fetchAlone(tools, access, id));
  const orders = [...listed, ...alone].filter((order) => order !== null).filter(({ status }) => !isDraft(status));
  const products = await fetchProducts(tools, access, orders);
  const snapshots = new Map<string, OrderSnapshot>();
  for (const order of orders) snapshots.set(order.id, readSnapshot(order, await fetchRefunds(tools, access, order), products));
  return { at, orders: snapshots };
}

async function fetchAlone({ client }: OrderTools, access: SiteAccess, id: string): Promise<BareOrder | null> {
  try {
    return await client.send(access, { method: 'get', path: `orders/${id}`, query: { dp: DIGITS }, answer: bareOrder });
  } catch (error) {
    if (error instanceof WooCommerceRefused && error.isMissing) return null;
    throw error;
  }
}

async function fetchRefunds({ client }: OrderTools, access: SiteAccess, order: BareOrder): Promise<readonly unknown[]> {
  const refunds: unknown[] = [];
  if ((order.refunds ?? []).length === 0) return refunds;
  for (let page = 1; page <= MAX_REFUND_PAGES; page += 1) {
    const answer = await client.send(access, {
      method: 'get',
      path: `orders/${order.id}/refunds`,
      query: { per_page: PAGE, page, dp: DIGITS },
      answer: z.array(z.unknown()),
    });
    refunds.push(...answer);
    if (answer.length < PAGE) return refunds;
  }
  throw new PlatformError('malformed', `order ${order.id} has refunds without end`);
}

/** Products that were deleted are simply not there; their lines then say less. */
async function fetchProducts(
  { client }: OrderTools,
  access: SiteAccess,
  orders: readonly BareOrder[],
): Promise<ReadonlyMap<string, ProductBody>> {
  const ids = new Set(orders.flatMap((order) => order.line_items.flatMap(({ product_id: id }) => (id == null || id === '0' ? [] : [id]))));
  const wanted = [...ids];
  const found = new Map<string, ProductBody>();
  for (let start = 0; start < wanted.length; start += PAGE) {
    const products = await client.send(access, {
      method: 'get',
      path: 'products',
      query: { include: wanted.slice(start, start + PAGE).join(','), per_page: PAGE, _fields: 'id,type,virtual,categories,tags' },
      answer: z.array(productBody),
    });
    for (const product of products) found.set(product.id, product);
  }
  return found;
}

function readSnapshot(order: BareOrder, refunds: readonly unknown[], products: ReadonlyMap<string, ProductBody>): OrderSnapshot {
  const snapshot = translateWooCommerceOrder(order, refunds, products);
  if (snapshot.ok) return snapshot.value;
  throw new PlatformError('malformed', `order ${order.id} cannot be read: ${snapshot.refusal.problem}`);
}

const changedOrder = z.object({ id: idField, status: z.string(), date_modified_gmt: gmtField.nullish() });
const place = z.object({ after: z.string(), page: z.number().int().positive() });

/**
 * See CommercePlatform.listChangedOrders. Page numbers alone would lose orders: one that changes while its page is read moves to the end, and the next page begins one
 * too late. So the next page begins at the last moment seen, a second earlier because `modified_after` leaves its own second out; some ids come twice.
 */
export async function listChangedOrders(
  { client, accessFor }: OrderTools,
  store: StoreRef,
  { since, cursor }: { readonly since: Instant; readonly cursor: string | null },
): Promise<ChangedOrders> {
  const access = await accessFor(store);
  const { after, page } = cursor === null ? { after: secondBefore(since), page: 1 } : place.parse(JSON.parse(cursor));
  const orders = await client.send(access, {
    method: 'get',
    path: 'orders',
    query: {
      ...{ modified_after: after, dates_are_gmt: true, orderby: 'modified', order: 'asc' },
      ...{ per_page: PAGE, page, _fields: 'id,status,date_modified_gmt' },
    },
    answer: z.array(changedOrder),
  });
  const orderIds = orders.filter(({ status }) => !isDraft(status)).map(({ id }) => id);
  if (orders.length < PAGE) return { orderIds, cursor: null };
  const last = orders.at(-1)?.date_modified_gmt ?? null;
  const next = last === null ? after : secondBefore(last);
  // A whole page of one second (a bulk edit) brings no later moment: then only the page number leads on.
  const progress = instantFromIso(`${next}Z`) > instantFromIso(`${after}Z`);
  return { orderIds, cursor: JSON.stringify(progress ? { after: next, page: 1 } : { after, page: page + 1 }) };
}

function secondBefore(at: Instant): string {
  return instantToIso(Math.floor(at / 1000) * 1000 - 1000).slice(0, 19);
}
