import { z } from 'zod';
import { type Instant, instantToIso } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { type CommercePlatform, PlatformError, type StoreRef } from '#app/platforms/commerce-platform.ts';
import type { ShopifyClient } from './client.ts';
import { gid, plainId } from './gid.ts';
import { ShopifyRefused } from './graphql-answer.ts';
import { CHANGED_ORDERS, ORDER_LINES, ORDERS_BY_ID, PRODUCT_COLLECTIONS } from './operations.ts';
import type { CollectionsByProduct } from './order-node.ts';
import { translateShopifyOrder } from './translate.ts';

const MAX_ORDERS = 50;
/** 20 lines come with an order, then 100 a page: far more than Shopify allows on one order. */
const MAX_LINE_PAGES = 20;
const COLLECTIONS_PAGE = 50;

export interface OrderTools {
  readonly client: ShopifyClient;
  readonly now: () => Instant;
  /** Also read what rules about product types, tags and collections need. */
  readonly productFacts: boolean;
  /** How many orders one call of a shop bears; learned from Shopify's refusals. */
  readonly batchSizes: Map<string, number>;
}

type Fetched = Awaited<ReturnType<CommercePlatform['fetchOrders']>>;
type ChangedOrders = Awaited<ReturnType<CommercePlatform['listChangedOrders']>>;

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() });
const linePage = z.object({ nodes: z.array(z.looseObject({ product: z.looseObject({ id: z.string() }).nullish() })), pageInfo });
const fetchedOrder = z.looseObject({ id: z.string(), updatedAt: z.string(), lineItems: linePage });
type FetchedOrder = z.output<typeof fetchedOrder>;

/**
 * See CommercePlatform.fetchOrders. Asks for all at once; when Shopify says that one question costs too much, asks for half as many and remembers.
 * Throws PlatformError, also when one order cannot be read: left out, it would be taken for deleted.
 */
export async function fetchOrders(tools: OrderTools, store: StoreRef, orderIds: readonly string[]): Promise<Fetched> {
  if (orderIds.length > MAX_ORDERS) throw new RangeError(`fetchOrders takes at most ${MAX_ORDERS} orders, not ${orderIds.length}`);
  const fetched: FetchedOrder[] = [];
  let at: Instant | null = null;
  let rest = [...new Set(orderIds)];
  while (rest.length > 0) {
    const size = Math.min(tools.batchSizes.get(store.domain) ?? MAX_ORDERS, rest.length);
    const batch = await fetchBatch(tools, store, rest.slice(0, size));
    if (batch === 'too-much') {
      tools.batchSizes.set(store.domain, Math.floor(size / 2));
      continue;
    }
    // The earliest answer counts for all: every order is at least as new as `at` says.
    at ??= tools.now();
    for (const order of batch) fetched.push(await withAllLines(tools, store, order));
    rest = rest.slice(size);
  }
  const collections = tools.productFacts ? await fetchCollections(tools, store, fetched) : undefined;
  const snapshots = fetched.map((order) => readSnapshot(order, collections));
  return { at: at ?? tools.now(), orders: new Map(snapshots.map((snapshot) => [snapshot.orderId, snapshot])) };
}

async function fetchBatch(
  { client, productFacts }: OrderTools,
  store: StoreRef,
  orderIds: readonly string[],
): Promise<readonly FetchedOrder[] | 'too-much'> {
  const answer = z.object({ nodes: z.array(fetchedOrder.nullable()) });
  const variables = { ids: orderIds.map((id) => gid('Order', id)), productFacts };
  try {
    const { nodes } = await client.run(store.domain, ORDERS_BY_ID, { variables, answer, toleratesDenied: true });
    return nodes.filter((node) => node !== null);
  } catch (error) {
    if (error instanceof ShopifyRefused && error.hasCode('MAX_COST_EXCEEDED') && orderIds.length > 1) return 'too-much';
    throw error;
  }
}

async function withAllLines({ client, productFacts }: OrderTools, store: StoreRef, order: FetchedOrder): Promise<FetchedOrder> {
  const answer = z.object({ order: z.object({ updatedAt: z.string(), lineItems: linePage }).nullable() });
  const nodes = [...order.lineItems.nodes];
  let page = order.lineItems.pageInfo;
  for (let count = 0; page.hasNextPage; count += 1) {
    const variables = { id: order.id, after: page.endCursor ?? '', productFacts };
    const { order: more } = await client.run(store.domain, ORDER_LINES, { variables, answer, toleratesDenied: true });
    // Half of one state and half of another would be a third one that never was.
    if (more?.updatedAt !== order.updatedAt)
      throw new PlatformError('unreachable', `order ${plainId(order.id)} changed while it was read`, { retryAfterMs: 1_000 });
    if (count >= MAX_LINE_PAGES) throw new PlatformError('malformed', `order ${plainId(order.id)} has lines without end`);
    nodes.push(...more.lineItems.nodes);
    page = more.lineItems.pageInfo;
  }
  return { ...order, lineItems: { nodes, pageInfo: page } };
}

function readSnapshot(order: FetchedOrder, collections: CollectionsByProduct | undefined): OrderSnapshot {
  const snapshot = translateShopifyOrder(order, collections);
  if (snapshot.ok) return snapshot.value;
  throw new PlatformError('malformed', `order ${plainId(order.id)} cannot be read: ${snapshot.refusal.problem}`);
}

async function fetchCollections({ client }: OrderTools, store: StoreRef, orders: readonly FetchedOrder[]): Promise<CollectionsByProduct> {
  const productIds = orders.flatMap((order) => order.lineItems.nodes.flatMap(({ product }) => (product == null ? [] : [product.id])));
  const ids = [...new Set(productIds)];
  const product = z.object({ id: z.string(), collections: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
  const answer = z.object({ nodes: z.array(product.nullable()) });
  const known = new Map<string, readonly string[]>();
  for (let start = 0; start < ids.length; start += COLLECTIONS_PAGE) {
    const page = { ids: ids.slice(start, start + COLLECTIONS_PAGE) };
    const { nodes } = await client.run(store.domain, PRODUCT_COLLECTIONS, { variables: page, answer });
    for (const node of nodes) {
      if (node !== null)
        known.set(
          plainId(node.id),
          node.collections.nodes.map(({ id }) => plainId(id)),
        );
    }
  }
  return known;
}

/** See CommercePlatform.listChangedOrders. Shopify keeps orders older than 60 days from apps without read_all_orders. */
export async function listChangedOrders(
  client: ShopifyClient,
  store: StoreRef,
  { since, cursor }: { readonly since: Instant; readonly cursor: string | null },
): Promise<ChangedOrders> {
  const answer = z.object({ orders: z.object({ nodes: z.array(z.object({ id: z.string() })), pageInfo }) });
  const variables = { query: `updated_at:>='${instantToIso(since)}'`, after: cursor };
  const { orders } = await client.run(store.domain, CHANGED_ORDERS, { variables, answer });
  return {
    orderIds: orders.nodes.map(({ id }) => plainId(id)),
    cursor: orders.pageInfo.hasNextPage ? (orders.pageInfo.endCursor ?? null) : null,
  };
}
