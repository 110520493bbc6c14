import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';
import { invariant } from '#app/domain/result.ts';

const money = (euroCents: number) => ({ EUR: euroCents, PLN: euroCents * 4 });
const everyFilter = { productIds: ['1', '2'], collections: ['c1'], tags: ['t1'], vendors: ['v1'], productTypes: ['p1'] };
const everyAudience = {
  stores: ['s1'],
  locations: ['l1'],
  regions: ['DE'],
  segments: ['sleepers'],
  channels: ['web' as const],
  tiers: ['gold'],
  arms: ['main'],
  percent: 50,
};
const everyDate = { from: '2026-11-01', until: '2026-12-31', weekdays: [1, 6], hours: { from: '08:00', until: '10:00' } };

const rules: NonNullable<ProgramDraft['earning']>['rules'] = [
  {
    id: 'spend',
    name: 'Every order',
    kind: 'per-amount',
    dates: everyDate,
    audience: everyAudience,
    maxPerOrder: 500,
    maxPerMember: { points: 900, per: 'month' },
    args: { points: '1', perMinor: 100, minimumMinor: 500, products: everyFilter },
  },
  { id: 'order', name: 'A thank-you', kind: 'per-order', args: { points: 5, minimumMinor: 1000, products: everyFilter } },
  { id: 'mugs', name: 'Mugs', kind: 'per-product', args: { points: '2', products: everyFilter, maxUnits: 3 } },
  { id: 'double', name: 'New roasts', kind: 'product-multiple', args: { times: '2', products: everyFilter } },
  { id: 'first', name: 'First order', kind: 'first-order', args: { points: 20, minimumMinor: 100 } },
  { id: 'fifth', name: 'Fifth order', kind: 'nth-order', args: { points: 20, nth: 5, every: true, minimumMinor: 100 } },
  { id: 'visit', name: 'Visit', kind: 'visit', args: { points: 2, minimumMinor: 100 } },
  { id: 'tenth', name: 'Tenth visit', kind: 'nth-visit', args: { points: 9, nth: 10, every: true } },
  {
    id: 'scan',
    name: 'Scan',
    kind: 'action',
    unit: 'cashback:EUR',
    args: {
      action: 'scan',
      code: 'door',
      proof: 'staff',
      points: 10,
      nth: 3,
      limit: { count: 2, per: 'month' },
      firstMembers: 100,
      waitsDays: 3,
    },
  },
];

const shared = { dates: everyDate, audience: everyAudience, first: { count: 50, of: 'members' as const }, budget: 5000, minimumMinor: 700 };

const campaigns: ProgramDraft['campaigns'] = [
  { id: 'weekend', name: 'Weekend', kind: 'multiplier', times: '2', products: everyFilter, ...shared },
  { id: 'bonus', name: 'Bonus week', kind: 'bonus', points: 30, products: everyFilter, ...shared },
  { id: 'extra', name: 'Extra rate', kind: 'extra-rate', points: '0.5', perMinor: 100, products: everyFilter, ...shared },
  { id: 'gift', name: 'Surprise', kind: 'gift', when: 'segment-entered', points: 10, rewardId: 'cup', ...shared },
  {
    id: 'quest',
    name: 'Quest',
    kind: 'challenge',
    points: 10,
    rewardId: 'cup',
    badge: 'Hero',
    ...shared,
    steps: [
      { id: 'one', name: 'Scan twice', event: 'scan', code: 'door', count: 2 },
      { id: 'two', name: 'Buy', event: 'order' },
    ],
  },
];

