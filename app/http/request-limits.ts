import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** What visitors may do, and how often: shoppers through the app proxy, merchants who connect a site. */
const LIMITS = {
  /** Looking at one's points: the panel asks when it opens and after each action. */
  read: { points: 60, duration: 60 },
  join: { points: 5, duration: 60 },
  redeem: { points: 10, duration: 60 },
  undo: { points: 10, duration: 60 },
  /** Sending somebody to a site to approve our keys. */
  connect: { points: 10, duration: 60 },
} as const;

export type LimitedAction = keyof typeof LIMITS;

export interface RequestLimits {
  /** Counts one try of a visitor (shop and customer). Answers null, or in how many seconds (≥ 1) the next try may come. */
  spend(action: LimitedAction, visitor: string): Promise<number | null>;
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
  return {
    spend: async (action, visitor) => {
      try {
        await limiters.get(action)?.consume(visitor);
        return null;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw refusal;
      }
    },
  };
}
