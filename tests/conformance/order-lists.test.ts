import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { OrderGlance, Period, PlacedOrders } from '#app/platforms/commerce-platform.ts';
import type { PlatformStand } from './commerce-platform-stand.ts';
import { openShopifyStand } from './shopify-stand.ts';
import { openWooCommerceStand } from './woocommerce-stand.ts';

const PLATFORMS = [
  ['Shopify', openShopifyStand],
  ['WooCommerce', openWooCommerceStand],
] as const;

const DAY = 86_400_000;

async function listAll(
  { platform, store }: PlatformStand,
  period: Period,
): Promise<{ readonly ids: string[]; readonly first: PlacedOrders }> {
  const first = await platform.listOrdersPlaced(store, period, null);
  const ids = [...first.orderIds];
  let { cursor } = first;
  for (let page = 0; cursor !== null && page < 20; page += 1) {
    const next = await platform.listOrdersPlaced(store, period, cursor);
    expect(next.orderIds.length).toBeLessThanOrEqual(50);
    ids.push(...next.orderIds);
    cursor = next.cursor;
  }
  expect(cursor).toBeNull();
  return { ids, first };
}

/** What a glance must say of an order that was settled from this snapshot. */
function asGlance({ updatedAt, cancelledAt, refundCount, refundedMinor, totalMinor }: OrderSnapshot): OrderGlance {
  return { updatedAt, cancelled: cancelledAt !== null, refundCount, refundedMinor, totalMinor };
}

describe.each(PLATFORMS)('lists of orders, on %s', (_name, open) => {
  let stand: PlatformStand;
  beforeAll(async () => {
    stand = await open();
  });
  afterAll(() => stand.close());

  test('placed orders of a period come once each, oldest first, page by page; later changes move none of them', async () => {
    await stand.placeOrder({ lines: [1, 0] });
    await stand.advance(2_000);
    const from = await stand.now();
    const placed: string[] = [];
    for (let count = 0; count < 130; count += 1) {
      placed.push(await stand.placeOrder({ lines: [1, 0] }));
      // Many of one second, as a migrated shop has them: more than a page of the first one.
      if (count > 60 && count % 3 === 0) await stand.advance(1_000);
    }
    await stand.advance(2_000);
    const to = await stand.now();
    await stand.advance(1_000);
    await stand.placeOrder({ lines: [0, 1] });
    await stand.refundUnits(placed[3] ?? '', { line: 0, quantity: 1 });
    const { ids, first } = await listAll(stand, { from, to });
    expect(ids).toEqual(placed.toSorted((a, b) => placed.indexOf(a) - placed.indexOf(b)));
    expect(first).toMatchObject({ total: 130, hiddenBefore: null });
    expect(await listAll(stand, { from: from - 2 * DAY, to: from - DAY })).toMatchObject({ ids: [], first: { cursor: null, total: 0 } });
  });

  test('an order looks at a glance like its snapshot, whatever was done to it', async () => {
    const [plain, refunded, goodwill, cancelled] = [
      await stand.placeOrder({ lines: [1, 1], shipping: true }),
      await stand.placeOrder({ lines: [2, 1] }),
      await stand.placeOrder({ lines: [1, 0] }),
      await stand.placeOrder({ lines: [1, 0] }),
    ];
    await stand.advance(2_000);
    await stand.refundUnits(refunded, { line: 0, quantity: 1 });
    await stand.refundUnits(refunded, { line: 1, quantity: 1 });
    await stand.refundAmount(goodwill, '5.00');
    await stand.cancel(cancelled);
    const orderIds = [plain, refunded, goodwill, cancelled];
    const { orders } = await stand.platform.fetchOrders(stand.store, orderIds);
    const glances = await stand.platform.glanceAtOrders(stand.store, [...orderIds, stand.unknownOrderId]);
    expect([...glances.keys()].toSorted()).toEqual(orderIds.toSorted());
    for (const orderId of orderIds) {
      const snapshot = orders.get(orderId);
      expect(snapshot && asGlance(snapshot)).toEqual(glances.get(orderId));
    }
    expect(glances.get(refunded)).toMatchObject({ refundCount: 2, refundedMinor: 3630 });
    expect(await stand.platform.glanceAtOrders(stand.store, [])).toEqual(new Map());
    await expect(stand.platform.glanceAtOrders(stand.store, Array.from({ length: 101 }, String))).rejects.toThrow(RangeError);
  });
});

test('WooCommerce: an order that is deleted while the pages are read hides no other', async () => {
  const stand = await openWooCommerceStand();
  try {
    const from = await stand.now();
    const placed: string[] = [];
    for (let count = 0; count < 60; count += 1) {
      placed.push(await stand.placeOrder({ lines: [1, 0] }));
      await stand.advance(1_000);
    }
    const period = { from, to: await stand.now() };
    const first = await stand.platform.listOrdersPlaced(stand.store, period, null);
    await stand.remove(placed[0] ?? '');
    await stand.remove(placed[1] ?? '');
    const second = await stand.platform.listOrdersPlaced(stand.store, period, first.cursor);
    expect([...first.orderIds, ...second.orderIds]).toEqual(placed);
  } finally {
    await stand.close();
  }
});

test('Shopify: without read_all_orders it is said from when on orders are shown', async () => {
  const stand = await openShopifyStand();
  try {
    const now = await stand.now();
    const all = await stand.platform.listOrdersPlaced(stand.store, { from: now - 300 * DAY, to: now }, null);
    expect(all.hiddenBefore).toBe(now - 60 * DAY);
    expect((await stand.platform.listOrdersPlaced(stand.store, { from: now - 30 * DAY, to: now }, null)).hiddenBefore).toBeNull();
  } finally {
    await stand.close();
  }
});
