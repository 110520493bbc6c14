import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, customerBalance, expectCleanBooks, givePoints, memberOf, redemptionOf, rowsOf } from './stage-books.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const CARD: RewardDraft = {
  id: 'card',
  name: 'Gift card',
  cost: { kind: 'points', points: 500 },
  value: { kind: 'gift-card', amounts: { EUR: 500 } },
};
const CREDIT: RewardDraft = { ...CARD, id: 'credit', name: 'Store credit', value: { kind: 'store-credit', amounts: { EUR: 500 } } };
const SLIDER: RewardDraft = {
  ...CARD,
  id: 'slider',
  name: 'As much as you like',
  cost: { kind: 'any-amount', step: 100, min: 100 },
  value: { kind: 'store-credit', amounts: { EUR: 100 }, expires: true },
  validDays: 30,
};
const GIVEN: RewardDraft = { ...CARD, id: 'charity', name: 'A tree', value: { kind: 'donation', cause: 'Forest', worth: { EUR: 300 } } };

const MINUTE = 60_000;
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
  at = await stage.openShop({ program: { rewards: [CARD, CREDIT, SLIDER, GIVEN], redeeming: { issuedPerDayDefaultMinor: 100_000 } } });
  ({ customerId } = await addCustomer(stage, at, { join: true }));
  memberId = await memberOf(stage, at.address, customerId);
  await givePoints(stage, at, customerId, 2_000);
  await stage.settleDown();
  stage.sim.calls.clear();
});
afterEach(async () => {
  stage.sim.faults.clear();
  stage.sim.desk.configureIssuing({ shop: at.shop, storeCredit: true, searchLagMs: 0 });
  for (let round = 0; round < 4; round += 1) {
    await stage.advance(3 * MINUTE);
    await stage.settleDown();
  }
  await expectCleanBooks(stage);
});

const ask = (rewardId: string, more: { readonly redemptionId?: string; readonly points?: number } = {}) =>
  stage.services.redeem({
    ...{ address: at.address, memberId, rewardId, redemptionId: more.redemptionId ?? randomUUID(), points: more.points ?? null },
    actor: { kind: 'member', id: memberId },
  });
const redeem = async (rewardId: string, more: Parameters<typeof ask>[1] = {}): Promise<string> => {
  const redeemed = await ask(rewardId, more);
  if (!redeemed.ok) throw new Error(`refused: ${JSON.stringify(redeemed.refusal)}`);
  return redeemed.value.redemptionId;
};
const undo = (redemptionId: string) => stage.services.undoRedemption({ address: at.address, memberId, redemptionId });
const stateOf = async (redemptionId: string) => {
  const { state, sideState, capturedPoints, returnedPoints, endReason } = await redemptionOf(stage, at, redemptionId);
  return { state, sideState, capturedPoints, returnedPoints, endReason };
};
const balance = () => customerBalance(stage, at, customerId);
const cards = () => stage.sim.desk.listGiftCards({ shop: at.shop });
const credits = () => stage.sim.desk.listStoreCredit({ shop: at.shop, customerId });
const shopper = () => ({ address: at.address, customerId, locale: 'en', language: 'en' }) as const;
const codes = async () => (await stage.services.storefront.read(shopper()))?.codes ?? [];
const notices = async () =>
  (await rowsOf<{ kind: string }>(stage, 'SELECT kind FROM notice WHERE member_id = $1', [memberId])).map(({ kind }) => kind);
const fail = (
  kind: 'timeout-after-effect' | 'timeout-before-effect' | 'server-error' | 'reset-after-effect' | 'half-json',
  operation: string,
  times = 1,
) => stage.sim.faults.add({ kind, operation, times, shop: at.shop });
const relay = async () => {
  await stage.hurry();
  await stage.relayAll();
};

