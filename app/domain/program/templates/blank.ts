import { opening, terms } from './pieces.ts';
import type { Template } from './template.ts';

/** Nothing but the shop's own facts and defaults that harm nobody. */
export const blank: Template = {
  id: 'blank',
  name: 'Blank',
  description: 'No rules, no rewards, no tiers. For those who know what they want.',
  channel: 'online',
  business: 'Any',
  build: (input) => ({
    ...opening(input, 'points', {
      tagline: 'Rewards for coming back.',
      steps: ['Join free.', 'Collect points.', 'Trade them for rewards.'],
    }),
    joining: { termsText: terms('points') },
  }),
};
