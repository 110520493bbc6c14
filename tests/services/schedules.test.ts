import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BEFORE_ALL_CANDIDATES, readIdleCandidates, readLotCandidates } from '#app/store/expiry.ts';
import { openServiceStage, type ServiceStage } from './service-stage.ts';
import { addCustomer, booksOf, customerBalance, expectCleanBooks, givePoints, memberOf, placeOrder, rowsOf } from './stage-books.ts';
import { REWARDS, TIERS, WAITING } from './stage-program.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  stage.sim.webhooks.configure({ dropShare: 0 });
  stage.sim.webhooks.release();
  stage.sim.faults.clear();
  await stage.settleDown();
  await expectCleanBooks(stage);
});

/** Does something at the shop of which no message arrives. */
async function unheard<Value>(act: () => Value | Promise<Value>): Promise<Value> {
  stage.sim.webhooks.configure({ dropShare: 1 });
  const value = await act();
  await stage.deliver();
  stage.sim.webhooks.configure({ dropShare: 0 });
  return value;
}

describe('reconcile', () => {
  test('finds orders and refunds of which no message arrived, more than one page of them', async () => {
    const at = await stage.openShop();
    const { customerId } = await addCustomer(stage, at);
    await stage.settleDown();
    const orders: { readonly orderId: string; readonly lineIds: string[] }[] = [];
    await unheard(async () => {
      for (let index = 0; index < 60; index += 1) orders.push(await placeOrder(stage, at, { customerId, prices: ['10.00'] }));
    });
    expect(await stage.waiting()).toEqual({ inbox: 0, outbox: 0, wanted: 0 });
    await stage.services.runSchedule('reconcile');
    await stage.settleDown();
    expect((await customerBalance(stage, at, customerId)).available).toBe(600);
    await stage.advance(20 * MINUTE);
    const [first] = orders;
    await unheard(() =>
      stage.sim.desk.refund({ shop: at.shop, orderId: first?.orderId ?? '', lines: [{ lineId: first?.lineIds[0] ?? '', quantity: 1 }] }),
    );
    await stage.services.runSchedule('reconcile');
    await stage.settleDown();
    expect((await customerBalance(stage, at, customerId)).available).toBe(590);
  });

  test('finds a change that came soon after a fetch, whenever the runs fall', async () => {
    for (const [fetchedBefore, changedBefore] of [
      [14, 12],
      [14, 9],
      [3, 2],
      [11, 10],
    ] as const) {
      const at = await stage.openShop();
      const { customerId } = await addCustomer(stage, at);
      const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['30.00', '10.00'] });
      await stage.settleDown();
      await stage.services.runSchedule('reconcile');
      await stage.settleDown();
      await stage.advance((15 - fetchedBefore) * MINUTE);
      stage.sim.desk.refund({ shop: at.shop, orderId, amount: '1.00' });
      await stage.settleDown();
      await stage.advance((fetchedBefore - changedBefore) * MINUTE);
      await unheard(() => stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[0] ?? '', quantity: 1 }] }));
      await stage.advance(changedBefore * MINUTE);
      for (let run = 0; run < 2; run += 1) {
        await stage.services.runSchedule('reconcile');
        await stage.settleDown();
        await stage.advance(15 * MINUTE);
      }
      const { reversed } = await booksOf(stage, at, orderId);
      expect({ fetchedBefore, changedBefore, reversed }).toMatchObject({
        reversed: expect.toSatisfy((points: number) => points >= 30) as number,
      });
    }
  });

  test('a store that does not answer keeps no other, and is asked for the same time again', async () => {
    const [broken, fine] = [await stage.openShop(), await stage.openShop()];
    const people = [await addCustomer(stage, broken), await addCustomer(stage, fine)];
    await stage.settleDown();
    await unheard(async () => {
      await placeOrder(stage, broken, { customerId: people[0]?.customerId ?? '' });
      await placeOrder(stage, fine, { customerId: people[1]?.customerId ?? '' });
    });
    stage.sim.faults.add({ shop: broken.shop, kind: 'server-error', times: 50 });
    await stage.services.runSchedule('reconcile');
    await stage.drainAll();
    await stage.fetchAll();
    await stage.drainAll();
    expect((await customerBalance(stage, fine, people[1]?.customerId ?? '')).available).toBe(40);
    stage.sim.faults.clear();
    await stage.advance(30 * MINUTE);
    await stage.services.runSchedule('reconcile');
    await stage.settleDown();
    expect((await customerBalance(stage, broken, people[0]?.customerId ?? '')).available).toBe(40);
  });
});

