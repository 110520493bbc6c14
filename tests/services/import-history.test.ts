import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ImportView } from '#app/contracts/history-import.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { createServices } from '#app/services/create-services.ts';
import type { Desk } from '#app/services/desk.ts';
import { importChunk } from '#app/services/import-history.ts';
import { readImports } from '#app/store/history-imports.ts';
import { aProgram } from '#tests/builders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, customerBalance, expectCleanBooks, memberOf, placeOrder, rowsOf, type StageCustomer } from './stage-books.ts';
import { FIVE_OFF, REWARDS, TIERS } from './stage-program.ts';

const DAY = 86_400_000;
let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  stage.sim.faults.clear();
  await rowsOf(stage, `UPDATE history_import SET state = 'cancelled' WHERE state IN ('running', 'paused')`);
  await stage.settleDown();
  await expectCleanBooks(stage);
});

/** Something that happened at the shop that many days ago, when nobody listened. */
async function longAgo<Value>(days: number, act: () => Promise<Value>): Promise<Value> {
  const now = stage.now();
  stage.sim.webhooks.configure({ dropShare: 1 });
  stage.sim.clock.set({ to: now - days * DAY });
  const value = await act();
  await stage.deliver();
  stage.sim.clock.set({ to: now });
  stage.sim.webhooks.configure({ dropShare: 0 });
  return value;
}

function at(at: StageShop, customerId: string, price: string, days: number) {
  return longAgo(days, () => Promise.resolve(stage.sim.desk.placeOrder({ shop: at.shop, customerId, lines: [{ title: 'Thing', price }] })));
}

const wishFor = ({ address }: StageShop, days = 50) => ({ ...address, from: stage.now() - days * DAY, to: null, versionNo: null });

async function start(shop: StageShop): Promise<ImportView> {
  const started = await stage.services.startImport({ ...wishFor(shop), startedBy: 'test' });
  if (!started.ok) throw new Error(started.refusal.message);
  return started.value;
}

async function importOf({ address }: StageShop): Promise<ImportView | undefined> {
  return (await stage.services.listImports(address.programId, address.storeId))[0];
}

async function hurry(): Promise<void> {
  await rowsOf(stage, `UPDATE history_import SET next_try_at = now() - interval '1 day'`);
}

