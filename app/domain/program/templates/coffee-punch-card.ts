import { base, money } from './template.ts';
import type { Template } from './template.ts';

/** P1: ten coffees, one free drink. */
export const coffeePunchCard: Template = {
  id: 'coffee-punch-card',
  name: 'Coffee punch card',
  summary: 'A stamp for each coffee; ten stamps are a free drink.',
  madeFor: ['in-store'],
  build: (basics) => ({
    ...base(basics),
    cards: [
      { id: 'coffee-card', name: 'Coffee card', description: 'Ten coffees, one drink on us.', stampFor: 'unit', products: { tags: ['coffee'] }, goal: 10, maxPerOrder: 10, rewardId: 'free-drink' },
    ],
    rewards: [
      {
        id: 'free-drink', name: 'A free drink', cost: { kind: 'card', cardId: 'coffee-card' },
        value: { kind: 'free-product', only: { tags: ['coffee'] }, worth: money(basics, 4) }, combinesWith: { order: true, product: true, shipping: true },
      },
    ],
    texts: { en: { tagline: 'Your tenth coffee is on us.', 'how-1': 'Show your code with each coffee.', 'how-2': 'Watch the card fill.', 'how-3': 'Ten stamps, one free drink.' } },
  }),
};
