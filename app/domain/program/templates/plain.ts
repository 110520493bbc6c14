import { base, moneyOff, pointsPerAmount } from './template.ts';
import type { Template } from './template.ts';

/** Nothing but a currency and a time zone: everything is still to be decided. */
export const blank: Template = {
  id: 'blank',
  name: 'Empty page',
  summary: 'Nothing earns yet: build your own.',
  madeFor: ['online', 'in-store', 'direct-contact'],
  build: (basics) => ({ ...base(basics) }),
};

/** What a shop starts with on the first day. */
export const plain: Template = {
  id: 'plain',
  name: 'Points for purchases',
  summary: '1 point for every 1.00, 500 points are 5.00 off.',
  madeFor: ['online', 'in-store'],
  build: (basics) => ({
    ...base(basics),
    earning: { rules: [pointsPerAmount(basics)] },
    rewards: [moneyOff(basics, 500, 5), moneyOff(basics, 1000, 12)],
    texts: { en: { tagline: 'Every purchase counts.', 'how-1': 'Buy what you like.', 'how-2': 'Collect points.', 'how-3': 'Take something off your next order.' } },
  }),
};
