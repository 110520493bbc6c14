import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { anOrder, aLine } from '#tests/builders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  balanceOf,
  booksOf,
  customerBalance,
  expectCleanBooks,
  memberOf,
  orderView,
  placeOrder,
  putSnapshots,
  rowsOf,
  settleSnapshot,
} from './stage-books.ts';

const DAY = 86_400_000;
let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop();
});
afterAll(() => stage.close());
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

let orderIds = 900_000;
/** A snapshot of an order that no shop has, as of now. */
function snapshot(parts: Parameters<typeof anOrder>[0] = {}) {
  const now = stage.now();
  const orderId = String((orderIds += 1));
  return anOrder({
    orderId,
    name: `#${orderId}`,
    placedAt: now,
    updatedAt: now,
    paidAt: now,
    lines: [aLine({ chargedMinor: 4000, keptMinor: 4000 })],
    ...parts,
  });
}

describe('what happens to an order after it was paid', () => {
  test('edits: what is added earns, what is removed is taken', async () => {
    const { customerId } = await addCustomer(stage, at);
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['30.00', '10.00'] });
    await stage.settleDown();
    await stage.advance(2_000);
    stage.sim.desk.editOrder({
      shop: at.shop,
      orderId,
      remove: [{ lineId: lineIds[1] ?? '', quantity: 1 }],
      add: [{ title: 'More', price: '25.00' }],
    });
    stage.sim.desk.markPaid({ shop: at.shop, orderId });
    await stage.settleDown();
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 55, debt: 0 });
  });

  test('cancelled after payment: everything is taken back; cancelled unpaid: nothing was earned', async () => {
    const { customerId } = await addCustomer(stage, at);
    const paid = await placeOrder(stage, at, { customerId });
    const unpaid = await placeOrder(stage, at, { customerId, payment: 'unpaid' });
    await stage.settleDown();
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 40 });
    await stage.advance(2_000);
    for (const { orderId } of [paid, unpaid]) stage.sim.desk.cancelOrder({ shop: at.shop, orderId });
    await stage.settleDown();
    expect(await booksOf(stage, at, paid.orderId)).toEqual({ earned: 40, reversed: 40, postings: 2 });
    expect(await booksOf(stage, at, unpaid.orderId)).toEqual({ earned: 0, reversed: 0, postings: 0 });
  });

  test('cancelled, opened again and paid (vector 12): books end at +n, step by step and in one look', async () => {
    const stepwise = snapshot({ customer: { customerId: '71', email: null, firstName: null, lastName: null } });
    await settleSnapshot(stage, at, stepwise);
    const off = { ...stepwise, cancelledAt: stage.now(), updatedAt: stepwise.updatedAt + 1_000 };
    await settleSnapshot(stage, at, off);
    expect(await booksOf(stage, at, stepwise.orderId)).toMatchObject({ earned: 40, reversed: 40 });
    await settleSnapshot(stage, at, { ...off, cancelledAt: null, updatedAt: off.updatedAt + 1_000 });
    expect(await booksOf(stage, at, stepwise.orderId)).toEqual({ earned: 40, reversed: 0, postings: 3 });
    const atOnce = snapshot({ customer: stepwise.customer });
    await putSnapshots(stage, at, [
      atOnce,
      { ...atOnce, cancelledAt: stage.now(), updatedAt: atOnce.updatedAt + 1_000 },
      { ...atOnce, updatedAt: atOnce.updatedAt + 2_000 },
    ]);
    await stage.drainAll();
    expect(await booksOf(stage, at, atOnce.orderId)).toEqual({ earned: 40, reversed: 0, postings: 1 });
    expect(await customerBalance(stage, at, '71')).toMatchObject({ available: 80, debt: 0 });
  });

  test('points wait for their day, and become available when it has come', async () => {
    const slow = await stage.openShop({ program: { pending: { shipped: { days: 14, from: 'fulfilment' } } } });
    const { customerId } = await addCustomer(stage, slow);
    const { orderId } = await placeOrder(stage, slow, { customerId });
    await stage.settleDown();
    expect(await customerBalance(stage, slow, customerId)).toMatchObject({ pending: 40, available: 0 });
    await stage.advance(2_000);
    stage.sim.desk.fulfil({ shop: slow.shop, orderId });
    await stage.settleDown();
    await stage.advance(13 * DAY);
    expect(await stage.services.runSchedule('mature-points')).toEqual({ orders: 0 });
    await stage.advance(DAY + 10_000);
    expect(await stage.services.runSchedule('mature-points')).toEqual({ orders: 1 });
    expect(await customerBalance(stage, slow, customerId)).toMatchObject({ pending: 0, available: 40 });
    expect(await stage.services.runSchedule('mature-points')).toEqual({ orders: 0 });
    expect(stage.wakes).toContain(`relay-store ${slow.address.storeId}`);
  });
});

