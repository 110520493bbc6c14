/**
 * What shoppers' pages read and send: the widget, the page blocks, the WooCommerce plugin and the extensions of checkout, account and till. One contract behind
 * two doors: the Shopify app proxy (`/proxy/<path>`) and its twin for the plugin (`/bridge/woocommerce/<storeKey>/<path>`).
 * Answers carry facts, not sentences: the pages have the words in their own language. Fields are added, never renamed or removed.
 * Moments are ISO 8601 texts in UTC, points whole steps of the unit, money `…Minor` in the named currency.
 */

/** How the program calls its points, in the language that was asked for: forms by the categories of Intl.PluralRules, `other` always there. */
export interface UnitNames {
  readonly locale: string;
  /** 2: the number 150 reads 1.50. */
  readonly scale: 0 | 1 | 2;
  readonly forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
}

/** Looks of the shopper's pages, chosen by the merchant. */
export interface StorefrontLook {
  /** "#rrggbb"; everything else is derived from it, with contrast kept. Null: the page's own. */
  readonly brandColour: string | null;
  readonly logoUrl: string | null;
  /** Where the button stands that opens the widget: the side that lines begin or end on, and CSS pixels above the lower edge. */
  readonly launcher?: { readonly side: 'start' | 'end'; readonly offset: number; readonly hidden: boolean };
}

/** What everybody may know of a program; published to the store, so that pages show it without asking. */
export interface StorefrontProgram {
  readonly name: string;
  readonly currency: string;
  readonly paused: boolean;
  readonly unit: UnitNames;
  readonly look: StorefrontLook;
  /** Points at joining; null: none. */
  readonly welcomePoints: number | null;
  /** What an amount earns, where one rule says it all; null: ask `worth`. Before tiers' factors. */
  readonly rate: StorefrontRate | null;
  /** From the lowest to the highest; hidden ones only where the shopper has reached them. */
  readonly tiers: readonly StorefrontTier[];
  /** The program's own words by key ("tagline", "how-1"), in the language that was asked for. */
  readonly texts: Readonly<Record<string, string>>;
}

/** `points` for each full or partial `perMinor` (exact fractions, rounded once per order). */
export interface StorefrontRate {
  readonly points: number;
  readonly perMinor: number;
  readonly rounding: 'down' | 'nearest' | 'up';
  readonly excluded: {
    readonly productIds: readonly string[];
    readonly collectionIds: readonly string[];
    readonly tags: readonly string[];
    readonly vendors: readonly string[];
    readonly types: readonly string[];
  };
}

export interface StorefrontTier {
  readonly tierId: string;
  readonly name: string;
  readonly description: string;
  readonly colour: string | null;
  /** A decimal text: "1.25" points for each point of the rules. */
  readonly multiplier: string;
  /** The ways in; one of them is enough. */
  readonly ways: readonly StorefrontWay[];
  readonly perks: readonly { readonly perkId: string; readonly name: string; readonly description: string }[];
  readonly entryPoints: number | null;
  readonly entryReward: string | null;
}

export interface StorefrontWay {
  readonly kind: 'join' | 'points' | 'spend' | 'orders' | 'visits' | 'paid' | 'product' | 'invitation' | 'top';
  readonly window: 'lifetime' | 'rolling' | 'calendar-year' | null;
  /** Points, minor units of the program's currency, or a count; null where the kind has none. */
  readonly atLeast: number | null;
}

