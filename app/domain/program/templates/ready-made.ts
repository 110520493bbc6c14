import type { z } from 'zod';
import type { rewardSchema } from '../../rewards/reward.schema.ts';
import type { tierSchema } from '../../tiers/tiers.schema.ts';
import { moneyIn } from './amounts.ts';
import { amountOff, opening, pointsPerSpend, terms } from './pieces.ts';
import type { PageTexts, UNIT_NAMES } from './pieces.ts';
import type { Template, TemplateInput } from './template.ts';

type RewardDraft = z.input<typeof rewardSchema>;
type TierDraft = z.input<typeof tierSchema>;

interface Trade {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly channel: Template['channel'];
  readonly business: string;
  readonly unit: keyof typeof UNIT_NAMES;
  readonly page: PageTexts;
  /** Points for each visit in person, once a day; null: purchases alone count. */
  readonly perVisit: number | null;
  readonly rewards: (input: TemplateInput) => readonly RewardDraft[];
  readonly tiers: (input: TemplateInput) => readonly TierDraft[];
}

/** One thing for free: as much off as it usually costs, on an order of at least that much. */
function oneFree(
  input: TemplateInput,
  reward: { readonly id: string; readonly name: string; readonly euroCents: number; readonly points: number },
): RewardDraft {
  return {
    id: reward.id,
    name: reward.name,
    cost: { kind: 'points', points: reward.points },
    value: { kind: 'amount', amounts: moneyIn(input.currency, reward.euroCents) },
  };
}

function freeShipping(input: TemplateInput, points: number): RewardDraft {
  return {
    id: 'free-shipping',
    name: 'Free shipping',
    cost: { kind: 'points', points },
    value: { kind: 'free-shipping', worth: moneyIn(input.currency, 500) },
  };
}

/** Everyone, then two rungs by what members spend in 12 months. */
function bySpend(
  input: TemplateInput,
  names: readonly [string, string, string],
  euroCents: readonly [number, number],
): readonly TierDraft[] {
  const spend = (amount: number) => [{ kind: 'spend' as const, window: 'rolling' as const, atLeast: moneyIn(input.currency, amount) }];
  return [
    { id: 'first', name: names[0], description: 'Everyone who joins.', ways: [{ kind: 'join' }] },
    {
      id: 'second',
      name: names[1],
      description: 'Collects a quarter more.',
      ways: spend(euroCents[0]),
      multiplier: '1.25',
      entryReward: { points: 50 },
    },
    {
      id: 'third',
      name: names[2],
      description: 'Collects half as much again.',
      ways: spend(euroCents[1]),
      multiplier: '1.5',
      entryReward: { points: 100 },
    },
  ];
}

/** The same by visits, for shops where coming back is what counts. */
function byVisits(names: readonly [string, string], visits: number): readonly TierDraft[] {
  return [
    { id: 'first', name: names[0], description: 'Everyone who joins.', ways: [{ kind: 'join' }] },
    {
      id: 'second',
      name: names[1],
      description: 'Collects a quarter more.',
      ways: [{ kind: 'visits', window: 'rolling', atLeast: visits }],
      multiplier: '1.25',
      entryReward: { points: 50 },
    },
  ];
}

function steps(first: string, second: string, third: string): PageTexts['steps'] {
  return [first, second, third];
}

