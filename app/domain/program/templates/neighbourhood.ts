import { moneyIn } from './amounts.ts';
import { amountOff, dayAfter, opening, overTheCounter, pointsPerSpend, terms } from './pieces.ts';
import type { Template, TemplateInput } from './template.ts';

/** Five visits, one cupcake. */
export const bakery: Template = {
  id: 'bakery',
  name: 'Bakery: the fifth visit',
  description: 'A stamp for every visit; after five, a cupcake is free. The simplest program there is.',
  channel: 'in-store',
  business: 'Bakery',
  build: (input) => ({
    ...opening(input, 'crumbs', {
      tagline: 'Something sweet for coming back.',
      steps: ['Say your name when you pay.', 'Each visit stamps your card, once a day.', 'After five visits, choose a cupcake.'],
    }),
    cards: [
      {
        id: 'visit-card',
        name: 'Visit card',
        description: 'One stamp for each day you come in.',
        stampFor: 'visit',
        goal: 5,
        rewardId: 'cupcake',
      },
    ],
    rewards: [
      {
        id: 'cupcake',
        name: 'Free cupcake',
        cost: { kind: 'card', cardId: 'visit-card' },
        value: overTheCounter(input, 320),
        validDays: 60,
      },
    ],
    joining: { termsText: terms('stamps') },
  }),
};

/** A bookshop that wants its evenings full. */
export const bookshop: Template = {
  id: 'bookshop',
  name: 'Bookshop: readers and evenings',
  description: 'Pages for every book, and many more for coming to readings, book clubs and signings. Staff scan members in at the door.',
  channel: 'in-store',
  business: 'Bookshop',
  build: (input) => ({
    ...opening(input, 'pages', {
      tagline: 'Every page counts.',
      steps: [
        'Join with your e-mail, here or at the till.',
        'Books bring pages; so does coming to our evenings.',
        'Trade pages for your next book.',
      ],
    }),
    earning: {
      rules: [
        pointsPerSpend(input),
        {
          id: 'event',
          name: 'Coming to an event',
          kind: 'action',
          args: { action: 'event', proof: 'staff', points: 30, limit: { count: 1, per: 'day' } },
        },
      ],
    },
    rewards: [
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
      amountOff(input, { id: 'middle-amount', euroCents: 1200, points: 220 }),
      {
        id: 'front-row',
        name: 'A seat in the front row',
        cost: { kind: 'points', points: 60 },
        value: { kind: 'experience', worth: moneyIn(input.currency, 300) },
        stocked: true,
      },
    ],
    joining: { termsText: terms('pages') },
  }),
};

/** A café that draws a day behind the bar. */
export const cafeDraw: Template = {
  id: 'cafe-draw',
  name: 'Café: barista for a day',
  description:
    'Beans for every purchase, coupons to spend them on, and a draw that people talk about: one member is barista for a day. Choose the day of the draw.',
  channel: 'in-store',
  business: 'Café',
  build: (input) => ({
    ...opening(input, 'beans', {
      tagline: 'One of you will pull the shots.',
      steps: [
        'Collect beans with everything you buy.',
        'Trade them for coupons, or for a place in the draw.',
        'If your name comes up, the bar is yours for a day.',
      ],
    }),
    earning: { rules: [pointsPerSpend(input)] },
    rewards: [
      amountOff(input, { id: 'small-amount', euroCents: 200, points: 40 }),
      amountOff(input, { id: 'middle-amount', euroCents: 500, points: 100 }),
      baristaDraw(input),
    ],
    joining: { termsText: terms('beans') },
  }),
};

/** A draw needs its day: without a clock it waits for the merchant to set one. */
function baristaDraw(input: TemplateInput) {
  return {
    id: 'barista-for-a-day',
    name: 'Barista for a day',
    description: 'A place in the draw. Three at most for each member.',
    active: input.now !== undefined,
    cost: { kind: 'points' as const, points: 30 },
    value: {
      kind: 'draw' as const,
      drawnOn: input.now === undefined ? UNSET_DAY : dayAfter(input.now, 60, input.timeZone),
      winners: 1,
      prize: 'A day behind the bar, with a lesson in latte art',
      worth: moneyIn(input.currency, 30),
    },
    limitPerMember: { count: 3, per: 'ever' as const },
  };
}

/** A day that is long past: whoever switches the draw on is asked for a real one. */
const UNSET_DAY = '2000-01-01';
