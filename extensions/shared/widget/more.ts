import { type CartDoor, codeIn, createCart } from './carts.ts';
import { h } from './dom.ts';
import styles from './more.css';
import { activityScreen } from './screen-activity.ts';
import { earnScreen } from './screen-earn.ts';
import { guestScreen } from './screen-guest.ts';
import { linkScreen } from './screen-link.ts';
import { celebrationScreen } from './screen-party.ts';
import { ticketScreen } from './screen-tickets.ts';
import { tillScreen } from './screen-till.ts';

let cart: CartDoor | undefined;

window.rungMore = {
  earn: earnScreen,
  activity: activityScreen,
  link: linkScreen,
  guest: guestScreen,
  party: celebrationScreen,
  ticket: ticketScreen,
  till: tillScreen,
  codeIn,
  cart: (config) => (cart ??= createCart(config)),
  dress: (root) => root.append(h('style', {}, styles)),
};
