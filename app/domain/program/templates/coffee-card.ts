import { opening, overTheCounter, terms } from './pieces.ts';
import type { Template } from './template.ts';

/** Ten coffees, one free drink: the card that everyone knows, without the paper. */
export const coffeeCard: Template = {
  id: 'coffee-card',
  name: 'Coffee punch card',
  description: 'A stamp for every coffee; ten stamps are a free drink. Give your coffees the tag "coffee", or choose them on the card.',
  channel: 'in-store',
  business: 'Café',
  build: (input) => ({
    ...opening(input, 'points', {
      tagline: 'Every coffee brings you closer to a free one.',
      steps: [
        'Say your name or show your code when you order.',
        'Each coffee stamps your card.',
        'When the card is full, your next drink is on us.',
      ],
    }),
    cards: [
      {
        id: 'coffee-card',
        name: 'Coffee card',
        description: 'One stamp for each coffee. The free one does not count.',
        products: { tags: ['coffee'] },
        goal: 10,
        rewardId: 'free-drink',
      },
    ],
    rewards: [
      {
        id: 'free-drink',
        name: 'Free drink',
        description: 'Any drink you like, in any size.',
        cost: { kind: 'card', cardId: 'coffee-card' },
        value: overTheCounter(input, 350),
        validDays: 90,
      },
    ],
    joining: { termsText: terms('stamps') },
  }),
};
