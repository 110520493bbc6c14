import { describe, expect, it } from 'vitest';
import { checkForPublish, usedIds } from '#app/domain/program/check-for-publish.ts';
import { problemSayer } from '#app/i18n/say-program.ts';
import { aProgram } from '#tests/builders.ts';
import { alone, multiplier, named, reward, tier } from './publish-case.ts';
import type { Case } from './publish-case.ts';
import { byId, SAMPLE, sampleWith } from './sample-program.ts';

const NO_FILTER = { productIds: [], collections: [], tags: [], vendors: [], productTypes: [] };

const ERRORS: Case[] = [
  [
    'a currency in use without a rate',
    () => null,
    'currencies',
    /^Set a rate for PLN: how many PLN count as 1 EUR\?/,
    { currenciesInUse: ['EUR', 'PLN'] },
  ],
  [
    'a value without an amount',
    () => null,
    'rewards.1.value.amounts',
    /^“€5 off” has no amount in PLN and USD yet\.$/,
    { currenciesInUse: ['PLN', 'USD'] },
  ],
  [
    'a minimum without an amount',
    () => null,
    'rewards.1.minimumOrder',
    /^The minimum order of “€5 off” has no amount in PLN yet\.$/,
    { currenciesInUse: ['PLN'] },
  ],
  [
    'a worth without an amount',
    () => null,
    'rewards.0.value.worth',
    /^What “Free shipping” is worth to you has no amount in PLN yet\.$/,
    { currenciesInUse: ['PLN'] },
  ],
  [
    'a threshold without an amount',
    () => null,
    'tiers.list.1.ways.0.atLeast',
    /^The spend that Silver needs has no amount in PLN yet\.$/,
    { currenciesInUse: ['PLN'] },
  ],
  [
    'a friend’s minimum without an amount',
    () => null,
    'referral.minimumOrder',
    /friend’s minimum order has no amount in PLN/,
    { currenciesInUse: ['PLN'] },
  ],
  [
    'a cap without an amount',
    (draft) => (reward(draft, 'fifteen-percent').value = { kind: 'percent', percent: 15, cap: { USD: 1000 } }),
    'rewards.3.value.cap',
    /^The highest discount of “15 % off an order” has no amount in EUR yet\.$/,
  ],
  ['a listed currency without a rate', (draft) => draft.currencies.push({ code: 'CZK', rates: [] }), 'currencies', /Set a rate for CZK/],
  [
    'an amount of nothing',
    (draft) => (reward(draft, 'small-amount').value = { kind: 'amount', amounts: { EUR: 0 } }),
    'rewards.1.value.amounts',
    /is 0 in EUR/,
  ],
  [
    'a currency twice',
    (draft) => draft.currencies.push({ code: 'PLN', rates: [{ from: '2026-01-01', rate: '4' }] }, { code: 'PLN', rates: [] }),
    'currencies.1',
    /PLN is listed twice/,
  ],
  [
    'a day with two rates',
    (draft) =>
      draft.currencies.push({
        code: 'PLN',
        rates: [
          { from: '2026-01-01', rate: '4' },
          { from: '2026-01-01', rate: '5' },
        ],
      }),
    'currencies.0.rates',
    /two rates from Jan 1, 2026/,
  ],
  [
    'the refused pair of store credit',
    (draft) => (draft.worth.storeCreditReturnsAreRefunds = false),
    'worth.storeCreditReturnsAreRefunds',
    /the same money earns twice/,
  ],
  [
    'an id twice',
    (draft) => draft.rewards.push(structuredClone(byId(draft.rewards, 'free-shipping'))),
    'rewards.7.id',
    /Two things have the id “free-shipping”/,
  ],
  [
    'an id of something that was removed',
    () => null,
    'rewards.2.id',
    /“A bag of House Blend” has the id of something that was removed earlier \(“free-bag”\)/,
    { previous: sampleWith((draft) => draft.rewards.splice(2, 1)), everUsedIds: usedIds(SAMPLE) },
  ],
  ['a perk that is gone', (draft) => draft.perks.shift(), 'tiers.list.1.perkIds.0', /^Silver names a perk that does not exist/],
  [
    'an entry reward that is gone',
    (draft) => (draft.rewards = draft.rewards.filter(({ id }) => id !== 'gold-cup')),
    'tiers.list.2.entryReward.rewardId',
    /^The entry reward of Gold names a reward that does not exist/,
  ],
  [
    'a welcome that is gone',
    (draft) => (draft.joining.welcome.rewardId = 'nothing'),
    'joining.welcome.rewardId',
    /^The welcome names a reward/,
  ],
  [
    'a birthday reward that is gone',
    (draft) => (draft.birthday = { points: null, rewardId: 'nothing', setDaysBefore: 30, lateDays: 7 }),
    'birthday.rewardId',
    /^The birthday present/,
  ],
  [
    'an audience of a tier that is gone',
    (draft) => reward(draft, 'free-bag').audience.tiers.push('platinum'),
    'rewards.2.audience.tiers.0',
    /names a tier that does not exist/,
  ],
  [
    'an audience of a group that is gone',
    (draft) => byId(draft.campaigns, 'weekend').audience.segments.push('sleepers'),
    'campaigns.0.audience.segments.0',
    /names a group of members that does not exist/,
  ],
  [
    'a card that is gone',
    (draft) => (reward(draft, 'free-bag').cost = { kind: 'card', cardId: 'card' }),
    'rewards.2.cost.cardId',
    /names a card that does not exist/,
  ],
  [
    'a tier that asks for less',
    (draft) => (tier(draft, 'gold').ways = [{ kind: 'spend', window: 'rolling', atLeast: { EUR: 15_000 } }]),
    'tiers.list.2.ways.0',
    /^Gold is not harder to reach than Silver: it asks for €150\.00 of spend/,
  ],
  [
    'joining for a higher tier',
    (draft) => (tier(draft, 'silver').ways = [{ kind: 'join' }]),
    'tiers.list.1.ways.0',
    /Only the first tier can come with joining/,
  ],
  [
    'a free product without a product',
    (draft) => (reward(draft, 'free-bag').value = { kind: 'free-product', only: NO_FILTER, worth: { EUR: 990 } }),
    'rewards.2.value.only',
    /Choose the product/,
  ],
  ['a code for a tag', (draft) => (reward(draft, 'small-amount').only.tags = ['coffee']), 'rewards.1.only', /cannot look at tags/],
  [
    'free amounts of something else',
    (draft) => (reward(draft, 'free-shipping').cost = { kind: 'any-amount', unit: 'points', step: 10, min: 25, max: 20 }),
    'rewards.0.cost',
    /Only amounts of money/,
  ],
  [
    'a least that is no step',
    (draft) => (reward(draft, 'small-amount').cost = { kind: 'any-amount', unit: 'points', step: 10, min: 25, max: null }),
    'rewards.1.cost.min',
    /not a whole number of steps of 10/,
  ],
  [
    'more credit than a day allows',
    (draft) => (reward(draft, 'small-amount').value = { kind: 'gift-card', amounts: { EUR: 10_000 }, expires: false }),
    'rewards.1.value.amounts',
    /€100\.00, and only €50\.00 a day/,
  ],
  [
    'a draw that is over',
    (draft) =>
      (reward(draft, 'small-amount').value = { kind: 'draw', drawnOn: '2026-11-01', winners: 1, prize: 'A grinder', worth: { EUR: 50 } }),
    'rewards.1.value.drawnOn',
    /was drawn on Nov 1, 2026/,
  ],
  [
    'cashback that there is not',
    (draft) => (byId(draft.earning.rules, 'every-order').unit = 'cashback:EUR'),
    'earning.rules.0.unit',
    /no such cashback/,
  ],
  [
    'an own event without a name',
    (draft) => Object.assign(byId(draft.earning.rules, 'newsletter').args, { action: 'custom' }),
    'earning.rules.3.args.code',
    /Give the event its name/,
  ],
  [
    'a campaign that gives nothing',
    (draft) => {
      const { times: _times, products: _products, ...shared } = multiplier(draft);
      draft.campaigns.push({ ...shared, id: 'nothing', kind: 'gift', when: 'join', points: null, rewardId: null });
    },
    'campaigns.1',
    /gives nothing yet/,
  ],
  [
    'arms that take more than all',
    (draft) => (draft.arms = ['a', 'b', 'c'].map((id) => ({ id, name: id, percent: 60, holdout: false }))),
    'arms',
    /120%/,
  ],
  [
    'expiry by time in Ontario',
    (draft) => Object.assign(draft.expiry, { mode: { kind: 'per-lot', months: 12 }, timeOnlyRefusedIn: ['CA-QC'] }),
    'expiry.timeOnlyRefusedIn',
    /^In Ontario points may not end by time alone.*ask your lawyer\.$/,
  ],
  [
    'a day that no month has',
    (draft) => (draft.expiry.mode = { kind: 'fixed-date', month: 2, day: 30, youngerThanDays: 90 }),
    'expiry.mode.day',
    /Month 2 has no day 30/,
  ],
  [
    'expiry that begins overnight',
    () => null,
    'expiry.startsOn',
    /^Points begin to expire with this version/,
    { previous: sampleWith((draft) => (draft.expiry.mode = { kind: 'none' })) },
  ],
  [
    'expiry that comes sooner',
    (draft) => (draft.expiry.mode = { kind: 'inactivity', months: 6, resetBy: ['order'] }),
    'expiry.startsOn',
    /^Points expire sooner/,
    { previous: SAMPLE },
  ],
  ['another currency', (draft) => (draft.currency = 'USD'), 'currency', /A program keeps its currency/, { previous: SAMPLE }],
  ['other decimal places', (draft) => (draft.units.points.scale = 2), 'units.points.scale', /cannot change/, { previous: SAMPLE }],
  [
    'a perk that closes the shop',
    (draft) => Object.assign(byId(draft.perks, 'early-beans'), { gives: { kind: 'exclusive-products', only: NO_FILTER } }),
    'perks.0.gives.only',
    /keep every product from everyone else/,
  ],
];

