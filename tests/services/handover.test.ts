import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StockChange } from '#app/contracts/handover.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { eraseMember } from '#app/services/privacy.ts';
import { readStore } from '#app/store/programs.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import {
  addCustomer,
  customerBalance,
  expectCleanBooks,
  givePoints,
  memberOf,
  placeOrder,
  redeemFor,
  redemptionOf,
  rowsOf,
} from './stage-books.ts';
import { FIVE_OFF, TIERS } from './stage-program.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const MUG: RewardDraft = {
  id: 'mug',
  name: 'Enamel mug',
  cost: { kind: 'points', points: 400 },
  value: { kind: 'item', worth: { EUR: 900 }, pickup: 'in-store' },
  stocked: true,
  validDays: 30,
};
const TASTING: RewardDraft = {
  id: 'tasting',
  name: 'Tasting for two',
  cost: { kind: 'points', points: 300 },
  value: { kind: 'experience', worth: { EUR: 2000 } },
};
const GIFT: RewardDraft = {
  id: 'gold-gift',
  name: 'A bag of beans',
  cost: { kind: 'given' },
  value: { kind: 'item', worth: { EUR: 1200 } },
  stocked: true,
};

const MINUTE = 60_000;
const DAY = 86_400_000;
const STAFF = 'shopify:7';

let stage: ServiceStage;
let at: StageShop;
let customerId: string;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  at = await stage.openShop({ program: { rewards: [FIVE_OFF, MUG, TASTING, GIFT], tiers: TIERS } });
  customerId = await someone(2_000);
  await stock('mug', { kind: 'set', left: 3 });
  await stage.settleDown();
  stage.sim.calls.clear();
});
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

async function someone(points: number): Promise<string> {
  const person = await addCustomer(stage, at, { join: true });
  await givePoints(stage, at, person.customerId, points);
  return person.customerId;
}

async function stock(rewardId: string, change: StockChange): Promise<void> {
  const changed = await stage.services.handover.changeStock({ programId: at.address.programId, rewardId, change, staffId: STAFF });
  if (!changed.ok) throw new Error(changed.refusal.message);
}

async function left(rewardId = 'mug'): Promise<number | null> {
  const { stock: views } = await stage.services.handover.read(at.address.programId, { after: null });
  return views.find((view) => view.rewardId === rewardId)?.left ?? null;
}

const redeem = (rewardId: string, who = customerId) => redeemFor(stage, at, { customerId: who, rewardId });
const ask = async (rewardId: string, who = customerId) =>
  stage.services.redeem({
    ...{ address: at.address, memberId: await memberOf(stage, at.address, who), rewardId, redemptionId: randomUUID(), points: null },
    actor: { kind: 'member', id: null },
  });
const undo = async (redemptionId: string) =>
  stage.services.undoRedemption({ address: at.address, memberId: await memberOf(stage, at.address, customerId), redemptionId });
const handOver = (code: string | null) =>
  stage.services.handover.handOver({ programId: at.address.programId, which: { code: code ?? '' }, staffId: STAFF, locationId: 'till-1' });
const takeBack = (redemptionId: string, reason = 'wrong person') =>
  stage.services.handover.takeBack({ programId: at.address.programId, which: { redemptionId }, staffId: STAFF, reason });

/** What the app asked of the shop about codes and discounts. */
const callsAboutCodes = () =>
  stage.sim.calls.list({ shop: at.shop }).filter(({ names }) => names.some((name) => name.startsWith('discount')));

