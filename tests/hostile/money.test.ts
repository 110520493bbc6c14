import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from '#tests/services/service-stage.ts';
import {
  addCustomer,
  booksOf,
  customerBalance,
  expectCleanBooks,
  expectCodesBelong,
  givePoints,
  memberOf,
  placeOrder,
  putSnapshots,
  redeemFor,
  redemptionOf,
  rowsOf,
} from '#tests/services/stage-books.ts';
import { REWARDS } from '#tests/services/stage-program.ts';

const DAY = 86_400_000;
const HUGE = 9_000_000_000_000_000;
let stage: ServiceStage;
let at: StageShop;
let customerId: string;
let memberId: string;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  at = await stage.openShop({ program: { rewards: [...REWARDS] } });
  ({ customerId } = await addCustomer(stage, at, { join: true }));
  memberId = await memberOf(stage, at.address, customerId);
  await stage.settleDown();
});
afterEach(async () => {
  stage.sim.faults.clear();
  await stage.settleDown();
  await expectCleanBooks(stage);
  await expectCodesBelong(stage, at);
});

const redeem = (wish: {
  readonly rewardId: string;
  readonly points?: number | null;
  readonly redemptionId?: string;
  readonly memberId?: string;
  readonly at?: StageShop;
}) =>
  stage.services.redeem({
    ...{ address: (wish.at ?? at).address, memberId: wish.memberId ?? memberId, rewardId: wish.rewardId, points: wish.points ?? null },
    ...{ redemptionId: wish.redemptionId ?? randomUUID(), actor: { kind: 'member', id: null } },
  });
const undo = (redemptionId: string) => stage.services.undoRedemption({ address: at.address, memberId, redemptionId });
const adjust = (wish: {
  readonly points: number;
  readonly adjustmentId?: string;
  readonly memberId?: string;
  readonly isOwner?: boolean;
}) =>
  stage.services.adjustPoints({
    ...{
      programId: at.address.programId,
      memberId: wish.memberId ?? memberId,
      points: wish.points,
      reason: 'goodwill',
      note: null,
      actorId: 'staff-1',
    },
    ...{ isOwner: wish.isOwner ?? true, adjustmentId: wish.adjustmentId ?? randomUUID() },
  });

/** The stored snapshot of an order, to be told anew with changes. */
async function snapshotOf(orderId: string): Promise<Record<string, unknown>> {
  const [row] = await rowsOf<{ snapshot: Record<string, unknown> }>(
    stage,
    'SELECT snapshot FROM order_record WHERE program_id = $1 AND order_id = $2',
    [at.address.programId, orderId],
  );
  if (!row) throw new Error(`order ${orderId} is not there`);
  return row.snapshot;
}

async function tell(orderId: string, change: (was: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const was = await snapshotOf(orderId);
  await stage.advance(1_000);
  await putSnapshots(stage, at, [{ ...was, ...change(was), updatedAt: stage.now() }]);
  await stage.drainAll();
}

describe('amounts that nobody should send', () => {
  test.each([-500, 0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e21, 99, 150, -0])(
    'a free amount of %d points gives nothing away',
    async (points) => {
      await givePoints(stage, at, customerId, 1_000);
      const answer = await redeem({ rewardId: 'slider', points });
      expect(answer.ok).toBe(false);
      expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_000, held: 0 });
    },
  );

  test('points sent along with a reward of a fixed price change nothing of its price', async () => {
    await givePoints(stage, at, customerId, 1_000);
    const answer = await redeem({ rewardId: 'five', points: 1 });
    expect(answer).toMatchObject({ ok: true, value: { points: 500 } });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 500, held: 500 });
  });

  test.each([0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, -Number.MAX_VALUE, 2 ** 53])(
    'an adjustment of %d is refused',
    async (points) => {
      expect((await adjust({ points })).ok).toBe(false);
      expect((await customerBalance(stage, at, customerId)).available).toBe(0);
    },
  );

  test('an order of more than money itself earns within bounds or not at all, and holds up nobody', async () => {
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['10.00'] });
    const other = await placeOrder(stage, at, { customerId, prices: ['20.00'] });
    await stage.settleDown();
    await tell(orderId, (was) => ({
      totalMinor: HUGE,
      lines: (was['lines'] as Record<string, unknown>[]).map((line) => ({ ...line, chargedMinor: HUGE, keptMinor: HUGE })),
    }));
    await tell(other.orderId, () => ({}));
    const { available } = await customerBalance(stage, at, customerId);
    expect(Number.isSafeInteger(available)).toBe(true);
    expect(available).toBeGreaterThanOrEqual(30);
    await tell(orderId, (was) => ({
      totalMinor: 0,
      lines: (was['lines'] as Record<string, unknown>[]).map((line) => ({ ...line, keptMinor: 0, keptQuantity: 0 })),
    }));
    expect((await customerBalance(stage, at, customerId)).available).toBe(20);
  });

  test('more refunded than was paid takes what was earned, once', async () => {
    await givePoints(stage, at, customerId, 100);
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['40.00'] });
    await stage.settleDown();
    for (const refundedMinor of [9_000, HUGE, 9_000])
      await tell(orderId, () => ({ refundedMinor, refundedWithoutLinesMinor: refundedMinor, refundCount: 1 }));
    expect(await booksOf(stage, at, orderId)).toMatchObject({ earned: 40, reversed: 40 });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 100, debt: 0 });
  });

  test('negative lines and negative refunds make no points', async () => {
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['40.00'] });
    await stage.settleDown();
    await tell(orderId, () => ({ refundedMinor: -9_000, refundedWithoutLinesMinor: -9_000, refundCount: 1 }));
    expect((await customerBalance(stage, at, customerId)).available).toBe(40);
    await tell(orderId, (was) => ({
      lines: (was['lines'] as Record<string, unknown>[]).map((line) => ({ ...line, chargedMinor: -4_000, keptMinor: -4_000 })),
    }));
    const { available, debt } = await customerBalance(stage, at, customerId);
    expect(available - debt).toBeGreaterThanOrEqual(0);
    expect(available - debt).toBeLessThanOrEqual(40);
  });

  test('an order that changes its currency afterwards is not worth a hundred times as much', async () => {
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['40.00'] });
    await stage.settleDown();
    expect((await customerBalance(stage, at, customerId)).available).toBe(40);
    // 4,000 minor units of a currency that has no smaller ones: 100 times as much as before, were it the same money.
    await tell(orderId, () => ({ currency: 'JPY' }));
    expect((await customerBalance(stage, at, customerId)).available).toBeLessThanOrEqual(40);
  });
});

