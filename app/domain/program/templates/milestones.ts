import { moneyIn } from './amounts.ts';
import { amountOff, opening, overTheCounter, pointsPerSpend, terms } from './pieces.ts';
import type { Template } from './template.ts';

/** Small victories along the way. */
export const milestones: Template = {
  id: 'milestones',
  name: 'Milestones',
  description:
    'Something for the first purchase, the third scan, three invited friends and the fifth, and a badge at 500 points. For shops where doing things together counts.',
  channel: 'in-store',
  business: 'Any shop with a community',
  build: (input) => ({
    ...opening(input, 'points', {
      tagline: 'Every step is worth something.',
      steps: [
        'Your first purchase starts it.',
        'Scan in the shop, bring friends, collect points.',
        'Milestones bring extra points, and a badge to show.',
      ],
    }),
    earning: {
      rules: [
        pointsPerSpend(input),
        { id: 'first-purchase', name: 'First purchase', kind: 'first-order', args: { points: 50 } },
        { id: 'third-scan', name: 'Third scan in the shop', kind: 'action', args: { action: 'scan', proof: 'staff', points: 30, nth: 3 } },
        { id: 'three-friends', name: 'Three friends who bought', kind: 'action', args: { action: 'referral-made', points: 150, nth: 3 } },
        { id: 'fifth-friend', name: 'Fifth friend who bought', kind: 'action', args: { action: 'referral-made', points: 300, nth: 5 } },
      ],
    },
    campaigns: [
      {
        id: 'five-hundred',
        name: 'The 500 badge',
        description: 'For the first 500 points, with a drink on us.',
        kind: 'challenge',
        steps: [{ id: 'collect', name: 'Collect 500 points', event: 'points-earned', count: 500 }],
        rewardId: 'badge-drink',
        badge: 'The 500',
      },
    ],
    rewards: [
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
      amountOff(input, { id: 'middle-amount', euroCents: 1500, points: 280 }),
      { id: 'badge-drink', name: 'A drink for the 500', cost: { kind: 'given' }, value: overTheCounter(input, 400), validDays: 90 },
      {
        id: 'friend-voucher',
        name: 'Welcome from a friend',
        cost: { kind: 'given' },
        value: { kind: 'amount', amounts: moneyIn(input.currency, 500) },
        minimumOrder: moneyIn(input.currency, 2500),
        validDays: 30,
      },
    ],
    referral: {
      friend: { rewardId: 'friend-voucher' },
      advocate: { points: 100 },
      minimumOrder: moneyIn(input.currency, 2500),
      text: 'Your friend gets something off the first order, and you get points when they keep it.',
    },
    joining: { termsText: terms('points') },
  }),
};
