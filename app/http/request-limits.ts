import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** What visitors may do, and how often: shoppers through the app proxy, merchants who connect a site. */
const LIMITS = {
  /** Looking at one's points: the panel asks when it opens and after each action. */
  read: { points: 60, duration: 60 },
  join: { points: 5, duration: 60 },
  redeem: { points: 10, duration: 60 },
  undo: { points: 10, duration: 60 },
  /** A page that shows what an order earned asks again while it is being counted. */
  order: { points: 30, duration: 60 },
  /** Six digits for the till. */
  'till-code': { points: 10, duration: 60 },
  /** Everything that one person does at a till. */
  till: { points: 120, duration: 60 },
  /** Redeeming there: wrong digits included. */
  'till-redeem': { points: 20, duration: 60 },
  /** Product pages and carts ask what they would earn; those of guests are counted by store. */
  worth: { points: 120, duration: 60 },
  'worth-guests': { points: 1_200, duration: 60 },
  /** A code to link two accounts with, and trying one: it has 40 bits and lives for 15 minutes. */
  'link-code': { points: 5, duration: 60 },
  link: { points: 5, duration: 60 },
  /** What only the plugin asks, once in a while and for nobody in particular. */
  plugin: { points: 120, duration: 60 },
  /** Sending somebody to a site to approve our keys. */
  connect: { points: 10, duration: 60 },
} as const;

export type LimitedAction = keyof typeof LIMITS;

export interface RequestLimits {
  /** Counts one try of a visitor (shop and customer). Answers null, or in how many seconds (≥ 1) the next try may come. */
  spend(action: LimitedAction, visitor: string): Promise<number | null>;
  /** The same for a shopper of a store. Guests are not told apart: what costs little is theirs without counting, the rest is counted by store. */
  spendAs(action: LimitedAction, shopper: { readonly store: string; readonly customerId: string | null }): Promise<number | null>;
}

/**
 * Limits that live in this process. They keep a script from hammering the doors; what is worth money (open codes and undos per member and day, the
 * balance itself) is counted under the ledger's lock, so that several processes, each with a count of its own, give nothing away. Memory needs no
 * connection that could fail: there is no question of failing open or closed.
 */
export function createRequestLimits(): RequestLimits {
  const limiters = new Map(
    Object.entries(LIMITS).map(([action, limit]) => [action, new RateLimiterMemory({ ...limit, keyPrefix: action })]),
  );
  const spend: RequestLimits['spend'] = async (action, visitor) => {
    try {
      await limiters.get(action)?.consume(visitor);
      return null;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw refusal;
    }
  };
  return {
    spend,
    async spendAs(action, { store, customerId }) {
      if (customerId !== null) return spend(action, `${store}:${customerId}`);
      if (action === 'worth') return spend('worth-guests', store);
      return action === 'plugin' ? spend(action, store) : null;
    },
  };
}
