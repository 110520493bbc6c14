import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import { aProgram, aPointPerUnit } from '#tests/builders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, customerBalance, expectCleanBooks, givePoints, memberOf, placeOrder } from './stage-books.ts';
import { FIVE_OFF, REWARDS, SLIDER, TIERS, WAITING } from './stage-program.ts';

const DAY = 86_400_000;
let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

const shopper = (at: StageShop, customerId: string | null, language: 'en' | 'pl' | 'ru' = 'en') => ({
  ...{ address: at.address, locale: language, language },
  customerId,
});

async function view(at: StageShop, customerId: string | null): Promise<StorefrontView> {
  const seen = await stage.services.storefront.read(shopper(at, customerId));
  if (seen === null) throw new Error('the store has no program');
  return seen;
}

describe('what a shopper sees', () => {
  test('points on their way, the provisional tier and the way up, the code and the history agree with the books', async () => {
    const at = await stage.openShop({ program: { tiers: TIERS, rewards: [...REWARDS], pending: WAITING } });
    const { customerId } = await addCustomer(stage, at, { join: true });
    await givePoints(stage, at, customerId, 500);
    await placeOrder(stage, at, { customerId, prices: ['250.00'] });
    await stage.settleDown();
    const before = await view(at, customerId);
    expect(before).toMatchObject({
      state: 'member',
      // Not shipped: only the last day is known, and that is no date to promise.
      points: { available: 500, pending: 250, shown: 500, arriving: [{ points: 250, at: null }], waitingForRate: [] },
      tier: { tierId: 'silver', provisional: true, next: { tierId: 'gold', metric: 'spend', have: 25_000, need: 50_000 }, keep: null },
    });
    const redemptionId = randomUUID();
    const redeemed = await stage.services.storefront.redeem(
      { ...shopper(at, customerId), customerId },
      { rewardId: 'slider', redemptionId, points: 300 },
    );
    if (!redeemed.ok) throw new Error(redeemed.refusal.message);
    expect(redeemed.value).toMatchObject({
      redemption: { points: 300, value: { kind: 'amount', amountMinor: 300 } },
      points: { available: 200, held: 300 },
    });
    await stage.settleDown();
    const after = await view(at, customerId);
    expect(after.codes).toMatchObject([
      { redemptionId, state: 'ready', usableHere: true, undoable: true, storeName: 'Stage', minimumMinor: 300 },
    ]);
    expect(after.activity.map(({ kind, points, pending }) => [kind, points, pending])).toEqual([
      ['redeemed', -300, false],
      ['order', 250, true],
      ['adjusted', 500, false],
    ]);
    expect(after.activity[1]?.because).toEqual(['Every purchase: 250 points for 250.00 EUR.']);
    expect((await customerBalance(stage, at, customerId)).held).toBe(300);
  });

  test('the date of waiting points once their goods are on the way, and the tier that stands when they came', async () => {
    const at = await stage.openShop({ program: { tiers: TIERS, rewards: [...REWARDS], pending: WAITING } });
    const { customerId } = await addCustomer(stage, at, { join: true });
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['210.00'] });
    stage.sim.desk.fulfil({ shop: at.shop, orderId });
    await stage.settleDown();
    const waiting = await view(at, customerId);
    expect(waiting.points.arriving).toHaveLength(1);
    expect(Math.abs(Date.parse(waiting.points.arriving[0]!.at!) - (stage.now() + 14 * DAY))).toBeLessThan(120_000);
    await stage.advance(14 * DAY + 60_000);
    await stage.services.runSchedule('mature-points');
    await stage.settleDown();
    const there = await view(at, customerId);
    expect(there.tier).toMatchObject({ tierId: 'silver', provisional: false });
    // 210 of the order and 50 for the tier.
    expect(there.points).toMatchObject({ shown: 260, pending: 0, arriving: [] });
    expect(there.activity.map(({ kind }) => kind)).toEqual(['tier-reward', 'matured', 'order']);
    expect(there.notices.some(({ kind, facts }) => kind === 'tier-up' && facts['tierId'] === 'silver')).toBe(true);
  });

  test('orders that wait for a rate, and debt after a return', async () => {
    const at = await stage.openShop({ program: { rewards: [FIVE_OFF, SLIDER] } });
    const { customerId } = await addCustomer(stage, at, { join: true });
    const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: ['600.00'] });
    await stage.settleDown();
    const spent = await stage.services.storefront.redeem(
      { ...shopper(at, customerId), customerId },
      { rewardId: 'slider', redemptionId: randomUUID(), points: 600 },
    );
    expect(spent.ok).toBe(true);
    await stage.settleDown();
    const code = (await view(at, customerId)).codes[0]!.code!;
    await placeOrder(stage, at, { customerId, prices: ['600.00'], discountCodes: [code] });
    await stage.settleDown();
    stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[0]!, quantity: 1 }] });
    await stage.settleDown();
    const seen = await view(at, customerId);
    // 594 of the second order pay 594 of the 600 that were taken.
    expect(seen.points).toMatchObject({ available: 0, debt: 6, shown: -6 });
    expect(seen.rewards.map(({ reason }) => reason)).toEqual(['debt', 'debt']);
    expect(seen.activity.filter(({ kind }) => kind === 'refund')).toMatchObject([
      { points: -600, because: [expect.stringMatching(/returned|refunded/)] },
    ]);
  });

  test('a warning of expiry first, and that it was shown is recorded once', async () => {
    const program: Partial<ProgramDraft> = { expiry: { mode: { kind: 'per-lot', months: 12 } } };
    const at = await stage.openShop({ program });
    const { customerId } = await addCustomer(stage, at, { join: true });
    await givePoints(stage, at, customerId, 40);
    const endsAt = Date.parse((await view(at, customerId)).points.expiring!.at);
    expect((await view(at, customerId)).notices).toEqual([]);
    await stage.advance(endsAt - stage.now() - 29 * DAY);
    await stage.services.runSchedule('expire-points');
    const shownAt = async () => {
      const { rows } = await stage.database.pool.query<{ shown_at: Date | null }>(
        `SELECT shown_at FROM notice WHERE program_id = $1 AND kind = 'expiry-warning'`,
        [at.address.programId],
      );
      return rows.map((row) => row.shown_at?.getTime() ?? null);
    };
    expect(await shownAt()).toEqual([null]);
    const seen = await view(at, customerId);
    expect(seen.notices[0]).toMatchObject({
      kind: 'expiry-warning',
      facts: { points: 40, endsAt: new Date(endsAt).toISOString(), daysBefore: 30 },
    });
    const [first] = await shownAt();
    expect(first).not.toBeNull();
    await stage.advance(DAY);
    await view(at, customerId);
    expect(await shownAt()).toEqual([first]);
    expect(seen.points.expiring).toEqual({ points: 40, at: new Date(endsAt).toISOString() });
  });

  test('a paused program and a blocked member are told so, and get nothing', async () => {
    const at = await stage.openShop({ program: { rewards: [FIVE_OFF] } });
    const { customerId } = await addCustomer(stage, at, { join: true });
    await givePoints(stage, at, customerId, 600);
    const memberId = await memberOf(stage, at.address, customerId);
    const cart = {
      currency: 'EUR',
      lines: [
        {
          ...{ productId: '1', variantId: null, quantity: 1, amountMinor: 1_000 },
          ...{ tags: [], collections: [], vendor: null, productType: null },
        },
      ],
    };
    await stage.database.pool.query(`UPDATE member SET state = 'blocked' WHERE id = $1`, [memberId]);
    expect(await view(at, customerId)).toMatchObject({ state: 'blocked', rewards: [{ available: false }] });
    expect((await stage.services.storefront.cartWorth(shopper(at, customerId), cart))?.points).toBe(0);
    await stage.database.pool.query(`UPDATE member SET state = 'member' WHERE id = $1`, [memberId]);
    await stage.database.pool.query(`UPDATE program SET state = 'paused' WHERE id = $1`, [at.address.programId]);
    expect(await view(at, customerId)).toMatchObject({
      state: 'paused',
      program: { paused: true },
      points: { shown: 600 },
      rewards: [{ reason: 'paused' }],
    });
    expect((await stage.services.storefront.cartWorth(shopper(at, customerId), cart))?.points).toBe(0);
    await stage.database.pool.query(`UPDATE program SET state = 'live' WHERE id = $1`, [at.address.programId]);
    expect((await stage.services.storefront.cartWorth(shopper(at, customerId), cart))?.points).toBe(10);
  });

  test('asks for nothing more than a handful of statements', async () => {
    const at = await stage.openShop({ program: { tiers: TIERS, rewards: [...REWARDS] } });
    const { customerId } = await addCustomer(stage, at, { join: true });
    await placeOrder(stage, at, { customerId });
    await stage.settleDown();
    await view(at, customerId);
    const asked = vi.spyOn(stage.database.pool, 'query');
    await view(at, customerId);
    const statements = asked.mock.calls.length;
    asked.mockRestore();
    // Two more by Prisma's client: the program's record and its stores.
    expect(statements).toBe(5);
  });
});

