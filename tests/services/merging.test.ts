import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mergeMembers } from '#app/services/merge-members.ts';
import { readStore } from '#app/store/programs.ts';
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
} from './stage-books.ts';
import { REWARDS, TIERS, WAITING } from './stage-program.ts';

const DAY = 86_400_000;
let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS, pending: WAITING } });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
});
afterAll(() => stage.close());
afterEach(async () => {
  stage.sim.webhooks.release();
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function person(points: number, join = true) {
  const { customerId } = await addCustomer(stage, at, { join });
  await stage.settleDown();
  if (points > 0) await givePoints(stage, at, customerId, points);
  return { customerId, memberId: join ? await memberOf(stage, at.address, customerId) : '' };
}

const merge = (keepId: string, loseId: string, outcome: 'completed' | 'failed' = 'completed') =>
  stage.sim.desk.mergeCustomers({ shop: at.shop, keepId, loseId, outcome });
const view = (memberId: string) => stage.services.readMember(at.address.programId, memberId);

describe('two customers become one', () => {
  test('points, lots, orders, open codes and the higher tier go to the kept one; the old id stays as an alias', async () => {
    const [kept, gone] = [await person(100), await person(1_000)];
    const order = await placeOrder(stage, at, { customerId: gone.customerId, prices: ['220.00', '10.00'] });
    const held = await redeemFor(stage, at, { customerId: gone.customerId, rewardId: 'five' });
    await stage.settleDown();
    merge(kept.customerId, gone.customerId);
    await stage.settleDown();
    expect(await balanceOf(stage, at.address.programId, kept.memberId)).toEqual({ pending: 230, available: 600, held: 500, debt: 0 });
    expect(await balanceOf(stage, at.address.programId, gone.memberId)).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
    expect(await memberOf(stage, at.address, gone.customerId)).toBe(kept.memberId);
    expect((await view(kept.memberId))?.tier).toMatchObject({ tierId: 'silver', provisional: true });
    expect((await view(gone.memberId))?.state).toBe('merged');
    expect((await view(kept.memberId))?.redemptions).toMatchObject([{ redemptionId: held.redemptionId, state: 'ready' }]);
    // The order goes on where it is now: a refund takes from the kept one and undoes the tier once.
    await stage.advance(2_000);
    stage.sim.desk.refund({ shop: at.shop, orderId: order.orderId, lines: [{ lineId: order.lineIds[0] ?? '', quantity: 1 }] });
    await stage.settleDown();
    expect(await balanceOf(stage, at.address.programId, kept.memberId)).toMatchObject({ pending: 10, available: 600, held: 500 });
    expect((await view(kept.memberId))?.tier).toMatchObject({ tierId: 'bronze' });
    expect((await orderView(stage, at, order.orderId)).postings.map(({ kind }) => kind)).toEqual(['order-settled', 'order-settled']);
    const used = await placeOrder(stage, at, { customerId: kept.customerId, prices: ['20.00'], discountCodes: [held.code ?? ''] });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, held.redemptionId)).toMatchObject({ state: 'captured', orderId: used.orderId });
    expect(
      await rowsOf(stage, `SELECT 1 FROM audit_entry WHERE action = 'foreign-code-use' AND subject = $1`, [held.redemptionId]),
    ).toEqual([]);
  });

  test('what both spent together counts: it is looked at, once, and not twice when the order is settled again', async () => {
    const [kept, gone] = [await person(0), await person(0)];
    await placeOrder(stage, at, { customerId: kept.customerId, prices: ['120.00'] });
    const other = await placeOrder(stage, at, { customerId: gone.customerId, prices: ['130.00'] });
    await stage.settleDown();
    expect((await view(kept.memberId))?.tier.tierId).toBe('bronze');
    merge(kept.customerId, gone.customerId);
    await stage.settleDown();
    expect((await view(kept.memberId))?.tier).toMatchObject({ tierId: 'silver', provisional: true });
    for (const tags of [['a'], ['b'], ['c']]) {
      await stage.advance(2_000);
      stage.sim.desk.tagOrder({ shop: at.shop, orderId: other.orderId, tags });
      await stage.settleDown();
    }
    expect((await view(kept.memberId))?.tier).toMatchObject({ tierId: 'silver' });
  });

  test('debt is netted by what the other brings', async () => {
    const [kept, gone] = [await person(0), await person(300)];
    const order = await placeOrder(stage, at, {
      customerId: kept.customerId,
      lines: [{ title: 'Download', price: '500.00', requiresShipping: false }],
    });
    await stage.settleDown();
    const code = await redeemFor(stage, at, { customerId: kept.customerId, rewardId: 'five' });
    await placeOrder(stage, at, { customerId: kept.customerId, prices: ['5.00'], discountCodes: [code.code ?? ''] });
    await stage.settleDown();
    await stage.advance(2_000);
    stage.sim.desk.cancelOrder({ shop: at.shop, orderId: order.orderId });
    await stage.settleDown();
    const { debt } = await customerBalance(stage, at, kept.customerId);
    expect(debt).toBeGreaterThan(300);
    merge(kept.customerId, gone.customerId);
    await stage.settleDown();
    expect(await customerBalance(stage, at, kept.customerId)).toMatchObject({ available: 0, debt: debt - 300 });
  });

  test('a failed merge changes nothing but the record', async () => {
    const [kept, gone] = [await person(100), await person(200)];
    merge(kept.customerId, gone.customerId, 'failed');
    await stage.settleDown();
    expect(await balanceOf(stage, at.address.programId, kept.memberId)).toMatchObject({ available: 100 });
    expect(await balanceOf(stage, at.address.programId, gone.memberId)).toMatchObject({ available: 200 });
    expect(await rowsOf(stage, `SELECT 1 FROM audit_entry WHERE action = 'merge-failed' AND subject = $1`, [kept.customerId])).toHaveLength(
      1,
    );
  });

  test.each(['as-sent', 'reversed'] as const)('the message of the deletion may come before or after (%s)', async (order) => {
    const [kept, gone] = [await person(100), await person(200)];
    stage.sim.webhooks.hold();
    merge(kept.customerId, gone.customerId);
    stage.sim.webhooks.release({ order });
    await stage.deliver();
    for (let drained = 1; drained > 0;) ({ taken: drained } = await stage.services.drainStore(at.address));
    await stage.settleDown();
    expect(await balanceOf(stage, at.address.programId, kept.memberId)).toMatchObject({ available: 300 });
  });

  test('a merge that is told twice, also at once, happens once', async () => {
    const [kept, gone] = [await person(100), await person(200)];
    merge(kept.customerId, gone.customerId);
    await stage.deliver();
    const store = await readStore(stage.database, at.address);
    if (!store) throw new Error('the store is gone');
    await Promise.all([1, 2, 3].map(() => mergeMembers(stage.desk, store, { from: gone.memberId, to: kept.memberId })));
    await stage.settleDown();
    const [message] = stage.sim.webhooks.list({ shop: at.shop, topic: 'customers/merge' }).toReversed();
    await rowsOf(stage, `UPDATE inbox SET state = 'waiting' WHERE dedupe_key = $1`, [message?.id]);
    await stage.settleDown();
    expect(await balanceOf(stage, at.address.programId, kept.memberId)).toMatchObject({ available: 300 });
    expect(await rowsOf(stage, `SELECT 1 FROM posting WHERE kind = 'merged' AND member_id = $1`, [kept.memberId])).toHaveLength(1);
    expect(await rowsOf(stage, `SELECT 1 FROM audit_entry WHERE action = 'members-merged' AND subject = $1`, [kept.memberId])).toHaveLength(
      1,
    );
    expect(stage.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('customers we hardly know: one without a member becomes an alias, a late order of the old id finds the kept one', async () => {
    const kept = await person(100);
    const stranger = await addCustomer(stage, at);
    const order = await placeOrder(stage, at, { customerId: stranger.customerId, prices: ['40.00'] });
    stage.sim.webhooks.hold();
    await stage.deliver();
    merge(kept.customerId, stranger.customerId);
    stage.sim.webhooks.release();
    await stage.settleDown();
    expect(await memberOf(stage, at.address, stranger.customerId)).toBe(kept.memberId);
    expect(await booksOf(stage, at, order.orderId)).toMatchObject({ earned: 40 });
    expect((await orderView(stage, at, order.orderId)).memberId).toBe(kept.memberId);
  });

  test('a guest who is merged with a member is a member', async () => {
    const guest = await addCustomer(stage, at);
    await placeOrder(stage, at, { customerId: guest.customerId });
    const gone = await person(0);
    await stage.settleDown();
    const guestMember = await memberOf(stage, at.address, guest.customerId);
    merge(guest.customerId, gone.customerId);
    await stage.settleDown();
    expect(await view(guestMember)).toMatchObject({ state: 'member', tier: { tierId: 'bronze' } });
  });

  test('undo and merge at once: the points come back to the kept one', async () => {
    const [kept, gone] = [await person(0), await person(500)];
    const redemption = await redeemFor(stage, at, { customerId: gone.customerId, rewardId: 'five' });
    merge(kept.customerId, gone.customerId);
    await stage.deliver();
    await Promise.all([
      stage.services.undoRedemption({ address: at.address, memberId: gone.memberId, redemptionId: redemption.redemptionId }),
      stage.services.drainStore(at.address),
      stage.services.relayErrands(at.address),
    ]);
    await stage.settleDown();
    const { state } = await redemptionOf(stage, at, redemption.redemptionId);
    const { available, held } = await balanceOf(stage, at.address.programId, kept.memberId);
    expect([state, available, held]).toEqual(state === 'released' ? ['released', 500, 0] : ['ready', 0, 500]);
    await stage.advance(100 * DAY);
    await stage.services.runSchedule('end-holds');
    await stage.settleDown();
    expect(await balanceOf(stage, at.address.programId, kept.memberId)).toMatchObject({ available: 500, held: 0 });
  });
});
