import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { POINTS } from '#app/domain/ledger/posting.ts';
import { saveAlias } from '#app/store/merging.ts';
import { claimErrands } from '#app/store/outbox.ts';
import { markWanted } from '#app/store/orders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, booksOf, expectCleanBooks, memberOf, placeOrder, rowsOf } from './stage-books.ts';

let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  at = await stage.openShop();
  await stage.settleDown();
});
afterEach(async () => {
  stage.sim.faults.clear();
  await stage.settleDown();
  await expectCleanBooks(stage);
});

/** What the storefront reads of a customer. */
function published(customerId: string, { shop } = at): { readonly points?: number; readonly revision?: number } {
  const [field] = stage.sim.desk
    .getMetafields({ shop, ownerId: `gid://shopify/Customer/${customerId}` })
    .filter(({ key }) => key === 'member');
  return field ? (JSON.parse(field.value) as { points: number; revision: number }) : {};
}

const errands = (state: string) =>
  rowsOf<{ key: string; tries: number }>(stage, 'SELECT key, tries FROM outbox WHERE program_id = $1 AND state = $2 ORDER BY id', [
    at.address.programId,
    state,
  ]);

describe('publishing', () => {
  test('shows the newest balance after any number of changes, by one errand at a time', async () => {
    const { customerId } = await addCustomer(stage, at);
    for (const price of ['10.00', '20.00', '30.00']) await placeOrder(stage, at, { customerId, prices: [price] });
    await stage.deliver();
    await stage.drainAll();
    expect(await errands('waiting')).toHaveLength(1);
    await stage.settleDown();
    expect(published(customerId)).toMatchObject({ points: 60 });
  });

  test('what happened at one store is shown at every other store that knows the member, and at none that does not', async () => {
    const other = await stage.openShop({ together: at.address });
    const [here, there, alone] = [
      await addCustomer(stage, at, { join: true }),
      await addCustomer(stage, other),
      await addCustomer(stage, at),
    ];
    await saveAlias(stage.database.pool, other.address, {
      customerId: there.customerId,
      memberId: await memberOf(stage, at.address, here.customerId),
    });
    await stage.settleDown();
    await placeOrder(stage, at, { customerId: here.customerId, prices: ['30.00'] });
    await placeOrder(stage, at, { customerId: alone.customerId, prices: ['10.00'] });
    await stage.deliver();
    await stage.drainAll();
    expect(await rowsOf(stage, `SELECT 1 FROM outbox WHERE store_id = $1 AND state = 'waiting'`, [other.address.storeId])).toHaveLength(1);
    await stage.settleDown();
    expect(published(here.customerId)).toMatchObject({ points: 30 });
    expect(published(there.customerId, other)).toMatchObject({ points: 30 });
  });

  test('a customer whom the platform does not know any more keeps no other from being published', async () => {
    const people = [await addCustomer(stage, at), await addCustomer(stage, at), await addCustomer(stage, at)];
    for (const { customerId } of people) await placeOrder(stage, at, { customerId });
    await stage.deliver();
    await stage.drainAll();
    stage.sim.desk.deleteCustomer({ shop: at.shop, customerId: people[1]?.customerId ?? '' });
    await stage.settleDown();
    expect(published(people[0]?.customerId ?? '')).toMatchObject({ points: 40 });
    expect(published(people[2]?.customerId ?? '')).toMatchObject({ points: 40 });
    expect(await errands('dead')).toEqual([]);
  });

  test('a change that comes while the old state is on its way is published after it', async () => {
    const { customerId } = await addCustomer(stage, at);
    await placeOrder(stage, at, { customerId, prices: ['10.00'] });
    await stage.deliver();
    await stage.drainAll();
    stage.sim.faults.add({ shop: at.shop, kind: 'slow', operation: 'metafieldsSet', delayMs: 250 });
    const slow = stage.services.relayErrands(at.address);
    await expect.poll(() => stage.sim.faults.list().some(({ fired }) => fired > 0)).toBe(true);
    await placeOrder(stage, at, { customerId, prices: ['20.00'] });
    await stage.deliver();
    await stage.drainAll();
    expect(await errands('waiting')).toHaveLength(1);
    await slow;
    expect(await errands('waiting')).toHaveLength(1);
    await stage.settleDown();
    expect(published(customerId)).toMatchObject({ points: 30 });
  });

  test('two workers never put an older balance over a newer one', async () => {
    const { customerId } = await addCustomer(stage, at);
    for (let round = 0; round < 5; round += 1) {
      await placeOrder(stage, at, { customerId, prices: ['10.00'] });
      await stage.deliver();
      await Promise.all([
        stage.services.drainStore(at.address),
        stage.services.relayErrands(at.address),
        stage.services.relayErrands(at.address),
      ]);
    }
    await stage.settleDown();
    expect(published(customerId)).toMatchObject({ points: 50 });
  });
});

