/** Names for three tiers that go together, from the first to the highest. */
export interface TierNameSet {
  readonly id: string;
  readonly business: string;
  readonly names: readonly [string, string, string];
}

/** Suggestions for naming tiers; start with three, more are hard to tell apart. */
export const TIER_NAME_SETS: readonly TierNameSet[] = [
  { id: 'cafe', business: 'Café', names: ['Daily Drip', 'Espresso Enthusiast', 'Coffee Connoisseur'] },
  { id: 'cafe-short', business: 'Café', names: ['Sip', 'Brew', 'Roast'] },
  { id: 'salon', business: 'Salon', names: ['Regular', 'Radiant', 'Inner Circle'] },
  { id: 'salon-short', business: 'Salon', names: ['Fresh', 'Glow', 'Shine'] },
  { id: 'bookshop', business: 'Bookshop', names: ['Page Turner', 'Bookworm', 'Storykeeper'] },
  { id: 'bookshop-short', business: 'Bookshop', names: ['Chapter One', 'Plot Twist', 'Final Draft'] },
  { id: 'metals', business: 'Any', names: ['Bronze', 'Silver', 'Gold'] },
];
