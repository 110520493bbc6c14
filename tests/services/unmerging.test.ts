import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { countersOf } from '#app/domain/decisions/counters.ts';
import { mergeMembers } from '#app/services/merge-members.ts';
import { mergeByStaff, readMergesOf, unmergeMembers } from '#app/services/unmerge-members.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  balanceOf,
  expectCleanBooks,
  givePoints,
  memberOf,
  orderView,
  placeOrder,
  redeemFor,
  redemptionOf,
  rowsOf,
} from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';

const DAY = 86_400_000;
let stage: ServiceStage;
let at: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({
    program: {
      rewards: [...REWARDS],
      tiers: TIERS,
      joining: { welcome: { points: 20 } },
      earning: {
        rounding: 'carry',
        rules: [
          {
            id: 'base',
            name: 'Points',
            kind: 'per-amount',
            args: { points: '1', perMinor: 300 },
            maxPerMember: { points: 150, per: 'month' },
          },
        ],
      },
    },
  });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
});
afterAll(() => stage.close());
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function person() {
  const { customerId } = await addCustomer(stage, at, { join: true });
  await stage.settleDown();
  return { customerId, memberId: await memberOf(stage, at.address, customerId) };
}

const balance = (memberId: string) => balanceOf(stage, at.address.programId, memberId);
const view = (memberId: string) => stage.services.readMember(at.address.programId, memberId);
const input = (from: string, to: string) => ({ programId: at.address.programId, from, to, staffId: 'staff-1' });
const undo = (mergeId: string) => unmergeMembers(stage.desk, { programId: at.address.programId, mergeId, staffId: 'staff-1' });
async function mergeOf(memberId: string) {
  const [merge] = await readMergesOf(stage.desk, at.address.programId, memberId);
  if (!merge) throw new Error('there is no merge to undo');
  return merge;
}

