import { describe, expect, it } from 'vitest';
import { checkForPublish } from '#app/domain/program/check-for-publish.ts';
import { problemSayer } from '#app/i18n/say-program.ts';
import { aProgram } from '#tests/builders.ts';
import { alone, named, reward, tier } from './publish-case.ts';
import type { Case } from './publish-case.ts';
import { byId, SAMPLE, sampleWith } from './sample-program.ts';

const WARNINGS: Case[] = [
  [
    'a reward that costs less than is free',
    (draft) => (draft.joining.welcome.points = 60),
    'rewards.0.cost',
    /^“Free shipping” costs 60 beans, and 70 beans can be had without buying anything \(the welcome: 60, Joining the newsletter: 10\)/,
  ],
  [
    'a first reward out of reach',
    (draft) => {
      draft.rewards = draft.rewards.filter(({ id, cost }) => id === 'small-amount' || cost.kind === 'given');
      reward(draft, 'small-amount').cost = { kind: 'points', unit: 'points', points: 1000 };
    },
    'rewards.0.cost',
    /^The first reward, “€5 off”, needs €1,000\.00 of purchases and gives less than 1%/,
  ],
  ['a first reward many orders away', () => null, 'rewards.0.cost', /about 12 orders/, { typicalOrderMinor: 500 }],
  [
    'a reward that gives too much',
    (draft) => (reward(draft, 'small-amount').cost = { kind: 'points', unit: 'points', points: 10 }),
    'rewards',
    /More than a quarter of what members spend comes back with “€5 off” \(50%\)/,
  ],
  [
    'tiers that are the same',
    (draft) => Object.assign(tier(draft, 'silver'), { multiplier: '1', perkIds: [], entryReward: null }),
    'tiers.list.1',
    /^Silver gives nothing that Bronze does not give/,
  ],
  [
    'tiers that barely differ',
    (draft) => Object.assign(tier(draft, 'silver'), { multiplier: '1.05', perkIds: [], entryReward: null }),
    'tiers.list.1',
    /^Silver gives hardly more than Bronze/,
  ],
  [
    'a perk that a higher tier loses',
    (draft) => (tier(draft, 'gold').perkIds = ['cupping']),
    'tiers.list.2.perkIds',
    /^Gold members lose what Silver has: New roasts two days early\.$/,
  ],
  [
    'a higher tier with a lower rate',
    (draft) => (tier(draft, 'gold').multiplier = '1.1'),
    'tiers.list.2.multiplier',
    /1\.1×, less than Silver/,
  ],
  [
    'a reward that is off but given',
    (draft) => (reward(draft, 'gold-cup').active = false),
    'tiers.list.2.entryReward.rewardId',
    /counts on “A stoneware cup”, which is switched off/,
  ],
  ['a reward that nothing gives', (draft) => (tier(draft, 'gold').entryReward = null), 'rewards.4.cost', /nothing gives it/],
  [
    'bonuses that multiply',
    (draft) => (draft.earning.bonuses = { combine: 'multiply', cap: null }),
    'earning.bonuses',
    /\(2×\) on the best campaign \(2×\) gets 4×\. Added up it would be 3×/,
  ],
  ['a campaign without an end', (draft) => (byId(draft.campaigns, 'weekend').dates.weekdays = []), 'campaigns.0.dates', /has no end/],
  [
    'a campaign that is over',
    (draft) => (byId(draft.campaigns, 'weekend').dates.until = '2026-11-22'),
    'campaigns.0.dates.until',
    /ended on Nov 22, 2026/,
  ],
  [
    'nothing to spend points on',
    (draft) => (draft.rewards = draft.rewards.filter(({ cost }) => cost.kind === 'given')),
    'rewards',
    /nothing to spend them on/,
  ],
  [
    'expiry by time alone',
    (draft) => (draft.expiry.mode = { kind: 'per-lot', months: 12 }),
    'expiry.mode',
    /^Members in Ontario and Québec keep their points/,
  ],
  ['warnings switched off', (draft) => (draft.notices.off = ['expiry-warning']), 'notices.off', /without a warning nothing may expire/],
  ['another time zone', (draft) => (draft.timeZone = 'Asia/Tokyo'), 'timeZone', /Days begin at another hour/, { previous: SAMPLE }],
];

const english = problemSayer('en');

describe('before a program goes live', () => {
  it.each(WARNINGS.map(named))('warns of $what', ({ change, path, message, context }) => {
    const { errors, warnings } = checkForPublish(sampleWith(change), { ...alone, ...context });
    expect(errors).toEqual([]);
    expect(
      warnings.filter((warning) => warning.path === path && message.test(english(warning.says))),
      JSON.stringify(warnings),
    ).toHaveLength(1);
  });

  it('warns when cards that members hold get longer or go away', () => {
    const withCard = (goal: number | null) =>
      aProgram({
        cards: goal === null ? [] : [{ id: 'card', name: 'Card', goal, rewardId: 'drink' }],
        rewards: [{ id: 'drink', name: 'Drink', cost: { kind: 'given' }, value: { kind: 'item', worth: { EUR: 300 } } }],
      });
    const warned = (goal: number | null) =>
      checkForPublish(withCard(goal), { ...alone, previous: withCard(10) }).warnings.map(({ path }) => path);
    expect(warned(12)).toContain('cards.0.goal');
    expect(warned(null)).toContain('cards');
    expect(warned(8)).toEqual(warned(10));
  });
});
