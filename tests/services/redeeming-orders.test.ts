import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  booksOf,
  customerBalance,
  expectCleanBooks,
  givePoints,
  memberOf,
  placeOrder,
  putSnapshots,
  redeemFor,
  redemptionOf,
  rowsOf,
} from './stage-books.ts';
import { REWARDS, WAITING } from './stage-program.ts';

let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS] } });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
});
afterAll(() => stage.close());
afterEach(async () => {
  stage.sim.webhooks.release();
  stage.sim.faults.clear();
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function joined(points: number, shop = at): Promise<string> {
  const { customerId } = await addCustomer(stage, shop, { join: true });
  if (points > 0) await givePoints(stage, shop, customerId, points);
  return customerId;
}

/** Refunds units of a line, a second later. */
async function refund(orderId: string, lineId: string | undefined, quantity = 1): Promise<void> {
  await stage.advance(2_000);
  stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineId ?? '', quantity }] });
  await stage.settleDown();
}

const codeOf = (redemption: { readonly code: string | null }) => redemption.code ?? '';
const works = (code: string) => stage.sim.desk.checkCode({ shop: at.shop, code }).usable;

describe('a code from redeeming to the refund of its order', () => {
  test.each([
    ['two lines', ['10.00', '10.00']],
    ['one line of two', null],
  ] as const)('vector 3: 500 held, captured, back in two halves (%s)', async (_name, prices) => {
    const customerId = await joined(1_000);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 500, held: 500 });
    expect(redemption).toMatchObject({ state: 'ready', points: 500 });
    const lines = prices ? { prices } : { lines: [{ title: 'Two', price: '10.00', quantity: 2 }] };
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId, discountCodes: [codeOf(redemption)], ...lines });
    await stage.settleDown();
    expect(await customerBalance(stage, at, customerId)).toEqual({ pending: 0, available: 515, held: 0, debt: 0 });
    await refund(orderId, lineIds[0]);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 757 });
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({
      state: 'captured',
      capturedPoints: 500,
      returnedPoints: 250,
    });
    await refund(orderId, lineIds[1] ?? lineIds[0]);
    expect(await customerBalance(stage, at, customerId)).toEqual({ pending: 0, available: 1_000, held: 0, debt: 0 });
    expect(works(codeOf(redemption))).toBe(false);
  });

  test('vector 20: free shipping comes back when all goods are back, not before', async () => {
    const customerId = await joined(300);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'shipping' });
    const { orderId, lineIds } = await placeOrder(stage, at, {
      customerId,
      prices: ['40.00', '20.00'],
      shipping: { price: '4.90' },
      discountCodes: [codeOf(redemption)],
    });
    await stage.settleDown();
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 60, held: 0 });
    await refund(orderId, lineIds[1]);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 40 });
    await refund(orderId, lineIds[0]);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 300, debt: 0 });
  });

  test('vector 22: what a refund leaves owing is paid by the unused code it recalls; a used one leaves a debt', async () => {
    const [unused, used] = [await joined(0), await joined(0)];
    for (const customerId of [unused, used]) {
      const first = await placeOrder(stage, at, { customerId, prices: ['500.00'] });
      await stage.settleDown();
      const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
      if (customerId === used) {
        await placeOrder(stage, at, { customerId, prices: ['5.00'], discountCodes: [codeOf(redemption)] });
        await stage.settleDown();
      }
      await refund(first.orderId, first.lineIds[0]);
      expect(works(codeOf(redemption))).toBe(false);
    }
    expect(await customerBalance(stage, at, unused)).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
    expect(await customerBalance(stage, at, used)).toEqual({ pending: 0, available: 0, held: 0, debt: 500 });
  });

  test('vector 23: the debt of one order is paid by what comes back from another', async () => {
    const slow = await stage.openShop({ program: { rewards: [...REWARDS], pending: WAITING } });
    await stage.services.runSchedule('fill-pools');
    await stage.settleDown();
    const customerId = await joined(0, slow);
    // Points of a download do not wait.
    const a = await placeOrder(stage, slow, { customerId, lines: [{ title: 'Download', price: '500.00', requiresShipping: false }] });
    await stage.settleDown();
    const redemption = await redeemFor(stage, slow, { customerId, rewardId: 'five' });
    const b = await placeOrder(stage, slow, { customerId, prices: ['20.00'], discountCodes: [codeOf(redemption)] });
    await stage.settleDown();
    expect(await customerBalance(stage, slow, customerId)).toEqual({ pending: 15, available: 0, held: 0, debt: 0 });
    await stage.advance(2_000);
    stage.sim.desk.cancelOrder({ shop: slow.shop, orderId: a.orderId });
    await stage.settleDown();
    expect(await customerBalance(stage, slow, customerId)).toEqual({ pending: 15, available: 0, held: 0, debt: 500 });
    await stage.advance(2_000);
    stage.sim.desk.cancelOrder({ shop: slow.shop, orderId: b.orderId });
    await stage.settleDown();
    expect(await customerBalance(stage, slow, customerId)).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
  });

  test('vector 29: a paid order that comes after the release is captured late, from what is there, else as debt, with a notice', async () => {
    const customerId = await joined(500);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    await stage.settleDown();
    stage.sim.webhooks.hold();
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['20.00'], discountCodes: [codeOf(redemption)] });
    const memberId = await memberOf(stage, at.address, customerId);
    const undone = await stage.services.undoRedemption({ address: at.address, memberId, redemptionId: redemption.redemptionId });
    expect(undone.ok).toBe(true);
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'released' });
    await redeemFor(stage, at, { customerId, rewardId: 'slider', points: 400 });
    await stage.settleDown();
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 100, held: 400 });
    stage.sim.webhooks.release();
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'captured', orderId, capturedPoints: 500 });
    // 100 were there, 400 were owed: the open code is called back and pays them, the order's own 15 points come on top.
    expect(await customerBalance(stage, at, customerId)).toEqual({ pending: 0, available: 15, held: 0, debt: 0 });
    expect(await rowsOf(stage, `SELECT kind FROM notice WHERE member_id = $1 AND kind = 'late-capture'`, [memberId])).toHaveLength(1);
  });

  test('an order placed with the code attaches it; cancelled unpaid, the code dies and then the points return', async () => {
    const customerId = await joined(500);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    const { orderId } = await placeOrder(stage, at, {
      customerId,
      prices: ['20.00'],
      discountCodes: [codeOf(redemption)],
      payment: 'unpaid',
    });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'attached', orderId });
    const undo = await stage.services.undoRedemption({
      address: at.address,
      memberId: await memberOf(stage, at.address, customerId),
      redemptionId: redemption.redemptionId,
    });
    expect(undo).toMatchObject({ ok: false, refusal: { reason: 'order-placed' } });
    await stage.advance(2_000);
    stage.sim.desk.cancelOrder({ shop: at.shop, orderId });
    await stage.deliver();
    await stage.drainAll();
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 0, held: 500 });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'released', endReason: 'order-cancelled' });
    expect(works(codeOf(redemption))).toBe(false);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 500, held: 0 });
  });

  test('a free amount captures what was applied, the rest comes back', async () => {
    const customerId = await joined(1_000);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'slider', points: 900 });
    expect(redemption.state).toBe('creating');
    await stage.settleDown();
    // The code takes 9.00 off, but an order of 9.00 is asked for: one of 9.40 has a line of 5.00 that is returned later.
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['5.00', '4.40'], discountCodes: [codeOf(redemption)] });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({
      state: 'captured',
      capturedPoints: 900,
      discountMinor: 900,
    });
    await refund(orderId, lineIds[0]);
    const { returnedPoints } = await redemptionOf(stage, at, redemption.redemptionId);
    expect(returnedPoints).toBeGreaterThan(400);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 100 + returnedPoints, held: 0 });
  });

  test("somebody else's order captures the code all the same, and the use is put on record once", async () => {
    const [owner, other] = [await joined(500), await joined(0)];
    const redemption = await redeemFor(stage, at, { customerId: owner, rewardId: 'five' });
    const { orderId } = await placeOrder(stage, at, { customerId: other, prices: ['20.00'], discountCodes: [codeOf(redemption)] });
    await stage.settleDown();
    await stage.advance(2_000);
    stage.sim.desk.tagOrder({ shop: at.shop, orderId, tags: ['x'] });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({
      state: 'captured',
      orderId,
      memberId: await memberOf(stage, at.address, owner),
    });
    expect(await customerBalance(stage, at, owner)).toMatchObject({ available: 0, held: 0 });
    expect(
      await rowsOf(stage, `SELECT 1 FROM audit_entry WHERE action = 'foreign-code-use' AND subject = $1`, [redemption.redemptionId]),
    ).toHaveLength(1);
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 15 });
  });

  test('an order that stands again while its points were on their way back keeps them spent', async () => {
    const customerId = await joined(500);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['20.00'], discountCodes: [codeOf(redemption)] });
    await stage.settleDown();
    const [row] = await rowsOf<{ snapshot: { updatedAt: number } }>(stage, 'SELECT snapshot FROM order_record WHERE order_id = $1', [
      orderId,
    ]);
    if (!row) throw new Error('the order is not in the books');
    await putSnapshots(stage, at, [{ ...row.snapshot, cancelledAt: stage.now(), updatedAt: row.snapshot.updatedAt + 1_000 }]);
    await stage.drainAll();
    await putSnapshots(stage, at, [{ ...row.snapshot, updatedAt: row.snapshot.updatedAt + 2_000 }]);
    await stage.drainAll();
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'captured', returnedPoints: 0 });
    expect(await customerBalance(stage, at, customerId)).toEqual({ pending: 0, available: 15, held: 0, debt: 0 });
  });
});
