import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StoreAddress } from '#app/services/services.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  booksOf,
  customerBalance,
  expectCleanBooks,
  givePoints,
  memberOf,
  orderView,
  placeOrder,
  redeemFor,
  type StageCustomer,
  putSnapshots,
} from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';

const ID_BASE = 8_000_000_000_000;
let stage: ServiceStage;
/** Two programs and a second store of the first one; all three shops give the same ids to their customers and orders. */
let [first, second, other] = [] as unknown as [StageShop, StageShop, StageShop];
let people: Map<StageShop, StageCustomer>;
let orders: Map<StageShop, { readonly orderId: string }>;

beforeAll(async () => {
  stage = await openServiceStage();
  const program = { rewards: [...REWARDS], tiers: TIERS };
  first = await stage.openShop({ program, idBase: ID_BASE });
  second = await stage.openShop({ together: first.address, idBase: ID_BASE });
  other = await stage.openShop({ program, idBase: ID_BASE });
  await stage.services.runSchedule('fill-pools');
  people = new Map();
  orders = new Map();
  for (const [at, price] of [
    [first, '10.00'],
    [second, '20.00'],
    [other, '300.00'],
  ] as const) {
    const customer = await addCustomer(stage, at, { join: true });
    people.set(at, customer);
    orders.set(at, await placeOrder(stage, at, { customerId: customer.customerId, prices: [price] }));
  }
  await stage.settleDown();
});
afterAll(() => stage.close());

const customerOf = (at: StageShop) => people.get(at)?.customerId ?? '';
const orderOf = (at: StageShop) => orders.get(at)?.orderId ?? '';

describe('shops whose customers and orders have the same ids', () => {
  test('keep everything apart', async () => {
    expect(new Set([first, second, other].map(customerOf)).size).toBe(1);
    expect(new Set([first, second, other].map(orderOf)).size).toBe(1);
    const members = await Promise.all([first, second, other].map((at) => memberOf(stage, at.address, customerOf(at))));
    expect(new Set(members).size).toBe(3);
    for (const [at, earned] of [
      [first, 10],
      [second, 20],
      [other, 300],
    ] as const) {
      expect(await booksOf(stage, at, orderOf(at))).toMatchObject({ earned, postings: 1 });
    }
    expect((await customerBalance(stage, first, customerOf(first))).available).toBe(10);
    expect((await customerBalance(stage, second, customerOf(second))).available).toBe(20);
    expect((await customerBalance(stage, other, customerOf(other))).available).toBe(350);
    await expectCleanBooks(stage);
  });

  test('a refund, a merge, an erasure and a deletion in one touch no other', async () => {
    await stage.advance(2_000);
    const extra = await addCustomer(stage, first, { join: true });
    await stage.settleDown();
    stage.sim.desk.cancelOrder({ shop: first.shop, orderId: orderOf(first) });
    stage.sim.desk.mergeCustomers({ shop: first.shop, keepId: extra.customerId, loseId: customerOf(first) });
    stage.sim.desk.redactCustomer({ shop: first.shop, customerId: extra.customerId });
    await stage.settleDown();
    stage.sim.desk.deleteOrder({ shop: first.shop, orderId: orderOf(first) });
    await stage.settleDown();
    expect((await customerBalance(stage, second, customerOf(second))).available).toBe(20);
    expect((await customerBalance(stage, other, customerOf(other))).available).toBe(350);
    expect((await orderView(stage, other, orderOf(other))).points).toMatchObject({ earned: 300, reversed: 0 });
    await expectCleanBooks(stage);
  });

  test('a code of one store is nothing in another', async () => {
    await givePoints(stage, second, customerOf(second), 500);
    const redemption = await redeemFor(stage, second, { customerId: customerOf(second), rewardId: 'five' });
    await stage.settleDown();
    const [row] = (
      await stage.database.pool.query<{ snapshot: Record<string, unknown> }>(
        'SELECT snapshot FROM order_record WHERE program_id = $1 AND order_id = $2',
        [other.address.programId, orderOf(other)],
      )
    ).rows;
    const forged = {
      ...row?.snapshot,
      updatedAt: stage.now(),
      discountCodes: [{ code: redemption.code, kind: 'amount', amountMinor: 500 }],
    };
    await putSnapshots(stage, other, [forged]);
    await putSnapshots(stage, first, [{ ...forged, orderId: '12345' }]);
    await stage.drainAll();
    const member = await stage.services.readMember(second.address.programId, await memberOf(stage, second.address, customerOf(second)));
    expect(member?.redemptions).toMatchObject([{ redemptionId: redemption.redemptionId, state: 'ready', orderId: null }]);
  });
});