describe('trouble on the way out', () => {
  test.each(['server-error', 'throttled', 'timeout-before-effect', 'timeout-after-effect', 'half-json', 'html', 'unauthorized'] as const)(
    '%s: tried again, later each time, until it is done',
    async (kind) => {
      const { customerId } = await addCustomer(stage, at);
      await placeOrder(stage, at, { customerId });
      await stage.deliver();
      await stage.drainAll();
      stage.sim.faults.add({ shop: at.shop, kind, times: 6 });
      await stage.relayAll();
      const [waiting] = await errands('waiting');
      expect(waiting).toMatchObject({ tries: 1 });
      await stage.settleDown();
      expect(published(customerId)).toMatchObject({ points: 40 });
      expect(await errands('dead')).toEqual([]);
    },
    90_000,
  );

  test('an errand that nobody knows is put aside and shown', async () => {
    await rowsOf(stage, `INSERT INTO outbox (program_id, store_id, kind, key, payload) VALUES ($1, $2, 'strange', 'strange:1', '{}')`, [
      at.address.programId,
      at.address.storeId,
    ]);
    await stage.relayAll();
    expect((await errands('dead')).map(({ key }) => key)).toEqual(['strange:1']);
    expect((await stage.services.readOverview(at.address.programId)).health).toMatchObject({ outboxDead: 1 });
    await rowsOf(stage, `UPDATE outbox SET state = 'done' WHERE kind = 'strange'`);
  });

  test('a worker that dies with its errands: they are taken over when the lease is over, not before', async () => {
    const { customerId } = await addCustomer(stage, at);
    await placeOrder(stage, at, { customerId });
    await stage.deliver();
    await stage.drainAll();
    expect(await claimErrands(stage.database.pool, at.address, { token: stage.desk.newId(), seconds: 60, limit: 10 })).toHaveLength(1);
    expect(await stage.relayAll()).toBe(0);
    await stage.advance(61_000);
    expect(await stage.relayAll()).toBe(1);
    expect(published(customerId)).toMatchObject({ points: 40 });
  });

  test('errands of a store that took the app out wait until it is back', async () => {
    const { customerId } = await addCustomer(stage, at);
    await placeOrder(stage, at, { customerId });
    await stage.deliver();
    await stage.advance(1_000);
    stage.sim.desk.uninstall({ shop: at.shop });
    await stage.settleDown();
    expect(
      await booksOf(
        stage,
        at,
        (await rowsOf<{ id: string }>(stage, 'SELECT order_id AS id FROM order_record WHERE program_id = $1', [at.address.programId]))[0]
          ?.id ?? '',
      ),
    ).toMatchObject({ earned: 40 });
    expect(published(customerId)).toEqual({});
    await stage.advance(1_000);
    stage.sim.desk.install({ shop: at.shop });
    await stage.services.installStore({
      platform: 'shopify',
      domain: at.shop,
      name: 'Stage',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      development: false,
    });
    await stage.settleDown();
    expect(published(customerId)).toMatchObject({ points: 40 });
  });
});

describe('fetching', () => {
  test('an order that the platform does not know is let go, the others come in', async () => {
    const { customerId } = await addCustomer(stage, at);
    const { orderId } = await placeOrder(stage, at, { customerId });
    await stage.settleDown();
    await markWanted(stage.database.pool, at.address, [orderId, '999999999']);
    await stage.settleDown();
    expect(await rowsOf(stage, 'SELECT source_kind FROM order_record WHERE order_id = $1', [orderId])).toEqual([
      { source_kind: 'fetched' },
    ]);
  });

  test('a platform that does not answer is asked again later, each time later', async () => {
    const { customerId } = await addCustomer(stage, at);
    const { orderId } = await placeOrder(stage, at, { customerId });
    await stage.settleDown();
    await markWanted(stage.database.pool, at.address, [orderId]);
    stage.sim.faults.add({ shop: at.shop, kind: 'server-error', times: 40 });
    expect(await stage.fetchAll()).toBe(0);
    expect(await stage.fetchAll()).toBe(0);
    expect(await rowsOf(stage, 'SELECT wanted_tries AS tries FROM order_record WHERE order_id = $1', [orderId])).toEqual([{ tries: 1 }]);
    await stage.advance(10_000);
    await stage.fetchAll();
    expect(await rowsOf(stage, 'SELECT wanted_tries AS tries FROM order_record WHERE order_id = $1', [orderId])).toEqual([{ tries: 2 }]);
    stage.sim.faults.clear();
    await stage.advance(20_000);
    expect(await stage.fetchAll()).toBe(1);
    await stage.drainAll();
    expect(await stage.waiting()).toMatchObject({ wanted: 0, inbox: 0 });
  });

  test('a change that is announced while the order is being fetched is fetched again', async () => {
    const { customerId } = await addCustomer(stage, at);
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['30.00', '10.00'] });
    await stage.settleDown();
    await markWanted(stage.database.pool, at.address, [orderId]);
    await stage.services.fetchOrders(at.address);
    await stage.advance(2_000);
    stage.sim.webhooks.configure({ dropShare: 1 });
    stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[0] ?? '', quantity: 1 }] });
    stage.sim.webhooks.configure({ dropShare: 0 });
    await markWanted(stage.database.pool, at.address, [orderId]);
    await stage.drainAll();
    expect(await stage.waiting()).toMatchObject({ wanted: 1 });
    await stage.settleDown();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 30 });
    expect(POINTS).toBe('points');
  });
});
