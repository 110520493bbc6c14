import { moneyIn } from './amounts.ts';
import { opening, overTheCounter, pointsPerSpend, terms } from './pieces.ts';
import type { Template, TemplateInput } from './template.ts';

/** A café with a free tier for everyone who buys, and two memberships that are paid for. */
export const mugClub: Template = {
  id: 'mug-club',
  name: 'Mug club',
  description:
    'Beans for every purchase and a free coffee for 50. Regulars can pay by the month or by the year for more: a weekly pastry, their own mug, private tastings. Choose the product that sells each membership.',
  channel: 'in-store',
  business: 'Café',
  build: (input) => ({
    ...opening(input, 'beans', {
      tagline: 'Come for the coffee, stay for the club.',
      steps: [
        'Your first purchase makes you a member.',
        'Collect beans with everything you buy.',
        'Trade beans for coffee, or join the club for more.',
      ],
    }),
    earning: { rules: [pointsPerSpend(input)] },
    rewards: rewards(input),
    perks: [
      {
        id: 'weekly-pastry',
        name: 'A pastry every week',
        description: 'Pick one when you come in.',
        kind: 'periodic',
        times: 1,
        per: 'week',
        rewardId: 'pastry',
      },
      {
        id: 'merchandise',
        name: '10 % off merchandise',
        kind: 'standing',
        gives: { kind: 'percent-off', percent: 10, only: { tags: ['merchandise'] } },
      },
      {
        id: 'secret-menu',
        name: 'The secret menu',
        kind: 'standing',
        gives: { kind: 'exclusive-products', only: { tags: ['secret-menu'] } },
      },
      {
        id: 'own-mug',
        name: 'Your own mug',
        description: 'It waits for you on our shelf.',
        kind: 'one-off',
        on: 'membership-start',
        rewardId: 'mug',
      },
      { id: 'tastings', name: 'Private tastings', kind: 'standing', gives: { kind: 'service' } },
      {
        id: 'first-choice',
        name: 'First choice of new beans',
        kind: 'standing',
        gives: { kind: 'early-access', hours: 48, only: { tags: ['beans'] } },
      },
    ],
    tiers: { list: tiers(input) },
    joining: { termsText: terms('beans') },
  }),
};

function rewards(input: TemplateInput) {
  return [
    {
      id: 'free-coffee',
      name: 'Free coffee',
      description: 'Any coffee, any size.',
      cost: { kind: 'points' as const, points: 50 },
      value: overTheCounter(input, 350),
    },
    { id: 'pastry', name: 'Pastry of the week', cost: { kind: 'given' as const }, value: overTheCounter(input, 300), validDays: 7 },
    {
      id: 'mug',
      name: 'Your own mug',
      cost: { kind: 'given' as const },
      value: overTheCounter(input, 1500),
      stocked: true,
      validDays: 365,
    },
  ];
}

function tiers(input: TemplateInput) {
  const paid = (plan: { readonly id: string; readonly name: string; readonly per: 'month' | 'year'; readonly euroCents: number }) => [
    { kind: 'paid' as const, plans: [{ id: plan.id, name: plan.name, per: plan.per, price: moneyIn(input.currency, plan.euroCents) }] },
  ];
  return [
    {
      id: 'daily-drip',
      name: 'Daily Drip',
      description: 'Everyone who has bought something.',
      ways: [{ kind: 'orders' as const, window: 'lifetime' as const, atLeast: 1 }],
      colour: '#a9714b',
    },
    {
      id: 'espresso-enthusiast',
      name: 'Espresso Enthusiast',
      description: 'A pastry every week, and what is not on the board.',
      ways: paid({ id: 'enthusiast-monthly', name: 'By the month', per: 'month', euroCents: 1500 }),
      perkIds: ['weekly-pastry', 'merchandise', 'secret-menu'],
      colour: '#6f4530',
    },
    {
      id: 'coffee-connoisseur',
      name: 'Coffee Connoisseur',
      description: 'Your own mug, private tastings, and the first choice of new beans.',
      ways: paid({ id: 'connoisseur-yearly', name: 'By the year', per: 'year', euroCents: 15_000 }),
      perkIds: ['weekly-pastry', 'merchandise', 'secret-menu', 'own-mug', 'tastings', 'first-choice'],
      colour: '#3a241a',
    },
  ];
}