describe('every service, asked by one tenant about another', () => {
  const stranger = async () => ({
    programId: other.address.programId,
    memberId: await memberOf(stage, second.address, customerOf(second)),
    email: people.get(second)?.email ?? '',
  });

  test('reading answers nothing', async () => {
    const { programId, memberId, email } = await stranger();
    const { services } = stage;
    const own = await memberOf(stage, other.address, customerOf(other));
    expect(await services.readMember(programId, memberId)).toBeNull();
    expect(await services.readMember(programId, email)).toBeNull();
    expect((await services.readOrder(programId, orderOf(second))).map(({ storeId }) => storeId)).toEqual([other.address.storeId]);
    const [code] = (await services.readMember(second.address.programId, memberId))?.redemptions ?? [];
    expect(await services.readCode(programId, code?.code ?? 'none')).toEqual([]);
    expect(await services.readDataExports(programId)).toEqual([]);
    const mixed: StoreAddress = { programId, storeId: second.address.storeId };
    expect(await services.storefront.findMember(mixed, customerOf(second))).toBeNull();
    // A store of another program is no store of this one.
    expect(await services.storefront.read({ address: mixed, customerId: customerOf(second), locale: 'en', language: 'en' })).toBeNull();
    const all = JSON.stringify([
      await services.readFeed(programId, { limit: 200 }),
      await services.readOverview(programId),
      await services.readInbox(programId),
      await services.readMember(programId, own),
    ]);
    for (const foreign of [memberId, email, second.address.storeId, first.address.storeId, first.address.programId])
      expect(all).not.toContain(foreign);
  });

  test('what waits at one tenant is not shown to another', async () => {
    await stage.services.receiveMessage({
      platform: 'shopify',
      domain: first.shop,
      topic: 'orders/paid',
      webhookId: randomUUID(),
      eventId: null,
      triggeredAt: null,
      apiVersion: null,
      body: '{"id": 1}',
    });
    await stage.drainAll();
    expect(await stage.services.readInbox(first.address.programId)).toMatchObject({ dead: 1 });
    expect(await stage.services.readInbox(other.address.programId)).toMatchObject({ dead: 0, waiting: 0, oldestSeconds: 0 });
    expect((await stage.services.readOverview(other.address.programId)).health).toMatchObject({ inboxDead: 0, inboxWaiting: 0 });
    expect(await stage.services.readInbox(null)).toMatchObject({ dead: 1 });
  });

  test('doing is refused and leaves no trace', async () => {
    const { programId, memberId } = await stranger();
    const { services } = stage;
    const before = await customerBalance(stage, second, customerOf(second));
    const ask = (address: StoreAddress) =>
      services.redeem({
        address,
        memberId,
        rewardId: 'shipping',
        redemptionId: randomUUID(),
        points: null,
        actor: { kind: 'member', id: null },
      });
    expect(await ask(other.address)).toMatchObject({ ok: false, refusal: { reason: 'unknown_member' } });
    expect(await ask({ programId, storeId: second.address.storeId })).toMatchObject({ ok: false });
    expect(await ask({ programId: second.address.programId, storeId: other.address.storeId })).toMatchObject({ ok: false });
    const [redemption] = (await services.readMember(second.address.programId, memberId))?.redemptions ?? [];
    for (const address of [other.address, { programId, storeId: second.address.storeId }]) {
      expect(await services.undoRedemption({ address, memberId, redemptionId: redemption?.redemptionId ?? '' })).toMatchObject({
        ok: false,
      });
    }
    expect(
      await services.adjustPoints({
        programId,
        memberId,
        points: 10,
        reason: 'x',
        note: null,
        actorId: 's',
        isOwner: true,
        adjustmentId: randomUUID(),
      }),
    ).toMatchObject({
      ok: false,
      refusal: { reason: 'unknown-member' },
    });
    expect(await customerBalance(stage, second, customerOf(second))).toEqual(before);
  });

  test('an address is found by itself, not by a pattern', async () => {
    const { programId } = other.address;
    for (const pattern of ['%', '_%', 'person-_%@example.com', '%@example.com'])
      expect(await stage.services.readMember(programId, pattern)).toBeNull();
    const { email } = people.get(other) ?? { email: '' };
    expect((await stage.services.readMember(programId, ` ${email.toUpperCase()} `))?.email).toBe(email);
  });
});
