import type { Message } from './message.ts';

/** What every page may have to say: that something failed, or that what a link names is not here. */
export const frameEn = {
  'member.unknown.title': 'This customer has no points yet',
  'member.unknown.text': 'The store’s customer {id} is not known to Rung. They appear here with their next order, or when they join.',
  'member.unknown.all': 'Show all members',
  'table.all': { one: 'Show {count}', other: 'Show all {count}' },
  'table.fewer': 'Show fewer',
  'deed.failed': 'Something went wrong on our side. What you typed is still here; look whether it was done, and try again in a moment.',
  'deed.offline':
    'Rung did not answer. Check your connection; what you typed is still here. Look whether it was done before you try again.',
} as const satisfies Readonly<Record<string, Message>>;
