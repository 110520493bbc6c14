import type { Message } from './message.ts';

/** The stores of a program: connecting, joining, disconnecting. */
export const storesEn = {
  'stores.title': 'Stores',
  'stores.text': 'All stores of a program share its members and their points.',
  'stores.here': 'This store',
  'stores.plugin': 'Plugin {version}',
  'stores.plugin.none': 'Plugin not found: points are counted, but customers see nothing in the shop yet.',
  'stores.problem.site': 'The site could not be reached last time. We keep trying. It said: {words}',
  'stores.problem.plugin': 'The plugin could not be told about this app. We try again every hour. It said: {words}',
  'stores.problem.keys-in-query':
    'The host of this site drops the Authorization header, so the keys travel in addresses, which servers like to log. Ask the host to pass the header on, then connect again.',
  'stores.problem.no-rate': 'The program has no loyalty rate for {currency}: orders in it wait and earn as soon as there is one.',

  'stores.connect': 'Connect another store',
  'stores.connect.making': 'Making a code',
  'stores.code': 'One-time code',
  'stores.code.help': 'For one store, until {until}. It is shown only now.',
  'stores.code.copy': 'Copy',
  'stores.code.copied': 'The code is copied.',
  'stores.code.select': 'The code is selected: copy it with the keyboard.',
  'stores.code.woocommerce':
    'WooCommerce: install the Rung Loyalty plugin, open WooCommerce → Rung Loyalty, enter the code and press Connect.',
  'stores.code.shopify': 'Shopify: install Rung in the other shop, open Settings there and enter the code under “Join another program”.',
  'stores.code.before': 'Do this before the other store’s customers earn their first points there.',

  'stores.join': 'Join another program',
  'stores.join.text':
    'With a code from another store, this store goes over to its program. The program it has now ends; that works only while nobody has earned points in it.',
  'stores.join.field': 'Code from the other store',
  'stores.join.button': 'Join',
  'stores.join.done': 'This store has joined the program.',
  'stores.join.refused.empty': 'Enter the code.',
  'stores.join.refused.unknown-code':
    'This code opens nothing: it was used, is older than 24 hours, or has a typing error. Ask for a new one in the other store.',
  'stores.join.refused.frozen': 'That program is frozen: no store can join it.',
  'stores.join.refused.own-points':
    'Customers have earned points in this store’s program already. Export it and import it into the other one, or go on without joining.',
  'stores.join.refused.same-program': 'This store is in that program already.',
  'stores.too-often': 'That was a little too often. Please wait a minute.',

  'stores.disconnect': 'Disconnect',
  'stores.disconnect.named': 'Disconnect {domain}',
  'stores.disconnect.sure': 'Disconnect {domain}?',
  'stores.disconnect.text':
    'Its orders no longer earn points and its customers no longer see them. Members, points and history stay, and it can be connected again.',
  'stores.disconnect.yes': 'Disconnect the store',
  'stores.disconnect.no': 'Keep it',
  'stores.disconnect.done': '{domain} is disconnected.',
  'stores.disconnect.done-here': 'This store is disconnected. You can close this page.',
  'stores.disconnect.gone': 'This store is not connected any more.',
  'stores.disconnect.failed': 'That did not work. Please try again.',
} as const satisfies Readonly<Record<string, Message>>;