describe('what a merge carries over', () => {
  test('the second welcome bonus is taken back, down to 0 and never to debt', async () => {
    const [kept, gone] = [await person(), await person()];
    expect((await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId))).ok).toBe(true);
    expect(await balance(kept.memberId)).toEqual({ pending: 0, available: 20, held: 0, debt: 0 });
    const [poor, spent] = [await person(), await person()];
    await stage.services.adjustPoints({
      ...{ programId: at.address.programId, memberId: poor.memberId, points: -20, reason: 'correction', note: null },
      ...{ actorId: 's', isOwner: false, adjustmentId: stage.desk.newId() },
    });
    await stage.services.adjustPoints({
      ...{ programId: at.address.programId, memberId: spent.memberId, points: -15, reason: 'correction', note: null },
      ...{ actorId: 's', isOwner: false, adjustmentId: stage.desk.newId() },
    });
    await mergeByStaff(stage.desk, input(spent.memberId, poor.memberId));
    expect(await balance(poor.memberId)).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
  });

  test('rests of rounding and what was taken of a cap add up', async () => {
    const [kept, gone] = [await person(), await person()];
    // 100.00 is 33 and a third each; 300.00 more would be 100, and 84 of the cap of 150 are left when both are one.
    await placeOrder(stage, at, { customerId: kept.customerId, prices: ['100.00'] });
    await placeOrder(stage, at, { customerId: gone.customerId, prices: ['100.00'] });
    await stage.settleDown();
    await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId));
    const [row] = await rowsOf<{ carry: Record<string, string> }>(stage, 'SELECT carry FROM member WHERE id = $1', [kept.memberId]);
    expect(row?.carry).toEqual({ base: '2/3' });
    const order = await placeOrder(stage, at, { customerId: gone.customerId, prices: ['300.00'] });
    await stage.settleDown();
    expect((await orderView(stage, at, order.orderId)).points.earned).toBe(84);
    const program = (await stage.desk.library.open(at.address.programId)).liveAt(await stage.database.now());
    expect(program).not.toBeNull();
    const document = await (await stage.desk.library.open(at.address.programId)).program(program?.no ?? 1);
    const keys = countersOf(document, kept.memberId, await stage.database.now()).map(({ key }) => key);
    const counted = await rowsOf<{ value: string }>(stage, 'SELECT value FROM counter WHERE key = ANY ($1)', [keys]);
    expect(counted.map(({ value }) => Number(value))).toEqual([150]);
  });

  test('who part again have their own rests and their own room under caps', async () => {
    const [kept, gone] = [await person(), await person()];
    for (const { customerId } of [kept, gone]) await placeOrder(stage, at, { customerId, prices: ['100.00'] });
    await stage.settleDown();
    await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId));
    await undo((await mergeOf(kept.memberId)).mergeId);
    for (const { customerId, memberId } of [kept, gone]) {
      const [row] = await rowsOf<{ carry: Record<string, string> }>(stage, 'SELECT carry FROM member WHERE id = $1', [memberId]);
      expect(row?.carry).toEqual({ base: '1/3' });
      // 33 of the cap of 150 are taken: 117 are left to each.
      const order = await placeOrder(stage, at, { customerId, prices: ['900.00'] });
      await stage.settleDown();
      expect((await orderView(stage, at, order.orderId)).points.earned).toBe(117);
    }
  });

  test('nobody gets rid of a block by becoming somebody else', async () => {
    const [kept, gone] = [await person(), await person()];
    await rowsOf(stage, `UPDATE member SET state = 'blocked' WHERE id = $1`, [gone.memberId]);
    await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId));
    expect((await view(kept.memberId))?.state).toBe('blocked');
    await undo((await mergeOf(kept.memberId)).mergeId);
    expect((await view(kept.memberId))?.state).toBe('member');
    expect((await view(gone.memberId))?.state).toBe('blocked');
  });

  test('who is not there, the same or gone is refused', async () => {
    const [kept, gone] = [await person(), await person()];
    const refusalOf = async (from: string, to: string) => {
      const answer = await mergeByStaff(stage.desk, input(from, to));
      return answer.ok ? null : answer.refusal.reason;
    };
    expect(await refusalOf(kept.memberId, kept.memberId)).toBe('same');
    expect(await refusalOf(stage.desk.newId(), kept.memberId)).toBe('unknown');
    await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId));
    expect(await refusalOf(gone.memberId, kept.memberId)).toBe('gone');
  });
});