describe('an import', () => {
  let shop: StageShop;
  let mia: StageCustomer;

  beforeAll(async () => {
    shop = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS } });
    mia = await addCustomer(stage, shop);
    const leo = await addCustomer(stage, shop);
    await stage.settleDown();
    for (let count = 0; count < 60; count += 1) await at(shop, mia.customerId, '10.00', 49 - count / 2);
    const returned = await at(shop, leo.customerId, '30.00', 20);
    const orderId = String(returned.order.id);
    await longAgo(15, () =>
      Promise.resolve(
        stage.sim.desk.refund({ shop: shop.shop, orderId, lines: [{ lineId: String(returned.order.line_items[0]?.id), quantity: 1 }] }),
      ),
    );
    await placeOrder(stage, shop, { customerId: mia.customerId, prices: ['5.00'] });
    await stage.settleDown();
  });

  test('is shown beforehand, and nothing of that is written', async () => {
    const before = await tableSizes();
    const shown = await stage.services.previewImport(wishFor(shop));
    expect(shown).toMatchObject({
      ok: true,
      // 60 × 10.00 at 1 point, and what Silver (from 200.00 on) and Gold (from 500.00) add; the order that came back earns and loses 30.
      value: { total: 61, looked: 61, complete: true, members: 2, orders: 61, failed: 0, cost: { currency: 'EUR' } },
    });
    expect(await tableSizes()).toEqual(before);
    expect(shown.ok && shown.value.cost).toEqual({ minor: shown.ok ? shown.value.points : 0, currency: 'EUR' });
  });

  test('gives what was shown, silently, once', async () => {
    const shown = await stage.services.previewImport(wishFor(shop));
    const notices = await rowsOf(stage, 'SELECT 1 FROM notice');
    const before = (await customerBalance(stage, shop, mia.customerId)).available;
    await start(shop);
    await stage.services.runSchedule('import-history');
    const done = await importOf(shop);
    expect(done).toMatchObject({ state: 'done', total: 61, done: 61, orders: 61, members: 2, failed: 0, problem: null });
    expect(shown).toMatchObject({ ok: true, value: { points: done?.points } });
    expect((await customerBalance(stage, shop, mia.customerId)).available).toBe(before + (done?.points ?? 0));
    expect(await rowsOf(stage, 'SELECT 1 FROM notice')).toHaveLength(notices.length);
    expect(await rowsOf(stage, `SELECT 1 FROM posting WHERE kind = 'entry-reward' AND program_id = $1`, [shop.address.programId])).toEqual(
      [],
    );
    const member = await stage.services.readMember(shop.address.programId, await memberOf(stage, shop.address, mia.customerId));
    expect(member?.tier.tierId).toBe('gold');
    const lots = await rowsOf<{ earned_at: Date }>(stage, `SELECT min(earned_at) AS earned_at FROM lot WHERE program_id = $1`, [
      shop.address.programId,
    ]);
    expect(stage.now() - (lots[0]?.earned_at.getTime() ?? 0)).toBeGreaterThan(48 * DAY);
    // Once more: nothing is counted again.
    await start(shop);
    await stage.services.runSchedule('import-history');
    expect(await importOf(shop)).toMatchObject({ state: 'done', done: 61, orders: 0, points: 0 });
    expect((await customerBalance(stage, shop, mia.customerId)).available).toBe(before + (done?.points ?? 0));
  });

  test('a later refund of an imported order is settled like any other', async () => {
    const [row] = await rowsOf<{ order_id: string }>(
      stage,
      `SELECT order_id FROM order_record WHERE program_id = $1 AND import_id IS NOT NULL AND (settled #>> '{targets,points,earned}')::int = 30 LIMIT 1`,
      [shop.address.programId],
    );
    const before = (await customerBalance(stage, shop, mia.customerId)).available;
    stage.sim.desk.cancelOrder({ shop: shop.shop, orderId: row?.order_id ?? '' });
    await stage.settleDown();
    expect((await customerBalance(stage, shop, mia.customerId)).available).toBe(before - 30);
  });
});

async function tableSizes() {
  const tables = ['order_record', 'posting', 'transfer', 'lot', 'member', 'member_tier', 'outbox', 'notice', 'counter', 'history_import'];
  const sizes = await Promise.all(tables.map((table) => rowsOf<{ count: string }>(stage, `SELECT count(*) FROM ${table}`)));
  return sizes.map(([row]) => row?.count);
}

/** A shop with so many orders of 10.00 from before the program. */
async function shopWithPast(count: number): Promise<{ readonly shop: StageShop; readonly customerId: string }> {
  const shop = await stage.openShop({ program: { rewards: [FIVE_OFF] } });
  const { customerId } = await addCustomer(stage, shop);
  await stage.settleDown();
  await longAgo(45, async () => {
    for (let index = 0; index < count; index += 1) {
      stage.sim.clock.advance({ ms: 60_000 });
      stage.sim.desk.placeOrder({ shop: shop.shop, customerId, lines: [{ title: 'Thing', price: '10.00' }] });
    }
    return Promise.resolve();
  });
  return { shop, customerId };
}

function setProgram({ address }: StageShop, state: string) {
  return rowsOf(stage, 'UPDATE program SET state = $2 WHERE id = $1', [address.programId, state]);
}

async function onlyRecord(shop: StageShop) {
  const [record] = await readImports(stage.database.pool, shop.address.programId, shop.address.storeId);
  if (!record) throw new Error('there is no import');
  return record;
}

