import { amountOff, opening, pointsPerSpend, terms } from './pieces.ts';
import type { Template } from './template.ts';

/** A head start for the first who join. */
export const earlyBird: Template = {
  id: 'early-bird',
  name: 'Early bird',
  description:
    'The first 100 members start with 50 points more than everyone after them. Good for the first weeks: it gives people a reason to join today.',
  channel: 'online',
  business: 'Any shop that starts a program',
  build: (input) => ({
    ...opening(input, 'points', {
      tagline: 'The first ones get a head start.',
      steps: ['Join while there are places.', 'Collect points with every order.', 'Trade them for money off.'],
    }),
    earning: { rules: [pointsPerSpend(input)] },
    campaigns: [
      {
        id: 'early-birds',
        name: 'The first hundred',
        description: 'A welcome for those who join first.',
        kind: 'gift',
        when: 'join',
        points: 50,
        first: { count: 100, of: 'members' },
      },
    ],
    rewards: [
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
      amountOff(input, { id: 'middle-amount', euroCents: 1500, points: 280 }),
    ],
    joining: { termsText: terms('points') },
  }),
};
