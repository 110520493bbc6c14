import type { MessageKey } from '#app/i18n/translator.ts';

/** The pages that the navigation leads to, the first one being home; in Shopify's admin and in wp-admin the same. */
export const NAV_ITEMS = [
  { url: '/app', label: 'nav.home' },
  { url: '/app/program', label: 'nav.program' },
  { url: '/app/analytics', label: 'nav.analytics' },
  { url: '/app/members', label: 'nav.members' },
  { url: '/app/orders', label: 'nav.orders' },
  { url: '/app/rewards', label: 'nav.rewards' },
  { url: '/app/handover', label: 'nav.handover' },
  { url: '/app/search', label: 'nav.search' },
  { url: '/app/messages', label: 'nav.messages' },
  { url: '/app/settings', label: 'nav.settings' },
] as const satisfies readonly { readonly url: string; readonly label: MessageKey }[];