describe('whose order it is', () => {
  test('a guest known by e-mail only earns, and the same address finds the same guest', async () => {
    const customer = { customerId: null, email: 'Guest@Example.com', firstName: 'Gus', lastName: 'Test' };
    const [first, second] = [snapshot({ customer }), snapshot({ customer: { ...customer, email: ' guest@example.com ' } })];
    await settleSnapshot(stage, at, first);
    await settleSnapshot(stage, at, second);
    const views = [await orderView(stage, at, first.orderId), await orderView(stage, at, second.orderId)];
    expect(views[0]?.memberId).not.toBeNull();
    expect(views[0]?.memberId).toBe(views[1]?.memberId);
    expect(await balanceOf(stage, at.address.programId, views[0]?.memberId ?? '')).toMatchObject({ available: 80 });
  });

  test('without any customer it waits for one: 30 days, not longer', async () => {
    const owner = await addCustomer(stage, at);
    const late = await addCustomer(stage, at);
    const [waiting, missed] = [await placeOrder(stage, at, {}), await placeOrder(stage, at, {})];
    await stage.settleDown();
    expect(await orderView(stage, at, waiting.orderId)).toMatchObject({ memberId: null, points: { earned: 0 } });
    await stage.advance(29 * DAY);
    stage.sim.desk.attachCustomer({ shop: at.shop, orderId: waiting.orderId, customerId: owner.customerId });
    await stage.settleDown();
    expect(await customerBalance(stage, at, owner.customerId)).toMatchObject({ available: 40 });
    await stage.advance(2 * DAY);
    stage.sim.desk.attachCustomer({ shop: at.shop, orderId: missed.orderId, customerId: late.customerId });
    await stage.settleDown();
    expect(await booksOf(stage, at, missed.orderId)).toMatchObject({ earned: 0, postings: 0 });
  });

  test('moved to another customer within 30 days: one posting takes from one and gives to the other (vector 30)', async () => {
    const [a, b] = [await addCustomer(stage, at), await addCustomer(stage, at)];
    const { orderId } = await placeOrder(stage, at, { customerId: a.customerId });
    await stage.settleDown();
    await stage.advance(2_000);
    stage.sim.desk.attachCustomer({ shop: at.shop, orderId, customerId: b.customerId });
    await stage.settleDown();
    expect(await customerBalance(stage, at, a.customerId)).toMatchObject({ available: 0, debt: 0 });
    expect(await customerBalance(stage, at, b.customerId)).toMatchObject({ available: 40 });
    const moved = (await orderView(stage, at, orderId)).postings[0];
    expect(moved).toMatchObject({ kind: 'reassigned', memberId: await memberOf(stage, at.address, b.customerId) });
    await stage.advance(31 * DAY);
    stage.sim.desk.attachCustomer({ shop: at.shop, orderId, customerId: a.customerId });
    await stage.settleDown();
    expect(await customerBalance(stage, at, b.customerId)).toMatchObject({ available: 40 });
  });
});