const TRADES: readonly Trade[] = [
  {
    id: 'cafe',
    name: 'Café',
    description: 'Beans for every purchase, a free coffee for 70 of them, and a tier for regulars.',
    channel: 'in-store',
    business: 'Café or roastery',
    unit: 'beans',
    page: {
      tagline: 'Come for the coffee, stay for the beans.',
      steps: steps('Join free.', 'Collect beans with everything you buy.', 'Trade them for coffee.'),
    },
    perVisit: null,
    rewards: (input) => [
      oneFree(input, { id: 'free-coffee', name: 'Free coffee', euroCents: 350, points: 70 }),
      amountOff(input, { id: 'middle-amount', euroCents: 1000, points: 200 }),
    ],
    tiers: () => byVisits(['Daily Drip', 'Espresso Enthusiast'], 20),
  },
  {
    id: 'shop-with-tiers',
    name: 'Online shop with tiers',
    description: 'Three tiers by what members spend in 12 months, money off and free shipping.',
    channel: 'online',
    business: 'Fashion, beauty, home',
    unit: 'points',
    page: {
      tagline: 'Good taste adds up.',
      steps: steps('Join free.', 'Collect points with every order; higher tiers collect more.', 'Trade them for money off.'),
    },
    perVisit: null,
    rewards: (input) => [
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
      freeShipping(input, 120),
      amountOff(input, { id: 'middle-amount', euroCents: 1000, points: 200 }),
      amountOff(input, { id: 'large-amount', euroCents: 2500, points: 500 }),
    ],
    tiers: (input) => bySpend(input, ['Bronze', 'Silver', 'Gold'], [25_000, 60_000]),
  },
  {
    id: 'salon-visits',
    name: 'Salon or studio',
    description: 'Petals for services and products, and a tier for those who come often.',
    channel: 'direct',
    business: 'Hair, beauty, wellness',
    unit: 'petals',
    page: {
      tagline: 'Good hands remember you.',
      steps: steps('Join at your visit.', 'Every service and product brings petals.', 'Trade them for money off.'),
    },
    perVisit: null,
    rewards: (input) => [
      amountOff(input, { id: 'small-amount', euroCents: 1000, points: 200 }),
      amountOff(input, { id: 'large-amount', euroCents: 2500, points: 500 }),
    ],
    tiers: () => byVisits(['Regular', 'Radiant'], 6),
  },
  {
    id: 'bakery-visits',
    name: 'Bakery',
    description: 'Ten crumbs for every visit, once a day; fifty are a cupcake. The simplest program there is.',
    channel: 'in-store',
    business: 'Bakery, ice cream, kiosk',
    unit: 'crumbs',
    page: {
      tagline: 'Something sweet for coming back.',
      steps: steps('Say your name when you pay.', 'Each day you come in brings crumbs.', 'Trade them for a cupcake.'),
    },
    perVisit: 10,
    rewards: (input) => [oneFree(input, { id: 'cupcake', name: 'Free cupcake', euroCents: 320, points: 50 })],
    tiers: () => [],
  },
  {
    id: 'bookshop-pages',
    name: 'Bookshop',
    description: 'Pages for every book, and money off the next one. Readers who buy much collect more.',
    channel: 'in-store',
    business: 'Books, records, games',
    unit: 'pages',
    page: {
      tagline: 'Every page counts.',
      steps: steps('Join here or at the till.', 'Every book brings pages.', 'Trade them for your next book.'),
    },
    perVisit: null,
    rewards: (input) => [
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
      amountOff(input, { id: 'middle-amount', euroCents: 1200, points: 220 }),
    ],
    tiers: (input) => bySpend(input, ['Reader', 'Bookworm', 'Librarian'], [15_000, 40_000]),
  },
  {
    id: 'restaurant-regulars',
    name: 'Restaurant',
    description: 'Points for every bill, and a table of regulars that collects more.',
    channel: 'in-store',
    business: 'Restaurant, bar, bistro',
    unit: 'points',
    page: {
      tagline: 'There is always a table for friends.',
      steps: steps('Join at the table.', 'Collect points with every bill.', 'Take something off the next one.'),
    },
    perVisit: null,
    rewards: (input) => [
      amountOff(input, { id: 'small-amount', euroCents: 500, points: 100 }),
      amountOff(input, { id: 'large-amount', euroCents: 2000, points: 400 }),
    ],
    tiers: () => byVisits(['Guest', 'Regular'], 10),
  },
];

function templateOf(trade: Trade): Template {
  return {
    id: trade.id,
    name: trade.name,
    description: trade.description,
    channel: trade.channel,
    business: trade.business,
    build: (input) => ({
      ...opening(input, trade.unit, trade.page),
      earning: {
        rules:
          trade.perVisit === null
            ? [pointsPerSpend(input)]
            : [{ id: 'every-visit', name: 'Every visit', kind: 'visit', args: { points: trade.perVisit } }],
      },
      rewards: [...trade.rewards(input)],
      tiers: { list: [...trade.tiers(input)] },
      joining: { termsText: terms(trade.unit) },
    }),
  };
}

/** Programs by trade that promise only what Rung does by itself: what a new merchant chooses from. */
export const READY_MADE: readonly Template[] = TRADES.map(templateOf);
