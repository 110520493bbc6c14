import type { Result } from '#app/domain/result.ts';

/** Where a site is and the key pair that opens its REST API. Never logged, never put into errors. */
export interface WooCommerceAccess {
  /** With scheme and without a slash at its end: "https://shop.example", "https://example.com/shop". */
  readonly baseUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
}

/** What a site says of itself when it is connected. */
export interface WooCommerceSiteFacts {
  readonly baseUrl: string;
  /** The address without its scheme; the store's name among stores. */
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  /** An IANA name, or an offset ("+05:30") where the site has only that. */
  readonly timeZone: string;
  readonly version: string;
}

/** Why a site cannot be connected: `message` says to its owner what to do. */
export interface WooCommerceRefusal {
  readonly reason:
    'address' | 'keys' | 'unreachable' | 'permalinks' | 'version' | 'permissions' | 'coupons' | 'clock' | 'webhooks' | 'program';
  readonly message: string;
}

/** Topic → the webhook's id at the site. */
export type WooCommerceHooks = Readonly<Record<string, number>>;

/** What connecting a site and keeping it connected need of the bridge. Each method may throw PlatformError, except those that refuse. */
export interface WooCommerceSites {
  /** The address of a site as people type it, in the one form that is kept. */
  readAddress(typed: string): Result<{ readonly baseUrl: string; readonly domain: string }, WooCommerceRefusal>;
  /** Looks whether the site can be used at all, before anything is stored. Changes nothing there. */
  inspect(access: WooCommerceAccess): Promise<Result<WooCommerceSiteFacts, WooCommerceRefusal>>;
  /** Makes our webhooks, all with this address and secret, and removes those of ours that point elsewhere. */
  hook(access: WooCommerceAccess, door: WooCommerceDoorAddress): Promise<Result<WooCommerceHooks, WooCommerceRefusal>>;
  /** Looks at each webhook; one that is gone or was switched off is made anew. `repaired` names their topics: messages may have been lost. */
  probe(
    access: WooCommerceAccess,
    door: WooCommerceDoorAddress,
    hooks: WooCommerceHooks,
  ): Promise<{ readonly hooks: WooCommerceHooks; readonly repaired: readonly string[] }>;
  /** Removes our webhooks; one that is gone already is no error. */
  unhook(access: WooCommerceAccess, hooks: WooCommerceHooks): Promise<void>;
}

export interface WooCommerceDoorAddress {
  readonly deliveryUrl: string;
  readonly secret: string;
}
