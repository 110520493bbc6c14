import type { StorefrontCode, StorefrontTillCode } from '#app/contracts/storefront.ts';
import type { CartDoor, CartState } from './carts.ts';
import type { OpenWith, PanelStand, WidgetConfig } from './config.ts';
import type { Scene } from './model.ts';

type Screen = (scene: Scene) => HTMLElement[];

/** All but the first view: codes and the cart, the other tabs, guests, the celebration. Loaded when somebody has need of one of them. */
export interface MoreScript {
  readonly earn: Screen;
  readonly activity: Screen;
  readonly link: Screen;
  readonly guest: Screen;
  readonly party: (scene: Scene) => HTMLElement | null;
  readonly ticket: (scene: Scene, code: StorefrontCode) => HTMLElement;
  readonly till: (scene: Scene, code: StorefrontTillCode) => HTMLElement;
  readonly codeIn: (cart: CartState | null, code: string) => 'applied' | 'waiting' | 'absent';
  cart(config: WidgetConfig): CartDoor;
  /** Gives a panel the style of these screens. */
  dress(root: PanelStand['root']): void;
}

/** The panel's script leaves this on the window. */
export interface PanelScript {
  open(stand: PanelStand, how: OpenWith): void;
}

declare global {
  interface Window {
    rungPanel?: PanelScript;
    rungMore?: MoreScript;
  }
}