describe('a merge is undone', () => {
  test('each side gets what is left of its own; orders, codes and customers go back, later ones stay', async () => {
    const [kept, gone] = [await person(), await person()];
    await givePoints(stage, at, kept.customerId, 100);
    await givePoints(stage, at, gone.customerId, 1_000);
    const before = await placeOrder(stage, at, { customerId: gone.customerId, prices: ['240.00'] });
    await stage.settleDown();
    const held = await redeemFor(stage, at, { customerId: gone.customerId, rewardId: 'five' });
    await stage.settleDown();
    const [keptBefore, goneBefore] = [await balance(kept.memberId), await balance(gone.memberId)];
    await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId));
    await stage.settleDown();
    const after = await placeOrder(stage, at, { customerId: gone.customerId, prices: ['30.00'] });
    await stage.settleDown();
    expect((await view(kept.memberId))?.tier.tierId).toBe('silver');

    const undone = await undo((await mergeOf(kept.memberId)).mergeId);
    expect(undone).toMatchObject({ ok: true, value: { memberId: gone.memberId } });
    await stage.settleDown();
    expect(await memberOf(stage, at.address, gone.customerId)).toBe(gone.memberId);
    expect((await orderView(stage, at, before.orderId)).memberId).toBe(gone.memberId);
    expect((await orderView(stage, at, after.orderId)).memberId).toBe(kept.memberId);
    expect((await view(gone.memberId))?.state).toBe('member');
    expect((await view(gone.memberId))?.tier.tierId).toBe('silver');
    expect((await view(kept.memberId))?.tier.tierId).toBe('bronze');
    const later = (await orderView(stage, at, after.orderId)).points.standing;
    expect(later).toBeGreaterThan(0);
    const [keptNow, goneNow] = [await balance(kept.memberId), await balance(gone.memberId)];
    const all = (of: typeof keptNow) => of.available + of.pending + of.held;
    // The second welcome was taken when they became one, of whatever ended first: it is not given again.
    expect(goneNow).toEqual({ ...goneBefore, debt: 0 });
    expect(all(keptNow)).toBe(all(keptBefore) - 20 + later);

    // The code is the other's again, and is captured there.
    await placeOrder(stage, at, { customerId: gone.customerId, prices: ['20.00'], discountCodes: [held.code ?? ''] });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, held.redemptionId)).toMatchObject({ state: 'captured', memberId: gone.memberId });
    // And a refund of the old order takes from its own lot.
    await stage.advance(2_000);
    stage.sim.desk.refund({ shop: at.shop, orderId: before.orderId, lines: [{ lineId: before.lineIds[0] ?? '', quantity: 1 }] });
    await stage.settleDown();
    expect((await orderView(stage, at, before.orderId)).points.standing).toBe(0);
    expect(await balance(kept.memberId)).toEqual(keptNow);
  });

  test('two at once undo it once; then it is undone already, and both may be merged again', async () => {
    const [kept, gone] = [await person(), await person()];
    await givePoints(stage, at, gone.customerId, 300);
    await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId));
    const { mergeId, undoUntil } = await mergeOf(kept.memberId);
    expect(undoUntil).not.toBeNull();
    const answers = await Promise.all([undo(mergeId), undo(mergeId), undo(mergeId)]);
    expect(answers.map((answer) => (answer.ok ? 'done' : answer.refusal.reason)).sort()).toEqual(['done', 'undone', 'undone']);
    expect(await balance(kept.memberId)).toMatchObject({ available: 20 });
    expect(await balance(gone.memberId)).toMatchObject({ available: 300 });
    expect((await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId))).ok).toBe(true);
    expect(await balance(kept.memberId)).toMatchObject({ available: 300 });
  });

  test('not after 30 days, not after a later merge, not what the platform made one', async () => {
    const [a, b, c] = [await person(), await person(), await person()];
    await mergeByStaff(stage.desk, input(a.memberId, b.memberId));
    const first = await mergeOf(b.memberId);
    await mergeByStaff(stage.desk, input(b.memberId, c.memberId));
    expect(await undo(first.mergeId)).toMatchObject({ ok: false, refusal: { reason: 'merged-again' } });
    const second = await mergeOf(c.memberId);
    await rowsOf(stage, `UPDATE member_merge SET merged_at = merged_at - interval '31 days' WHERE id = $1`, [second.mergeId]);
    expect(await undo(second.mergeId)).toMatchObject({ ok: false, refusal: { reason: 'too-late' } });
    expect(await undo(stage.desk.newId())).toMatchObject({ ok: false, refusal: { reason: 'unknown' } });
    const [kept, gone] = [await person(), await person()];
    await mergeMembers(stage.desk, at.address, { from: gone.memberId, to: kept.memberId });
    const [platform] = await readMergesOf(stage.desk, at.address.programId, kept.memberId);
    expect(platform?.undoUntil).toBeNull();
    expect(await undo(platform?.mergeId ?? '')).toMatchObject({ ok: false, refusal: { reason: 'platform' } });
  });

  test('what the other had merged before comes back with it', async () => {
    const [kept, gone, earlier] = [await person(), await person(), await person()];
    await givePoints(stage, at, earlier.customerId, 70);
    await mergeByStaff(stage.desk, input(earlier.memberId, gone.memberId));
    await mergeByStaff(stage.desk, input(gone.memberId, kept.memberId));
    await undo((await mergeOf(kept.memberId)).mergeId);
    expect(await balance(gone.memberId)).toMatchObject({ available: 70 });
    await stage.advance(DAY);
    expect(await memberOf(stage, at.address, earlier.customerId)).toBe(gone.memberId);
  });
});
