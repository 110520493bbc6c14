import { moneyIn } from './amounts.ts';
import { amountOff, opening, pointsPerSpend, terms } from './pieces.ts';
import type { Template, TemplateInput } from './template.ts';

/** Visits, packages, and an inner circle by invitation. */
export const salon: Template = {
  id: 'salon',
  name: 'Salon',
  description:
    'The fifth visit brings a free treatment. Whoever buys a package gets retail prices and priority booking; the best 5 % are invited to the inner circle. Give packages the tag "package" and shelf goods the tag "retail".',
  channel: 'direct',
  business: 'Hair and beauty salon',
  build: (input) => ({
    ...opening(input, 'petals', {
      tagline: 'Good hands remember you.',
      steps: [
        'Your first visit makes you a member.',
        'Every visit stamps your card; services and products bring petals.',
        'Trade them for a treatment or for money off.',
      ],
    }),
    earning: { rules: [pointsPerSpend(input)] },
    cards: [
      {
        id: 'visit-card',
        name: 'Visit card',
        description: 'One stamp for each day you come in.',
        stampFor: 'visit',
        goal: 5,
        rewardId: 'free-treatment',
      },
    ],
    rewards: rewards(input),
    perks: [
      {
        id: 'retail-price',
        name: '15 % off products',
        kind: 'standing',
        gives: { kind: 'percent-off', percent: 15, only: { tags: ['retail'] } },
      },
      { id: 'priority-booking', name: 'Priority booking', kind: 'standing', gives: { kind: 'service' } },
      { id: 'birthday-treatment', name: 'A birthday treatment', kind: 'one-off', on: 'birthday', rewardId: 'birthday-treat' },
      { id: 'lead-stylist', name: 'Your appointments with the lead stylist', kind: 'standing', gives: { kind: 'service' } },
      {
        id: 'guest-pass',
        name: 'A guest pass every quarter',
        description: 'Bring a friend, their treatment is on us.',
        kind: 'periodic',
        times: 1,
        per: 'quarter',
      },
      { id: 'launch-events', name: 'Launch evenings', kind: 'standing', gives: { kind: 'service' } },
    ],
    tiers: { list: tiers() },
    joining: { termsText: terms('petals') },
  }),
};

function rewards(input: TemplateInput) {
  const treatment = { kind: 'staffed-perk' as const, worth: moneyIn(input.currency, 3500) };
  return [
    {
      id: 'free-treatment',
      name: 'Free treatment',
      description: 'Choose one when you book.',
      cost: { kind: 'card' as const, cardId: 'visit-card' },
      value: treatment,
      validDays: 180,
    },
    amountOff(input, { id: 'middle-amount', euroCents: 1000, points: 200 }),
    { id: 'birthday-treat', name: 'Birthday treatment', cost: { kind: 'given' as const }, value: treatment, validDays: 30 },
  ];
}

function tiers() {
  return [
    {
      id: 'regular',
      name: 'Regular',
      description: 'Everyone after the first visit.',
      ways: [{ kind: 'visits' as const, window: 'lifetime' as const, atLeast: 1 }],
      colour: '#d9a5a0',
    },
    {
      id: 'radiant',
      name: 'Radiant',
      description: 'Comes with every service package, for a year.',
      ways: [{ kind: 'product' as const, products: { tags: ['package'] }, days: 365 }],
      perkIds: ['retail-price', 'priority-booking', 'birthday-treatment'],
      colour: '#b76e79',
    },
    {
      id: 'inner-circle',
      name: 'Inner Circle',
      description: 'By invitation, for the people we see most.',
      ways: [
        { kind: 'top' as const, percent: 5, window: 'rolling' as const, invite: true },
        { kind: 'invitation' as const, days: 365 },
      ],
      perkIds: ['retail-price', 'priority-booking', 'birthday-treatment', 'lead-stylist', 'guest-pass', 'launch-events'],
      hidden: true,
      colour: '#5b2a3c',
    },
  ];
}
