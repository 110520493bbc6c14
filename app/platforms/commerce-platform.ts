import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { Result } from '#app/domain/result.ts';
import type { DiscountDescription } from '#app/domain/rewards/discount.ts';

export type { DiscountDescription };

/**
 * What Rung needs of a commerce platform. Two real adapters stand behind it (Shopify, WooCommerce) and one battery of tests runs against both.
 * Every method may throw `PlatformError`; no method is called inside a database transaction; every method may be repeated.
 */
export interface CommercePlatform {
  readonly kind: 'shopify' | 'woocommerce';

  /** The newest state of up to 50 orders; an order the platform does not know (any more) is absent from the map. `at` is when the platform answered. */
  fetchOrders(
    store: StoreRef,
    orderIds: readonly string[],
  ): Promise<{ readonly at: Instant; readonly orders: ReadonlyMap<string, OrderSnapshot> }>;

  /** Ids of orders changed since a moment, oldest change first, at most 250 a page; `cursor` of the answer is null at the end. */
  listChangedOrders(
    store: StoreRef,
    since: Instant,
    cursor: string | null,
  ): Promise<{ readonly orderIds: readonly string[]; readonly cursor: string | null }>;

  /**
   * Makes every given code work on the platform under one discount of this description (at most 250 codes). The codes were chosen and saved before the call,
   * so that a repeat after an unclear answer adopts what already exists. `discountRef` is null the first time; the answer names it and must be saved.
   */
  prepareCodes(
    store: StoreRef,
    discount: DiscountDescription,
    discountRef: string | null,
    codes: readonly string[],
  ): Promise<{
    readonly discountRef: string;
    readonly ready: readonly string[];
    readonly failed: readonly { readonly code: string; readonly reason: string }[];
  }>;

  /**
   * Makes one code unusable, never the others of its discount, and answers only when the platform confirms that it cannot be used any more (or never knew it).
   * `discountRef` is null when the answer that would have named it was lost: the code may work all the same.
   */
  removeCode(store: StoreRef, discountRef: string | null, code: string): Promise<'removed' | 'waiting'>;

  /** Writes what the shopper's pages show (advisory; the ledger is the truth). At most 25 members. */
  publishMembers(store: StoreRef, members: readonly PublishedMember[]): Promise<void>;
}

export interface StoreRef {
  readonly programId: string;
  readonly storeId: string;
  /** "shop.myshopify.com" or the site's address. */
  readonly domain: string;
}

/** What a storefront shows of a member without asking us. Points are whole steps of the unit. */
export interface PublishedMember {
  readonly customerId: string;
  readonly pointsAvailable: number;
  readonly pointsPending: number;
  readonly pointsDebt: number;
  readonly tier: { readonly id: string; readonly name: string; readonly provisional: boolean } | null;
  readonly nextReward: { readonly name: string; readonly points: number } | null;
  /** Rises with each publication of the member: an older one never overwrites a newer one. */
  readonly revision: number;
}

/** Why a platform call failed, and whether trying again can help. */
export class PlatformError extends Error {
  readonly reason: 'unreachable' | 'throttled' | 'unauthorized' | 'forbidden' | 'refused' | 'malformed';
  /** Milliseconds to wait before another try; null: the caller's own backoff. */
  readonly retryAfterMs: number | null;

  constructor(
    reason: PlatformError['reason'],
    message: string,
    options: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'PlatformError';
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  get isWorthRetrying(): boolean {
    return this.reason === 'unreachable' || this.reason === 'throttled' || this.reason === 'malformed';
  }
}

/** A message of a platform, translated: what it says, and what must be asked because it says too little. */
export type PlatformMessage =
  /** A whole order: settle it. `fetch`: the body is not enough (a refund, an edit), get the newest state first. */
  | { readonly kind: 'order'; readonly snapshot: OrderSnapshot }
  | { readonly kind: 'order-changed'; readonly orderId: string }
  | { readonly kind: 'order-deleted'; readonly orderId: string; readonly at: Instant }
  | { readonly kind: 'customer'; readonly customer: PlatformCustomer }
  | { readonly kind: 'customer-deleted'; readonly customerId: string }
  | {
      readonly kind: 'customers-merged';
      readonly keptId: string;
      readonly goneId: string;
      readonly completed: boolean;
      readonly jobId: string | null;
    }
  | { readonly kind: 'uninstalled' }
  | { readonly kind: 'scopes-changed'; readonly scopes: readonly string[] }
  | {
      readonly kind: 'data-request';
      readonly requestId: string;
      readonly customerId: string | null;
      readonly email: string | null;
      readonly orderIds: readonly string[];
    }
  | {
      readonly kind: 'redact-customer';
      readonly customerId: string | null;
      readonly email: string | null;
      readonly orderIds: readonly string[];
    }
  | { readonly kind: 'redact-store' }
  /** A message Rung has no use for; kept with the reason. */
  | { readonly kind: 'ignored'; readonly reason: string };

export interface PlatformCustomer {
  readonly customerId: string;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly updatedAt: Instant;
}

/** Reads a raw message. A refusal says in `problem` which field is missing or wrong (no personal data); nothing is thrown for bad input. */
export type MessageTranslator = (message: {
  readonly topic: string;
  readonly body: string;
  readonly triggeredAt: Instant | null;
  readonly receivedAt: Instant;
}) => Result<PlatformMessage, { readonly problem: string }>;
