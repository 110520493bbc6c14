import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  customerBalance,
  expectCodesBelong,
  expectCleanBooks,
  givePoints,
  memberOf,
  placeOrder,
  redeemFor,
  redemptionOf,
  rowsOf,
} from './stage-books.ts';
import { FIVE_OFF, REWARDS } from './stage-program.ts';

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
  await givePoints(stage, at, customerId, 2_000);
  await stage.settleDown();
  stage.sim.calls.clear();
});
afterEach(async () => {
  stage.sim.faults.clear();
  stage.sim.discounts.configure({ asyncDelayMs: 0 });
  await stage.settleDown();
  await expectCleanBooks(stage);
  await expectCodesBelong(stage, at);
});

const fill = () => stage.services.runSchedule('fill-pools');
const undo = (redemptionId: string) => stage.services.undoRedemption({ address: at.address, memberId, redemptionId });

describe('races and repeats', () => {
  test('vector 15: two requests of 500 on 600 points: one code, the other is told what is missing', async () => {
    await givePoints(stage, at, customerId, -1_400);
    const ask = () =>
      stage.services.redeem({
        address: at.address,
        memberId,
        rewardId: 'five',
        redemptionId: randomUUID(),
        points: null,
        actor: { kind: 'member', id: null },
      });
    const answers = await Promise.all([ask(), ask()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      refusal: { reason: 'not-enough-points', message: expect.stringContaining('400') as string },
    });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 100, held: 500 });
  });

  test.each([2, 8, 32])('%i at once: exactly what the balance covers, each with a code of its own', async (requests) => {
    await fill();
    await stage.settleDown();
    const answers = await Promise.all(
      Array.from({ length: requests }, () =>
        stage.services.redeem({
          address: at.address,
          memberId,
          rewardId: 'five',
          redemptionId: randomUUID(),
          points: null,
          actor: { kind: 'member', id: null },
        }),
      ),
    );
    const codes = answers.flatMap((answer) => (answer.ok ? [answer.value.code] : []));
    expect(codes).toHaveLength(Math.min(4, requests));
    expect(new Set(codes).size).toBe(codes.length);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000 - 500 * codes.length, held: 500 * codes.length });
  });

  test('the same redemption asked for again and again is the same one, whatever changed meanwhile; with other content it is refused', async () => {
    const redemptionId = randomUUID();
    const ask = (rewardId: string) =>
      stage.services.redeem({
        address: at.address,
        memberId,
        rewardId,
        redemptionId,
        points: rewardId === 'slider' ? 100 : null,
        actor: { kind: 'member', id: null },
      });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask('five')));
    expect(new Set(answers.map((answer) => (answer.ok ? answer.value.code : 'refused'))).size).toBe(1);
    expect(await ask('slider')).toMatchObject({ ok: false, refusal: { reason: 'already_used' } });
    await rowsOf(stage, `UPDATE program SET state = 'paused' WHERE id = $1`, [at.address.programId]);
    expect(await ask('five')).toMatchObject({ ok: true });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_500, held: 500 });
    expect(
      await stage.services.redeem({
        address: at.address,
        memberId,
        rewardId: 'five',
        redemptionId: randomUUID(),
        points: null,
        actor: { kind: 'member', id: null },
      }),
    ).toMatchObject({
      ok: false,
      refusal: { reason: 'program-paused' },
    });
  });

  test('undo against a paid order with the code: either way the points are spent once', async () => {
    for (let round = 0; round < 4; round += 1) {
      await fill();
      await stage.settleDown();
      const before = await customerBalance(stage, at, customerId);
      const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
      await placeOrder(stage, at, { customerId, prices: ['20.00'], discountCodes: [redemption.code ?? ''] });
      await stage.deliver();
      await Promise.all([undo(redemption.redemptionId), stage.services.drainStore(at.address), stage.services.relayErrands(at.address)]);
      await stage.settleDown();
      expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'captured', capturedPoints: 500 });
      expect(await customerBalance(stage, at, customerId)).toEqual({ pending: 0, available: before.available - 485, held: 0, debt: 0 });
    }
  });

  test('a limit for all members together holds under a race, and what is given back may be redeemed again', async () => {
    const few = await stage.openShop({ program: { rewards: [{ ...FIVE_OFF, limitInAll: { count: 2, per: 'month' } }] } });
    const people = [];
    for (let index = 0; index < 4; index += 1) {
      const person = await addCustomer(stage, few, { join: true });
      await givePoints(stage, few, person.customerId, 1_000);
      people.push(await memberOf(stage, few.address, person.customerId));
    }
    const ask = (who: string | undefined) =>
      stage.services.redeem({
        address: few.address,
        memberId: who ?? '',
        rewardId: 'five',
        redemptionId: randomUUID(),
        points: null,
        actor: { kind: 'member', id: null },
      });
    const answers = await Promise.all(people.map(ask));
    const won = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    expect(won).toHaveLength(2);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ refusal: { reason: 'all-gone' } });
    await stage.services.undoRedemption({
      address: few.address,
      memberId: won[0]?.memberId ?? '',
      redemptionId: won[0]?.redemptionId ?? '',
    });
    await stage.settleDown();
    expect(await ask(people[0])).toMatchObject({ ok: true });
  });
});
