import type { Reading } from './reading.ts';

/** How each field of a thing is read aloud, by its path or by the last one or two fields of it. What it is called stands in `app/i18n/change-labels`. */
const READINGS = {
  /** What many things have: audiences, products, limits, texts. */
  common: {
    name: 'text',
    description: 'text',
    active: 'flag',
    'audience.stores': 'list',
    'audience.locations': 'list',
    'audience.regions': 'list',
    'audience.segments': 'ids',
    'audience.channels': 'choice',
    'audience.tiers': 'ids',
    'audience.arms': 'ids',
    'audience.percent': 'percent',
    productIds: 'list',
    collections: 'list',
    tags: 'list',
    vendors: 'list',
    productTypes: 'list',
    minimumMinor: 'minor',
    rewardId: 'id',
  },
  perk: {
    'gives.percent': 'percent',
    'gives.hours': 'hours',
    times: 'number',
    per: 'choice',
    on: 'choice',
  },
  card: {
    stampFor: 'choice',
    maxPerOrder: 'number',
    startStamps: 'number',
    repeats: 'flag',
    expiresAfterDays: 'days',
  },
  rule: {
    stack: 'choice',
    countsForTiers: 'flag',
    maxPerOrder: 'points',
    maxPerMember: 'points-limit',
    unit: 'list',
    bonuses: 'flag',
    'args.points': 'points',
    'args.perMinor': 'minor',
    'args.nth': 'number',
    'args.every': 'flag',
    'args.times': 'times',
    'args.action': 'choice',
    'args.maxUnits': 'number',
    'args.code': 'text',
    'args.proof': 'choice',
    'args.limit': 'limit',
    'args.firstMembers': 'number',
    'args.waitsDays': 'days',
  },
  campaign: {
    times: 'times',
    points: 'points',
    perMinor: 'minor',
    budget: 'points',
    when: 'choice',
    steps: 'list',
    badge: 'text',
  },
  reward: {
    picture: 'text',
    hidden: 'flag',
    'value.amounts': 'amounts',
    'value.percent': 'percent',
    'value.cap': 'amounts',
    'value.worth': 'amounts',
    'value.expires': 'flag',
    'value.partner': 'text',
    'value.cause': 'text',
    'value.drawnOn': 'day',
    'value.winners': 'number',
    'value.prize': 'text',
    'value.pickup': 'choice',
    minimumOrder: 'amounts',
    capPercentOfCart: 'percent',
    validDays: 'days',
    'combinesWith.order': 'flag',
    'combinesWith.product': 'flag',
    'combinesWith.shipping': 'flag',
    subscriptions: 'choice',
    boundToCustomer: 'flag',
    stocked: 'flag',
  },
  /** A way into a tier. */
  way: {
    days: 'days',
    percent: 'percent',
    invite: 'flag',
    per: 'choice',
    price: 'amounts',
    productIds: 'list',
  },
  tier: {
    multiplier: 'times',
    hidden: 'flag',
    colour: 'list',
  },
  /** Groups of members and arms of experiments. */
  people: {
    'rule.kind': 'choice',
    'rule.days': 'days',
    'rule.from': 'number',
    'rule.until': 'number',
    'rule.tag': 'text',
    'rule.regions': 'list',
    percent: 'percent',
    holdout: 'flag',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Reading | 'flag'>>>>;

type Tables = typeof READINGS;

/** What a field of a thing is called: "reward.validDays". */
export type ThingLabel = { [Name in keyof Tables]: `${Name}.${keyof Tables[Name] & string}` }[keyof Tables];

type ThingTable = Readonly<Record<string, { readonly as: Reading | 'flag'; readonly of: ThingLabel }>>;

/** The table of a sort of thing, with what all things have. */
export function tableOf(name: Exclude<keyof Tables, 'common'>): ThingTable {
  return { ...tableNamed('common'), ...tableNamed(name) };
}

function tableNamed(name: keyof Tables): ThingTable {
  return Object.fromEntries(Object.entries(READINGS[name]).map(([path, as]) => [path, { as, of: `${name}.${path}` as ThingLabel }]));
}
