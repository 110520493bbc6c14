import { base, money, moneyOff, pointsPerAmount } from './template.ts';
import type { Template } from './template.ts';

/** Names for three tiers, as suggestions by trade. */
export const TIER_NAMES: Readonly<Record<'cafe' | 'salon' | 'bookshop' | 'any', readonly [string, string, string]>> = {
  cafe: ['Sipper', 'Regular', 'Roastmaster'],
  salon: ['Fresh', 'Radiant', 'Icon'],
  bookshop: ['Reader', 'Bookworm', 'Curator'],
  any: ['Bronze', 'Silver', 'Gold'],
};

/** P11: start with three. */
export const threeTiers: Template = {
  id: 'three-tiers',
  name: 'Three tiers',
  summary: 'Points and three tiers over twelve months, with names that fit your trade.',
  madeFor: ['online', 'in-store', 'direct-contact'],
  build: (basics) => {
    const [first, second, third] = TIER_NAMES.cafe;
    return {
      ...base(basics),
      units: { points: { names: { en: { one: 'bean', other: 'beans' } } } },
      earning: { rules: [pointsPerAmount(basics)] },
      tiers: {
        list: [
          { id: 'tier-1', name: first, ways: [{ kind: 'join' }] },
          { id: 'tier-2', name: second, multiplier: '1.25', ways: [{ kind: 'points', window: 'rolling', atLeast: 300 }], entryReward: { points: 50 } },
          { id: 'tier-3', name: third, multiplier: '2', ways: [{ kind: 'points', window: 'rolling', atLeast: 1000 }], entryReward: { rewardId: 'tier-3-welcome' }, perkIds: ['ships-free'] },
        ],
      },
      perks: [{ id: 'ships-free', name: 'Free shipping', kind: 'standing', gives: { kind: 'free-shipping' } }],
      rewards: [
        moneyOff(basics, 500, 5),
        { id: 'tier-3-welcome', name: '10 off, welcome to the top', hidden: true, cost: { kind: 'given' }, value: { kind: 'amount', amounts: money(basics, 10) } },
      ],
      texts: { en: { tagline: 'Sip, collect, climb.', 'how-1': 'Buy.', 'how-2': 'Collect beans.', 'how-3': 'Climb three tiers.' } },
    };
  },
};
