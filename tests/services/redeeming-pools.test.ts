import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { prepareErrand } from '#app/services/reserve-code.ts';
import { addErrands } from '#app/store/outbox.ts';
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

const DAY = 86_400_000;
let stage: ServiceStage;
let at: StageShop;
let customerId: string;
let memberId: string;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  at = await stage.openShop({ program: { rewards: [...(await midweek())] } });
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

/** Codes that end in the middle of a week: in the last two days of one the pool of the next is prepared as well, and the counts of these tests would hang on the day. */
async function midweek(): Promise<typeof REWARDS> {
  const weekday = new Date((await stage.database.now()) + 60 * DAY).getUTCDay();
  return REWARDS.map((reward) => ({ ...reward, validDays: 60 + ((9 - weekday) % 7) }));
}

const works = (code: string | null) => stage.sim.desk.checkCode({ shop: at.shop, code: code ?? '' }).usable;
const discountCalls = () =>
  stage.sim.calls.list({ shop: at.shop }).filter(({ names }) => names.some((name) => name.startsWith('discount')));
const codesOf = (rewardId: string) =>
  rowsOf<{ state: string; count: number }>(
    stage,
    `SELECT c.state, count(*)::int AS count FROM reward_code c JOIN reward_discount d ON d.program_id = c.program_id AND d.id = c.discount_id WHERE c.program_id = $1 AND d.reward_id = $2 GROUP BY 1 ORDER BY 1`,
    [at.address.programId, rewardId],
  );
const fill = () => stage.services.runSchedule('fill-pools');
const undo = (redemptionId: string) => stage.services.undoRedemption({ address: at.address, memberId, redemptionId });

describe('a pool', () => {
  test('is filled ahead, kept filled, and redeeming from it calls nobody', async () => {
    await fill();
    await stage.settleDown();
    expect(await codesOf('five')).toEqual([{ state: 'ready', count: 30 }]);
    expect(await codesOf('slider')).toEqual([]);
    stage.sim.calls.clear();
    expect((await redeemFor(stage, at, { customerId, rewardId: 'five' })).state).toBe('ready');
    expect(discountCalls()).toEqual([]);
    expect(await fill()).toEqual({ codes: 0 });
    await rowsOf(
      stage,
      `UPDATE reward_code SET redemption_id = gen_random_uuid() WHERE program_id = $1 AND redemption_id IS NULL AND code IN (SELECT code FROM reward_code WHERE program_id = $1 AND redemption_id IS NULL LIMIT 12)`,
      [at.address.programId],
    );
    const { codes } = await fill();
    expect(codes).toBeGreaterThan(0);
    await stage.settleDown();
    await rowsOf(
      stage,
      'UPDATE reward_code c SET redemption_id = NULL WHERE program_id = $1 AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.program_id = c.program_id AND r.id = c.redemption_id)',
      [at.address.programId],
    );
  });

  test('of 250 codes goes over in one batch; what the platform refuses is left out', async () => {
    await fill();
    await stage.settleDown();
    await rowsOf(
      stage,
      `INSERT INTO reward_code (program_id, store_id, code, discount_id, state) SELECT d.program_id, d.store_id, upper(substr(md5(random()::text), 1, 13)), d.id, 'planned' FROM reward_discount d, generate_series(1, 220)
       WHERE d.program_id = $1 AND d.reward_id = 'five'`,
      [at.address.programId],
    );
    stage.sim.discounts.failCodes({ next: 7 });
    stage.sim.calls.clear();
    const [discount] = await rowsOf<{ id: string }>(stage, `SELECT id FROM reward_discount WHERE program_id = $1 AND reward_id = 'five'`, [
      at.address.programId,
    ]);
    await addErrands(stage.database.pool, at.address.programId, [prepareErrand(at.address.storeId, discount?.id ?? '')]);
    await stage.settleDown();
    expect(discountCalls().filter(({ names }) => names.includes('discountRedeemCodeBulkAdd'))).toHaveLength(1);
    expect(await codesOf('five')).toEqual([
      { state: 'failed', count: 7 },
      { state: 'ready', count: 243 },
    ]);
    expect(await fill()).toEqual({ codes: 0 });
  });

  test.each([
    ['a time-out after the platform did it', { kind: 'timeout-after-effect', operation: 'discountCodeBasicCreate' }],
    ['a lost answer to the bulk add', { kind: 'reset-after-effect', operation: 'discountRedeemCodeBulkAdd' }],
    ['a time-out before anything happened', { kind: 'timeout-before-effect', operation: 'discountRedeemCodeBulkAdd' }],
    ['throttling', { kind: 'throttled', times: 8 }],
    ['a server error', { kind: 'server-error', status: 500, times: 8 }],
    ['half an answer', { kind: 'half-json', times: 6 }],
    ['a page instead of an answer', { kind: 'html', times: 6 }],
  ] as const)('gets through %s without a second code or a second discount', async (_name, fault) => {
    stage.sim.faults.add({ shop: at.shop, times: 1, ...fault });
    await fill();
    await stage.settleDown();
    expect(stage.sim.faults.list().every(({ fired }) => fired > 0)).toBe(true);
    expect(await codesOf('five')).toEqual([{ state: 'ready', count: 30 }]);
    expect(stage.sim.desk.listDiscounts({ shop: at.shop }).filter(({ title }) => title === FIVE_OFF.name)).toHaveLength(1);
  });

  test('that is empty: the code is saved at once, made a moment later, and then works', async () => {
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    expect(redemption.state).toBe('creating');
    expect(works(redemption.code)).toBe(false);
    await stage.relayAll();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'ready', code: redemption.code });
    expect(works(redemption.code)).toBe(true);
    await placeOrder(stage, at, { customerId, prices: ['20.00'], discountCodes: [redemption.code ?? ''] });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'captured' });
  });

  test('turns with the week: the next one is prepared two days ahead, and codes of the old one go on working', async () => {
    await fill();
    await stage.settleDown();
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    for (let day = 0; day < 8; day += 1) {
      await stage.advance(DAY);
      await fill();
      await stage.settleDown();
    }
    const cohorts = await rowsOf<{ cohort: string; ready: number }>(
      stage,
      `SELECT d.cohort, (SELECT count(*)::int FROM reward_code c WHERE c.program_id = d.program_id AND c.discount_id = d.id AND c.state = 'ready') AS ready FROM reward_discount d
       WHERE d.program_id = $1 AND d.reward_id = 'five' ORDER BY d.cohort`,
      [at.address.programId],
    );
    expect(cohorts.length).toBeGreaterThanOrEqual(2);
    expect(cohorts.every(({ ready }) => ready >= 29)).toBe(true);
    expect(works(redemption.code)).toBe(true);
    expect((await redeemFor(stage, at, { customerId, rewardId: 'five' })).state).toBe('ready');
  });
});

