import type { StorefrontProgram } from '#app/contracts/storefront.ts';

/** What the page tells the widget: the JSON in `<script type="application/json">` inside `<rung-loyalty>`. Everything a visitor can read; nothing secret. */
export interface WidgetConfig {
  /** Where the storefront API is asked: "/apps/rung" or "/wp-json/rung/v1/storefront". */
  readonly base: string;
  readonly platform: 'shopify' | 'woocommerce';
  /** BCP 47, as the page is written: "pl-PL". */
  readonly locale: string;
  /** Address of the panel's script; what it loads later is beside it ("rung-more"), unless `more` says otherwise. */
  readonly panel: string;
  readonly more?: string;
  /** Address of the words of the page's language. */
  readonly words: string;
  /** Currency of the store, in which minimums are told. */
  readonly currency: string;
  readonly signedIn: boolean;
  /** What was published to the store; null: nothing yet. */
  readonly program: StorefrontProgram | null;
  readonly member: PublishedMember | null;
  readonly links: { readonly signIn: string; readonly join: string; readonly cart: string };
  readonly look: {
    readonly theme: 'auto' | 'light' | 'dark';
    readonly side: 'start' | 'end';
    readonly radius: 'round' | 'soft' | 'square';
  };
  /** WooCommerce: asked once for who is signed in, and only where the readable cookie says that somebody is. */
  readonly session?: string;
  /** WooCommerce: the Store API, "/wp-json/wc/store/v1". */
  readonly store?: string;
}

/** The member's state as it is published to the store. */
export interface PublishedMember {
  readonly points: number;
  readonly pending: number;
  readonly debt: number;
  readonly tier: { readonly id: string; readonly name: string; readonly multiplier: string } | null;
  readonly revision: number;
}

/** What the WooCommerce plugin says of the visitor. */
export interface Session {
  readonly signedIn: boolean;
  readonly nonce: string;
  readonly member: PublishedMember | null;
  readonly locale?: string;
}

export interface OpenWith {
  readonly tab?: string;
  readonly opener?: HTMLElement | null;
}

/** What the launcher gives the panel. */
export interface PanelStand {
  /** Loads a script once; a failed one may be tried again. */
  load(address: string): Promise<void>;
  readonly host: HTMLElement;
  readonly root: ShadowRoot;
  readonly config: WidgetConfig;
  /** Asks the WooCommerce plugin who is signed in; null on Shopify, where the proxy knows. */
  session(again?: boolean): Promise<Session | null>;
  /** What the launcher shows from now on. */
  show(points: number, tier: string | null): void;
}
