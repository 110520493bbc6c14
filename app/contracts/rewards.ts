import type { VoucherLines, VoucherPreview, VoucherRefusal, VoucherUploaded, VoucherUploadView } from './issuing.ts';

/** The catalogue of rewards in the admin: what members can have now, what is left of it, and where it is not offered. Money in minor units, moments ISO texts in UTC. */

export type RewardKind =
  | 'amount'
  | 'percent'
  | 'free-shipping'
  | 'free-product'
  | 'product-percent'
  | 'gift-card'
  | 'store-credit'
  | 'voucher'
  | 'donation'
  | 'draw'
  | 'item'
  | 'experience'
  | 'staffed-perk';

/**
 * Where a reward stands today. `on`: members see it. `hidden`: it works and is not listed. `gift`: only given, for a tier. `soon`, `over`: its dates. `gone`: nothing is left,
 * or its limit for everybody is used up. `off`: switched off. `paused`: the whole program rests. `draft`: it is not published yet. `left`: it left the program, and codes of it
 * are still there.
 */
export type RewardStanding = 'on' | 'hidden' | 'gift' | 'soon' | 'over' | 'gone' | 'off' | 'paused' | 'draft' | 'left';

/** Why members of a store are not offered a reward that is on. */
export type StoreObstacle =
  | { readonly reason: 'disconnected' | 'other-stores' | 'no-redeeming' | 'no-engine' }
  | { readonly reason: 'no-value'; readonly currency: string }
  /** The platform, or this store's plan, cannot do it; `detail` is a word of the engine that the page has a sentence for. */
  | { readonly reason: 'platform'; readonly detail: string };

export interface RewardInStore {
  readonly storeId: string;
  readonly name: string;
  readonly domain: string;
  readonly platform: 'shopify' | 'woocommerce';
  readonly currency: string;
  /** Null: it is offered there. */
  readonly obstacle: StoreObstacle | null;
}

/** What is left of a reward that is counted: pieces, or codes of an uploaded list. */
export interface RewardSupply {
  readonly kind: 'pieces' | 'codes';
  /** Null: nobody has counted the pieces yet, and nothing can be redeemed. */
  readonly left: number | null;
  /** From this many on it runs low. */
  readonly lowAt: number;
  readonly level: 'plenty' | 'low' | 'none' | 'uncounted';
}

export type RewardPrice =
  | { readonly kind: 'points'; readonly unit: string; readonly points: number }
  | { readonly kind: 'any-amount'; readonly unit: string; readonly step: number; readonly min: number; readonly max: number | null }
  | { readonly kind: 'card' }
  | { readonly kind: 'given' };

export interface CatalogueReward {
  readonly rewardId: string;
  readonly name: string;
  readonly description: string;
  readonly picture: string | null;
  readonly kind: RewardKind;
  readonly price: RewardPrice;
  /** What it takes off, gives or is worth, by currency; empty where that depends on the order. */
  readonly amounts: readonly { readonly currency: string; readonly minor: number }[];
  /** Whether the amounts are what the member gets (money), or only what it is worth to the books. */
  readonly isMoney: boolean;
  readonly percent: number | null;
  readonly standing: RewardStanding;
  /** "2026-12-01": first and last day. */
  readonly from: string | null;
  readonly until: string | null;
  /** Names of the tiers it is for; empty: all members. */
  readonly tiers: readonly string[];
  readonly limitPerMember: RewardLimit | null;
  readonly limitInAll: (RewardLimit & { readonly used: number }) | null;
  readonly supply: RewardSupply | null;
  /** At most 10,001: then it is "more than 10,000". */
  readonly redeemed: { readonly inAll: number; readonly lately: number };
  readonly stores: readonly RewardInStore[];
}

export interface RewardLimit {
  readonly count: number;
  readonly per: 'order' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'ever';
}

export interface CatalogueView extends CatalogueFrame {
  /** In the order in which the program names them. */
  readonly rewards: readonly CatalogueReward[];
}

/** What is true of all rewards together. */
export interface CatalogueFrame {
  readonly currency: string;
  readonly units: Readonly<
    Record<string, { readonly locale: string; readonly scale: number; readonly forms: Readonly<Record<string, string>> }>
  >;
  /** Changes that are not published yet: they are not in the list. */
  readonly hasDraft: boolean;
  readonly paused: boolean;
}

/** A reward of which little or nothing is left, for the first page. */
export interface RunningLow {
  readonly rewardId: string;
  readonly name: string;
  readonly supply: RewardSupply;
}

export interface RewardsRefusal {
  readonly reason: 'unknown-reward' | 'out-of-range' | 'not-counted';
}

/** What the upload of a picture answers. `path` goes into the document. */
export type PictureAnswer =
  | { readonly outcome: 'kept'; readonly path: string; readonly width: number; readonly height: number }
  | {
      readonly outcome: 'refused';
      readonly reason: 'not-a-picture' | 'broken' | 'moving' | 'too-many-pixels' | 'too-large' | 'empty' | 'too-many';
    };

/** What a page of one reward answers to what was pressed. */
export type RewardDeed =
  | { readonly outcome: 'low-mark' }
  | { readonly outcome: 'withdrawn'; readonly count: number }
  | { readonly outcome: 'asked' }
  | { readonly outcome: 'refused'; readonly reason: string };

/** What the reading of a file of codes answers. */
export type CodesAnswer =
  | { readonly outcome: 'preview'; readonly preview: VoucherPreview }
  | { readonly outcome: 'added'; readonly uploaded: VoucherUploaded }
  | { readonly outcome: 'refused'; readonly reason: VoucherRefusal['reason']; readonly refused: VoucherLines | null };

/** How far the reading of the newest file is. */
export interface CodesProgress {
  readonly newest: { readonly uploadId: string; readonly state: VoucherUploadView['state']; readonly lines: number } | null;
}

/** A file of codes above this is not sent at all. */
export const MOST_CODE_BYTES = 20 * 1024 * 1024;
