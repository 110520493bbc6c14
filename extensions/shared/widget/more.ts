import { type CartDoor, codeIn, createCart } from './carts.ts';
import type { PanelStand, WidgetConfig } from './config.ts';
import { h } from './dom.ts';
import type { Scene } from './model.ts';
import styles from './more.css';
import { activityScreen } from './screen-activity.ts';
import { earnScreen } from './screen-earn.ts';
import { guestScreen } from './screen-guest.ts';
import { linkScreen } from './screen-link.ts';
import { celebrationScreen } from './screen-party.ts';
import { ticketScreen } from './screen-tickets.ts';

type Screen = (scene: Scene) => HTMLElement[];

/** All but the first view: codes and the cart, the other tabs, guests, the celebration. Loaded when somebody has need of one of them. */
export interface MoreScript {
  readonly earn: Screen;
  readonly activity: Screen;
  readonly link: Screen;
  readonly guest: Screen;
  readonly party: (scene: Scene) => HTMLElement | null;
  readonly ticket: typeof ticketScreen;
  readonly codeIn: typeof codeIn;
  cart(config: WidgetConfig): CartDoor;
  /** Gives a panel the style of these screens. */
  dress(root: PanelStand['root']): void;
}

let cart: CartDoor | undefined;

window.rungMore = {
  earn: earnScreen,
  activity: activityScreen,
  link: linkScreen,
  guest: guestScreen,
  party: celebrationScreen,
  ticket: ticketScreen,
  codeIn,
  cart: (config) => (cart ??= createCart(config)),
  dress: (root) => root.append(h('style', {}, styles)),
};
