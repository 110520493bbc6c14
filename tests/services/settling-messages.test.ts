import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, booksOf, customerBalance, expectCleanBooks, orderView, placeOrder, rowsOf } from './stage-books.ts';

let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop();
});
afterAll(() => stage.close());
afterEach(async () => {
  stage.sim.webhooks.release();
  stage.sim.faults.clear();
  await stage.settleDown();
  await expectCleanBooks(stage);
});

const held = (topic: string) => stage.sim.webhooks.list({ shop: at.shop, topic, state: 'held' }).map(({ id }) => id);

/** Sends one message on its way and drains. */
async function send(id: string, times = 1): Promise<void> {
  stage.sim.webhooks.resend({ id, times });
  await stage.deliver();
  await stage.drainAll();
}

function orders<Item>(items: readonly Item[]): Item[][] {
  return items.length === 0 ? [[]] : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

describe('a paid order of 40.00 and its full refund (vector 10)', () => {
  /** Plays the story with all messages kept back: create, paid, updated, then refund and updated. */
  async function tell() {
    const { customerId } = await addCustomer(stage, at);
    await stage.deliver();
    stage.sim.webhooks.hold();
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId });
    await stage.advance(2_000);
    stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[0] ?? '', quantity: 1 }] });
    const [create, paid, refund] = ['orders/create', 'orders/paid', 'refunds/create'].map((topic) => held(topic)[0] ?? '');
    const [updated, afterwards] = held('orders/updated');
    if (!create || !paid || !refund || !updated || !afterwards) throw new Error('a message of the story is missing');
    return { customerId, orderId, create, paid, refund, updated, afterwards };
  }

  test('every order of arrival, the paid message five times, ends in the same books', async () => {
    const arrivals = orders(['create', 'paid', 'refund', 'afterwards'] as const);
    for (const arrival of arrivals) {
      const story = await tell();
      for (const name of arrival) await send(story[name], name === 'paid' ? 5 : 1);
      await stage.fetchAll();
      await stage.drainAll();
      expect({ arrival, ...(await booksOf(stage, at, story.orderId)) }).toMatchObject({ arrival, earned: 40, reversed: 40 });
      expect(await customerBalance(stage, at, story.customerId)).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
      stage.sim.webhooks.clear();
    }
  });

  test('all of them in one batch are one look at the newest state', async () => {
    const { orderId, ...story } = await tell();
    for (const name of ['afterwards', 'paid', 'create', 'updated', 'paid', 'refund', 'paid'] as const)
      stage.sim.webhooks.resend({ id: story[name] });
    await stage.deliver();
    await stage.drainAll();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 40, postings: 1 });
  });

  test('a delivery that comes five times is stored once', async () => {
    const { paid, orderId } = await tell();
    await send(paid, 5);
    expect(await rowsOf(stage, 'SELECT state FROM inbox WHERE dedupe_key = $1', [paid])).toEqual([{ state: 'done' }]);
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 0, postings: 1 });
  });

  test('the refund message alone makes the newest order be fetched', async () => {
    const { refund, orderId, customerId } = await tell();
    await send(refund);
    expect(await stage.waiting()).toMatchObject({ wanted: 1 });
    expect(stage.wakes).toContain(`fetch-orders ${at.address.storeId}`);
    expect(await stage.fetchAll()).toBe(1);
    await stage.drainAll();
    expect(await stage.waiting()).toMatchObject({ wanted: 0, inbox: 0 });
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 40 });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 0, debt: 0 });
  });
});

