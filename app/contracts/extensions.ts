import type { StorefrontReward, StorefrontTillCode, UnitNames } from './storefront.ts';

/**
 * What only the extensions of checkout, account and till read, beside the shopper's contract (storefront.ts). Answers carry facts; the extensions have the words.
 * Moments are ISO 8601 texts in UTC, points whole steps of the unit, money `…Minor` in the named currency. Fields are added, never renamed or removed.
 */

/** GET /api/shopper/order?order=…: what one order earned. */
export interface OrderPointsView {
  /**
   * `counting`: not settled yet, ask again in a few seconds. `hidden`: nothing is told about this order to whoever asks. `waiting-rate`: for a rate of its
   * currency. `nothing`: it earns nothing.
   */
  readonly state: 'counting' | 'waiting-payment' | 'waiting-rate' | 'nothing' | 'earned' | 'hidden';
  /** What the order has earned and still stands. */
  readonly points: number;
  /** They cannot be spent yet. */
  readonly pending: boolean;
  /** When they can be; null: at once, not known yet, or not told. */
  readonly availableAt: string | null;
  /** The order is the signed-in customer's. False: only the number is told. */
  readonly own: boolean;
}

/** POST /api/shopper/till-code. */
export type TillCodeView = StorefrontTillCode;

/** GET /api/pos/member?customer=…: what staff see of the customer at the till. Codes that the member redeemed at home are not among it. */
export interface TillView {
  /** `not-joined`: the customer may have earned points already, and can be enrolled. */
  readonly state: 'not-joined' | 'member' | 'blocked' | 'left' | 'paused';
  readonly programName: string;
  readonly unit: UnitNames;
  readonly points: { readonly shown: number; readonly available: number; readonly pending: number; readonly held: number };
  readonly tierName: string | null;
  /** Points at joining; null: none. */
  readonly welcomePoints: number | null;
  /** Those that a till can honour. */
  readonly rewards: readonly TillReward[];
}

export type TillReward = Pick<StorefrontReward, 'rewardId' | 'name' | 'cost' | 'missing' | 'available' | 'reason'>;

/** POST /api/pos/redeem. The same `redemptionId` again answers the same redemption: ask again while it is `creating`. */
export interface TillRedeemed {
  readonly redemptionId: string;
  readonly rewardName: string;
  readonly points: number;
  readonly state: string;
  /** Put it into the cart when `state` is `ready`. */
  readonly code: string | null;
}