describe.each([
  ['gift card', 'card', 'IssueGiftCard', () => cards().length],
  ['store credit', 'credit', 'GiveCredit', () => credits().filter(({ kind }) => kind === 'credit').length],
] as const)('a %s', (_name, rewardId, operation, issued) => {
  test('holds the points, is handed out, then spends them; asked for twice it is one', async () => {
    const redemptionId = randomUUID();
    const [first, second] = await Promise.all([ask(rewardId, { redemptionId }), ask(rewardId, { redemptionId })]);
    expect([first.ok, second.ok]).toEqual([true, true]);
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'creating', sideState: null });
    expect(await balance()).toMatchObject({ available: 1_500, held: 500 });
    expect((await codes())[0]).toMatchObject({ state: 'creating', use: 'own', code: null });
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured', sideState: null, capturedPoints: 500 });
    expect(await balance()).toMatchObject({ available: 1_500, held: 0 });
    expect(issued()).toBe(1);
    expect((await codes())[0]).toMatchObject({ state: 'ready', undoable: true, issued: { amountMinor: 500, currency: 'EUR' } });
  });

  test.each(['timeout-after-effect', 'reset-after-effect', 'half-json'] as const)(
    'an answer that is lost (%s) is looked for, and nothing is given twice',
    async (kind) => {
      fail(kind, operation);
      const redemptionId = await redeem(rewardId);
      await stage.relayAll();
      expect(await stateOf(redemptionId)).toMatchObject({ state: 'creating', sideState: 'checking' });
      expect((await codes())[0]).toMatchObject({ state: 'checking', undoable: false });
      expect(await undo(redemptionId)).toMatchObject({ refusal: { reason: 'being-checked' } });
      await relay();
      expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured', sideState: null });
      expect(issued()).toBe(1);
    },
  );

  test('what surely never arrived is sent again, after a look and a while', async () => {
    fail('timeout-before-effect', operation);
    const redemptionId = await redeem(rewardId);
    await stage.relayAll();
    expect(await stateOf(redemptionId)).toMatchObject({ sideState: 'checking' });
    for (let round = 0; round < 4; round += 1) {
      await stage.advance(MINUTE);
      await relay();
    }
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured', sideState: null });
    expect(issued()).toBe(1);
  });

  test('a process that dies between the hold and the call, or between the call and its answer, leaves nothing doubled', async () => {
    const before = await redeem(rewardId);
    // Died after it said that it would call, before it did.
    await rowsOf(stage, 'UPDATE issued_value SET tries = 1, sent_at = clock_timestamp() WHERE redemption_id = $1', [before]);
    await stage.relayAll();
    // A card's own code can exist once, so it is sent again at once; a booking of store credit has to be sure.
    expect(issued()).toBe(rewardId === 'card' ? 1 : 0);
    for (let round = 0; round < 4; round += 1) {
      await stage.advance(MINUTE);
      await relay();
    }
    expect(await stateOf(before)).toMatchObject({ state: 'captured' });
    expect(issued()).toBe(1);
    // Died after the call had its effect: the database knows of the call, not of its answer.
    fail('timeout-after-effect', operation);
    const after = await redeem(rewardId);
    await stage.relayAll();
    await rowsOf(stage, 'UPDATE redemption SET side_state = NULL WHERE id = $1', [after]);
    expect(issued()).toBe(2);
    await relay();
    expect(await stateOf(after)).toMatchObject({ state: 'captured', sideState: null });
    expect(issued()).toBe(2);
  });

  test('an errand that two workers do at once gives once', async () => {
    const redemptionId = await redeem(rewardId);
    const again = async () => {
      await stage.hurry();
      return stage.services.relayErrands(at.address);
    };
    await Promise.all([again(), again(), again()]);
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured' });
    expect(issued()).toBe(1);
  });

  test('a definite refusal gives the points back and says so', async () => {
    stage.sim.desk.deleteCustomer({ shop: at.shop, customerId });
    const redemptionId = await redeem(rewardId);
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'released', endReason: 'not-issued' });
    expect(await balance()).toMatchObject({ available: 2_000, held: 0 });
    expect(await notices()).toContain('reward-not-issued');
    expect(issued()).toBe(0);
  });

  test('a permission that was taken away gives the points back, and the reward is not offered any more', async () => {
    stage.sim.desk.changeScopes({
      shop: at.shop,
      scopes: ['read_orders', 'read_customers', 'write_customers', 'write_discounts', 'read_products'],
    });
    const redemptionId = await redeem(rewardId);
    for (let round = 0; round < 5; round += 1) await relay();
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'released', endReason: 'not-issued' });
    expect(await ask(rewardId)).toMatchObject({ refusal: { reason: 'cannot-issue' } });
    const offers = (await stage.services.storefront.read(shopper()))?.rewards ?? [];
    expect(offers.find((offer) => offer.rewardId === rewardId)).toMatchObject({ available: false, reason: 'kind' });
    expect(await stage.services.issuing.readAbilities(at.address.programId)).toMatchObject([
      { giftCards: { works: false, reason: 'no-permission' }, storeCredit: { works: false, reason: 'no-permission' } },
    ]);
  });

  test('an undo takes the whole value away, then gives the points back', async () => {
    const redemptionId = await redeem(rewardId);
    await stage.settleDown();
    expect(await undo(redemptionId)).toMatchObject({ ok: true, value: { state: 'captured', sideState: 'returning' } });
    expect(await balance()).toMatchObject({ available: 1_500 });
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'released', returnedPoints: 500, endReason: 'undone' });
    expect(await balance()).toMatchObject({ available: 2_000, held: 0 });
    expect(cards().filter(({ enabled }) => enabled)).toEqual([]);
    expect(credits().filter(({ kind, remaining }) => kind === 'credit' && remaining !== '0.00')).toEqual([]);
    expect(await undo(redemptionId)).toMatchObject({ refusal: { reason: 'already-undone' } });
  });

  test.each(['timeout-after-effect', 'timeout-before-effect'] as const)('an undo whose answer is lost (%s) takes once', async (kind) => {
    const redemptionId = await redeem(rewardId);
    await redeem(rewardId);
    await stage.settleDown();
    fail(kind, rewardId === 'card' ? 'EndGiftCard' : 'TakeCredit', rewardId === 'card' ? 5 : 1);
    await undo(redemptionId);
    await stage.relayAll();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured', sideState: 'returning' });
    expect(await balance()).toMatchObject({ available: 1_000 });
    for (let round = 0; round < 4; round += 1) {
      await stage.advance(MINUTE);
      await relay();
    }
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'released' });
    expect(await balance()).toMatchObject({ available: 1_500 });
    expect(cards().filter(({ enabled }) => !enabled).length + credits().filter(({ kind: booked }) => booked === 'debit').length).toBe(1);
  });

  test('what somebody began to spend stays theirs', async () => {
    const redemptionId = await redeem(rewardId);
    await stage.settleDown();
    if (rewardId === 'card') stage.sim.desk.spendGiftCard({ shop: at.shop, code: cards()[0]?.code ?? '', amount: '1.00' });
    else stage.sim.desk.spendStoreCredit({ shop: at.shop, customerId, amount: '1.00' });
    await undo(redemptionId);
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured', sideState: null, returnedPoints: 0, endReason: null });
    expect(await balance()).toMatchObject({ available: 1_500 });
    expect(await notices()).toContain('reward-kept');
    expect(cards().filter(({ enabled }) => !enabled)).toEqual([]);
    expect(credits().filter(({ kind, event }) => kind === 'debit' && event === 'ADJUSTMENT')).toEqual([]);
  });

  test('two weeks later it is theirs for good', async () => {
    const redemptionId = await redeem(rewardId);
    await stage.settleDown();
    await stage.advance(15 * DAY);
    expect(await undo(redemptionId)).toMatchObject({ refusal: { reason: 'too-late' } });
  });

  test('an undo before it was sent gives the points back without asking anybody', async () => {
    const redemptionId = await redeem(rewardId);
    expect(await undo(redemptionId)).toMatchObject({ ok: true });
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'released', endReason: 'undone' });
    expect(await balance()).toMatchObject({ available: 2_000, held: 0 });
    expect(issued()).toBe(0);
  });

  test('an errand that was given up is taken up again', async () => {
    const redemptionId = await redeem(rewardId);
    await rowsOf(stage, `UPDATE outbox SET state = 'dead', reason = 'test', done_at = clock_timestamp() WHERE key = $1`, [
      `issue:${redemptionId}`,
    ]);
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'creating' });
    expect((await stage.services.runSchedule('hand-out')).left).toBeGreaterThan(0);
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured' });
  });
});
