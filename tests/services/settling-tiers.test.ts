import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, booksOf, customerBalance, expectCleanBooks, memberOf, placeOrder, rowsOf } from './stage-books.ts';
import { REWARDS, TIERS, WAITING } from './stage-program.ts';

const DAY = 86_400_000;
let stage: ServiceStage;
let at: StageShop;
let slow: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { tiers: TIERS, rewards: [...REWARDS] } });
  slow = await stage.openShop({ program: { tiers: TIERS, rewards: [...REWARDS], pending: WAITING } });
});
afterAll(() => stage.close());
afterEach(async () => {
  stage.sim.webhooks.release();
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function tierOf(shop: StageShop, customerId: string) {
  const member = await stage.services.readMember(shop.address.programId, await memberOf(stage, shop.address, customerId));
  return {
    tier: member?.tier.tierId ?? null,
    provisional: member?.tier.provisional,
    changes: member?.tierChanges.map(({ kind, toTierId }) => `${kind} ${toTierId ?? ''}`).toReversed(),
  };
}

const entryPostings = async (shop: StageShop, customerId: string) =>
  rowsOf(stage, `SELECT business_key FROM posting WHERE program_id = $1 AND member_id = $2 AND kind = 'entry-reward'`, [
    shop.address.programId,
    await memberOf(stage, shop.address, customerId),
  ]);

describe('promotion', () => {
  test('the promoting order earns at the old tier, the next one at the new, also in one batch and in any order of arrival', async () => {
    const { customerId } = await addCustomer(stage, at, { join: true });
    await stage.settleDown();
    stage.sim.webhooks.hold();
    const first = await placeOrder(stage, at, { customerId, prices: ['200.00'] });
    const second = await placeOrder(stage, at, { customerId, prices: ['10.00'] });
    stage.sim.webhooks.release({ order: 'reversed' });
    await stage.deliver();
    await stage.drainAll();
    expect(await booksOf(stage, at, first.orderId)).toMatchObject({ earned: 200 });
    expect(await booksOf(stage, at, second.orderId)).toMatchObject({ earned: 20 });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 270 });
    expect(await tierOf(at, customerId)).toMatchObject({ tier: 'silver', provisional: false, changes: ['raised bronze', 'raised silver'] });
  });

  test('the entry reward comes once: points for Silver, a code for Gold, whatever comes and goes', async () => {
    const { customerId } = await addCustomer(stage, at, { join: true });
    await stage.settleDown();
    await placeOrder(stage, at, { customerId, prices: ['200.00'] });
    await stage.settleDown();
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['300.00'] });
    await stage.settleDown();
    const memberId = await memberOf(stage, at.address, customerId);
    const member = await stage.services.readMember(at.address.programId, memberId);
    expect(member?.tier.tierId).toBe('gold');
    expect(member?.redemptions).toMatchObject([{ rewardId: 'gold-gift', state: 'ready', points: 0, origin: 'tier:gold' }]);
    expect(stage.sim.desk.checkCode({ shop: at.shop, code: member?.redemptions[0]?.code ?? '' })).toMatchObject({ usable: true });
    expect(await entryPostings(at, customerId)).toHaveLength(1);
    for (const tags of [['a'], ['b']]) {
      await stage.advance(2_000);
      stage.sim.desk.tagOrder({ shop: at.shop, orderId, tags });
      await stage.settleDown();
    }
    await placeOrder(stage, at, { customerId, prices: ['400.00'] });
    await stage.settleDown();
    expect((await stage.services.readMember(at.address.programId, memberId))?.redemptions).toHaveLength(1);
    expect(await entryPostings(at, customerId)).toHaveLength(1);
  });
});

describe('provisional tiers', () => {
  test('run at once, without the entry reward; a refund before the points are due undoes them', async () => {
    const { customerId } = await addCustomer(stage, slow, { join: true });
    await stage.settleDown();
    const { orderId, lineIds } = await placeOrder(stage, slow, { customerId, prices: ['150.00', '60.00'] });
    await stage.settleDown();
    expect(await tierOf(slow, customerId)).toMatchObject({ tier: 'silver', provisional: true });
    expect(await entryPostings(slow, customerId)).toEqual([]);
    await stage.advance(2_000);
    stage.sim.desk.refund({ shop: slow.shop, orderId, lines: [{ lineId: lineIds[1] ?? '', quantity: 1 }] });
    await stage.settleDown();
    expect(await tierOf(slow, customerId)).toMatchObject({ tier: 'bronze', changes: ['raised bronze', 'raised silver', 'undone bronze'] });
    expect(await entryPostings(slow, customerId)).toEqual([]);
  });

  test('are confirmed when the carrying points become available: then the entry reward comes', async () => {
    const { customerId } = await addCustomer(stage, slow, { join: true });
    await stage.settleDown();
    const { orderId } = await placeOrder(stage, slow, { customerId, prices: ['210.00'] });
    await stage.advance(2_000);
    stage.sim.desk.fulfil({ shop: slow.shop, orderId });
    await stage.settleDown();
    await stage.advance(15 * DAY);
    await stage.services.runSchedule('mature-points');
    await stage.services.runSchedule('review-tiers');
    await stage.settleDown();
    expect(await tierOf(slow, customerId)).toMatchObject({
      tier: 'silver',
      provisional: false,
      changes: ['raised bronze', 'raised silver', 'confirmed silver'],
    });
    expect(await entryPostings(slow, customerId)).toHaveLength(1);
    expect(await customerBalance(stage, slow, customerId)).toMatchObject({ pending: 0, available: 260 });
  });
});

describe('an order that changes hands', () => {
  test('lifts the new owner, and the old one loses what it had carried', async () => {
    const [a, b] = [await addCustomer(stage, slow, { join: true }), await addCustomer(stage, slow, { join: true })];
    await stage.settleDown();
    const { orderId } = await placeOrder(stage, slow, { customerId: a.customerId, prices: ['210.00'] });
    await stage.settleDown();
    expect(await tierOf(slow, a.customerId)).toMatchObject({ tier: 'silver' });
    await stage.advance(2_000);
    stage.sim.desk.attachCustomer({ shop: slow.shop, orderId, customerId: b.customerId });
    await stage.settleDown();
    expect(await tierOf(slow, b.customerId)).toMatchObject({ tier: 'silver', provisional: true });
    expect(await tierOf(slow, a.customerId)).toMatchObject({
      tier: 'bronze',
      changes: ['raised bronze', 'raised silver', 'undone bronze'],
    });
  });
});

describe('joining', () => {
  test('gives the first tier and the welcome points once, also when the button is pressed many times at once', async () => {
    const shop = await stage.openShop({ program: { tiers: TIERS, rewards: [...REWARDS], joining: { welcome: { points: 20 } } } });
    const { customerId } = await addCustomer(stage, shop);
    await placeOrder(stage, shop, { customerId });
    const joins = Promise.all(Array.from({ length: 8 }, () => stage.services.join({ address: shop.address, customerId, via: 'widget' })));
    await stage.deliver();
    await Promise.all([joins, stage.services.drainStore(shop.address)]);
    await stage.settleDown();
    const ids = new Set((await joins).map((joined) => (joined.ok ? joined.value.memberId : 'refused')));
    expect(ids.size).toBe(1);
    expect(await customerBalance(stage, shop, customerId)).toMatchObject({ available: 60 });
    expect(await tierOf(shop, customerId)).toMatchObject({ tier: 'bronze', changes: ['raised bronze'] });
  });
});
