import type { EarningRule } from '../earning/earning.schema.ts';
import { POINTS } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import { isGivenByCode } from './reward-offers.ts';

/** A store as far as its till goes. */
export interface TillStore {
  readonly storeId: string;
  readonly platform: 'shopify' | 'woocommerce';
}

/**
 * Whether members of a store have a use for the six digits that they show at a till: the platform has a till (Shopify's point of sale), what is bought there earns,
 * and there is a reward that a till can take. WooCommerce has no till.
 */
export function hasTill(program: Program, { storeId, platform }: TillStore): boolean {
  return (
    platform === 'shopify' &&
    program.earning.rules.some((rule) => earnsInPerson(rule, storeId)) &&
    program.rewards.some((reward) => reward.active && isGivenByCode(reward))
  );
}

function earnsInPerson({ active, kind, unit, audience: { channels, stores } }: EarningRule, storeId: string): boolean {
  const isHere = stores.length === 0 || stores.includes(storeId);
  return active && kind !== 'action' && unit === POINTS && isHere && (channels.length === 0 || channels.includes('pos'));
}
