/** What the numbers page can be narrowed down to, as it stands in its address. */

export type AnalyticsPeriod = '7' | '30' | '90' | 'year' | 'own';

export const PERIOD_DAYS = { '7': 7, '30': 30, '90': 90 } as const;

/** Where an order can come from. */
export const ANALYTICS_CHANNELS = ['web', 'pos', 'draft', 'subscription', 'marketplace', 'other'] as const;

/** Each chart's table; "all" in an address stands for every one of them. */
export const ANALYTICS_TABLES = [
  'core',
  'spend',
  'orders',
  'points',
  'months',
  'frequency',
  'tiers',
  'rewards',
  'campaigns',
  'lifetime',
  'lifetime-tiers',
  'hours',
  'liability',
  'economics',
] as const;
export type AnalyticsTable = (typeof ANALYTICS_TABLES)[number];