/** GET me. */
export interface StorefrontView {
  readonly version: 1;
  /** `guest`: nobody is signed in. `not-joined`: signed in, no member yet. */
  readonly state: 'guest' | 'not-joined' | 'member' | 'blocked' | 'left' | 'paused';
  readonly program: StorefrontProgram;
  readonly points: StorefrontPoints;
  readonly tier: StorefrontStanding;
  readonly rewards: readonly StorefrontReward[];
  readonly earning: readonly StorefrontEarning[];
  readonly codes: readonly StorefrontCode[];
  /** Newest first, at most 10; older ones by GET activity. */
  readonly activity: readonly StorefrontActivity[];
  /** What must be said now, most urgent first. Showing an `expiry-warning` is recorded by this answer. */
  readonly notices: readonly StorefrontNotice[];
  /** Other stores of the program; not empty: accounts there can be linked (POST link-code, POST link). */
  readonly otherStores: readonly { readonly name: string; readonly url: string }[];
  /** The member may show a code at this store's till (POST till-code). */
  readonly tillCode: boolean;
}

export interface StorefrontPoints {
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  /** available − debt: the number people see. */
  readonly shown: number;
  /** When pending points become available, soonest first, at most 5; `at` null: not known yet (not shipped). */
  readonly arriving: readonly { readonly points: number; readonly at: string | null }[];
  /** What expires next; null: nothing does. */
  readonly expiring: { readonly points: number; readonly at: string } | null;
  /** Orders that wait for a loyalty rate of their currency. */
  readonly waitingForRate: readonly { readonly orderName: string; readonly currency: string }[];
}

export interface StorefrontStanding {
  readonly tierId: string | null;
  readonly provisional: boolean;
  /** The current tier ends then unless it is kept; null: nothing ends. */
  readonly until: string | null;
  /** The nearest way up; null at the top, or when nothing that can be counted leads there. */
  readonly next: (StorefrontProgress & { readonly tierId: string }) | null;
  /** What keeps the tier; null: nothing to do. */
  readonly keep: (StorefrontProgress & { readonly until: string }) | null;
}

/** `have` of `need`: points, minor units of the program's currency, or a count. */
export interface StorefrontProgress {
  readonly metric: 'points' | 'spend' | 'orders' | 'visits';
  readonly have: number;
  readonly need: number;
}

export interface StorefrontReward {
  readonly rewardId: string;
  readonly name: string;
  readonly description: string;
  readonly picture: string | null;
  readonly value: StorefrontValue;
  /** `points` once, or for a free amount: `step`s from `min` to `max` (what the member has and the rules allow), each worth `value`. */
  readonly cost:
    | { readonly kind: 'points'; readonly points: number }
    | { readonly kind: 'any-amount'; readonly step: number; readonly min: number; readonly max: number };
  /** The order must be at least that, in minor units of the store's currency; null: any. */
  readonly minimumMinor: number | null;
  /** 0: what it gives does not end by itself. */
  readonly validDays: number;
  readonly boundToCustomer: boolean;
  /** How far the balance is from it; 0: in reach. */
  readonly missing: number;
  readonly available: boolean;
  /** Why not, when it is not available: "points", "tier", "limit", "stock", "dates", "audience", "debt", "open-codes", "join", "paused", "kind". */
  readonly reason: string | null;
  /** What belongs to the reason: a tier's id, a day. */
  readonly reasonFact: string | null;
}

export type StorefrontValue =
  | { readonly kind: 'amount'; readonly amountMinor: number; readonly currency: string }
  | { readonly kind: 'percent' | 'product-percent'; readonly percent: number; readonly capMinor: number | null; readonly currency: string }
  | { readonly kind: 'free-shipping' | 'free-product' | 'voucher' | 'donation' | 'draw' | 'item' | 'experience' | 'staffed-perk' }
  | { readonly kind: 'gift-card' | 'store-credit'; readonly amountMinor: number; readonly currency: string };

/** A way to earn. Only kinds whose engine exists are listed. */
export interface StorefrontEarning {
  readonly ruleId: string;
  /**
   * "per-amount", "per-product", "per-order", "first-order", "nth-order", "visit", "nth-visit", "product-multiple", "welcome" (its name is empty: pages have the word),
   * "campaign-multiplier", "campaign-bonus", "campaign-extra-rate", …
   */
  readonly kind: string;
  readonly name: string;
  /** Fixed points of the rule; null where it depends on the order. */
  readonly points: number | null;
  readonly rate: Pick<StorefrontRate, 'points' | 'perMinor'> | null;
  /** Where it multiplies what orders earn: a decimal text, "2"; else missing. */
  readonly times?: string;
  readonly state: 'open' | 'done';
}

