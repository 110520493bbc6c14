import { invariant } from '../../result.ts';
import { parseProgram } from '../parse-program.ts';
import type { Program, ProgramDraft } from '../program.schema.ts';
import { moneyIn } from './amounts.ts';
import { amountOff, opening, overTheCounter, pointsPerSpend, terms } from './pieces.ts';
import type { TemplateInput } from './template.ts';

export interface DemoInput extends TemplateInput {
  /** The platform's ids of the product that the free-product reward gives away (a bag of coffee); without them that reward waits, switched off. */
  readonly freeProductIds?: readonly string[];
}

/**
 * The program of the sample shop: a small coffee roaster with beans, three tiers that pay 1, 1.25 and 2 beans for each 1.00, rewards of four kinds,
 * short waiting times and weekends that count double. No date in it grows old.
 */
export function demoProgram(input: DemoInput): Program {
  const parsed = parseProgram({
    ...opening(input, 'beans', {
      tagline: 'Good coffee comes back to you.',
      steps: [
        'Join free with your e-mail.',
        'Collect beans with every order, and twice as many at weekends.',
        'Trade beans for money off, free shipping, or a bag of coffee.',
      ],
    }),
    earning: earning(input),
    campaigns: [
      {
        id: 'weekend',
        name: 'Double weekend',
        description: 'Saturdays and Sundays count twice.',
        kind: 'multiplier',
        times: '2',
        dates: { weekdays: [6, 7] },
      },
    ],
    rewards: rewards(input),
    perks: [
      {
        id: 'early-beans',
        name: 'New roasts two days early',
        kind: 'standing',
        gives: { kind: 'early-access', hours: 48, only: { tags: ['new-roast'] } },
      },
      { id: 'free-shipping-always', name: 'Free shipping on every order', kind: 'standing', gives: { kind: 'free-shipping' } },
      {
        id: 'cupping',
        name: 'A cupping for two every quarter',
        description: 'At the roastery, with the people who roast.',
        kind: 'periodic',
        times: 1,
        per: 'quarter',
      },
      { id: 'birthday-bag', name: 'A birthday coffee', kind: 'one-off', on: 'birthday', rewardId: 'birthday-coffee' },
    ],
    tiers: tiers(input),
    referral: {
      friend: { rewardId: 'friends-welcome' },
      advocate: { points: 100 },
      minimumOrder: moneyIn(input.currency, 2000),
      waitDays: 3,
      text: 'Your friend gets something off the first order. You get beans once they keep it.',
    },
    pending: { shipped: { days: 2, from: 'fulfilment' }, backstopDays: 14 },
    expiry: { mode: { kind: 'inactivity', months: 12 } },
    joining: { welcome: { points: 20 }, termsText: terms('beans') },
  } satisfies ProgramDraft);
  invariant(parsed.ok, `the sample program is a valid one: ${parsed.ok ? '' : (parsed.refusal[0]?.path ?? '')}`);
  return parsed.value;
}

function earning(input: DemoInput): NonNullable<ProgramDraft['earning']> {
  return {
    rules: [
      pointsPerSpend(input),
      { id: 'first-order', name: 'First order', kind: 'first-order', args: { points: 30 } },
      {
        id: 'review',
        name: 'A review of something you bought',
        kind: 'action',
        args: { action: 'review', proof: 'partner', points: 15, limit: { count: 2, per: 'month' } },
      },
      { id: 'newsletter', name: 'Joining the newsletter', kind: 'action', args: { action: 'newsletter', points: 10 } },
    ],
  };
}

function rewards(input: DemoInput): NonNullable<ProgramDraft['rewards']> {
  const given = { kind: 'given' as const };
  const bags = [...(input.freeProductIds ?? [])];
  return [
    {
      id: 'free-shipping',
      name: 'Free shipping',
      description: 'For one order.',
      cost: { kind: 'points', points: 60 },
      value: { kind: 'free-shipping', worth: moneyIn(input.currency, 490) },
    },
    amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
    {
      id: 'free-bag',
      name: 'A bag of House Blend',
      description: '250 g, roasted this week.',
      active: bags.length > 0,
      cost: { kind: 'points', points: 180 },
      value: { kind: 'free-product', only: { productIds: bags }, worth: moneyIn(input.currency, 990) },
    },
    {
      id: 'fifteen-percent',
      name: '15 % off an order',
      cost: { kind: 'points', points: 240 },
      value: { kind: 'percent', percent: 15 },
      limitPerMember: { count: 2, per: 'month' },
    },
    {
      id: 'gold-cup',
      name: 'A stoneware cup',
      description: 'Made for our Gold members. Pick it up at the roastery.',
      cost: given,
      value: overTheCounter(input, 1600),
      validDays: 180,
    },
    { id: 'birthday-coffee', name: 'A birthday coffee', cost: given, value: overTheCounter(input, 380), validDays: 30 },
    {
      id: 'friends-welcome',
      name: 'Welcome from a friend',
      cost: given,
      value: { kind: 'amount', amounts: moneyIn(input.currency, 500) },
      minimumOrder: moneyIn(input.currency, 2000),
      validDays: 30,
    },
  ];
}

function tiers(input: DemoInput): NonNullable<ProgramDraft['tiers']> {
  const spend = (euroCents: number) => [
    { kind: 'spend' as const, window: 'rolling' as const, atLeast: moneyIn(input.currency, euroCents) },
  ];
  return {
    list: [
      { id: 'bronze', name: 'Bronze', description: 'Everyone who joins.', ways: [{ kind: 'join' }], colour: '#a97142' },
      {
        id: 'silver',
        name: 'Silver',
        description: 'A quarter more beans, and new roasts before they go on the shelf.',
        ways: spend(15_000),
        multiplier: '1.25',
        perkIds: ['early-beans'],
        entryReward: { points: 25 },
        colour: '#8a9299',
      },
      {
        id: 'gold',
        name: 'Gold',
        description: 'Twice the beans, free shipping, and a seat at the cupping table.',
        ways: spend(40_000),
        multiplier: '2',
        perkIds: ['early-beans', 'free-shipping-always', 'cupping', 'birthday-bag'],
        entryReward: { rewardId: 'gold-cup' },
        colour: '#b8902f',
      },
    ],
  };
}