describe('the same name for something else', () => {
  test('an adjustment that was made for one member is not told as done for another, nor with another amount', async () => {
    const other = await addCustomer(stage, at, { join: true });
    const adjustmentId = randomUUID();
    expect((await adjust({ points: 100, adjustmentId })).ok).toBe(true);
    expect((await adjust({ points: 100, adjustmentId })).ok).toBe(true);
    const elsewhere = await adjust({ points: 100, adjustmentId, memberId: await memberOf(stage, at.address, other.customerId) });
    expect((await customerBalance(stage, at, customerId)).available).toBe(100);
    expect((await customerBalance(stage, at, other.customerId)).available).toBe(0);
    expect(elsewhere.ok, 'nothing was done for the other one').toBe(false);
    expect((await adjust({ points: 900, adjustmentId })).ok, 'nothing was done with the other amount').toBe(false);
  });

  test('two members who name their redemptions alike: one has it, the other is told to try again, nobody pays for both', async () => {
    const other = await addCustomer(stage, at, { join: true });
    const otherId = await memberOf(stage, at.address, other.customerId);
    await givePoints(stage, at, customerId, 500);
    await givePoints(stage, at, other.customerId, 500);
    const redemptionId = randomUUID();
    const answers = await Promise.allSettled([
      redeem({ rewardId: 'five', redemptionId }),
      redeem({ rewardId: 'five', redemptionId, memberId: otherId }),
    ]);
    const done = answers.filter((answer) => answer.status === 'fulfilled' && answer.value.ok);
    expect(done).toHaveLength(1);
    expect(
      answers.map(({ status }) => status),
      'a refusal, not an error',
    ).toEqual(['fulfilled', 'fulfilled']);
    const [one, two] = [await customerBalance(stage, at, customerId), await customerBalance(stage, at, other.customerId)];
    expect([one.held + two.held, one.available + two.available]).toEqual([500, 500]);
    expect((await undo(redemptionId)).ok || two.held === 500).toBe(true);
  });

  test('a redemption of another member can be neither repeated, nor undone, nor read by its name', async () => {
    await givePoints(stage, at, customerId, 500);
    const { redemptionId } = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    const thief = await addCustomer(stage, at, { join: true });
    const thiefId = await memberOf(stage, at.address, thief.customerId);
    await givePoints(stage, at, thief.customerId, 500);
    expect(await redeem({ rewardId: 'five', redemptionId, memberId: thiefId })).toMatchObject({
      ok: false,
      refusal: { reason: 'already_used' },
    });
    expect((await stage.services.undoRedemption({ address: at.address, memberId: thiefId, redemptionId })).ok).toBe(false);
    expect((await redemptionOf(stage, at, redemptionId)).sideState).toBeNull();
  });
});

