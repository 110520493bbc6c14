import { describe, expect, it } from 'vitest';
import { decideRedemption } from '#app/domain/decisions/redeem.ts';
import type { RedemptionInput, RedemptionPlan } from '#app/domain/decisions/redeem.ts';
import { unitOf } from '#app/domain/decisions/redeem-guards.ts';
import { instantFromIso } from '#app/domain/instant.ts';
import { issuedBy } from '#app/domain/rewards/capture-way.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';
import { nextPoolOf, poolOf } from '#app/domain/rewards/pool.ts';
import { NOON, aProgram } from '#tests/builders.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const FIVE_OFF: RewardDraft = {
  id: 'five',
  name: '5 off',
  cost: { kind: 'points', points: 500 },
  value: { kind: 'amount', amounts: { EUR: 500 } },
};

function aShop(reward: Partial<RewardDraft> = {}, parts: Partial<ProgramDraft> = {}): Program {
  return aProgram({
    units: { points: { names: { en: { one: 'bean', other: 'beans' } } } },
    rewards: [{ ...FIVE_OFF, ...reward }],
    ...parts,
  });
}

function input(program: Program, parts: Partial<RedemptionInput> = {}): RedemptionInput {
  const reward = program.rewards[0]!;
  return {
    program,
    versionNo: 3,
    reward,
    member: { memberId: 'anna', state: 'member', tierId: null, segments: [], arm: null },
    balance: { pending: 0, available: 600, held: 0, debt: 0 },
    programState: 'live',
    now: NOON,
    store: { storeId: 'shop', currency: 'EUR', issues: issuedBy({ giftCards: true, storeCredit: true }) },
    points: null,
    open: [],
    undosToday: 0,
    stockLeft: null,
    redemptionId: 'r1',
    actor: { kind: 'member', id: 'anna' },
    ...parts,
  };
}

function plan(program: Program, parts: Partial<RedemptionInput> = {}): RedemptionPlan {
  const decided = decideRedemption(input(program, parts));
  if (!decided.ok) throw new Error(decided.refusal.message);
  return decided.value;
}

function refusal(program: Program, parts: Partial<RedemptionInput> = {}) {
  const decided = decideRedemption(input(program, parts));
  return decided.ok ? null : decided.refusal;
}

const anna = input(aShop()).member;
const had = (state: RedemptionInput['open'][number]['state'], createdAt = NOON - 1000, points = 500) => ({
  rewardId: 'five',
  state,
  createdAt,
  points,
});

