import { z } from 'zod';
import { DAY_MS, type Instant, instantToIso } from '#app/domain/instant.ts';
import type { OrderGlance, Period, PlacedOrders, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { ShopifyClient } from './client.ts';
import { gid, plainId } from './gid.ts';
import { minorOf, nodeMoney, timeField } from './message-fields.ts';
import { ORDERS_AT_A_GLANCE, PLACED_ORDERS, PLACED_ORDERS_COUNT } from './operations.ts';

const MAX_GLANCES = 100;
/** Without `read_all_orders` an app sees this far back. */
const VISIBLE_MS = 60 * DAY_MS;

const placedPage = z.object({
  orders: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  }),
});

const countAnswer = z.object({
  ordersCount: z.object({ count: z.number().int().nonnegative() }).nullish(),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});

/**
 * See CommercePlatform.listOrdersPlaced. By `processed_at`: an order that was imported into the shop is created today and was placed when it was processed, which
 * never lies behind its creation.
 */
export async function listOrdersPlaced(
  { client, now }: { readonly client: ShopifyClient; readonly now: () => Instant },
  store: StoreRef,
  { period, cursor }: { readonly period: Period; readonly cursor: string | null },
): Promise<PlacedOrders> {
  const query = `processed_at:>='${instantToIso(period.from)}' processed_at:<'${instantToIso(period.to)}'`;
  const first = cursor === null ? await client.run(store.domain, PLACED_ORDERS_COUNT, { variables: { query }, answer: countAnswer }) : null;
  const { orders } = await client.run(store.domain, PLACED_ORDERS, { variables: { query, after: cursor }, answer: placedPage });
  const seesAll = first?.currentAppInstallation.accessScopes.some(({ handle }) => handle === 'read_all_orders') ?? true;
  const oldest = now() - VISIBLE_MS;
  return {
    orderIds: orders.nodes.map(({ id }) => plainId(id)),
    cursor: orders.pageInfo.hasNextPage ? (orders.pageInfo.endCursor ?? null) : null,
    total: first?.ordersCount?.count ?? null,
    hiddenBefore: seesAll || period.from >= oldest ? null : oldest,
  };
}

const glance = z.object({
  id: z.string(),
  currencyCode: z.string().length(3),
  updatedAt: timeField,
  cancelledAt: timeField.nullish(),
  refunds: z.array(z.object({ id: z.string() })),
  totalPriceSet: nodeMoney,
  totalRefundedSet: nodeMoney,
});

/** See CommercePlatform.glanceAtOrders. */
export async function glanceAtOrders(
  client: ShopifyClient,
  store: StoreRef,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderGlance>> {
  if (orderIds.length > MAX_GLANCES) throw new RangeError(`glanceAtOrders takes at most ${MAX_GLANCES} orders, not ${orderIds.length}`);
  if (orderIds.length === 0) return new Map();
  const answer = z.object({ nodes: z.array(glance.nullable()) });
  const { nodes } = await client.run(store.domain, ORDERS_AT_A_GLANCE, {
    variables: { ids: orderIds.map((id) => gid('Order', id)) },
    answer,
  });
  return new Map(nodes.flatMap((order): [string, OrderGlance][] => (order === null ? [] : [[plainId(order.id), glanceOf(order)]])));
}

function glanceOf(order: z.output<typeof glance>): OrderGlance {
  return {
    updatedAt: order.updatedAt,
    cancelled: order.cancelledAt != null,
    refundCount: order.refunds.length,
    refundedMinor: minorOf(order.totalRefundedSet.shopMoney.amount, order.currencyCode),
    totalMinor: minorOf(order.totalPriceSet.shopMoney.amount, order.currencyCode),
  };
}