describe('as fast as a script', () => {
  test('taking back and redeeming again stops at the limit of the day, also before the codes are dead', async () => {
    await givePoints(stage, at, customerId, 500);
    let undone = 0;
    for (let round = 0; round < 14; round += 1) {
      const made = await redeem({ rewardId: 'five' });
      if (!made.ok) break;
      await stage.settleDown();
      if (!(await undo(made.value.redemptionId)).ok) break;
      undone += 1;
      await stage.settleDown();
    }
    expect(undone).toBe(10);
  });

  test('no more open codes than allowed, however many ask at once', async () => {
    await givePoints(stage, at, customerId, 20_000);
    const answers = await Promise.all(Array.from({ length: 16 }, () => redeem({ rewardId: 'five' })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(5);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ held: 2_500, available: 17_500 });
  });

  test('redeeming against taking points away against a refund against a merge: never more than there was', async () => {
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['600.00'] });
    const other = await addCustomer(stage, at, { join: true });
    await stage.settleDown();
    stage.sim.desk.cancelOrder({ shop: at.shop, orderId });
    await stage.deliver();
    const [redeemed] = await Promise.all([
      redeem({ rewardId: 'five' }),
      stage.drainAll(),
      adjust({ points: -300 }),
      stage.services.members.merge({
        programId: at.address.programId,
        memberId,
        from: await memberOf(stage, at.address, other.customerId),
        staffId: 'staff-1',
      }),
    ]);
    await stage.settleDown();
    const { available, debt, held, pending } = await customerBalance(stage, at, customerId);
    expect(pending).toBe(0);
    expect(available + held - debt, JSON.stringify(redeemed)).toBeLessThanOrEqual(0);
  });

  test('a till code, a button at home and a second till on one balance: one of them', async () => {
    await givePoints(stage, at, customerId, 500);
    const code = await stage.services.till.makeCode({ address: at.address, customerId });
    const tillCode = code.ok ? code.value.code : '';
    const till = () =>
      stage.services.till.redeem({
        address: at.address,
        staffId: 'shopify:7',
        customerId,
        rewardId: 'five',
        redemptionId: randomUUID(),
        points: null,
        tillCode,
      });
    const answers = await Promise.all([till(), redeem({ rewardId: 'five' }), till(), redeem({ rewardId: 'five' })]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 0, held: 500, debt: 0 });
  });
});

describe('who must not redeem', () => {
  test('a member who was blocked or erased a moment ago, by any door', async () => {
    await givePoints(stage, at, customerId, 1_000);
    const code = await stage.services.till.makeCode({ address: at.address, customerId });
    const by = { programId: at.address.programId, memberId, staffId: 'staff-1' };
    await stage.services.members.setBlocked({ ...by, blocked: true });
    expect(await redeem({ rewardId: 'five' })).toMatchObject({ ok: false, refusal: { reason: 'blocked' } });
    const till = await stage.services.till.redeem({
      ...{ address: at.address, staffId: 'shopify:7', customerId, rewardId: 'five', redemptionId: randomUUID(), points: null },
      tillCode: code.ok ? code.value.code : '',
    });
    expect(till.ok).toBe(false);
    expect((await stage.services.till.makeCode({ address: at.address, customerId })).ok).toBe(false);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_000, held: 0 });
  });

  test('somebody who ordered with the address of a member is not that member, and registering with it gives nothing', async () => {
    const victim = await addCustomer(stage, at, { join: true, email: `victim-${randomUUID()}@example.com` });
    await givePoints(stage, at, victim.customerId, 1_000);
    await stage.settleDown();
    await placeOrder(stage, at, { email: victim.email, prices: ['30.00'] });
    await stage.settleDown();
    expect((await customerBalance(stage, at, victim.customerId)).available).toBeGreaterThanOrEqual(1_000);
  });
});

describe('late and early', () => {
  test('a code that is used a second before and paid a day after its end is spent once', async () => {
    await givePoints(stage, at, customerId, 500);
    const { redemptionId, code } = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    await stage.settleDown();
    const made = await redemptionOf(stage, at, redemptionId);
    const { order } = await placeOrder(stage, at, {
      customerId,
      prices: ['40.00'],
      discountCodes: [code ?? made.code ?? ''],
      payment: 'unpaid',
    });
    await stage.settleDown();
    await stage.advance(200 * DAY);
    await stage.services.runSchedule('end-holds');
    await stage.settleDown();
    expect((await redemptionOf(stage, at, redemptionId)).state).toBe('attached');
    stage.sim.desk.markPaid({ shop: at.shop, orderId: String(order.id) });
    await stage.settleDown();
    expect((await redemptionOf(stage, at, redemptionId)).state).toBe('captured');
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ held: 0, debt: 0 });
  }, 60_000);
});
