import { amountOff, opening, pointsPerSpend, terms } from './pieces.ts';
import type { Template } from './template.ts';

/** The program that most shops begin with. */
export const pointsForPurchases: Template = {
  id: 'points-for-purchases',
  name: 'Points for purchases',
  description: 'Points for what people buy, money off for points. Nothing to explain, and everything else can be added later.',
  channel: 'online',
  business: 'Any shop',
  build: (input) => ({
    ...opening(input, 'points', {
      tagline: 'Every purchase counts.',
      steps: ['Join free with your e-mail.', 'Collect points with every order.', 'Take something off the next one.'],
    }),
    earning: { rules: [pointsPerSpend(input)] },
    rewards: [
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
      amountOff(input, { id: 'middle-amount', euroCents: 1200, points: 220 }),
      amountOff(input, { id: 'large-amount', euroCents: 3000, points: 500 }),
    ],
    joining: { termsText: terms('points') },
  }),
};
