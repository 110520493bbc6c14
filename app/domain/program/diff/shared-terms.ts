import { field, flag } from './wording.ts';
import type { WordingTable } from './wording.ts';

/** Words for what many things have: audiences, dates, products, limits, texts. */
export const COMMON: WordingTable = {
  name: field('text', 'the name'),
  description: field('text', 'the description', { none: 'empty' }),
  active: flag('is switched on', 'is switched off'),
  'audience.stores': field('list', 'the list of stores it is for', { none: 'all stores' }),
  'audience.locations': field('list', 'the list of locations it is for', { none: 'all locations' }),
  'audience.regions': field('list', 'the list of regions it is for', { none: 'everywhere' }),
  'audience.segments': field('ids', 'the group of members it is for', { none: 'everyone' }),
  'audience.channels': field('choice', 'the way of buying it is for', {
    none: 'any',
    choices: { pos: 'at the till', web: 'in the web shop' },
  }),
  'audience.tiers': field('ids', 'the tier it is for', { none: 'every tier and members without one' }),
  'audience.arms': field('ids', 'the arm of the experiment it is for', { none: 'all arms' }),
  'audience.percent': field('percent', 'the share of members it is for'),
  productIds: field('list', 'the choice of products', { none: 'no single ones' }),
  collections: field('list', 'the choice of collections', { none: 'no whole ones' }),
  tags: field('list', 'the choice of product tags', { none: 'none' }),
  vendors: field('list', 'the choice of vendors', { none: 'none' }),
  productTypes: field('list', 'the choice of product types', { none: 'none' }),
  minimumMinor: field('minor', 'the smallest order that counts', { verb: 'now needs an order from' }),
  rewardId: field('id', 'the reward it gives', { none: 'no reward', verb: 'now gives' }),
};
