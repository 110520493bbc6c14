import { moneyIn } from './amounts.ts';
import { opening, overTheCounter, terms } from './pieces.ts';
import type { Template, TemplateInput } from './template.ts';

/** A punch card for all, a table of regulars by spend, and a paid circle above them. */
export const restaurant: Template = {
  id: 'restaurant',
  name: 'Restaurant',
  description:
    'Nine main courses, the tenth is free. Regulars reach the second tier by what they spend in a year; the third is a yearly membership. Give main courses the tag "main-course" and choose the product that sells the membership.',
  channel: 'in-store',
  business: 'Restaurant',
  build: (input) => ({
    ...opening(input, 'points', {
      tagline: 'There is always a table for friends.',
      steps: [
        'Join at the table or on this page.',
        'Each main course stamps your card; nine stamps are a meal.',
        'Come often and the kitchen sends something extra.',
      ],
    }),
    cards: [
      {
        id: 'meal-card',
        name: 'Meal card',
        description: 'Buy nine main courses, the tenth is free.',
        products: { tags: ['main-course'] },
        goal: 9,
        rewardId: 'tenth-meal',
      },
    ],
    rewards: rewards(input),
    perks: [
      {
        id: 'monthly-plate',
        name: 'A starter or dessert every month',
        kind: 'periodic',
        times: 1,
        per: 'month',
        rewardId: 'starter-or-dessert',
      },
      { id: 'anniversary-treat', name: 'An anniversary treat', kind: 'one-off', on: 'anniversary', rewardId: 'anniversary-plate' },
      {
        id: 'sure-table',
        name: 'A table you can count on',
        description: 'Reservations are kept for you until the day before.',
        kind: 'standing',
        gives: { kind: 'service' },
      },
      { id: 'members-dinner', name: 'The members’ dinner', kind: 'periodic', times: 1, per: 'year' },
      { id: 'first-access', name: 'First to book new menus and evenings', kind: 'standing', gives: { kind: 'service' } },
    ],
    tiers: { list: tiers(input) },
    joining: { termsText: terms('stamps') },
  }),
};

function rewards(input: TemplateInput) {
  const given = { kind: 'given' as const };
  return [
    {
      id: 'tenth-meal',
      name: 'The tenth meal',
      description: 'Any main course.',
      cost: { kind: 'card' as const, cardId: 'meal-card' },
      value: overTheCounter(input, 1800),
      validDays: 180,
    },
    { id: 'starter-or-dessert', name: 'A starter or dessert', cost: given, value: overTheCounter(input, 800), validDays: 31 },
    { id: 'anniversary-plate', name: 'Anniversary treat', cost: given, value: overTheCounter(input, 1200), validDays: 60 },
  ];
}

function tiers(input: TemplateInput) {
  return [
    { id: 'guest', name: 'Guest', description: 'Everyone who joins, free.', ways: [{ kind: 'join' as const }], colour: '#c9a66b' },
    {
      id: 'regular',
      name: 'Regular',
      description: 'For what you spend with us in a calendar year.',
      ways: [{ kind: 'spend' as const, window: 'calendar-year' as const, atLeast: moneyIn(input.currency, 50_000) }],
      perkIds: ['monthly-plate', 'anniversary-treat'],
      colour: '#8c5e2a',
    },
    {
      id: 'chefs-circle',
      name: 'Chef’s Circle',
      description: 'A yearly membership: your table is kept.',
      ways: [
        {
          kind: 'paid' as const,
          plans: [{ id: 'circle-yearly', name: 'By the year', per: 'year' as const, price: moneyIn(input.currency, 25_000) }],
        },
      ],
      perkIds: ['monthly-plate', 'anniversary-treat', 'sure-table', 'members-dinner', 'first-access'],
      colour: '#4a2e12',
    },
  ];
}
