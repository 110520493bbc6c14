import type { Result } from '#app/domain/result.ts';

/** Where a site is and the key pair that opens its REST API. Never logged, never put into errors. */
export interface WooCommerceAccess {
  /** With scheme and without a slash at its end: "https://shop.example", "https://example.com/shop". */
  readonly baseUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  /** How the keys travel. Not given: in the header, as it should be. "query": the host drops the header, so they stand in each address, which hosts like to log. */
  readonly keysIn?: KeyPlace;
}

export type KeyPlace = 'header' | 'query';

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
  /** How its keys must travel. */
  readonly keysIn: KeyPlace;
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
  /** Tells the site's Rung plugin where the app is and what to sign with; said again, it takes the newest. Null: the plugin is not there. */
  link(access: WooCommerceAccess, link: PluginLink): Promise<LinkedPlugin | null>;
  /** Makes the plugin forget us; one that is gone already is no error. */
  unlink(access: WooCommerceAccess): Promise<void>;
}

/** What the plugin is told when it is linked (`secret` is never logged). */
export interface PluginLink {
  readonly appUrl: string;
  /** The store's public name in what the plugin sends. */
  readonly storeKey: string;
  readonly secret: string;
  readonly programName: string;
}

/** What the plugin says of itself and its surroundings. */
export interface LinkedPlugin {
  readonly plugin: string;
}

export interface WooCommerceDoorAddress {
  readonly deliveryUrl: string;
  readonly secret: string;
}