describe('redeeming what people hand over', () => {
  test('holds the points, sets a piece aside and gives a short code, without a call to the shop', async () => {
    const mug = await redeem('mug');
    expect(mug).toMatchObject({ state: 'ready', points: 400, code: expect.stringMatching(/^[2-9A-HJ-NP-Z]{8}$/) as string });
    expect(Date.parse(mug.codeExpiresAt ?? '') - stage.now()).toBeGreaterThan(29 * DAY);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_600, held: 400 });
    expect(await left()).toBe(2);
    await stage.settleDown();
    expect(callsAboutCodes()).toEqual([]);
    const view = await stage.services.storefront.read({ address: at.address, customerId, locale: 'en', language: 'en' });
    expect(view?.codes).toMatchObject([{ code: mug.code, use: 'counter', usableHere: false, undoable: true, state: 'ready' }]);
  });

  test('the last piece, wanted by many: exactly one gets it, the others keep their points', async () => {
    await stock('mug', { kind: 'set', left: 1 });
    const people = await Promise.all(Array.from({ length: 8 }, () => someone(500)));
    const answers = await Promise.all(people.map((who) => ask('mug', who)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.refusal.reason).toBe('out-of-stock');
    expect(await left()).toBe(0);
    const balances = await Promise.all(people.map((who) => customerBalance(stage, at, who)));
    expect(balances.map(({ held }) => held).sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, 0, 400]);
  });

  test('counted stock that nobody has counted is out of stock; what is not counted needs no number', async () => {
    await rowsOf(stage, 'DELETE FROM reward_stock WHERE program_id = $1', [at.address.programId]);
    expect(await ask('mug')).toMatchObject({ ok: false, refusal: { reason: 'out-of-stock' } });
    const view = await stage.services.storefront.read({ address: at.address, customerId, locale: 'en', language: 'en' });
    const shown = new Map(view?.rewards.map(({ rewardId, reason }) => [rewardId, reason]));
    expect(shown.get('mug')).toBe('stock');
    expect(shown.get('tasting')).toBeNull();
    expect(await ask('tasting')).toMatchObject({ ok: true });
  });

  test('a code that is taken in the program is drawn anew', async () => {
    const drawn = ['AAAAAAAAAAAAA', 'AAAAAAAAAAAAA', 'BBBBBBBBBBBBB'];
    const { newCode } = stage.desk;
    Object.assign(stage.desk, { newCode: () => drawn.shift() ?? newCode() });
    try {
      expect((await redeem('tasting')).code).toBe('AAAAAAAA');
      expect((await redeem('tasting')).code).toBe('BBBBBBBB');
    } finally {
      Object.assign(stage.desk, { newCode });
    }
  });
});

describe('what ends unused', () => {
  test('undone by the member: points and piece are back at once', async () => {
    const mug = await redeem('mug');
    expect(await undo(mug.redemptionId)).toMatchObject({ ok: true, value: { state: 'released' } });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
    expect(await left()).toBe(3);
    expect(await undo(mug.redemptionId)).toMatchObject({ ok: false, refusal: { reason: 'already-undone' } });
    expect(await left()).toBe(3);
    expect(await handOver(mug.code)).toMatchObject({ ok: false, refusal: { reason: 'ended' } });
  });

  test('nobody came: the hold ends a day after the code, not before', async () => {
    const mug = await redeem('mug');
    await stage.advance(31.5 * DAY);
    await stage.services.runSchedule('end-holds');
    expect(await stage.services.handover.find(at.address.programId, mug.code ?? '')).toMatchObject({ state: 'waiting', isExpired: true });
    await stage.advance(DAY);
    await stage.services.runSchedule('end-holds');
    expect(await redemptionOf(stage, at, mug.redemptionId)).toMatchObject({ state: 'released', endReason: 'expired' });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
    expect(await left()).toBe(3);
    expect(callsAboutCodes()).toEqual([]);
  });

  test('a returned order leaves a debt: the newest is called back and pays it, the older one stays', async () => {
    const who = await someone(550);
    const { orderId } = await placeOrder(stage, at, { customerId: who, prices: ['150.00'] });
    await stage.settleDown();
    const older = await redeem('mug', who);
    await stage.advance(1_000);
    const newer = await redeem('tasting', who);
    stage.sim.desk.cancelOrder({ shop: at.shop, orderId, refund: true });
    await stage.settleDown();
    expect(await redemptionOf(stage, at, newer.redemptionId)).toMatchObject({ state: 'released', endReason: 'debt' });
    expect(await redemptionOf(stage, at, older.redemptionId)).toMatchObject({ state: 'ready' });
    expect(await customerBalance(stage, at, who)).toMatchObject({ available: 150, debt: 0, held: 400 });
  });

  test('a member who is erased leaves nothing: points forfeited, the piece back, the code dead', async () => {
    const mug = await redeem('mug');
    const store = await readStore(stage.database, at.address);
    if (!store) throw new Error('the store is there');
    const memberId = await memberOf(stage, at.address, customerId);
    await eraseMember(stage.desk, store, memberId);
    const rows = await rowsOf<{ available: string; held: string }>(
      stage,
      `SELECT available, held FROM balance WHERE program_id = $1 AND member_id = $2 AND unit = 'points'`,
      [at.address.programId, memberId],
    );
    expect(rows).toEqual([{ available: '0', held: '0' }]);
    expect(await left()).toBe(3);
    expect(await handOver(mug.code)).toMatchObject({ ok: false, refusal: { reason: 'ended' } });
  });
});