export interface StorefrontCode {
  readonly redemptionId: string;
  readonly rewardId: string;
  readonly rewardName: string;
  readonly points: number;
  /** `creating`: ask again in a second. `attached`: on an order that is not paid yet. `returning`: the points are on their way back. */
  readonly state: 'creating' | 'ready' | 'attached' | 'returning' | 'checking';
  readonly code: string | null;
  /**
   * `cart`: it takes something off an order. `counter`: it is shown to the shop's people, who hand the reward over; no cart knows it. `own`: it was handed out (`issued`);
   * once `ready` its value is the shopper's, with a code to copy where it has one.
   */
  readonly use: 'cart' | 'counter' | 'own';
  /** What was handed out: a gift card, a voucher, store credit in the account, a donation. Missing for codes of carts and counters. */
  readonly issued?: StorefrontIssued;
  readonly expiresAt: string | null;
  readonly value: StorefrontValue;
  readonly minimumMinor: number | null;
  readonly undoable: boolean;
  /** Codes belong to one store: where it can be used; where it was redeemed, for codes that are shown. */
  readonly storeName: string;
  /** In this store's cart: never where `use` is "counter". */
  readonly usableHere: boolean;
}

/** `amountMinor` null: the thing has no amount. `partner`: whose voucher it is, or the cause of a donation; empty: the shop's own. */
export interface StorefrontIssued {
  readonly kind: 'gift-card' | 'store-credit' | 'voucher' | 'donation' | 'draw';
  readonly amountMinor: number | null;
  readonly currency: string;
  readonly partner: string;
}

export interface StorefrontActivity {
  readonly id: string;
  readonly at: string;
  /**
   * "order", "refund", "matured" (waiting points can be spent now), "redeemed", "returned", "expired", "adjusted", "welcome", "tier-reward", "bonus", "moved", "merged",
   * "unmerged", "written-off", "forfeited", "import", …
   */
  readonly kind: string;
  /** Signed change of the shown balance, or of what is pending. */
  readonly points: number;
  readonly pending: boolean;
  readonly orderName: string | null;
  readonly rewardName: string | null;
  /** The short trace, in the language that was asked for: a sentence each. */
  readonly because: readonly string[];
}

/** GET activity?cursor=…: 20 older entries. */
export interface StorefrontActivityPage {
  readonly activity: readonly StorefrontActivity[];
  readonly cursor: string | null;
}

export interface StorefrontNotice {
  readonly key: string;
  readonly kind: string;
  readonly at: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** POST worth: what a cart or a product would earn now; amounts are for show, nothing is stored. */
export interface StorefrontWorth {
  readonly points: number;
  /** The same in the next tier; null at the top. */
  readonly inNextTier: { readonly tierId: string; readonly points: number } | null;
  /** The nearest bonus that the cart misses ("12.40 more for double beans"); null: none. */
  readonly nudge: { readonly missingMinor: number; readonly points: number; readonly name: string } | null;
}

/** POST redeem and POST undo. */
export interface StorefrontRedeemed {
  readonly redemption: StorefrontCode;
  readonly points: StorefrontPoints;
}

/** POST link-code: shown here, typed in at the other store within 15 minutes; proves that one person is signed in at both. */
export interface StorefrontLinkCode {
  readonly code: string;
  readonly expiresAt: string;
}

/** POST till-code: shown by the member, typed or scanned at the till; it proves one redemption, and a new one ends the one before. */
export interface StorefrontTillCode {
  /** Six digits. */
  readonly code: string;
  readonly expiresAt: string;
}
