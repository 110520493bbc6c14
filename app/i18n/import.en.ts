import type { Message } from './message.ts';

/** Bringing in a store's orders from before the program. */
export const importEn = {
  'import.title': 'Past orders',
  'import.text':
    'Give customers points for what they bought before the program began. They are told nothing and get no rewards for reaching a tier by it.',
  'import.store': 'Store',
  'import.from': 'Orders placed since',
  'import.preview': 'Show what it would give',
  'import.start': 'Import these orders',
  'import.looked': {
    one: '{count} order would be looked at, under version {version} of the program.',
    other: '{count} orders would be looked at, under version {version} of the program.',
  },
  'import.sample': {
    one: 'The oldest order ({count} of {total}) was worked through:',
    other: 'The oldest {count} orders of {total} were worked through:',
  },
  'import.gives': {
    one: '{count} order earns {points}. Members: {members}.',
    other: '{count} orders earn {points}. Members: {members}.',
  },
  'import.cost': 'As rewards these points are worth {amount}.',
  'import.hidden': 'The shop shows us no orders from before {day}. Older ones need the permission to read all orders.',
  'import.nothing': 'No order of this time would earn anything.',
  'import.state.running': 'Running',
  'import.state.paused': 'Paused',
  'import.state.done': 'Done',
  'import.state.cancelled': 'Cancelled',
  'import.since': '{store}, since {day}',
  'import.progress': 'How far the import of {store} is',
  'import.done': { one: '{done} of {count} order', other: '{done} of {count} orders' },
  'import.counting': 'Counting the orders',
  'import.left': 'About {minutes} min left',
  'import.soon': 'Less than a minute left',
  'import.failed': {
    one: '{count} order could not be read and was left out.',
    other: '{count} orders could not be read and were left out.',
  },
  'import.waits': 'The shop did not answer. We try again by ourselves. It said: {words}',
  'import.pause': 'Pause',
  'import.resume': 'Go on',
  'import.cancel': 'Cancel',
  'import.cancel.help': 'What was imported stays.',
  'import.refused.no-store': 'This store is not in the program.',
  'import.refused.not-connected': 'This store is not connected. Connect it first.',
  'import.refused.no-version': 'Publish the program first: past orders earn by its rules.',
  'import.refused.no-period': 'Choose a day before the store was connected. Later orders came in by themselves.',
  'import.refused.running': 'An import of this store is not over yet.',
  'import.refused.none': 'This import is over already.',
  'import.refused.paused': 'The program is paused: orders that come in now would earn nothing. Resume it first.',
  'import.refused.platform': 'The shop did not answer. Try again in a few minutes.',
} as const satisfies Record<string, Message>;
