import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { lookOverStores } from '#app/services/look-over.ts';
import { auditLedger } from '#app/services/audit-ledger.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { connectWooCommerce } from '#app/services/connect-woocommerce.ts';
import { openWooCommerceStage, type WooCommerceStage } from '#tests/doors/woocommerce-stage.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, booksOf, customerBalance, expectCleanBooks, placeOrder } from './stage-books.ts';

const DAY = 86_400_000;

describe('the nightly look, at WooCommerce', () => {
  let stage: WooCommerceStage;
  let address: StoreAddress;
  let customerId: number;
  let nights = 0;

  beforeAll(async () => {
    stage = await openWooCommerceStage();
    const { woo, wiring } = stage;
    const connected = await connectWooCommerce(wiring.woocommerce, {
      access: { baseUrl: woo.url, consumerKey: woo.consumerKey, consumerSecret: woo.consumerSecret },
      joinCodeHash: null,
    });
    if (!connected.ok) throw new Error(connected.refusal.message);
    address = { programId: connected.value.programId, storeId: connected.value.storeId };
    await stage.publish(address.programId);
    customerId = woo.desk.createCustomer({ email: 'eva@example.test' }).id;
    await stage.settle(address);
  });
  afterAll(() => stage.close());
  afterEach(async () => {
    expect((await auditLedger(stage.wiring.desk, { waitSeconds: 3_600 })).differences).toEqual([]);
  });

  /** The next night: what differs is marked, fetched and settled. */
  async function night(perRun?: number) {
    nights += 1;
    const look = await lookOverStores(
      stage.wiring.desk,
      (await stage.wiring.database.now()) + nights * DAY,
      perRun === undefined ? {} : { perRun },
    );
    await stage.settle(address);
    return look;
  }

  async function place(quantity = 2) {
    const order = stage.woo.desk.placeOrder({ customerId, lines: [{ productId: 13, quantity }] });
    await stage.settle(address);
    return order.id;
  }

  async function points(orderId: number) {
    const [order] = await stage.wiring.services.readOrder(address.programId, String(orderId));
    return order && order.points.earned - order.points.reversed;
  }

  test('a refund that was deleted gives its points back', async () => {
    const orderId = await place();
    const line = stage.woo.desk.order({ id: orderId }).line_items[0]?.id ?? 0;
    const refund = stage.woo.desk.refund({ orderId, lines: [{ lineId: line, quantity: 1 }] });
    await stage.settle(address);
    expect(await points(orderId)).toBe(12);
    stage.woo.desk.deleteRefund({ orderId, refundId: refund.id });
    expect(await night()).toMatchObject({ wanted: 1, deleted: 0 });
    expect(await points(orderId)).toBe(24);
    expect(await night()).toMatchObject({ wanted: 0, deleted: 0 });
  });

  test('an order deleted for good counts as deleted after a second look, not before', async () => {
    const orderId = await place();
    stage.woo.desk.remove({ id: orderId });
    expect(await night()).toMatchObject({ wanted: 1, deleted: 0 });
    expect(await points(orderId)).toBe(24);
    // A second run of the same night confirms nothing.
    const again = await lookOverStores(stage.wiring.desk, await stage.wiring.database.now());
    expect(again).toMatchObject({ wanted: 0, deleted: 0 });
    expect(await night()).toMatchObject({ wanted: 0, deleted: 1 });
    expect(await points(orderId)).toBe(0);
    expect(await night()).toMatchObject({ wanted: 0, deleted: 0 });
  });

  test('an order that went to the trash and came back while nobody listened ends as it is', async () => {
    const orderId = await place();
    stage.woo.desk.silently({ method: 'trash', input: { id: orderId } });
    expect(await night()).toMatchObject({ wanted: 1, deleted: 0 });
    expect(await points(orderId)).toBe(0);
    expect(await night()).toMatchObject({ wanted: 0, deleted: 0 });
    stage.woo.desk.silently({ method: 'restore', input: { id: orderId } });
    expect(await night()).toMatchObject({ wanted: 1, deleted: 0 });
    expect(await points(orderId)).toBe(24);
  });

  test('goes on where it stopped, and marks nothing when nothing changed', async () => {
    for (let count = 0; count < 3; count += 1) await place(1);
    const all = (await night()).orders;
    expect(all).toBeGreaterThanOrEqual(5);
    const looked: number[] = [];
    for (let part = 0; part < 3; part += 1) {
      const look = await night(2);
      expect(look).toMatchObject({ wanted: 0, deleted: 0 });
      looked.push(look.orders);
    }
    expect(looked).toEqual([2, 2, Math.min(2, all - 4)]);
  });

  test('a site that hides most of its orders is not believed', async () => {
    const orders: number[] = [];
    for (let count = 0; count < 12; count += 1) orders.push(await place(1));
    await night();
    for (const id of orders) stage.woo.desk.remove({ id });
    const hidden = stage.woo.desk.orders({}).map(({ id }) => id);
    for (const id of hidden) stage.woo.desk.remove({ id });
    expect(await night()).toMatchObject({ wanted: 0, deleted: 0 });
    expect(await points(orders[0] ?? 0)).toBe(12);
    expect(stage.logged.join('')).toContain('does not show most of its orders');
  });
});

