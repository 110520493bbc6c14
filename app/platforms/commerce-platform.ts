import type { StorefrontProgram } from '#app/contracts/storefront.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { Result } from '#app/domain/result.ts';
import type { DiscountDescription } from '#app/domain/rewards/discount.ts';
import type { StoreRef } from './store-ref.ts';
import type { ValueIssuing } from './value-issuing.ts';

export type { DiscountDescription, StoreRef };
export type { GiftCardFacts, ValueIssuing } from './value-issuing.ts';

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
   * Ids of orders placed from `from` until before `to`, oldest first, at most 50 a page; `cursor` of the answer is null at the end. What is placed or deleted
   * meanwhile makes no page skip another order. The first page also says what there is.
   */
  listOrdersPlaced(store: StoreRef, period: Period, cursor: string | null): Promise<PlacedOrders>;

  /** What shows at little cost whether up to 100 orders changed; one that the platform does not show (any more, in the trash) is absent. */
  glanceAtOrders(store: StoreRef, orderIds: readonly string[]): Promise<ReadonlyMap<string, OrderGlance>>;

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

  /** Writes what everybody may know of the program to where the store's pages read it without asking. An older revision never overwrites a newer one. */
  publishProgram(store: StoreRef, program: PublishedProgram): Promise<void>;

  /** Gift cards and store credit; null: the platform has neither. */
  readonly issuing: ValueIssuing | null;
}

/** A program for a store's pages: in its own language, and in each other one that it has words for. */
export interface PublishedProgram {
  /** Rises with each publication. */
  readonly revision: number;
  readonly program: StorefrontProgram;
  readonly locales: Readonly<Record<string, StorefrontProgram>>;
}

/** From the first moment until before the second. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

export interface PlacedOrders {
  readonly orderIds: readonly string[];
  readonly cursor: string | null;
  /** How many the whole period has; null where the platform does not say, and on later pages. */
  readonly total: number | null;
  /** Orders placed before this moment exist perhaps, but are not shown to us; null: all are. Said on the first page. */
  readonly hiddenBefore: Instant | null;
}

/** The same facts as of a snapshot, read the same way: an order that did not change looks like what was settled. */
export interface OrderGlance {
  readonly updatedAt: Instant;
  readonly cancelled: boolean;
  readonly refundCount: number;
  readonly refundedMinor: number;
  readonly totalMinor: number;
}

/** What a storefront shows of a member without asking us. Points are whole steps of the unit. */
export interface PublishedMember {
  readonly customerId: string;
  readonly pointsAvailable: number;
  readonly pointsPending: number;
  readonly pointsDebt: number;
  readonly tier: { readonly id: string; readonly name: string; readonly provisional: boolean; readonly multiplier: string } | null;
  /** The way to the next tier that orders lead to: `have` of `need`, in minor units of the program's currency or a count. */
  readonly nextTier: {
    readonly id: string;
    readonly name: string;
    readonly metric: string;
    readonly have: number;
    readonly need: number;
  } | null;
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