describe('trouble on the way', () => {
  test('cut off before a commit, the chunk is read again; nothing is lost or doubled', async () => {
    const { shop, customerId } = await shopWithPast(70);
    await start(shop);
    let cuts = 0;
    const broken: Desk = {
      ...stage.desk,
      database: {
        ...stage.database,
        transaction: (work) =>
          stage.database.transaction(async (client) => {
            const value = await work(client);
            if ((cuts += 1) <= 1) throw new Error('the lights went out');
            return value;
          }),
      },
    };
    await importChunk(
      { ...broken, database: { ...broken.database, transaction: () => Promise.reject(new Error('the lights went out')) } },
      await onlyRecord(shop),
    );
    expect(await importOf(shop)).toMatchObject({ state: 'running', done: 0, problem: 'the lights went out' });
    await hurry();
    await importChunk(broken, await onlyRecord(shop));
    expect(cuts).toBeGreaterThan(1);
    await stage.services.runSchedule('import-history');
    expect(await importOf(shop)).toMatchObject({ state: 'done', done: 70, points: 700, failed: 0 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(700);
  });

  test('two workers at one chunk: one of them commits', async () => {
    const { shop, customerId } = await shopWithPast(30);
    await start(shop);
    const record = await onlyRecord(shop);
    const brought = await Promise.all([importChunk(stage.desk, record), importChunk(stage.desk, record)]);
    expect(brought.toSorted((a, b) => a - b)).toEqual([0, 30]);
    expect(await importOf(shop)).toMatchObject({ state: 'done', done: 30, points: 300 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(300);
  });

  test('paused, a chunk under way commits nothing; resumed, it goes on where it was; cancelled, what is there stays', async () => {
    const { shop, customerId } = await shopWithPast(120);
    await start(shop);
    await importChunk(stage.desk, await onlyRecord(shop));
    const stale = await onlyRecord(shop);
    expect(await stage.services.startImport({ ...wishFor(shop), startedBy: 'test' })).toMatchObject({
      ok: false,
      refusal: { reason: 'running' },
    });
    const paused = await stage.services.changeImport({ ...shop.address, to: 'paused', actorId: 'test' });
    expect(paused).toMatchObject({ ok: true, value: { state: 'paused', done: 50, points: 500, total: 120 } });
    expect(paused.ok && paused.value.secondsLeft).not.toBeNull();
    expect(await importChunk(stage.desk, stale)).toBe(0);
    await stage.services.runSchedule('import-history');
    expect(await importOf(shop)).toMatchObject({ done: 50, points: 500 });
    await stage.services.changeImport({ ...shop.address, to: 'running', actorId: 'test' });
    await importChunk(stage.desk, await onlyRecord(shop));
    await stage.services.changeImport({ ...shop.address, to: 'cancelled', actorId: 'test' });
    await stage.services.runSchedule('import-history');
    expect(await importOf(shop)).toMatchObject({ state: 'cancelled', done: 100, points: 1000 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(1000);
    expect(await stage.services.changeImport({ ...shop.address, to: 'running', actorId: 'test' })).toMatchObject({
      ok: false,
      refusal: { reason: 'none' },
    });
  });

  test('a program that is paused meanwhile is waited for: orders that came in then would never earn', async () => {
    const { shop, customerId } = await shopWithPast(60);
    await start(shop);
    await importChunk(stage.desk, await onlyRecord(shop));
    await setProgram(shop, 'paused');
    await stage.services.runSchedule('import-history');
    expect(await importOf(shop)).toMatchObject({ state: 'running', done: 50, problem: 'The program is paused.' });
    await setProgram(shop, 'live');
    await hurry();
    await stage.services.runSchedule('import-history');
    expect(await importOf(shop)).toMatchObject({ state: 'done', done: 60, points: 600, problem: null });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(600);
  });

  test('a platform that does not answer is waited for; an order that cannot be read is left out and counted', async () => {
    const { shop, customerId } = await shopWithPast(10);
    await start(shop);
    const { platform } = stage;
    let bad = '';
    const unwell: Desk = {
      ...stage.desk,
      platforms: {
        shopify: {
          ...platform,
          listOrdersPlaced: async (...asked) => {
            const page = await platform.listOrdersPlaced(...asked);
            bad = page.orderIds[3] ?? '';
            return page;
          },
          fetchOrders: (store, ids) =>
            ids.includes(bad)
              ? Promise.reject(new PlatformError('malformed', 'an order cannot be read'))
              : platform.fetchOrders(store, ids),
        },
      },
    };
    stage.sim.faults.add({ shop: shop.shop, kind: 'server-error', times: 50 });
    await stage.services.runSchedule('import-history');
    const waiting = await importOf(shop);
    expect(waiting).toMatchObject({ state: 'running', done: 0 });
    expect(waiting?.problem).not.toBeNull();
    stage.sim.faults.clear();
    // Not due yet: the site is left alone.
    expect(await stage.services.runSchedule('import-history')).toMatchObject({ chunks: 0 });
    await hurry();
    await createServices(unwell).runSchedule('import-history');
    expect(await importOf(shop)).toMatchObject({ state: 'done', done: 10, failed: 1, points: 90, problem: null });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(90);
  });
});

describe('what is wished', () => {
  test('is refused in words where it makes no sense', async () => {
    const shop = await stage.openShop();
    const other = await stage.openShop();
    const refusal = async (wish: Partial<Parameters<ServiceStage['services']['previewImport']>[0]>) => {
      const planned = await stage.services.previewImport({ ...wishFor(shop), ...wish });
      return planned.ok ? null : planned.refusal.reason;
    };
    expect(await refusal({ storeId: other.address.storeId })).toBe('no-store');
    expect(await refusal({ versionNo: 99 })).toBe('no-version');
    expect(await refusal({ from: stage.now() + DAY })).toBe('no-period');
    await setProgram(shop, 'paused');
    expect(await refusal({})).toBe('paused');
    await setProgram(shop, 'live');
    stage.sim.faults.add({ shop: shop.shop, kind: 'server-error', times: 50 });
    expect(await refusal({})).toBe('platform');
    stage.sim.faults.clear();
    await stage.services.receiveMessage({
      ...{ platform: 'shopify', domain: shop.shop, topic: 'app/uninstalled', webhookId: 'u1', eventId: null },
      ...{ triggeredAt: stage.now(), apiVersion: null, body: '{"id":1}' },
    });
    await stage.drainAll();
    expect(await refusal({})).toBe('not-connected');
  });

  test('the version that is named counts, also for orders before the program went live, and ever after', async () => {
    const { shop, customerId } = await shopWithPast(3);
    const document = aProgram({ orders: { goesLiveOn: new Date(stage.now() - 5 * DAY).toISOString().slice(0, 10) } });
    const published = await publishProgram(stage.desk, {
      ...{ programId: shop.address.programId, basedOn: 2, document, publishedBy: 'test', effectiveAt: null },
    });
    expect(published.ok).toBe(true);
    const begun = await stage.services.startImport({ ...wishFor(shop), versionNo: 3, startedBy: 'test' });
    expect(begun).toMatchObject({ ok: true, value: { versionNo: 3 } });
    await stage.services.runSchedule('import-history');
    expect((await customerBalance(stage, shop, customerId)).available).toBe(30);
    const [row] = await rowsOf<{ order_id: string }>(stage, 'SELECT order_id FROM order_record WHERE program_id = $1 LIMIT 1', [
      shop.address.programId,
    ]);
    stage.sim.desk.tagOrder({ shop: shop.shop, orderId: row?.order_id ?? '', tags: ['seen'] });
    await stage.settleDown();
    expect((await customerBalance(stage, shop, customerId)).available).toBe(30);
  });
});
