import type {
  StorefrontActivity,
  StorefrontCode,
  StorefrontLinkCode,
  StorefrontNotice,
  StorefrontProgram,
  StorefrontReward,
  StorefrontTillCode,
  StorefrontView,
} from '#app/contracts/storefront.ts';
import type { Speech } from '../storefront/speech.ts';
import type { Problem } from './api.ts';
import type { CartState } from './carts.ts';
import type { WidgetConfig } from './config.ts';

export const TABS = ['rewards', 'earn', 'activity', 'link'] as const;
export type Tab = (typeof TABS)[number];

/** What the panel knows. Screens draw it and call the actions; only the actions change it. */
export interface Model {
  view: StorefrontView | null;
  problem: Problem | null;
  tab: Tab;
  /** The key of the action that is under way; one at a time. */
  busy: string | null;
  /** What was just done or refused, said once. */
  said: { readonly text: string; readonly bad: boolean } | null;
  cart: CartState | null;
  /** The code whose undoing is being asked about. */
  undoing: string | null;
  /** Codes that were put into the cart from here, or that the cart could not be reached for. */
  tried: Readonly<Record<string, 'asked' | 'failed'>>;
  /** Just redeemed: drawn with a flourish. */
  fresh: string | null;
  /** Chosen points of rewards of a free amount. */
  chosen: Readonly<Record<string, number>>;
  copied: string | null;
  worth: number | null;
  older: readonly StorefrontActivity[];
  cursor: string | null;
  allShown: boolean;
  link: StorefrontLinkCode | null;
  till: StorefrontTillCode | null;
  celebrated: StorefrontNotice | null;
}

export interface Actions {
  close(): void;
  show(tab: Tab): void;
  reload(): void;
  join(): void;
  redeem(reward: StorefrontReward, points: number | null): void;
  choose(reward: StorefrontReward, points: number): void;
  askUndo(redemptionId: string | null): void;
  undo(code: StorefrontCode): void;
  copy(code: StorefrontCode): void;
  apply(code: StorefrontCode): void;
  older(): void;
  makeTillCode(): void;
  makeLinkCode(): void;
  link(code: string): void;
  celebrate(): void;
}

/** All that a screen needs. */
export interface Scene {
  readonly model: Model;
  readonly actions: Actions;
  readonly speech: Speech;
  readonly config: WidgetConfig;
  readonly program: StorefrontProgram;
  tierName(tierId: string | null): string;
}

export function newModel(): Model {
  return {
    view: null,
    problem: null,
    tab: 'rewards',
    busy: null,
    said: null,
    cart: null,
    undoing: null,
    tried: {},
    fresh: null,
    chosen: {},
    copied: null,
    worth: null,
    older: [],
    cursor: null,
    allShown: false,
    link: null,
    till: null,
    celebrated: null,
  };
}
