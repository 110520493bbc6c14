import type { StorefrontCode, StorefrontProgram, StorefrontReward, StorefrontView } from '#app/contracts/storefront.ts';

const UNITS: Readonly<Record<string, Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>> = {
  en: { one: 'bean', other: 'beans' },
  pl: { one: 'ziarnko', few: 'ziarnka', many: 'ziarnek', other: 'ziarnka' },
  ru: { one: 'зёрнышко', few: 'зёрнышка', many: 'зёрнышек', other: 'зёрнышка' },
  de: { one: 'Kaffeebohne', other: 'Kaffeebohnen' },
  fr: { one: 'grain', many: 'grains', other: 'grains' },
  es: { one: 'grano', many: 'granos', other: 'granos' },
};

/** A day from now, as the API tells it. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

/** The program of a coffee roaster in a language. */
export function sampleProgram(locale = 'en', change: Partial<StorefrontProgram> = {}): StorefrontProgram {
  const perk = (perkId: string, name: string) => ({ perkId, name, description: '' });
  return {
    name: 'Roastery Rewards',
    currency: 'EUR',
    paused: false,
    unit: { locale, scale: 0, forms: UNITS[locale] ?? { other: 'beans' } },
    look: { brandColour: '#6f4423', logoUrl: null },
    welcomePoints: 20,
    rate: {
      points: 1,
      perMinor: 100,
      rounding: 'down',
      excluded: { productIds: [], collectionIds: [], tags: ['gift'], vendors: [], types: [] },
    },
    tiers: [
      tier('bronze', 'Bronze', { multiplier: '1', atLeast: 0, perks: [] }),
      tier('silver', 'Silver', { multiplier: '1.25', atLeast: 15_000, perks: [perk('early', 'New roasts two days early')] }),
      tier('gold', 'Gold', {
        multiplier: '2',
        atLeast: 40_000,
        perks: [perk('early', 'New roasts two days early'), perk('shipping', 'Free shipping on every order')],
      }),
    ],
    texts: { tagline: 'Good coffee comes back to you.' },
    ...change,
  };
}

type Tier = StorefrontProgram['tiers'][number];

function tier(
  tierId: string,
  name: string,
  { multiplier, atLeast, perks }: Pick<Tier, 'multiplier' | 'perks'> & { readonly atLeast: number },
): Tier {
  const ways = [
    atLeast === 0
      ? { kind: 'join' as const, window: null, atLeast: null }
      : { kind: 'spend' as const, window: 'rolling' as const, atLeast },
  ];
  const entry = { entryPoints: tierId === 'silver' ? 25 : null, entryReward: tierId === 'gold' ? 'A stoneware cup' : null };
  return { tierId, name, description: '', colour: null, multiplier, ways, perks, ...entry };
}

export function sampleReward(change: Partial<StorefrontReward> = {}): StorefrontReward {
  return {
    rewardId: 'small-amount',
    name: '5 € off',
    description: '',
    picture: null,
    value: { kind: 'amount', amountMinor: 500, currency: 'EUR' },
    cost: { kind: 'points', points: 100 },
    minimumMinor: 1000,
    validDays: 60,
    boundToCustomer: false,
    missing: 0,
    available: true,
    reason: null,
    reasonFact: null,
    ...change,
  };
}

export function sampleCode(change: Partial<StorefrontCode> = {}): StorefrontCode {
  return {
    redemptionId: '023def32-842a-41eb-aeb2-b02585012756',
    rewardId: 'small-amount',
    rewardName: '5 € off',
    points: 100,
    state: 'ready',
    code: 'PT6HV2WP5JBYT',
    use: 'cart',
    expiresAt: inDays(60),
    value: { kind: 'amount', amountMinor: 500, currency: 'EUR' },
    minimumMinor: 1000,
    undoable: true,
    storeName: 'The Roastery',
    usableHere: true,
    ...change,
  };
}

/** A member in the middle of the program, with something in every place. */
export function sampleView(locale = 'en', change: Partial<StorefrontView> = {}): StorefrontView {
  const program = sampleProgram(locale);
  return {
    version: 1,
    state: 'member',
    program,
    points: {
      available: 1240,
      pending: 145,
      held: 0,
      debt: 0,
      shown: 1240,
      arriving: [
        { points: 120, at: inDays(12) },
        { points: 25, at: null },
      ],
      expiring: { points: 80, at: inDays(20) },
      waitingForRate: [],
    },
    tier: {
      tierId: 'silver',
      provisional: false,
      until: null,
      next: { tierId: 'gold', metric: 'spend', have: 27_500, need: 40_000 },
      keep: { metric: 'spend', have: 9_000, need: 15_000, until: inDays(38) },
    },
    rewards: [
      sampleReward({
        rewardId: 'free-shipping',
        name: 'Free shipping',
        description: 'For one order.',
        value: { kind: 'free-shipping' },
        cost: { kind: 'points', points: 60 },
        minimumMinor: null,
      }),
      sampleReward(),
      sampleReward({
        rewardId: 'any',
        name: 'As much off as you like',
        cost: { kind: 'any-amount', step: 100, min: 100, max: 1200 },
        minimumMinor: null,
      }),
      sampleReward({
        rewardId: 'percent',
        name: '15 % off an order',
        value: { kind: 'percent', percent: 15, capMinor: 3000, currency: 'EUR' },
        cost: { kind: 'points', points: 1300 },
        missing: 60,
        available: false,
        reason: 'points',
      }),
      sampleReward({
        rewardId: 'cup',
        name: 'A stoneware cup',
        value: { kind: 'free-product' },
        cost: { kind: 'points', points: 800 },
        available: false,
        reason: 'tier',
        reasonFact: 'gold',
      }),
    ],
    earning: [
      { ruleId: 'welcome', kind: 'welcome', name: '', points: 20, rate: null, state: 'done' },
      { ruleId: 'every-order', kind: 'per-amount', name: 'Every order', points: null, rate: { points: 1, perMinor: 100 }, state: 'open' },
      { ruleId: 'first-order', kind: 'first-order', name: 'First order', points: 30, rate: null, state: 'done' },
    ],
    codes: [],
    activity: [
      { id: '4', at: inDays(-1), kind: 'redeemed', points: -100, pending: false, orderName: null, rewardName: '5 € off', because: [] },
      {
        id: '3',
        at: inDays(-3),
        kind: 'order',
        points: 145,
        pending: true,
        orderName: '#1042',
        rewardName: null,
        because: ['Every order: 116 beans for 116.00 EUR.', 'Silver: × 1.25.'],
      },
      {
        id: '2',
        at: inDays(-30),
        kind: 'refund',
        points: -24,
        pending: false,
        orderName: '#1007',
        rewardName: null,
        because: ['24.00 EUR were given back.'],
      },
      { id: '1', at: inDays(-400), kind: 'welcome', points: 20, pending: false, orderName: null, rewardName: null, because: [] },
    ],
    notices: [],
    otherStores: [],
    tillCode: false,
    ...change,
  };
}