describe('trouble', () => {
  test('an order whose decision fails is tried again later and holds up nobody', async () => {
    const { customerId } = await addCustomer(stage, at);
    const good = await placeOrder(stage, at, { customerId });
    await stage.deliver();
    const broken = snapshot({ lines: [aLine({ chargedMinor: 0.5, keptMinor: 0.5 })] });
    const unreadable = { ...snapshot(), customer: { customerId: null, email: 5 } };
    const member = snapshot({ customer: broken.customer });
    await putSnapshots(stage, at, [broken, unreadable, member]);
    await stage.drainAll();
    expect(await booksOf(stage, at, good.orderId)).toMatchObject({ earned: 40 });
    expect(await booksOf(stage, at, member.orderId)).toMatchObject({ earned: 40 });
    const rows = await rowsOf<{ tries: number; reason: string; later: boolean }>(
      stage,
      `SELECT tries, reason, next_try_at > clock_timestamp() + interval '1 second' AS later FROM inbox WHERE state = 'waiting'`,
    );
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row).toMatchObject({ tries: 1, later: true, reason: expect.any(String) as string });
    expect(await rowsOf(stage, 'SELECT 1 FROM posting WHERE order_id = ANY ($1)', [[broken.orderId]])).toEqual([]);
    for (let round = 0; round < 12; round += 1) {
      await stage.hurry();
      await stage.drainAll();
    }
    const dead = await rowsOf<{ tries: number }>(stage, `SELECT tries FROM inbox WHERE state = 'dead' AND topic = 'rung/order-fetched'`);
    expect(dead.map(({ tries }) => tries)).toEqual([12, 12]);
    await rowsOf(stage, `UPDATE inbox SET state = 'skipped' WHERE state = 'dead'`);
  });

  test('a paused program earns nothing new, and refunds still settle', async () => {
    const shop = await stage.openShop();
    const { customerId } = await addCustomer(stage, shop);
    const before = await placeOrder(stage, shop, { customerId });
    await stage.settleDown();
    await rowsOf(stage, `UPDATE program SET state = 'paused' WHERE id = $1`, [shop.address.programId]);
    const during = await placeOrder(stage, shop, { customerId });
    stage.sim.desk.cancelOrder({ shop: shop.shop, orderId: before.orderId });
    await stage.settleDown();
    expect(await booksOf(stage, shop, before.orderId)).toMatchObject({ earned: 40, reversed: 40 });
    expect(await booksOf(stage, shop, during.orderId)).toMatchObject({ earned: 0 });
  });

  test('two drains at once, of the same rows and of one order, settle it once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { customerId } = await addCustomer(stage, at);
      await stage.settleDown();
      stage.sim.webhooks.hold();
      const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['30.00', '10.00'] });
      await stage.advance(2_000);
      stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[0] ?? '', quantity: 1 }] });
      const messages = stage.sim.webhooks.list({ shop: at.shop, state: 'held' });
      const paid = messages.find(({ topic }) => topic === 'orders/paid');
      const refunded = messages.findLast(({ topic }) => topic === 'orders/updated');
      stage.sim.webhooks.resend({ id: paid?.id ?? '' });
      await stage.deliver();
      // The first drain holds the first row while the second row comes in.
      const first = stage.services.drainStore(at.address);
      stage.sim.webhooks.resend({ id: refunded?.id ?? '' });
      await stage.deliver();
      await Promise.all([first, stage.services.drainStore(at.address), stage.services.drainStore(at.address)]);
      stage.sim.webhooks.release();
      await stage.settleDown();
      expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 30 });
      expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 10, debt: 0 });
    }
  });

  test('a lease that is lost midway leaves its row to the next holder, and the points come once', async () => {
    const { customerId } = await addCustomer(stage, at);
    const { orderId } = await placeOrder(stage, at, { customerId });
    await stage.deliver();
    const lock = await stage.database.pool.connect();
    await stage.drainAll();
    await placeOrder(stage, at, { customerId });
    await stage.deliver();
    try {
      // The member is locked, so that the drain stands still in the middle while its lease runs out.
      await lock.query('BEGIN');
      await lock.query('SELECT 1 FROM member FOR UPDATE');
      const stuck = stage.services.drainStore(at.address);
      await expect
        .poll(
          async () =>
            (await rowsOf(stage, `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`)).length,
        )
        .toBeGreaterThan(0);
      await stage.hurry();
      const second = stage.services.drainStore(at.address);
      await lock.query('COMMIT');
      await Promise.all([stuck, second]);
    } finally {
      lock.release();
    }
    await stage.settleDown();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, postings: 1 });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 80 });
  });

  test('more drains at once than there are connections do not starve one another', async () => {
    const shops = await Promise.all(Array.from({ length: 12 }, () => stage.openShop()));
    for (const shop of shops) await placeOrder(stage, shop, { customerId: (await addCustomer(stage, shop)).customerId });
    await stage.deliver();
    const started = Date.now();
    const turns = await Promise.allSettled(shops.map(({ address }) => stage.services.drainStore(address)));
    expect(turns.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(Date.now() - started).toBeLessThan(3_500);
    expect(await rowsOf(stage, `SELECT reason FROM inbox WHERE state = 'waiting'`)).toEqual([]);
  });
});