describe('a redemption', () => {
  it('holds the points and names the discount, its cohort and its dates', () => {
    const made = plan(aShop());
    expect(made.posting).toMatchObject({
      businessKey: 'redemption:r1:hold',
      kind: 'redemption-held',
      memberId: 'anna',
      redemptionId: 'r1',
      versionNo: 3,
      storeId: 'shop',
      actor: { kind: 'member', id: 'anna' },
      moves: [{ kind: 'hold', unit: 'points', points: 500, redemptionId: 'r1' }],
    });
    // 60 days later is Friday, 22 January 2027; the cohort ends with that Sunday.
    expect(made).toMatchObject({ points: 500, unit: 'points', cohort: '2027-01-24', bound: false, undoable: true });
    expect(made.codeExpiresAt).toBe(instantFromIso('2027-01-25T00:00:00+01:00'));
    expect(made.holdEndsAt).toBe(instantFromIso('2027-01-26T00:00:00+01:00'));
    expect(made.discount).toMatchObject({
      title: '5 off',
      value: { kind: 'amount', amountMinor: 500 },
      currency: 'EUR',
      minimumOrderMinor: 500,
      endsAt: made.codeExpiresAt,
      customerId: null,
    });
    expect(made.plan).toEqual({ kind: 'on-order', discount: made.discount });
  });

  it('is the same for the same pool, and another when the value, the flags or the store change', () => {
    const hash = (reward: Partial<RewardDraft>, parts: Partial<RedemptionInput> = {}) => plan(aShop(reward), parts).valueHash;
    expect(hash({})).toBe(hash({ name: 'Five euros off' }, { now: NOON + 9 * 86_400_000 }));
    const others = [
      hash({ value: { kind: 'amount', amounts: { EUR: 600 } } }),
      hash({ combinesWith: { order: true } }),
      hash({ minimumOrder: { EUR: 2000 } }),
      hash({}, { store: { storeId: 'other', currency: 'EUR' } }),
    ];
    expect(new Set([hash({}), ...others]).size).toBe(5);
  });

  it('of a free amount costs what the member chose and needs a discount of its own', () => {
    const shop = aShop({ cost: { kind: 'any-amount', step: 100, min: 100, max: 500 }, value: { kind: 'amount', amounts: { EUR: 100 } } });
    const made = plan(shop, { points: 300 });
    expect(made).toMatchObject({
      points: 300,
      bound: true,
      cohort: 'none',
      discount: { value: { amountMinor: 300 }, minimumOrderMinor: 300 },
    });
    expect(made.codeExpiresAt).toBe(instantFromIso('2027-01-23T00:00:00+01:00'));
    expect(refusal(shop)).toEqual({ reason: 'choose-amount', message: 'Choose at least 100 beans.' });
    expect(refusal(shop, { points: 250 })).toEqual({
      reason: 'choose-amount',
      message: 'Choose at least 100 beans, in steps of 100 beans.',
    });
    expect(refusal(shop, { points: 600 })).toEqual({ reason: 'choose-amount', message: 'Choose 500 beans at most.' });
    expect(refusal(shop, { points: 100.5 })?.reason).toBe('choose-amount');
    expect(refusal(shop, { points: 500, balance: { pending: 0, available: 480, held: 0, debt: 0 } })?.message).toBe(
      '20 more beans and it is yours.',
    );
  });

  it('asks for an order as large as a share of the cart demands', () => {
    expect(plan(aShop({ capPercentOfCart: 30 })).discount?.minimumOrderMinor).toBe(1667);
    expect(plan(aShop({ capPercentOfCart: 10, value: { kind: 'percent', percent: 20 } })).discount?.value).toEqual({
      kind: 'percent',
      percent: 10,
      capMinor: null,
    });
  });

  it('knows every way a reward reaches the member', () => {
    const only = { productIds: ['p9'] };
    expect(plan(aShop({ value: { kind: 'free-shipping', worth: { EUR: 490 } } })).discount).toMatchObject({
      value: { kind: 'free-shipping' },
      minimumOrderMinor: null,
    });
    expect(plan(aShop({ value: { kind: 'free-product', only, worth: { EUR: 490 } } })).discount).toMatchObject({
      value: { kind: 'free-product', productIds: ['p9'] },
      productIds: [],
    });
    expect(plan(aShop({ value: { kind: 'product-percent', percent: 50, only } })).discount).toMatchObject({
      value: { kind: 'percent', percent: 50 },
      productIds: ['p9'],
    });
    expect(plan(aShop({ value: { kind: 'gift-card', amounts: { EUR: 500 } } })).plan).toEqual({
      kind: 'on-issue',
      issue: 'gift-card',
      amountMinor: 500,
      currency: 'EUR',
    });
    expect(plan(aShop({ value: { kind: 'donation', cause: 'Trees', worth: { EUR: 300 } } })).plan).toMatchObject({
      issue: 'donation',
      amountMinor: 300,
    });
    expect(plan(aShop({ value: { kind: 'item', worth: {}, pickup: 'in-store' } }))).toMatchObject({
      plan: { kind: 'on-handover', handover: 'item', pickup: 'in-store' },
      discount: null,
      cohort: 'none',
    });
    expect(plan(aShop({ value: { kind: 'staffed-perk', worth: {} } })).plan).toMatchObject({
      kind: 'on-handover',
      handover: 'staffed-perk',
    });
    expect(refusal(aShop({ value: { kind: 'free-product', only: { tags: ['sale'] }, worth: {} } }))?.reason).toBe('no-value-here');
  });

  it('of a full card is paid with its stamps', () => {
    const shop = aShop(
      { cost: { kind: 'card', cardId: 'coffee' } },
      { cards: [{ id: 'coffee', name: 'Coffee', goal: 9, rewardId: 'five' }] },
    );
    expect(plan(shop, { balance: { pending: 0, available: 9, held: 0, debt: 0 } })).toMatchObject({ points: 9, unit: 'stamps:coffee' });
    expect(refusal(shop, { balance: { pending: 0, available: 8, held: 0, debt: 0 } })?.message).toBe('1 more stamp and it is yours.');
    expect(unitOf(shop.rewards[0]!)).toBe('stamps:coffee');
  });

  it('that is a gift costs nothing and moves nothing', () => {
    const gift = plan(aShop(), { gift: true, balance: { pending: 0, available: 0, held: 0, debt: 50 } });
    expect(gift).toMatchObject({ posting: null, points: 0, cohort: '2027-01-24' });
    const given = aShop({ cost: { kind: 'given' } });
    expect(plan(given, { actor: { kind: 'system', id: null } })).toMatchObject({ posting: null, points: 0 });
    expect(refusal(given)?.reason).toBe('only-given');
  });

  it('says beforehand that it cannot be taken back any more today', () => {
    expect(plan(aShop(), { undosToday: 10 }).undoable).toBe(false);
  });
});