const rewards: ProgramDraft['rewards'] = [
  {
    id: 'five',
    name: 'Five off',
    picture: '/five.png',
    cost: { kind: 'points', points: 100 },
    value: { kind: 'amount', amounts: money(500) },
    minimumOrder: money(1000),
    only: { productIds: ['7'], collections: ['c7'] },
    capPercentOfCart: 50,
    dates: everyDate,
    audience: everyAudience,
    limitPerMember: { count: 3, per: 'month' },
    limitInAll: { count: 500, per: 'ever' },
  },
  {
    id: 'slider',
    name: 'Any amount',
    cost: { kind: 'any-amount', step: 10, min: 100, max: 1000 },
    value: { kind: 'amount', amounts: money(50) },
  },
  { id: 'percent', name: 'Ten percent', cost: { kind: 'points', points: 150 }, value: { kind: 'percent', percent: 10, cap: money(2000) } },
  { id: 'ship', name: 'Free shipping', cost: { kind: 'points', points: 60 }, value: { kind: 'free-shipping', worth: money(490) } },
  {
    id: 'bag',
    name: 'Free bag',
    cost: { kind: 'points', points: 200 },
    value: { kind: 'free-product', only: { productIds: ['9'] }, worth: money(990) },
  },
  {
    id: 'gear',
    name: 'Gear discount',
    cost: { kind: 'points', points: 120 },
    value: { kind: 'product-percent', percent: 20, only: { productIds: ['8'] }, cap: money(1500) },
  },
  { id: 'gift-card', name: 'Gift card', cost: { kind: 'points', points: 400 }, value: { kind: 'gift-card', amounts: money(1000) } },
  {
    id: 'credit',
    name: 'Credit',
    cost: { kind: 'points', unit: 'cashback:EUR', points: 100 },
    value: { kind: 'store-credit', amounts: money(100) },
  },
  {
    id: 'voucher',
    name: 'Cinema',
    cost: { kind: 'points', points: 300 },
    value: { kind: 'voucher', partner: 'Cinema', worth: money(800) },
  },
  {
    id: 'trees',
    name: 'Trees',
    cost: { kind: 'points', points: 50 },
    value: { kind: 'donation', cause: 'Trees for All', worth: money(100) },
  },
  {
    id: 'draw',
    name: 'Draw',
    cost: { kind: 'points', points: 30 },
    value: { kind: 'draw', drawnOn: '2027-01-31', winners: 2, prize: 'A grinder', worth: money(30) },
  },
  { id: 'cup', name: 'Cup', cost: { kind: 'given' }, value: { kind: 'item', worth: money(1600), pickup: 'shipped' } },
  { id: 'tour', name: 'Tour', cost: { kind: 'points', points: 500 }, value: { kind: 'experience', worth: money(2000) } },
  { id: 'grind', name: 'Free drink', cost: { kind: 'card', cardId: 'coffee' }, value: { kind: 'staffed-perk', worth: money(300) } },
];

const tiers: ProgramDraft['tiers'] = {
  list: [
    { id: 'bronze', name: 'Bronze', ways: [{ kind: 'join' }, { kind: 'invitation', days: 365 }] },
    {
      id: 'silver',
      name: 'Silver',
      multiplier: '1.25',
      perkIds: ['early'],
      colour: '#888888',
      entryReward: { points: 50, rewardId: 'cup' },
      ways: [
        { kind: 'spend', window: 'rolling', atLeast: money(25_000) },
        { kind: 'points', window: 'lifetime', atLeast: 300 },
        { kind: 'orders', window: 'calendar-year', atLeast: 10 },
        { kind: 'visits', window: 'rolling', atLeast: 20 },
      ],
    },
    {
      id: 'gold',
      name: 'Gold',
      multiplier: '2',
      perkIds: ['early', 'weekly', 'once', 'ship', 'off', 'secret', 'service'],
      ways: [
        {
          kind: 'paid',
          plans: [
            { id: 'month', name: 'Monthly', per: 'month', price: money(900), productIds: ['55'] },
            { id: 'year', name: 'Yearly', per: 'year', price: money(9000) },
          ],
          graceDays: 5,
        },
        { kind: 'product', products: everyFilter, days: 365 },
        { kind: 'top', percent: 5, window: 'rolling', invite: false },
      ],
    },
  ],
};

