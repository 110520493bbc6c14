import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { auditLedger } from '#app/services/audit-ledger.ts';
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
const fail = (
  kind: 'timeout-after-effect' | 'timeout-before-effect' | 'server-error' | 'reset-after-effect' | 'half-json',
  operation: string,
  times = 1,
) => stage.sim.faults.add({ kind, operation, times, shop: at.shop });
const relay = async () => {
  await stage.hurry();
  await stage.relayAll();
};

describe('gift cards', () => {
  test('carry our own code and note, are the member’s, and are shown to nobody else', async () => {
    const redemptionId = await redeem('card');
    await stage.settleDown();
    const [card] = cards();
    expect(card).toMatchObject({ initial: '5.00', balance: '5.00', customerId, note: `Rung ${redemptionId}`, expiresOn: null });
    expect((await codes())[0]).toMatchObject({ code: card?.code, expiresAt: null });
    const rows = JSON.stringify(
      await rowsOf(stage, 'SELECT v.*, r.code FROM issued_value v JOIN redemption r ON r.id = v.redemption_id', []),
    );
    expect(rows).not.toContain(card?.code);
    const member = JSON.stringify(await stage.services.readMember(at.address.programId, memberId));
    expect(member).not.toContain(card?.code);
    expect(member).toContain(card?.code.slice(-4));
  });

  test('a search that runs behind never makes a second one', async () => {
    stage.sim.desk.configureIssuing({ shop: at.shop, searchLagMs: 10 * MINUTE });
    fail('timeout-after-effect', 'IssueGiftCard');
    const redemptionId = await redeem('card');
    for (let round = 0; round < 6; round += 1) {
      await stage.advance(MINUTE);
      await relay();
    }
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'creating' });
    await stage.advance(6 * MINUTE);
    await relay();
    await relay();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured' });
    expect(cards()).toHaveLength(1);
  });

  test('a card that is dearer than the shop allows gives the points back', async () => {
    stage.sim.desk.configureIssuing({ shop: at.shop, giftCardLimit: '1.00' });
    const redemptionId = await redeem('card');
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'released', endReason: 'not-issued' });
  });
});

describe('store credit', () => {
  test('of a chosen amount, with an end', async () => {
    await redeem('slider', { points: 700 });
    await stage.settleDown();
    const [credit] = credits();
    expect(credit).toMatchObject({ amount: '7.00', remaining: '7.00' });
    expect(((credit?.expiresAt ?? 0) - stage.now()) / DAY).toBeGreaterThan(29.9);
    expect((await codes())[0]).toMatchObject({ code: null, issued: { kind: 'store-credit', amountMinor: 700 } });
  });

  test('a booking by hand of the same amount is not taken for ours, and two of ours are told apart', async () => {
    const first = await redeem('credit');
    await stage.settleDown();
    fail('timeout-before-effect', 'GiveCredit');
    const second = await redeem('credit');
    const third = await redeem('credit');
    await stage.relayAll();
    // While nobody knows of the second, the third waits.
    expect([await stateOf(second), await stateOf(third)]).toMatchObject([
      { state: 'creating', sideState: 'checking' },
      { state: 'creating', sideState: null },
    ]);
    for (let round = 0; round < 6; round += 1) {
      await stage.advance(MINUTE);
      await relay();
    }
    for (const redemptionId of [first, second, third]) expect(await stateOf(redemptionId)).toMatchObject({ state: 'captured' });
    expect(credits()).toHaveLength(3);
    const refs = await rowsOf<{ ref: string }>(stage, 'SELECT DISTINCT platform_ref AS ref FROM issued_value WHERE store_id = $1', [
      at.address.storeId,
    ]);
    expect(refs).toHaveLength(3);
  });

  test('switched off in the shop it is not offered', async () => {
    stage.sim.desk.configureIssuing({ shop: at.shop, storeCredit: false });
    await stage.services.issuing.askAbilities(at.address.programId);
    await stage.settleDown();
    expect(await ask('credit')).toMatchObject({ refusal: { reason: 'cannot-issue' } });
    expect((await ask('card')).ok).toBe(true);
  });
});

