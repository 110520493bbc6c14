import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { anOrder } from '#tests/builders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  balanceOf,
  booksOf,
  customerBalance,
  expectCleanBooks,
  givePoints,
  memberOf,
  orderView,
  placeOrder,
  redeemFor,
  redemptionOf,
  rowsOf,
  settleSnapshot,
} from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';

const DAY = 86_400_000;
const NAME = 'Zwetelina';
let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  stage.sim.webhooks.release();
  await stage.settleDown();
  await expectCleanBooks(stage);
});

const program = { rewards: [...REWARDS], tiers: TIERS };
const audits = async (programId: string) =>
  (await rowsOf<{ action: string }>(stage, 'SELECT action FROM audit_entry WHERE program_id = $1 ORDER BY id', [programId])).map(
    ({ action }) => action,
  );

/** Every row of every table that holds a text, in any column, with the table's name. */
async function whereIs(text: string, programId: string): Promise<string[]> {
  const tables = await rowsOf<{ name: string }>(
    stage,
    `SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'program_id' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await rowsOf(
      stage,
      `SELECT 1 FROM ${name} AS t WHERE program_id = $1 AND position(lower($2) IN lower(to_jsonb(t)::text)) > 0`,
      [programId, text],
    );
    if (rows.length > 0) found.push(`${name} × ${rows.length}`);
  }
  return found;
}

async function knownPerson(at: StageShop) {
  const { customerId, email } = await addCustomer(stage, at, {
    join: true,
    firstName: NAME,
    email: `zwetelina-${randomUUID()}@example.com`,
  });
  const order = await placeOrder(stage, at, { customerId, prices: ['30.00', '10.00'] });
  await stage.settleDown();
  return { customerId, email, ...order, memberId: await memberOf(stage, at.address, customerId) };
}

describe('a data request', () => {
  test('is answered with a file of what is known, once, with an audit row', async () => {
    const at = await stage.openShop({ program });
    const { customerId, email, orderId } = await knownPerson(at);
    const other = await knownPerson(at);
    stage.sim.desk.requestCustomerData({ shop: at.shop, customerId });
    await stage.settleDown();
    const [answer, ...more] = await stage.services.readDataExports(at.address.programId);
    expect(more).toEqual([]);
    const text = JSON.stringify(answer?.file);
    expect(text).toContain(email);
    expect(text).toContain(orderId);
    expect(text).not.toContain(other.email);
    expect(text).not.toContain(other.orderId);
    expect(await audits(at.address.programId)).toContain('data-request-answered');
    const [message] = stage.sim.webhooks.list({ shop: at.shop, topic: 'customers/data_request' });
    await rowsOf(stage, `UPDATE inbox SET state = 'waiting' WHERE dedupe_key = $1`, [message?.id]);
    await stage.drainAll();
    expect(await stage.services.readDataExports(at.address.programId)).toHaveLength(1);
  });

  test('about somebody nobody knows is answered too', async () => {
    const at = await stage.openShop({ program });
    const made = stage.sim.desk.createCustomer({ shop: at.shop, email: `unknown-${randomUUID()}@example.com` });
    stage.sim.desk.requestCustomerData({ shop: at.shop, customerId: made.id });
    await stage.settleDown();
    expect(await stage.services.readDataExports(at.address.programId)).toMatchObject([{ file: { member: null, orders: [] } }]);
  });
});

describe('a customer is redacted', () => {
  test('the person is gone from everywhere, the points are forfeited, open codes die, late refunds settle on the anonymous member', async () => {
    const at = await stage.openShop({ program });
    const { customerId, email, orderId, lineIds, memberId } = await knownPerson(at);
    await givePoints(stage, at, customerId, 1_000);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    stage.sim.desk.requestCustomerData({ shop: at.shop, customerId });
    await stage.settleDown();
    expect(await whereIs(email, at.address.programId)).not.toEqual([]);
    stage.sim.desk.redactCustomer({ shop: at.shop, customerId });
    await stage.settleDown();
    expect(await whereIs(email, at.address.programId)).toEqual([]);
    expect(await whereIs(NAME, at.address.programId)).toEqual([]);
    expect(await balanceOf(stage, at.address.programId, memberId)).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'released', endReason: 'erased' });
    expect(stage.sim.desk.checkCode({ shop: at.shop, code: redemption.code ?? '' }).usable).toBe(false);
    expect(await audits(at.address.programId)).toContain('customer-redacted');
    // Months later a refund comes in, with name and address in its body.
    await stage.advance(40 * DAY);
    stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[1] ?? '', quantity: 1 }] });
    await stage.settleDown();
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 10 });
    expect((await orderView(stage, at, orderId)).memberId).toBe(memberId);
    expect((await whereIs(NAME, at.address.programId)).filter((place) => !place.startsWith('inbox'))).toEqual([]);
    await stage.advance(31 * DAY);
    await stage.services.runSchedule('forget-messages');
    expect(await whereIs(NAME, at.address.programId)).toEqual([]);
  });

  test('asked for again, nothing more happens; a later order earns nothing and brings nobody back', async () => {
    const at = await stage.openShop({ program });
    const { customerId, email, memberId } = await knownPerson(at);
    stage.sim.desk.redactCustomer({ shop: at.shop, customerId });
    await stage.settleDown();
    const postings = () => rowsOf(stage, 'SELECT 1 FROM posting WHERE program_id = $1', [at.address.programId]);
    const before = (await postings()).length;
    stage.sim.desk.redactCustomer({ shop: at.shop, customerId });
    const later = await placeOrder(stage, at, { customerId, prices: ['300.00'] });
    stage.sim.desk.updateCustomer({ shop: at.shop, customerId, firstName: NAME });
    await stage.settleDown();
    await stage.services.runSchedule('review-tiers');
    await stage.settleDown();
    expect(await postings()).toHaveLength(before);
    expect(await booksOf(stage, at, later.orderId)).toMatchObject({ earned: 0 });
    expect((await orderView(stage, at, later.orderId)).memberId).toBe(memberId);
    expect((await whereIs(email, at.address.programId)).filter((place) => !place.startsWith('inbox'))).toEqual([]);
    expect(await rowsOf(stage, 'SELECT 1 FROM member_tier WHERE member_id = $1', [memberId])).toEqual([]);
  });

  test('with an attached code: it stays until the order decides, and nothing returns to the erased member', async () => {
    const at = await stage.openShop({ program });
    const { customerId, memberId } = await knownPerson(at);
    await givePoints(stage, at, customerId, 1_000);
    const [open, used] = [
      await redeemFor(stage, at, { customerId, rewardId: 'five' }),
      await redeemFor(stage, at, { customerId, rewardId: 'five' }),
    ];
    await stage.settleDown();
    const unpaid = await placeOrder(stage, at, { customerId, prices: ['20.00'], payment: 'unpaid', discountCodes: [open.code ?? ''] });
    const paid = await placeOrder(stage, at, { customerId, prices: ['20.00'], discountCodes: [used.code ?? ''] });
    await stage.settleDown();
    stage.sim.desk.redactCustomer({ shop: at.shop, customerId });
    await stage.settleDown();
    expect(await balanceOf(stage, at.address.programId, memberId)).toMatchObject({ available: 0, held: 500 });
    await stage.advance(2_000);
    for (const { orderId } of [unpaid, paid]) stage.sim.desk.cancelOrder({ shop: at.shop, orderId });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, open.redemptionId)).toMatchObject({ state: 'released' });
    expect(await balanceOf(stage, at.address.programId, memberId)).toMatchObject({ available: 0, held: 0 });
  });

  test('a guest known by e-mail alone is found by it, and an order of theirs does not make them anew', async () => {
    const at = await stage.openShop({ program });
    const email = `guest-${randomUUID()}@example.com`;
    const now = stage.now();
    const order = anOrder({
      placedAt: now,
      updatedAt: now,
      paidAt: now,
      customer: { customerId: null, email, firstName: NAME, lastName: 'Q' },
    });
    await settleSnapshot(stage, at, order);
    const { memberId } = await orderView(stage, at, order.orderId);
    const body = JSON.stringify({ shop_domain: at.shop, customer: { id: 424242, email }, orders_to_redact: [order.orderId] });
    await stage.services.receiveMessage({
      platform: 'shopify',
      domain: at.shop,
      topic: 'customers/redact',
      webhookId: randomUUID(),
      eventId: null,
      triggeredAt: stage.now(),
      apiVersion: null,
      body,
    });
    await stage.settleDown();
    expect(await whereIs(email, at.address.programId)).toEqual([]);
    await settleSnapshot(stage, at, { ...order, cancelledAt: stage.now(), updatedAt: now + 5_000 });
    expect((await orderView(stage, at, order.orderId)).memberId).toBe(memberId);
    expect(await booksOf(stage, at, order.orderId)).toMatchObject({ earned: 10, reversed: 10 });
    expect((await whereIs(email, at.address.programId)).filter((place) => !place.startsWith('inbox'))).toEqual([]);
    expect(await rowsOf(stage, 'SELECT 1 FROM member WHERE program_id = $1', [at.address.programId])).toHaveLength(1);
  });

  test('the names of members who were merged into this one go too', async () => {
    const at = await stage.openShop({ program });
    const [kept, gone] = [await knownPerson(at), await knownPerson(at)];
    stage.sim.desk.mergeCustomers({ shop: at.shop, keepId: kept.customerId, loseId: gone.customerId });
    await stage.settleDown();
    stage.sim.desk.redactCustomer({ shop: at.shop, customerId: kept.customerId });
    await stage.settleDown();
    expect((await whereIs(NAME, at.address.programId)).filter((place) => !place.startsWith('inbox'))).toEqual([]);
    expect((await whereIs(gone.email, at.address.programId)).filter((place) => !place.startsWith('inbox'))).toEqual([]);
  });
});

describe('a shop is uninstalled and redacted', () => {
  test('who is known through that shop alone is erased, the others stay; what comes later is not read', async () => {
    const at = await stage.openShop({ program });
    const second = await stage.openShop({ together: at.address });
    const alone = await knownPerson(at);
    const both = await knownPerson(at);
    const elsewhere = await knownPerson(second);
    await rowsOf(stage, 'INSERT INTO member_identity (program_id, store_id, customer_id, member_id) VALUES ($1, $2, $3, $4)', [
      at.address.programId,
      second.address.storeId,
      '777',
      both.memberId,
    ]);
    await givePoints(stage, at, both.customerId, 500);
    await givePoints(stage, at, alone.customerId, 500);
    const [hers, theirs] = [
      await redeemFor(stage, at, { customerId: alone.customerId, rewardId: 'five' }),
      await redeemFor(stage, at, { customerId: both.customerId, rewardId: 'five' }),
    ];
    await stage.settleDown();
    stage.sim.desk.uninstall({ shop: at.shop });
    await stage.settleDown();
    expect(await rowsOf(stage, 'SELECT state FROM store WHERE id = $1', [at.address.storeId])).toEqual([{ state: 'uninstalled' }]);
    expect(
      await stage.services.redeem({
        address: at.address,
        memberId: both.memberId,
        rewardId: 'five',
        redemptionId: randomUUID(),
        points: null,
        actor: { kind: 'member', id: null },
      }),
    ).toMatchObject({ ok: false });
    await stage.advance(2 * DAY);
    stage.sim.desk.redactShop({ shop: at.shop });
    await stage.settleDown();
    expect(
      await rowsOf(stage, 'SELECT id, state FROM member WHERE id = ANY ($1) ORDER BY array_position($1, id)', [
        [alone.memberId, both.memberId, elsewhere.memberId],
      ]),
    ).toEqual([
      { id: alone.memberId, state: 'erased' },
      { id: both.memberId, state: 'member' },
      { id: elsewhere.memberId, state: 'member' },
    ]);
    expect(await whereIs(alone.email, at.address.programId)).toEqual([]);
    expect(await redemptionOf(stage, at, hers.redemptionId)).toMatchObject({ state: 'released' });
    expect(await redemptionOf(stage, at, theirs.redemptionId)).toMatchObject({ state: 'released' });
    expect(await balanceOf(stage, at.address.programId, alone.memberId)).toMatchObject({ available: 0, held: 0 });
    expect(await balanceOf(stage, at.address.programId, both.memberId)).toMatchObject({ available: 540, held: 0 });
    expect(await audits(at.address.programId)).toEqual(expect.arrayContaining(['store-uninstalled', 'store-redacted']));
    const body = JSON.stringify({ ...alone.order, updated_at: '2030-01-01T00:00:00Z' });
    await stage.services.receiveMessage({
      platform: 'shopify',
      domain: at.shop,
      topic: 'orders/updated',
      webhookId: randomUUID(),
      eventId: null,
      triggeredAt: null,
      apiVersion: null,
      body,
    });
    await stage.drainAll();
    expect(await whereIs(alone.email, at.address.programId)).toEqual([]);
  });

  test('a shop that was installed again meanwhile keeps its members, and goes on', async () => {
    const at = await stage.openShop({ program });
    const person = await knownPerson(at);
    await givePoints(stage, at, person.customerId, 1_000);
    const redemption = await redeemFor(stage, at, { customerId: person.customerId, rewardId: 'five' });
    stage.sim.webhooks.hold();
    await stage.advance(1_000);
    stage.sim.desk.uninstall({ shop: at.shop });
    stage.sim.webhooks.release();
    await stage.settleDown();
    // While nobody listens the order is partly refunded.
    await stage.advance(DAY);
    stage.sim.desk.refund({ shop: at.shop, orderId: person.orderId, lines: [{ lineId: person.lineIds[1] ?? '', quantity: 1 }] });
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
    expect(await booksOf(stage, at, person.orderId)).toMatchObject({ earned: 40, reversed: 10 });
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'ready' });
    await stage.advance(DAY);
    stage.sim.desk.redactShop({ shop: at.shop });
    await stage.settleDown();
    expect(await customerBalance(stage, at, person.customerId)).toMatchObject({ available: 530, held: 500 });
    expect(await audits(at.address.programId)).toContain('store-redaction-skipped');
    expect(await whereIs(person.email, at.address.programId)).not.toEqual([]);
  });

  test('an uninstall message from before the re-installation changes nothing', async () => {
    const at = await stage.openShop({ program });
    await stage.settleDown();
    stage.sim.webhooks.hold();
    stage.sim.desk.uninstall({ shop: at.shop });
    await stage.advance(5_000);
    stage.sim.desk.install({ shop: at.shop });
    await rowsOf(stage, `UPDATE store SET installed_at = clock_timestamp() WHERE id = $1`, [at.address.storeId]);
    stage.sim.webhooks.release();
    await stage.settleDown();
    expect(await rowsOf(stage, 'SELECT state FROM store WHERE id = $1', [at.address.storeId])).toEqual([{ state: 'connected' }]);
  });
});