describe('two accounts of one person', () => {
  async function pair() {
    const one = await stage.openShop();
    const other = await stage.openShop({ together: one.address });
    return { one, other };
  }
  const signedIn = (at: StageShop, customerId: string) => ({ ...shopper(at, customerId), customerId });

  async function codeFor(at: StageShop, customerId: string): Promise<string> {
    const made = await stage.services.storefront.makeLinkCode(signedIn(at, customerId));
    if (!made.ok) throw new Error(made.refusal.message);
    return made.value.code.replace('-', '');
  }

  test('become one with everything both have; who joined first stays, and it is written down who did it', async () => {
    const { one, other } = await pair();
    const [first, second] = [await addCustomer(stage, one, { join: true }), await addCustomer(stage, other)];
    await givePoints(stage, one, first.customerId, 30);
    await placeOrder(stage, other, { customerId: second.customerId, prices: ['12.00'] });
    await stage.settleDown();
    const keeper = await memberOf(stage, one.address, first.customerId);
    const code = await codeFor(other, second.customerId);
    expect(await stage.services.storefront.linkAccounts(signedIn(one, first.customerId), code)).toEqual({
      ok: true,
      value: { linked: true },
    });
    await stage.settleDown();
    expect(await memberOf(stage, other.address, second.customerId)).toBe(keeper);
    const seen = await view(other, second.customerId);
    expect(seen.points.shown).toBe(42);
    expect(seen.activity.map(({ kind, points }) => [kind, points])).toEqual([
      ['order', 12],
      ['adjusted', 30],
    ]);
    const { rows } = await stage.database.pool.query(
      `SELECT actor_kind, actor_id, details FROM audit_entry WHERE program_id = $1 AND action = 'members-merged'`,
      [one.address.programId],
    );
    expect(rows).toMatchObject([{ actor_kind: 'member', actor_id: keeper, details: { reason: 'linked' } }]);
    expect(
      await stage.services.storefront.linkAccounts(signedIn(one, first.customerId), await codeFor(other, second.customerId)),
    ).toMatchObject({
      refusal: { reason: 'already-linked' },
    });
  });

  test('a code works once, for fifteen minutes, only the newest, and never at its own store or in another program', async () => {
    const { one, other } = await pair();
    const elsewhere = await stage.openShop();
    const [first, second, third] = [await addCustomer(stage, one), await addCustomer(stage, other), await addCustomer(stage, elsewhere)];
    const link = (at: StageShop, customerId: string, code: string) =>
      stage.services.storefront.linkAccounts(signedIn(at, customerId), code);
    const old = await codeFor(one, first.customerId);
    const fresh = await codeFor(one, first.customerId);
    expect(await link(other, second.customerId, old)).toMatchObject({ refusal: { reason: 'unknown-link-code' } });
    expect(await link(elsewhere, third.customerId, fresh)).toMatchObject({ refusal: { reason: 'unknown-link-code' } });
    await stage.advance(15 * 60_000 + 1_000);
    expect(await link(other, second.customerId, fresh)).toMatchObject({ refusal: { reason: 'unknown-link-code' } });
    const again = await codeFor(one, first.customerId);
    expect(await link(one, (await addCustomer(stage, one)).customerId, again)).toMatchObject({ refusal: { reason: 'same-store' } });
    expect(await link(other, second.customerId, again)).toMatchObject({ refusal: { reason: 'unknown-link-code' } });
    const { rows } = await stage.database.pool.query<{ text: string }>('SELECT row_to_json(l)::text AS text FROM link_code l');
    for (const code of [old, fresh, again]) expect(rows.map(({ text }) => text).join()).not.toContain(code);
  });

  test('of ten tries at one moment one takes the code', async () => {
    const { one, other } = await pair();
    const { customerId } = await addCustomer(stage, one, { join: true });
    const code = await codeFor(one, customerId);
    const others = await Promise.all(Array.from({ length: 10 }, () => addCustomer(stage, other)));
    const tries = await Promise.all(others.map((each) => stage.services.storefront.linkAccounts(signedIn(other, each.customerId), code)));
    expect(tries.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test.each(['blocked', 'left', 'erased'])('are not merged when one is %s', async (state) => {
    const { one, other } = await pair();
    const [first, second] = [await addCustomer(stage, one, { join: true }), await addCustomer(stage, other, { join: true })];
    const set = (at: StageShop, customerId: string) =>
      memberOf(stage, at.address, customerId).then((id) =>
        stage.database.pool.query('UPDATE member SET state = $2 WHERE id = $1', [id, state]),
      );
    const code = await codeFor(one, first.customerId);
    await set(one, first.customerId);
    expect(await stage.services.storefront.linkAccounts(signedIn(other, second.customerId), code)).toMatchObject({
      refusal: { reason: 'cannot-link' },
    });
    const fine = await codeFor(other, second.customerId);
    expect((await stage.services.storefront.linkAccounts(signedIn(one, first.customerId), fine)).ok).toBe(false);
    expect((await stage.services.storefront.makeLinkCode(signedIn(one, first.customerId))).ok).toBe(false);
    expect(await memberOf(stage, one.address, first.customerId)).not.toBe(await memberOf(stage, other.address, second.customerId));
  });
});

describe('the program at the stores', () => {
  const published = (at: StageShop) => {
    const field = stage.sim.desk.getAppMetafields({ shop: at.shop }).find(({ key }) => key === 'program');
    return field === undefined
      ? null
      : (JSON.parse(field.value) as {
          revision: number;
          program: StorefrontView['program'];
          locales: Record<string, StorefrontView['program']>;
        });
  };
  const publish = (at: StageShop, document: Partial<ProgramDraft>, effectiveAt: number | null = null) =>
    publishProgram(stage.desk, {
      programId: at.address.programId,
      basedOn: 2,
      document: aProgram(document),
      publishedBy: 'test',
      effectiveAt,
    });

  test('is there after connecting, after publishing and after pausing, in every language it has', async () => {
    const at = await stage.openShop({ program: { texts: { de: { tagline: 'Hallo' } } } });
    const other = await stage.openShop({ together: at.address });
    await stage.settleDown();
    const first = published(at)!;
    expect(first.program).toMatchObject({ name: 'Beans', paused: false, rate: { points: 1, perMinor: 100 } });
    expect(first.locales['de']?.texts).toMatchObject({ tagline: 'Hallo' });
    expect(Object.keys(first.locales).sort()).toEqual(['de', 'pl', 'ru']);
    await stage.advance(1_000);
    expect((await publish(at, { name: 'Better beans', earning: { rules: [aPointPerUnit('2')] } })).ok).toBe(true);
    await stage.settleDown();
    for (const store of [at, other]) expect(published(store)?.program).toMatchObject({ name: 'Better beans', rate: { points: 2 } });
    expect(published(at)!.revision).toBeGreaterThan(first.revision);
    await stage.services.program.pause({ programId: at.address.programId, staffId: 'staff', paused: true });
    await stage.settleDown();
    expect(published(other)?.program.paused).toBe(true);
  });

  test('is not told of a version before its day', async () => {
    const at = await stage.openShop();
    await stage.settleDown();
    const effectiveAt = (await stage.database.now()) + 3_600_000;
    expect((await publish(at, { name: 'Tomorrow' }, effectiveAt)).ok).toBe(true);
    await stage.services.relayErrands(at.address);
    expect(published(at)?.program.name).toBe('Beans');
    await stage.advance(3_610_000);
    await stage.services.relayErrands(at.address);
    expect(published(at)?.program.name).toBe('Tomorrow');
  });
});