const perks: ProgramDraft['perks'] = [
  { id: 'ship', name: 'Free shipping always', kind: 'standing', audience: everyAudience, gives: { kind: 'free-shipping' } },
  { id: 'off', name: 'Ten off', kind: 'standing', gives: { kind: 'percent-off', percent: 10, only: everyFilter } },
  { id: 'early', name: 'Early access', kind: 'standing', gives: { kind: 'early-access', hours: 24, only: everyFilter } },
  { id: 'secret', name: 'Secret menu', kind: 'standing', gives: { kind: 'exclusive-products', only: everyFilter } },
  { id: 'service', name: 'Priority', kind: 'standing', gives: { kind: 'service' } },
  { id: 'weekly', name: 'Weekly cup', kind: 'periodic', times: 2, per: 'week', rewardId: 'cup' },
  { id: 'once', name: 'Birthday cup', kind: 'one-off', on: 'birthday', rewardId: 'cup' },
];

const draft: ProgramDraft = {
  schemaVersion: 1,
  name: 'Everything at once',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  currencies: [
    {
      code: 'PLN',
      rates: [
        { from: '2026-01-01', rate: '4.00' },
        { from: '2026-06-01', rate: '4.25' },
      ],
    },
  ],
  units: {
    points: { names: { en: { one: 'bean', other: 'beans' }, pl: { one: 'ziarnko', few: 'ziarnka', many: 'ziarnek', other: 'ziarnka' } } },
    cashback: [{ currency: 'EUR', unit: { names: { en: { one: 'euro', other: 'euros' } }, scale: 2 } }],
  },
  stores: { 'store-2': { goesLiveOn: '2026-05-01', earns: true, redeems: false } },
  arms: [
    { id: 'main', name: 'Everybody', percent: 90 },
    { id: 'holdout', name: 'Nobody', percent: 10, holdout: true },
  ],
  segments: [
    { id: 'sleepers', name: 'Sleepers', rule: { kind: 'no-order-for', days: 90 } },
    { id: 'new', name: 'New', rule: { kind: 'orders-between', from: 1, until: 3, days: 90 } },
    { id: 'press', name: 'Press', rule: { kind: 'tag', tag: 'press' } },
    { id: 'north', name: 'North', rule: { kind: 'region', regions: ['DE-HH'] } },
    { id: 'slipping', name: 'Slipping', rule: { kind: 'tier-slipping', days: 30 } },
  ],
  orders: { goesLiveOn: '2026-01-01' },
  worth: { exclude: everyFilter },
  takeBack: { debtCap: 500 },
  earning: {
    rules,
    caps: [
      { id: 'daily', points: 1000, per: 'day', of: 'member' },
      { id: 'all', points: 100_000, per: 'month', of: 'program' },
    ],
  },
  campaigns,
  tiers,
  perks,
  rewards,
  redeeming: { issuedPerDay: money(5000) },
  cards: [
    {
      id: 'coffee',
      name: 'Coffee card',
      products: everyFilter,
      goal: 10,
      startStamps: 1,
      rewardId: 'grind',
      expiresAfterDays: 365,
      dates: everyDate,
      audience: everyAudience,
    },
  ],
  referral: {
    friend: { points: 50, rewardId: 'cup' },
    advocate: { points: 100, rewardId: 'cup' },
    minimumOrder: money(2000),
    text: 'Bring a friend.',
  },
  joining: { welcome: { points: 5, rewardId: 'cup' }, termsText: 'Be kind.' },
  birthday: { points: 20, rewardId: 'cup' },
  visits: { perMember: { count: 1, per: 'day' } },
  expiry: { mode: { kind: 'fixed-date', month: 3, day: 31 }, startsOn: '2026-01-01' },
  staff: { giftsPerDay: 200 },
  notices: { languages: ['en', 'pl'], off: ['stamp'] },
  liability: { per100Points: money(400), breakagePercent: 12 },
  branding: { brandColour: '#1a2b3c', logoUrl: 'https://shop.example/logo.svg', launcher: { side: 'start', offset: 40, hidden: true } },
  texts: { en: { tagline: 'Hello', 'how-1': 'Buy' }, pl: { tagline: 'Cześć' } },
};

/** A program that uses every kind of rule, campaign, reward, way, perk and setting at least once, so that each can be changed. */
export function richProgram(): Program {
  const parsed = parseProgram(draft);
  invariant(parsed.ok, parsed.ok ? '' : JSON.stringify(parsed.refusal));
  return parsed.value;
}
