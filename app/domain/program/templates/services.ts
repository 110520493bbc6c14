import { moneyIn } from './amounts.ts';
import { amountOff, opening, pointsPerSpend, terms } from './pieces.ts';
import type { Template } from './template.ts';

/** A service business that lives by what people say of it. */
export const services: Template = {
  id: 'services',
  name: 'Services and word of mouth',
  description:
    '500 points for a verified review, and a credit for every friend who becomes a customer. For studios, workshops, agencies and consultants.',
  channel: 'direct',
  business: 'Services',
  build: (input) => ({
    ...opening(input, 'points', {
      tagline: 'Tell others. We will thank you properly.',
      steps: [
        'Every paid invoice brings points.',
        'A review after your order brings many more.',
        'When a friend becomes a customer, you get a credit.',
      ],
    }),
    earning: {
      rules: [
        pointsPerSpend(input),
        {
          id: 'verified-review',
          name: 'A verified review',
          kind: 'action',
          args: { action: 'review', proof: 'partner', points: 500, limit: { count: 2, per: 'year' } },
        },
      ],
    },
    rewards: [
      amountOff(input, { id: 'middle-amount', euroCents: 2000, points: 500 }),
      {
        id: 'referral-credit',
        name: 'Credit for your next booking',
        cost: { kind: 'given' },
        value: { kind: 'store-credit', amounts: moneyIn(input.currency, 2500) },
      },
      {
        id: 'friend-voucher',
        name: 'Welcome from a friend',
        cost: { kind: 'given' },
        value: { kind: 'percent', percent: 10 },
        minimumOrder: moneyIn(input.currency, 5000),
        validDays: 60,
      },
    ],
    referral: {
      friend: { rewardId: 'friend-voucher' },
      advocate: { rewardId: 'referral-credit' },
      minimumOrder: moneyIn(input.currency, 5000),
      text: 'Your friend starts with something off. When their first order is done, you get a credit.',
    },
    joining: { termsText: terms('points') },
  }),
};