const english = problemSayer('en');

describe('before a program goes live', () => {
  it('finds nothing wrong with the sample', () => {
    expect(checkForPublish(SAMPLE, alone)).toEqual({ errors: [], warnings: [] });
    expect(checkForPublish(SAMPLE, { ...alone, previous: SAMPLE, everUsedIds: usedIds(SAMPLE) })).toEqual({ errors: [], warnings: [] });
  });

  it.each(ERRORS.map(named))('refuses $what', ({ change, path, message, context }) => {
    const { errors } = checkForPublish(sampleWith(change), { ...alone, ...context });
    expect(
      errors.filter((error) => error.path === path && message.test(english(error.says))),
      JSON.stringify(errors),
    ).toHaveLength(1);
  });

  it('accepts other currencies once they have rates and amounts', () => {
    const amounts = (minor: number) => ({ EUR: minor, PLN: minor * 4 });
    const program = sampleWith((draft) => {
      draft.currencies = [{ code: 'PLN', rates: [{ from: '2026-01-01', rate: '4' }] }];
      for (const { value, ...each } of draft.rewards) {
        if ('amounts' in value) value.amounts = amounts(500);
        if ('worth' in value) value.worth = amounts(500);
        if (each.minimumOrder !== null) Object.assign(each.minimumOrder, amounts(1000));
      }
      tier(draft, 'silver').ways = [{ kind: 'spend', window: 'rolling', atLeast: amounts(15_000) }];
      tier(draft, 'gold').ways = [{ kind: 'spend', window: 'rolling', atLeast: amounts(40_000) }];
      Object.assign(draft.referral ?? {}, { minimumOrder: amounts(2000) });
    });
    expect(checkForPublish(program, { ...alone, currenciesInUse: ['EUR', 'PLN'] }).errors).toEqual([]);
  });

  it('lets the pair of store credit stand the other way', () => {
    const program = sampleWith((draft) =>
      Object.assign(draft.worth, { storeCreditReturnsAreRefunds: false, storeCreditPaymentsEarn: false }),
    );
    expect(checkForPublish(program, alone).errors).toEqual([]);
  });

  it('keeps ids of different nouns apart, and takes an id back that the version before had', () => {
    const program = sampleWith((draft) => (reward(draft, 'gold-cup').id = 'weekend'));
    const fixed = { ...program, tiers: { ...program.tiers, list: program.tiers.list.map((each) => ({ ...each, entryReward: null })) } };
    expect(checkForPublish(fixed, alone).errors).toEqual([]);
    expect([...usedIds(SAMPLE)]).toEqual(expect.arrayContaining(['reward:gold-cup', 'campaign:weekend', 'tier:gold', 'rule:every-order']));
  });

  it('lets a card and its reward belong together', () => {
    const card = { id: 'card', name: 'Card', goal: 5, rewardId: 'drink' };
    const drink = { id: 'drink', name: 'Drink', value: { kind: 'item' as const, worth: { EUR: 300 } } };
    const fits = aProgram({ cards: [card], rewards: [{ ...drink, cost: { kind: 'card', cardId: 'card' } }] });
    const costsPoints = aProgram({ cards: [card], rewards: [{ ...drink, cost: { kind: 'points', points: 50 } }] });
    expect(checkForPublish(fits, alone).errors).toEqual([]);
    expect(checkForPublish(costsPoints, alone).errors).toMatchObject([{ path: 'cards.0.rewardId' }]);
  });
});