describe('a refusal says what is missing', () => {
  const few = { pending: 0, available: 440, held: 0, debt: 0 };
  it.each([
    ['not-enough-points', '60 more beans and it is yours.', {}, { balance: few }],
    [
      'open-debt',
      '50 beans of a returned order are still owed. What you earn next pays them; then you can redeem again.',
      {},
      { balance: { ...few, debt: 50 } },
    ],
    ['program-paused', 'Rewards are resting at the moment. Your points are safe.', {}, { programState: 'paused' }],
    ['program-paused', 'Rewards are resting at the moment. Your points are safe.', {}, { programState: 'frozen' }],
    ['join-first', 'Sign in and join first. Your points wait for you.', {}, { member: { ...anna, state: 'guest' } }],
    ['blocked', 'Rewards are not available for this account. Please ask the shop.', {}, { member: { ...anna, state: 'blocked' } }],
    ['no-longer-a-member', 'You are no longer a member. Join again to redeem rewards.', {}, { member: { ...anna, state: 'left' } }],
    ['not-offered', 'This reward is not offered any more.', { active: false }, {}],
    ['not-now', 'This reward cannot be redeemed now: starts on 2026-12-01.', { dates: { from: '2026-12-01' } }, {}],
    ['not-for-you', 'This reward is not for this tier.', { audience: { tiers: ['gold'] } }, {}],
    ['no-value-here', 'This reward has no value in PLN yet. Please ask the shop.', {}, { store: { storeId: 'shop', currency: 'PLN' } }],
    [
      'too-many-open',
      'You have 5 codes that are not used yet. Use one, or take one back, before you redeem another.',
      {},
      { open: Array.from({ length: 5 }, () => had('ready')) },
    ],
    [
      'limit-reached',
      'You have redeemed this once this month: that is all for now.',
      { limitPerMember: { count: 1, per: 'month' } },
      { open: [had('captured')] },
    ],
    ['all-gone', 'All 100 of this reward are taken.', { limitInAll: { count: 100, per: 'ever' } }, { givenInAll: 100 }],
    ['out-of-stock', 'This reward is out of stock at the moment.', { stocked: true }, { stockLeft: 0 }],
  ] as const)('%s: %s', (...[reason, message, reward, parts]) => {
    expect(refusal(aShop(reward as Partial<RewardDraft>), parts as Partial<RedemptionInput>)).toEqual({ reason, message });
  });

  it('counts neither what was given back nor earlier periods', () => {
    const shop = aShop({ limitPerMember: { count: 1, per: 'month' } });
    expect(
      refusal(shop, {
        open: [
          had('released'),
          had('captured', NOON - 40 * 86_400_000),
          ...Array.from({ length: 6 }, () => ({ ...had('captured'), rewardId: 'other' })),
        ],
      }),
    ).toBeNull();
  });

  it('for a store that does not redeem, and for an arm that sees no program', () => {
    expect(refusal(aShop({}, { stores: { shop: { redeems: false } } }))?.reason).toBe('not-in-this-store');
    const arms = [
      { id: 'shown', name: 'Shown', percent: 90 },
      { id: 'held', name: 'Held out', percent: 10, holdout: true },
    ];
    expect(refusal(aShop({}, { arms }), { member: { ...anna, arm: 'held' } })?.reason).toBe('not-offered');
  });

  it('waits a day after a link with rewards that are as good as money, and only with those', () => {
    const linked = { ...anna, linkedAt: NOON - 3 * 3_600_000 };
    const card: Partial<RewardDraft> = { value: { kind: 'gift-card', amounts: { EUR: 500 } } };
    expect(refusal(aShop(card), { member: linked })).toEqual({
      reason: 'just-linked',
      message: 'Your account was linked a short while ago. This reward can be redeemed in 21 hours.',
    });
    expect(refusal(aShop(card), { member: { ...anna, linkedAt: NOON - 24 * 3_600_000 } })).toBeNull();
    expect(refusal(aShop(), { member: linked })).toBeNull();
  });

  it('gives at most 50.00 a day in gift cards, store credit and vouchers', () => {
    const shop = aShop({ value: { kind: 'store-credit', amounts: { EUR: 2500, JPY: 4000 } } });
    expect(refusal(shop, { open: [had('captured')] })).toBeNull();
    expect(refusal(shop, { open: [had('captured'), had('captured')] })).toEqual({
      reason: 'day-limit',
      message: 'Gift cards, store credit and vouchers together: 50.00 EUR a day at most. Try again tomorrow.',
    });
    expect(refusal(shop, { open: [had('captured', NOON - 86_400_000), had('released'), had('captured')] })).toBeNull();
    expect(refusal(shop, { store: { ...input(shop).store, currency: 'JPY' } })?.message).toContain('50 JPY a day');
  });
});

