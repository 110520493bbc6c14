/** What a merchant should know of a store of their program. `words` come from the platform, in English. */
export type StoreProblem =
  | { readonly kind: 'site'; readonly words: string }
  | { readonly kind: 'plugin'; readonly words: string }
  /** The host drops the Authorization header, so the keys stand in addresses, which hosts like to log. */
  | { readonly kind: 'keys-in-query' }
  /** Shopify does not take our token any more since then: the app was uninstalled, most likely. */
  | { readonly kind: 'refused'; readonly since: string }
  /** Orders in the store's currency wait until the program has a loyalty rate for it. */
  | { readonly kind: 'no-rate'; readonly currency: string };

/** A store of a program, for the settings page. */
export interface StoreLine {
  readonly storeId: string;
  readonly platform: 'shopify' | 'woocommerce';
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  readonly connected: boolean;
  /** The reader is in this one. */
  readonly here: boolean;
  /** Of a WooCommerce site: the version of its plugin; null: it has none. */
  readonly plugin: string | null;
  readonly problems: readonly StoreProblem[];
}

/** What the settings page's action answers. */
export type StoresAnswer =
  | { readonly outcome: 'code'; readonly code: string; readonly expiresAt: string }
  | { readonly outcome: 'joined' }
  | {
      readonly outcome: 'join-refused';
      readonly reason: 'empty' | 'unknown-code' | 'frozen' | 'own-points' | 'same-program' | 'not-allowed';
    }
  | { readonly outcome: 'not-allowed' }
  | { readonly outcome: 'too-often' };

/** What came of ending a connection; `here`: it was the store of whoever asked. */
export type DisconnectAnswer =
  { readonly outcome: 'disconnected'; readonly domain: string; readonly here: boolean } | { readonly outcome: 'gone' | 'not-allowed' };