describe('which snapshot counts', () => {
  test('an older update is ignored, without an error', async () => {
    const { customerId } = await addCustomer(stage, at);
    await stage.deliver();
    stage.sim.webhooks.hold();
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['30.00', '10.00'] });
    await stage.advance(5_000);
    stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[1] ?? '', quantity: 1 }] });
    const [older, newer] = held('orders/updated');
    await send(newer ?? '');
    const before = await booksOf(stage, at, orderId);
    await send(older ?? '');
    expect(before).toEqual({ earned: 40, reversed: 10, postings: 1 });
    expect(await booksOf(stage, at, orderId)).toEqual(before);
    expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('what was fetched wins over a pushed body of the same moment, and a later push over it', async () => {
    const { customerId } = await addCustomer(stage, at);
    await stage.deliver();
    stage.sim.webhooks.hold();
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['30.00', '10.00'] });
    const paid = held('orders/paid')[0] ?? '';
    // The refund happens in the same second: the two states cannot be told apart by updated_at.
    stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[1] ?? '', quantity: 1 }] });
    await send(held('refunds/create')[0] ?? '');
    await stage.fetchAll();
    await stage.drainAll();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 10 });
    await send(paid);
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 10 });
    await stage.advance(3_000);
    stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[0] ?? '', quantity: 1 }] });
    await send(held('orders/updated').at(-1) ?? '');
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 40 });
  });

  test('a push that says nothing of a dispute does not undo what a fetch had found', async () => {
    const program = { pending: { shipped: { days: 14, from: 'fulfilment' as const } } };
    const pendingShop = await stage.openShop({ program });
    const { customerId } = await addCustomer(stage, pendingShop);
    const { orderId } = await placeOrder(stage, pendingShop, { customerId });
    await stage.settleDown();
    await stage.advance(2_000);
    stage.sim.desk.dispute({ shop: pendingShop.shop, orderId, state: 'open' });
    await stage.settleDown();
    await stage.advance(2_000);
    stage.sim.desk.tagOrder({ shop: pendingShop.shop, orderId, tags: ['a'] });
    await stage.settleDown();
    expect(
      (await rowsOf<{ due: Date | null }>(stage, 'SELECT points_due_at AS due FROM order_record WHERE order_id = $1', [orderId]))[0]?.due,
    ).toBeNull();
    await stage.advance(2_000);
    stage.sim.desk.dispute({ shop: pendingShop.shop, orderId, state: 'lost' });
    await stage.settleDown();
    expect(await booksOf(stage, pendingShop, orderId)).toMatchObject({ earned: 40, reversed: 40 });
    expect(await customerBalance(stage, pendingShop, customerId)).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
  });
});

describe('messages that are not orders', () => {
  test('an unknown topic is skipped with a reason, a broken body is kept as dead, and the others go on', async () => {
    const { customerId } = await addCustomer(stage, at);
    await stage.deliver();
    const { orderId } = await placeOrder(stage, at, { customerId });
    const receive = (webhookId: string, topic: string, body: string) =>
      stage.services.receiveMessage({
        platform: 'shopify',
        domain: at.shop,
        topic,
        webhookId,
        eventId: null,
        triggeredAt: null,
        apiVersion: null,
        body,
      });
    expect(await receive('strange', 'carts/update', '{}')).toBe('stored');
    expect(await receive('broken', 'orders/paid', '{"id": 1, "line_items": "none"}')).toBe('stored');
    expect(await receive('broken', 'orders/paid', '{}')).toBe('duplicate');
    expect(
      await stage.services.receiveMessage({
        platform: 'shopify',
        domain: 'nobody.myshopify.com',
        topic: 'orders/paid',
        webhookId: 'x',
        eventId: null,
        triggeredAt: null,
        apiVersion: null,
        body: '{}',
      }),
    ).toBe('unknown-store');
    await stage.settleDown();
    const rows = await rowsOf<{ key: string; state: string; reason: string }>(
      stage,
      `SELECT dedupe_key AS key, state, reason FROM inbox WHERE dedupe_key IN ('strange', 'broken') ORDER BY dedupe_key`,
    );
    expect(rows.map(({ key, state }) => [key, state])).toEqual([
      ['broken', 'dead'],
      ['strange', 'skipped'],
    ]);
    expect(rows.every(({ reason }) => reason.length > 5)).toBe(true);
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40 });
    const { rows: shown } = await stage.services.readInbox(at.address.programId);
    expect(shown.find(({ state }) => state === 'dead')?.topic).toBe('orders/paid');
    await rowsOf(stage, `UPDATE inbox SET state = 'skipped' WHERE dedupe_key = 'broken'`);
    stage.log.length = 0;
  });

  test('a deleted order counts as cancelled', async () => {
    const { customerId } = await addCustomer(stage, at);
    const { orderId } = await placeOrder(stage, at, { customerId });
    await stage.settleDown();
    stage.sim.desk.deleteOrder({ shop: at.shop, orderId });
    await stage.settleDown();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 40 });
    expect((await orderView(stage, at, orderId)).explanation.length).toBeGreaterThan(0);
  });
});