describe('pools', () => {
  const at = { storeId: 'shop', currency: 'EUR', now: NOON, timeZone: 'Europe/Berlin' };

  it('are shared by everybody who redeems in the same week', () => {
    const reward = aShop().rewards[0]!;
    const days = [...Array(7).keys()].map((day) => poolOf(reward, { ...at, now: NOON + day * 86_400_000 })?.cohort);
    expect(days).toEqual(['2027-01-24', '2027-01-24', '2027-01-24', '2027-01-31', '2027-01-31', '2027-01-31', '2027-01-31']);
    expect(nextPoolOf(reward, at)?.cohort).toBe('2027-01-31');
    expect(poolOf(reward, at)?.valueHash).toBe(nextPoolOf(reward, at)?.valueHash);
  });

  it('never end before the days of the reward are over, also across a change of the clock', () => {
    for (let day = 0; day < 400; day += 1) {
      const now = NOON + day * 86_400_000;
      const endsAt = poolOf(aShop().rewards[0]!, { ...at, now })!.endsAt;
      expect(endsAt).toBeGreaterThanOrEqual(now + 60 * 86_400_000);
      expect(endsAt).toBeLessThan(now + 68 * 86_400_000);
    }
  });

  it('are not there for bound codes, free amounts and rewards without a code', () => {
    expect(poolOf(aShop({ boundToCustomer: true }).rewards[0]!, at)).toBeNull();
    expect(poolOf(aShop({ cost: { kind: 'any-amount', step: 1, min: 1 } }).rewards[0]!, at)).toBeNull();
    expect(poolOf(aShop({ value: { kind: 'item', worth: {} } }).rewards[0]!, at)).toBeNull();
    expect(poolOf(aShop().rewards[0]!, { ...at, currency: 'PLN' })).toBeNull();
  });
});
