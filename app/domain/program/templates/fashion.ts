import { moneyIn } from './amounts.ts';
import { amountOff, opening, pointsPerSpend, terms } from './pieces.ts';
import type { Template, TemplateInput } from './template.ts';

/** An online shop with three tiers by what a member spends in a year. */
export const fashion: Template = {
  id: 'fashion',
  name: 'Online fashion',
  description:
    'Bronze, Silver and Gold by what members spend in 12 months. Gold sees new things a day early, never pays for shipping and gets a birthday gift. Money off for points, and something for bringing a friend.',
  channel: 'online',
  business: 'Fashion and accessories',
  build: (input) => ({
    ...opening(input, 'threads', {
      tagline: 'Good taste adds up.',
      steps: [
        'Join free with your e-mail.',
        'Collect threads with every order; higher tiers collect more.',
        'Trade threads for money off your next find.',
      ],
    }),
    earning: {
      rules: [
        pointsPerSpend(input),
        { id: 'join', name: 'Joining', kind: 'action', args: { action: 'join', points: 25 } },
        {
          id: 'photo-review',
          name: 'A review with a photo',
          kind: 'action',
          args: { action: 'photo-review', proof: 'partner', points: 20, limit: { count: 2, per: 'month' } },
        },
      ],
    },
    rewards: rewards(input),
    perks: [
      { id: 'early-access', name: 'New things a day early', kind: 'standing', gives: { kind: 'early-access', hours: 24 } },
      { id: 'free-shipping', name: 'Free shipping on every order', kind: 'standing', gives: { kind: 'free-shipping' } },
      { id: 'birthday-gift', name: 'A birthday gift', kind: 'one-off', on: 'birthday', rewardId: 'birthday-voucher' },
    ],
    tiers: { list: tiers(input) },
    referral: {
      friend: { rewardId: 'friend-voucher' },
      advocate: { points: 200 },
      minimumOrder: moneyIn(input.currency, 4000),
      text: 'Your friend gets something off the first order. You get threads when they keep it.',
    },
    expiry: { mode: { kind: 'inactivity', months: 12 } },
    joining: { termsText: terms('threads') },
  }),
};

function rewards(input: TemplateInput) {
  const given = { kind: 'given' as const };
  return [
    amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
    amountOff(input, { id: 'middle-amount', euroCents: 1000, points: 200 }),
    amountOff(input, { id: 'large-amount', euroCents: 2500, points: 500 }),
    {
      id: 'birthday-voucher',
      name: 'Birthday gift',
      cost: given,
      value: { kind: 'amount' as const, amounts: moneyIn(input.currency, 1500) },
      validDays: 30,
      boundToCustomer: true,
    },
    {
      id: 'friend-voucher',
      name: 'Welcome from a friend',
      cost: given,
      value: { kind: 'percent' as const, percent: 10 },
      minimumOrder: moneyIn(input.currency, 4000),
      validDays: 30,
    },
  ];
}

function tiers(input: TemplateInput) {
  const spend = (euroCents: number) => [
    { kind: 'spend' as const, window: 'rolling' as const, atLeast: moneyIn(input.currency, euroCents) },
  ];
  return [
    { id: 'bronze', name: 'Bronze', description: 'Everyone who joins.', ways: [{ kind: 'join' as const }], colour: '#a97142' },
    {
      id: 'silver',
      name: 'Silver',
      description: 'You collect a quarter more, and see new things early.',
      ways: spend(25_000),
      multiplier: '1.25',
      perkIds: ['early-access'],
      colour: '#8a9299',
    },
    {
      id: 'gold',
      name: 'Gold',
      description: 'You collect half as much again, shipping is free, and there is a gift on your birthday.',
      ways: spend(60_000),
      multiplier: '1.5',
      perkIds: ['early-access', 'free-shipping', 'birthday-gift'],
      entryReward: { points: 100 },
      colour: '#b8902f',
    },
  ];
}