describe('the days that come', () => {
  test('one order that cannot be settled again holds up no other', async () => {
    const at = await stage.openShop({ program: { pending: WAITING } });
    const { customerId } = await addCustomer(stage, at);
    const [bad, good] = [await placeOrder(stage, at, { customerId }), await placeOrder(stage, at, { customerId })];
    await stage.settleDown();
    const [row] = await rowsOf<{ snapshot: unknown }>(stage, 'SELECT snapshot FROM order_record WHERE order_id = $1', [bad.orderId]);
    await rowsOf(stage, `UPDATE order_record SET snapshot = jsonb_set(snapshot, '{lines,0,keptMinor}', '0.5') WHERE order_id = $1`, [
      bad.orderId,
    ]);
    await stage.advance(70 * DAY);
    await stage.services.runSchedule('mature-points');
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ pending: 40, available: 40 });
    expect(await booksOf(stage, at, good.orderId)).toMatchObject({ postings: 2 });
    await rowsOf(stage, 'UPDATE order_record SET snapshot = $2 WHERE order_id = $1', [bad.orderId, JSON.stringify(row?.snapshot)]);
    await stage.services.runSchedule('mature-points');
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ pending: 0, available: 80 });
  });

  test('a tier of a rolling year ends when its orders are a year old, a month after it was announced', async () => {
    const at = await stage.openShop({ program: { tiers: TIERS, rewards: [...REWARDS] } });
    const { customerId } = await addCustomer(stage, at, { join: true });
    await stage.settleDown();
    await placeOrder(stage, at, { customerId, prices: ['210.00'] });
    await stage.settleDown();
    const member = async () => stage.services.readMember(at.address.programId, await memberOf(stage, at.address, customerId));
    const day = async () => {
      await stage.advance(DAY);
      await stage.services.runSchedule('review-tiers');
    };
    await stage.advance(364 * DAY);
    await stage.services.runSchedule('review-tiers');
    expect((await member())?.tier.tierId).toBe('silver');
    for (let count = 0; count < 3; count += 1) await day();
    expect((await member())?.tierChanges[0]).toMatchObject({ kind: 'ending' });
    for (let count = 0; count < 31; count += 1) await day();
    expect((await member())?.tier.tierId).toBe('bronze');
    await stage.settleDown();
  });

  test('points that end are warned of first; whoever orders meanwhile keeps them', async () => {
    const at = await stage.openShop({ program: { expiry: { mode: { kind: 'inactivity', months: 12 }, startsOn: '2020-01-01' } } });
    const [idle, active] = [await addCustomer(stage, at, { join: true }), await addCustomer(stage, at, { join: true })];
    for (const { customerId } of [idle, active]) await givePoints(stage, at, customerId, 100);
    await stage.settleDown();
    let look = 0;
    const run = async (days: number) => {
      for (let count = 0; count < days; count += 5) {
        await stage.advance(5 * DAY);
        await stage.services.runSchedule('expire-points');
        look += 1;
      }
    };
    await run(340);
    const notices = async (customerId: string) =>
      rowsOf(stage, `SELECT kind FROM notice WHERE member_id = $1 AND kind = 'expiry-warning'`, [
        await memberOf(stage, at.address, customerId),
      ]);
    expect(await notices(idle.customerId)).not.toEqual([]);
    await placeOrder(stage, at, { customerId: active.customerId, prices: ['10.00'] });
    await stage.settleDown();
    await run(90);
    expect((await customerBalance(stage, at, idle.customerId)).available).toBe(0);
    expect((await customerBalance(stage, at, active.customerId)).available).toBe(110);
    expect(look).toBeGreaterThan(80);
    await stage.settleDown();
  });

  test('who waits for the end of points is read page by page: nobody is out of sight behind the others', async () => {
    const at = await stage.openShop();
    const people = [];
    for (let index = 0; index < 5; index += 1) people.push(await addCustomer(stage, at, { join: true }));
    for (const { customerId } of people) await givePoints(stage, at, customerId, 10);
    await rowsOf(stage, `UPDATE lot SET expires_at = now() - interval '1 day' WHERE program_id = $1`, [at.address.programId]);
    const seen: string[] = [];
    for (let after = BEFORE_ALL_CANDIDATES; ;) {
      const wanted = { idleSince: stage.now() + DAY, resetBy: ['order'], after, limit: 2 };
      const page = await readIdleCandidates(stage.database.pool, at.address.programId, wanted);
      const lots = await readLotCandidates(stage.database.pool, at.address.programId, { endingBefore: stage.now(), after, limit: 2 });
      expect(lots.map(({ memberId }) => memberId)).toEqual(page.map(({ memberId }) => memberId));
      seen.push(...page.map(({ memberId }) => memberId));
      const last = page.at(-1);
      if (!last || page.length < 2) break;
      after = last;
    }
    expect(new Set(seen).size).toBe(5);
    await rowsOf(stage, 'UPDATE lot SET expires_at = NULL WHERE program_id = $1', [at.address.programId]);
  });
});

describe('the sweeper', () => {
  test('wakes exactly the stores whose work is due', async () => {
    const [busy, idle] = [await stage.openShop(), await stage.openShop()];
    await stage.settleDown();
    const { customerId } = await addCustomer(stage, busy);
    await placeOrder(stage, busy, { customerId });
    await stage.deliver();
    stage.wakes.length = 0;
    await stage.services.runSchedule('sweep');
    expect(stage.wakes).toContain(`drain-store ${busy.address.storeId}`);
    expect(stage.wakes.some((wake) => wake.includes(idle.address.storeId))).toBe(false);
    await stage.settleDown();
    stage.wakes.length = 0;
    expect(await stage.services.runSchedule('sweep')).toEqual({ drain: 0, relay: 0, fetch: 0 });
    expect(stage.wakes).toEqual([]);
  });
});