describe('two bodies of one second', () => {
  test('that say different things make the order be fetched; equal ones do not', async () => {
    const slow = await stage.openShop({ program: { pending: { shipped: { days: 14, from: 'fulfilment' } } } });
    const { customerId } = await addCustomer(stage, slow);
    // The platform tells moments in whole seconds: orders are tried until both bodies of one fall into the same.
    const updatedAt = (id: string) => stage.sim.desk.getOrder({ shop: slow.shop, orderId: id }).updated_at;
    let orderId = '';
    for (let isOneSecond = false; !isOneSecond;) {
      ({ orderId } = await placeOrder(stage, slow, { customerId }));
      await stage.deliver();
      await stage.drainAll();
      expect(await stage.waiting()).toMatchObject({ wanted: 0 });
      const before = updatedAt(orderId);
      stage.sim.desk.fulfil({ shop: slow.shop, orderId });
      isOneSecond = updatedAt(orderId) === before;
      if (!isOneSecond) await stage.settleDown();
    }
    await stage.deliver();
    await stage.drainAll();
    expect(await stage.waiting()).toMatchObject({ wanted: 1 });
    await stage.settleDown();
    expect(
      await rowsOf(stage, `SELECT snapshot->'fulfilment'->>'state' AS fulfilment, source_kind FROM order_record WHERE order_id = $1`, [
        orderId,
      ]),
    ).toEqual([{ fulfilment: 'complete', source_kind: 'fetched' }]);
  });
});

describe('what the platform says of a customer', () => {
  test('an older update that comes late does not overwrite the newer name', async () => {
    const { customerId } = await addCustomer(stage, at, { join: true });
    await stage.settleDown();
    stage.sim.webhooks.hold();
    for (const firstName of ['Maria', 'Marie']) {
      await stage.advance(2_000);
      stage.sim.desk.updateCustomer({ shop: at.shop, customerId, firstName });
    }
    const [older, newer] = held('customers/update');
    await send(newer ?? '');
    await send(older ?? '');
    const names = await rowsOf(
      stage,
      'SELECT first_name FROM member m JOIN member_identity i ON i.member_id = m.id WHERE i.customer_id = $1',
      [customerId],
    );
    expect(names).toEqual([{ first_name: 'Marie' }]);
  });
});

test('who joined after the last message about them was read is known by the e-mail of the next order', async () => {
  const { customerId, email } = await addCustomer(stage, at);
  await stage.settleDown();
  const joined = await stage.services.join({ address: at.address, customerId, via: 'test' });
  if (!joined.ok) throw new Error('the customer could not join');
  const { programId } = at.address;
  expect(await stage.services.readMember(programId, joined.value.memberId)).toMatchObject({ email: null });
  await placeOrder(stage, at, { customerId });
  await stage.settleDown();
  expect(await stage.services.readMember(programId, email)).toMatchObject({ memberId: joined.value.memberId });
  // A later order with another address changes nothing.
  await placeOrder(stage, at, { customerId, email: 'typed.at.checkout@example.com' });
  await stage.settleDown();
  expect(await stage.services.readMember(programId, email)).toMatchObject({ memberId: joined.value.memberId });
});