describe('the nightly look, at Shopify', () => {
  let stage: ServiceStage;
  let shop: StageShop;
  let customerId: string;

  beforeAll(async () => {
    stage = await openServiceStage();
    shop = await stage.openShop();
    ({ customerId } = await addCustomer(stage, shop));
    await stage.settleDown();
  });
  afterAll(() => stage.close());
  afterEach(async () => {
    stage.sim.webhooks.configure({ dropShare: 0 });
    await stage.settleDown();
    await expectCleanBooks(stage);
  });

  async function night() {
    await stage.advance(DAY);
    const look = await stage.services.runSchedule('look-over');
    await stage.settleDown();
    return look;
  }

  async function unheard(act: () => void): Promise<void> {
    stage.sim.webhooks.configure({ dropShare: 1 });
    act();
    await stage.deliver();
    stage.sim.webhooks.configure({ dropShare: 0 });
  }

  test('finds a refund of which no message came, and an order that was deleted unheard', async () => {
    const [refunded, deleted, quiet] = [
      await placeOrder(stage, shop, { customerId, prices: ['20.00', '10.00'] }),
      await placeOrder(stage, shop, { customerId, prices: ['7.00'] }),
      await placeOrder(stage, shop, { customerId, prices: ['5.00'] }),
    ];
    await stage.settleDown();
    expect(await night()).toMatchObject({ orders: 3, wanted: 0, deleted: 0 });
    await unheard(() => {
      stage.sim.desk.refund({ shop: shop.shop, orderId: refunded.orderId, lines: [{ lineId: refunded.lineIds[1] ?? '', quantity: 1 }] });
      stage.sim.desk.deleteOrder({ shop: shop.shop, orderId: deleted.orderId });
    });
    expect(await night()).toMatchObject({ wanted: 2, deleted: 0 });
    expect(await booksOf(stage, shop, refunded.orderId)).toMatchObject({ earned: 30, reversed: 10 });
    expect(await booksOf(stage, shop, deleted.orderId)).toMatchObject({ earned: 7, reversed: 0 });
    expect(await night()).toMatchObject({ wanted: 0, deleted: 1 });
    expect(await booksOf(stage, shop, deleted.orderId)).toMatchObject({ earned: 7, reversed: 7 });
    expect(await booksOf(stage, shop, quiet.orderId)).toMatchObject({ earned: 5, reversed: 0, postings: 1 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(25);
  });

  test('orders that the shop does not show to apps any more are left alone', async () => {
    const old = await placeOrder(stage, shop, { customerId, prices: ['9.00'] });
    await stage.settleDown();
    await stage.advance(61 * DAY);
    expect(await night()).toMatchObject({ wanted: 0, deleted: 0 });
    expect(await night()).toMatchObject({ wanted: 0, deleted: 0 });
    expect(await booksOf(stage, shop, old.orderId)).toMatchObject({ earned: 9, reversed: 0 });
  });

  test('a shop that takes the permission to read orders away has not deleted them', async () => {
    const { orderId } = await placeOrder(stage, shop, { customerId, prices: ['4.00'] });
    await stage.settleDown();
    const { scopes } = stage.sim.desk.getShop({ shop: shop.shop });
    stage.sim.desk.changeScopes({ shop: shop.shop, scopes: ['read_customers'] });
    await stage.deliver();
    for (let count = 0; count < 2; count += 1) expect(await night()).toMatchObject({ stores: 0, wanted: 0, deleted: 0 });
    stage.sim.desk.changeScopes({ shop: shop.shop, scopes });
    expect(await booksOf(stage, shop, orderId)).toMatchObject({ earned: 4, reversed: 0 });
  });

  test('a shop that does not answer keeps no other; the next night goes on', async () => {
    const other = await stage.openShop();
    const someone = await addCustomer(stage, other);
    const { orderId, lineIds } = await placeOrder(stage, other, { customerId: someone.customerId, prices: ['8.00'] });
    await stage.settleDown();
    await unheard(() => stage.sim.desk.refund({ shop: other.shop, orderId, lines: [{ lineId: lineIds[0] ?? '', quantity: 1 }] }));
    await placeOrder(stage, shop, { customerId, prices: ['3.00'] });
    await stage.settleDown();
    stage.sim.faults.add({ shop: shop.shop, kind: 'server-error', times: 50 });
    expect(await stage.services.runSchedule('look-over')).toMatchObject({ stores: 1, wanted: 1 });
    stage.sim.faults.clear();
    expect(await night()).toMatchObject({ stores: 2 });
    expect(await booksOf(stage, other, orderId)).toMatchObject({ earned: 8, reversed: 8 });
  });
});