describe('at the counter', () => {
  test('handed over once, whoever presses at the same time; the code may be typed with dashes and in small letters', async () => {
    const mug = await redeem('mug');
    const typed = `${mug.code?.slice(0, 4).toLowerCase()}-${mug.code?.slice(4).toLowerCase()} `;
    expect(await stage.services.handover.find(at.address.programId, typed)).toMatchObject({
      state: 'waiting',
      rewardName: 'Enamel mug',
      points: 400,
    });
    const answers = await Promise.all(Array.from({ length: 6 }, () => handOver(typed)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.refusal.reason).toBe('handed-over');
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 1_600, held: 0 });
    expect(await left()).toBe(2);
    expect(await undo(mug.redemptionId)).toMatchObject({ ok: false });
    const audit = await rowsOf<{ action: string; actor_id: string; details: Record<string, unknown> }>(
      stage,
      `SELECT action, actor_id, details FROM audit_entry WHERE program_id = $1 AND action = 'reward-handed-over'`,
      [at.address.programId],
    );
    expect(audit).toMatchObject([{ actor_id: STAFF, details: { redemptionId: mug.redemptionId, locationId: 'till-1' } }]);
    await stage.settleDown();
    expect(callsAboutCodes()).toEqual([]);
  });

  test('undo against handing over: the points are either spent or back', async () => {
    for (let round = 0; round < 5; round += 1) {
      const tasting = await redeem('tasting');
      const [undone, given] = await Promise.all([undo(tasting.redemptionId), handOver(tasting.code)]);
      expect([undone.ok, given.ok].filter(Boolean)).toHaveLength(1);
      if (given.ok) expect((await takeBack(tasting.redemptionId)).ok).toBe(true);
      expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
    }
  });

  test('a mistake is taken back within 15 minutes, with a reason, once; then it is too late', async () => {
    const mug = await redeem('mug');
    await handOver(mug.code);
    expect(await takeBack(mug.redemptionId, '  ')).toMatchObject({ ok: false, refusal: { reason: 'no-reason' } });
    await stage.advance(14 * MINUTE);
    const answers = await Promise.all([takeBack(mug.redemptionId), takeBack(mug.redemptionId)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ available: 2_000, held: 0 });
    expect(await left()).toBe(3);
    expect(await redemptionOf(stage, at, mug.redemptionId)).toMatchObject({ state: 'released', endReason: 'handover-mistake' });
    const second = await redeem('mug');
    await handOver(second.code);
    await stage.advance(16 * MINUTE);
    expect(await takeBack(second.redemptionId)).toMatchObject({ ok: false, refusal: { reason: 'too-late' } });
  });

  test('a gift of a tier takes a piece, is handed over for nothing, and waits again when that was a mistake', async () => {
    await stock('gold-gift', { kind: 'set', left: 1 });
    const who = await someone(10);
    await placeOrder(stage, at, { customerId: who, prices: ['600.00'] });
    await stage.settleDown();
    const { waiting } = await stage.services.handover.read(at.address.programId, { after: null });
    expect(waiting).toMatchObject([{ rewardName: 'A bag of beans', points: 0, state: 'waiting' }]);
    expect(await left('gold-gift')).toBe(0);
    const gift = waiting[0]!;
    expect(await handOver(gift.code)).toMatchObject({ ok: true, value: { state: 'done' } });
    expect(await takeBack(gift.redemptionId)).toMatchObject({ ok: true, value: { state: 'waiting', handedOverAt: null } });
    expect(await left('gold-gift')).toBe(0);
    expect(await handOver(gift.code)).toMatchObject({ ok: true });
  });

  test('what is not to be handed over is said: unknown codes, codes of the cart, those of other programs', async () => {
    const five = await redeem('five');
    expect(await handOver('ZZZZZZZZ')).toMatchObject({ ok: false, refusal: { reason: 'unknown-code' } });
    expect(await handOver(five.code)).toMatchObject({ ok: false, refusal: { reason: 'not-by-hand' } });
    expect(await stage.services.handover.find(at.address.programId, five.code ?? '')).toMatchObject({ state: 'cart' });
    const mug = await redeem('mug');
    expect(await stage.services.readCode(at.address.programId, mug.code ?? '')).toMatchObject([
      { state: 'pickup', redemption: { redemptionId: mug.redemptionId } },
    ]);
    const other = await stage.openShop({ program: { rewards: [MUG] } });
    expect(await stage.services.handover.find(other.address.programId, mug.code ?? '')).toBeNull();
    expect(
      await stage.services.handover.handOver({
        ...{ programId: other.address.programId, staffId: STAFF },
        which: { redemptionId: mug.redemptionId },
      }),
    ).toMatchObject({ ok: false, refusal: { reason: 'unknown-code' } });
    expect(await customerBalance(stage, at, customerId)).toMatchObject({ held: 900 });
  });

  test('the list shows what waits, oldest first, a page at a time, and nothing twice', async () => {
    const who = await Promise.all(Array.from({ length: 23 }, () => someone(300)));
    for (const one of who) {
      await redeem('tasting', one);
      await stage.advance(1_000);
    }
    const first = await stage.services.handover.read(at.address.programId, { after: null });
    const second = await stage.services.handover.read(at.address.programId, { after: first.next });
    expect([first.waiting.length, second.waiting.length, second.next]).toEqual([20, 3, null]);
    const all = [...first.waiting, ...second.waiting];
    expect(new Set(all.map(({ redemptionId }) => redemptionId)).size).toBe(23);
    expect(all.map(({ redeemedAt }) => redeemedAt)).toEqual(all.map(({ redeemedAt }) => redeemedAt).sort());
    expect(first.stock.find(({ rewardId }) => rewardId === 'tasting')).toMatchObject({ counted: false, waiting: 23 });
  });

  test('stock is counted and corrected, never below nothing, with who did it', async () => {
    const { programId } = at.address;
    const change = (by: StockChange, rewardId = 'mug') =>
      stage.services.handover.changeStock({ programId, rewardId, change: by, staffId: STAFF });
    expect(await change({ kind: 'add', by: 5 })).toMatchObject({ ok: true, value: { left: 8 } });
    expect(await change({ kind: 'add', by: -9 })).toMatchObject({ ok: false, refusal: { reason: 'out-of-range' } });
    expect(await change({ kind: 'set', left: 1.5 })).toMatchObject({ ok: false, refusal: { reason: 'out-of-range' } });
    expect(await change({ kind: 'set', left: 1 }, 'five')).toMatchObject({ ok: false, refusal: { reason: 'unknown-reward' } });
    await Promise.all([change({ kind: 'add', by: 1 }), change({ kind: 'add', by: 1 }), ask('mug')]);
    expect(await left()).toBe(9);
    const audit = await rowsOf<{ details: unknown }>(
      stage,
      `SELECT details FROM audit_entry WHERE program_id = $1 AND action = 'stock-changed' ORDER BY id`,
      [programId],
    );
    expect(audit.map(({ details }) => details).slice(0, 2)).toEqual([
      { was: null, left: 3 },
      { was: 3, left: 8 },
    ]);
  });
});