describe('taking a code back', () => {
  test('the code is removed on the platform first, then the points return', async () => {
    await fill();
    await stage.settleDown();
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    expect(await undo(redemption.redemptionId)).toMatchObject({ ok: true, value: { sideState: 'returning' } });
    expect(await undo(redemption.redemptionId)).toMatchObject({ ok: true, value: { sideState: 'returning' } });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_500, held: 500 });
    stage.sim.discounts.configure({ asyncDelayMs: null });
    await stage.relayAll();
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_500, held: 500 });
    stage.sim.discounts.configure({ asyncDelayMs: 0 });
    await stage.hurry();
    await stage.relayAll();
    expect(works(redemption.code)).toBe(false);
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'released', endReason: 'undone' });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
  });

  test('whose making timed out after the platform did it: the points wait until it is really gone', async () => {
    stage.sim.faults.add({ shop: at.shop, kind: 'timeout-after-effect', operation: 'discountCodeBasicCreate', times: 1 });
    stage.sim.faults.add({ shop: at.shop, kind: 'server-error', times: 30 });
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    await stage.relayAll();
    expect(works(redemption.code)).toBe(true);
    expect(await undo(redemption.redemptionId)).toMatchObject({ ok: true });
    await stage.hurry();
    await stage.relayAll();
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ held: 500 });
    stage.sim.faults.clear();
    await stage.settleDown();
    expect(works(redemption.code)).toBe(false);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
  });

  test('while the platform is still making it: it does not come back to life', async () => {
    await fill();
    await stage.settleDown();
    await rowsOf(stage, `UPDATE reward_code SET redemption_id = gen_random_uuid() WHERE program_id = $1 AND redemption_id IS NULL`, [
      at.address.programId,
    ]);
    const redemption = await redeemFor(stage, at, { customerId, rewardId: 'five' });
    expect(redemption.state).toBe('creating');
    stage.sim.faults.add({ shop: at.shop, kind: 'slow', operation: 'discountRedeemCodeBulkAdd', delayMs: 250 });
    const making = stage.services.relayErrands(at.address);
    await expect.poll(() => stage.sim.faults.list().some(({ fired }) => fired > 0)).toBe(true);
    await undo(redemption.redemptionId);
    await stage.services.relayErrands(at.address);
    await making;
    await rowsOf(
      stage,
      'UPDATE reward_code c SET redemption_id = NULL WHERE program_id = $1 AND NOT EXISTS (SELECT 1 FROM redemption r WHERE r.program_id = c.program_id AND r.id = c.redemption_id)',
      [at.address.programId],
    );
    await stage.settleDown();
    expect(works(redemption.code)).toBe(false);
    expect(await redemptionOf(stage, at, redemption.redemptionId)).toMatchObject({ state: 'released' });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
  });

  test('one code that the platform will not remove does not keep the others', async () => {
    await fill();
    await stage.settleDown();
    const [first, second] = [
      await redeemFor(stage, at, { customerId, rewardId: 'five' }),
      await redeemFor(stage, at, { customerId, rewardId: 'five' }),
    ];
    await undo(first.redemptionId);
    await undo(second.redemptionId);
    const [errand] = await rowsOf<{ id: string }>(
      stage,
      `SELECT id FROM outbox WHERE program_id = $1 AND kind = 'remove-code' ORDER BY id LIMIT 1`,
      [at.address.programId],
    );
    // The oldest errand names a redemption that cannot be read.
    await rowsOf(stage, `UPDATE outbox SET payload = '{"redemptionId": "broken"}' WHERE program_id = $1 AND id = $2`, [
      at.address.programId,
      errand?.id,
    ]);
    await stage.relayAll();
    expect(await redemptionOf(stage, at, second.redemptionId)).toMatchObject({ state: 'released' });
    await rowsOf(
      stage,
      `UPDATE outbox SET payload = jsonb_build_object('redemptionId', $2::text), next_try_at = now() WHERE program_id = $1 AND payload = '{"redemptionId": "broken"}'`,
      [at.address.programId, first.redemptionId],
    );
    await stage.settleDown();
    expect(await redemptionOf(stage, at, first.redemptionId)).toMatchObject({ state: 'released' });
  });

  test('of a reward that the platform refuses for good: the points come back by themselves', async () => {
    stage.sim.desk.createProduct({ shop: at.shop, title: 'Bag', price: '10.00' });
    const odd = await stage.openShop({
      program: {
        rewards: [
          {
            id: 'bag',
            name: 'A bag',
            cost: { kind: 'points', points: 100 },
            value: { kind: 'free-product', only: { productIds: ['999999'] }, worth: { EUR: 900 } },
          },
        ],
      },
    });
    const person = await addCustomer(stage, odd, { join: true });
    await givePoints(stage, odd, person.customerId, 150);
    const redemption = await redeemFor(stage, odd, { customerId: person.customerId, rewardId: 'bag' });
    expect(await customerBalance(stage, odd, person.customerId)).toMatchObject({ held: 100 });
    await stage.settleDown();
    expect(await redemptionOf(stage, odd, redemption.redemptionId)).toMatchObject({ state: 'released', endReason: 'not-made' });
    expect(await customerBalance(stage, odd, person.customerId)).toMatchObject({ available: 150, held: 0 });
    await rowsOf(stage, `UPDATE outbox SET state = 'done' WHERE state = 'dead'`);
  });

  test('a hold ends 24 hours after its code, not before, and an attached one never', async () => {
    await fill();
    await stage.settleDown();
    const [open, attached] = [
      await redeemFor(stage, at, { customerId, rewardId: 'five' }),
      await redeemFor(stage, at, { customerId, rewardId: 'five' }),
    ];
    await placeOrder(stage, at, { customerId, prices: ['20.00'], discountCodes: [attached.code ?? ''], payment: 'unpaid' });
    await stage.settleDown();
    const expiry = Date.parse(open.codeExpiresAt ?? '');
    await stage.advance(expiry + 23 * 3_600_000 - stage.now());
    await stage.services.runSchedule('end-holds');
    await stage.settleDown();
    expect(await redemptionOf(stage, at, open.redemptionId)).toMatchObject({ state: 'ready', sideState: null });
    await stage.advance(3_601_000);
    await stage.services.runSchedule('end-holds');
    await stage.settleDown();
    expect(await redemptionOf(stage, at, open.redemptionId)).toMatchObject({ state: 'released', endReason: 'expired' });
    expect(await redemptionOf(stage, at, attached.redemptionId)).toMatchObject({ state: 'attached' });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_500, held: 500 });
  });
});