describe('money in general', () => {
  test('50.00 a day and member unless the program says otherwise, whatever its kind', async () => {
    const shop = await stage.openShop({
      program: { rewards: [SLIDER, { ...CARD, value: { kind: 'gift-card', amounts: { EUR: 4_500 } } }] },
    });
    const person = await addCustomer(stage, shop, { join: true });
    await givePoints(stage, shop, person.customerId, 9_000);
    await stage.settleDown();
    const who = await memberOf(stage, shop.address, person.customerId);
    const wish = (rewardId: string, points: number | null) =>
      stage.services.redeem({
        address: shop.address,
        memberId: who,
        rewardId,
        redemptionId: randomUUID(),
        points,
        actor: { kind: 'member', id: who },
      });
    expect(await wish('card', null)).toMatchObject({ ok: true });
    expect(await wish('slider', 600)).toMatchObject({ refusal: { reason: 'day-limit' } });
    expect(await wish('slider', 500)).toMatchObject({ ok: true });
    expect(await wish('slider', 100)).toMatchObject({ refusal: { reason: 'day-limit' } });
  });

  test('waits for a day after accounts were linked', async () => {
    await rowsOf(
      stage,
      `INSERT INTO member_merge (program_id, id, from_id, to_id, reason, actor_kind, merged_at, before) VALUES ($1, $2, $2, $3, 'linked', 'member', clock_timestamp(), '{}')`,
      [at.address.programId, randomUUID(), memberId],
    );
    expect(await ask('card')).toMatchObject({ refusal: { reason: 'just-linked' } });
    await stage.advance(25 * 3_600_000);
    expect((await ask('card')).ok).toBe(true);
    await rowsOf(stage, 'DELETE FROM member_merge WHERE to_id = $1', [memberId]);
  });

  test('who is erased while it is on its way gets nothing, and the points are forfeited', async () => {
    const redemptionId = await redeem('credit');
    stage.sim.desk.redactCustomer({ shop: at.shop, customerId });
    await stage.deliver();
    await stage.drainAll();
    await stage.settleDown();
    expect(await stateOf(redemptionId)).toMatchObject({ state: 'released', endReason: 'erased' });
    expect(credits()).toEqual([]);
  });

  test('a program that was never asked offers none of it', async () => {
    await rowsOf(stage, 'DELETE FROM store_ability WHERE program_id = $1', [at.address.programId]);
    expect(await ask('card')).toMatchObject({ refusal: { reason: 'cannot-issue' } });
    expect((await stage.services.runSchedule('hand-out')).asked).toBeGreaterThan(0);
    await stage.settleDown();
    expect((await ask('card')).ok).toBe(true);
  });
});

describe('donations', () => {
  test('are done at once, can be taken back for two weeks, and are summed up', async () => {
    const first = await redeem('charity');
    await redeem('charity');
    expect(await stateOf(first)).toMatchObject({ state: 'captured', capturedPoints: 500 });
    expect(await balance()).toMatchObject({ available: 1_000, held: 0 });
    expect((await codes())[0]).toMatchObject({
      state: 'ready',
      use: 'own',
      code: null,
      undoable: true,
      issued: { kind: 'donation', partner: 'Forest' },
    });
    expect(await undo(first)).toMatchObject({ ok: true, value: { state: 'released' } });
    expect(await balance()).toMatchObject({ available: 1_500, held: 0 });
    const sum = { times: 1, points: 500, worthMinor: 300 };
    const none = { times: 0, points: 0, worthMinor: 0 };
    expect(await stage.services.issuing.readDonations(at.address.programId)).toMatchObject([
      { cause: 'Forest', currency: 'EUR', final: none, reversible: sum },
    ]);
    await stage.advance(15 * DAY);
    expect(await stage.services.issuing.readDonations(at.address.programId)).toMatchObject([{ final: sum, reversible: none }]);
  });
});

describe('the audit', () => {
  const found = async () =>
    (await auditLedger(stage.desk, { waitSeconds: 3_600, programId: at.address.programId })).differences.map(({ check, detail }) => [
      check,
      detail,
    ]);
  const issuedOf = (redemptionId: string) =>
    rowsOf<{ platform_ref: string }>(stage, 'SELECT platform_ref FROM issued_value WHERE redemption_id = $1', [redemptionId]);

  test('finds money that nobody can account for', async () => {
    const [card, credit] = [await redeem('card'), await redeem('credit')];
    await stage.settleDown();
    expect(await found()).toEqual([]);
    const [own, other] = [(await issuedOf(card))[0]?.platform_ref, (await issuedOf(credit))[0]?.platform_ref];
    const put = (redemptionId: string, ref: string | null | undefined) =>
      rowsOf(stage, 'UPDATE issued_value SET platform_ref = $2 WHERE redemption_id = $1', [redemptionId, ref]);
    await put(card, null);
    expect(await found()).toEqual([['issued', `redemption ${card} is spent, and the platform never said what it gave`]]);
    await put(card, other);
    expect(await found()).toEqual([['issued', `${other} of the platform stands for 2 redemptions`]]);
    await put(card, own);
    await rowsOf(stage, `UPDATE issued_value SET sent_at = clock_timestamp() - interval '4 days' WHERE redemption_id = $1`, [credit]);
    expect(await found()).toEqual([['issued', expect.stringContaining(`redemption ${credit}: the platform's answer is missing since`)]]);
    await rowsOf(stage, 'UPDATE issued_value SET sent_at = NULL, kind = $2 WHERE redemption_id = $1', [credit, 'donation']);
    expect(await found()).toEqual([['issued', `a donation belongs to redemption ${credit}, which is of another store or reward`]]);
    await rowsOf(stage, `UPDATE issued_value SET kind = 'store-credit' WHERE redemption_id = $1`, [credit]);
    expect(await found()).toEqual([]);
  });
});
