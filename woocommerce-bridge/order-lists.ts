import { z } from 'zod';
import { type Instant, instantToIso } from '#app/domain/instant.ts';
import type { OrderGlance, Period, PlacedOrders, StoreRef } from '#app/platforms/commerce-platform.ts';
import { sumMinor } from './decimal.ts';
import { amountField, gmtField, idField } from './message-fields.ts';
import { DIGITS, type OrderTools } from './orders.ts';
import { isDraft } from './translate-order.ts';

const PLACED_PAGE = 50;
const MAX_GLANCES = 100;

const placedOrder = z.object({ id: idField, status: z.string(), date_created_gmt: gmtField });
const place = z.object({ after: z.string(), page: z.number().int().positive(), seen: z.array(z.string()) });

/**
 * See CommercePlatform.listOrdersPlaced. Page numbers alone would skip an order when an earlier one is deleted meanwhile, so the next page begins at the last second
 * seen; the orders of that second that were given already are named in the cursor. Drafts are no orders and are passed over.
 */
export async function listOrdersPlaced(
  { client, accessFor }: OrderTools,
  store: StoreRef,
  { period, cursor }: { readonly period: Period; readonly cursor: string | null },
): Promise<PlacedOrders> {
  const access = await accessFor(store);
  const { after, page, seen } = cursor === null ? { after: secondBefore(period.from), page: 1, seen: [] } : place.parse(JSON.parse(cursor));
  let total: number | null = null;
  const orders = await client.send(access, {
    method: 'get',
    path: 'orders',
    query: {
      // Both ends are left out by WooCommerce, which counts whole seconds.
      ...{ after, before: upToSecond(period.to), dates_are_gmt: true, orderby: 'date', order: 'asc' },
      ...{ per_page: PLACED_PAGE, page, _fields: 'id,status,date_created_gmt' },
    },
    answer: z.array(placedOrder),
    onTotal: (count) => {
      total = count;
    },
  });
  const orderIds = orders.filter(({ id, status }) => !isDraft(status) && !seen.includes(id)).map(({ id }) => id);
  return { orderIds, cursor: nextPlace(orders, { after, page, seen }), total: cursor === null ? total : null, hiddenBefore: null };
}

function nextPlace(orders: readonly z.output<typeof placedOrder>[], { after, page, seen }: z.output<typeof place>): string | null {
  const last = orders.at(-1);
  if (last === undefined || orders.length < PLACED_PAGE) return null;
  const next = secondBefore(last.date_created_gmt);
  // A whole page of one second (a bulk import) brings no later moment: then only the page number leads on.
  if (next === after) return JSON.stringify({ after, page: page + 1, seen });
  const lastSecond = orders.filter(({ date_created_gmt: at }) => at === last.date_created_gmt).map(({ id }) => id);
  return JSON.stringify({ after: next, page: 1, seen: lastSecond });
}

function secondBefore(at: Instant): string {
  return instantToIso(Math.floor(at / 1000) * 1000 - 1000).slice(0, 19);
}

function upToSecond(at: Instant): string {
  return instantToIso(Math.ceil(at / 1000) * 1000).slice(0, 19);
}

const glancedOrder = z.object({
  id: idField,
  status: z.string(),
  currency: z.string().length(3),
  date_created_gmt: gmtField,
  date_modified_gmt: gmtField.nullish(),
  total: amountField,
  refunds: z.array(z.object({ id: idField, total: amountField })).nullish(),
});

/** See CommercePlatform.glanceAtOrders. A deleted refund leaves the order's dates alone; only the list of refunds shows it. */
export async function glanceAtOrders(
  { client, accessFor }: OrderTools,
  store: StoreRef,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderGlance>> {
  if (orderIds.length > MAX_GLANCES) throw new RangeError(`glanceAtOrders takes at most ${MAX_GLANCES} orders, not ${orderIds.length}`);
  const ids = orderIds.filter((id) => /^\d{1,18}$/.test(id));
  if (ids.length === 0) return new Map();
  const orders = await client.send(await accessFor(store), {
    method: 'get',
    path: 'orders',
    query: {
      ...{ include: ids.join(','), per_page: MAX_GLANCES, dp: DIGITS },
      _fields: 'id,status,currency,date_created_gmt,date_modified_gmt,total,refunds',
    },
    answer: z.array(glancedOrder),
  });
  return new Map(orders.filter(({ status }) => !isDraft(status)).map((order) => [order.id, glanceOf(order)]));
}

function glanceOf(order: z.output<typeof glancedOrder>): OrderGlance {
  const refunds = order.refunds ?? [];
  const currency = order.currency.toUpperCase();
  return {
    updatedAt: order.date_modified_gmt ?? order.date_created_gmt,
    cancelled: order.status === 'cancelled',
    refundCount: refunds.length,
    // The list shows each as what it takes away: negative.
    refundedMinor: refunds.reduce((sum, { total }) => sum + Math.abs(sumMinor([total], currency)), 0),
    totalMinor: sumMinor([order.total], currency),
  };
}
