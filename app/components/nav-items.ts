import type { Right } from '#app/domain/staff/rights.ts';
import type { MessageKey } from '#app/i18n/translator.ts';

/** The pages that the navigation leads to, the first one being home; in Shopify's admin and in wp-admin the same. Some show themselves only to who has a right. */
export const NAV_ITEMS = [
  { url: '/app', label: 'nav.home' },
  { url: '/app/program', label: 'nav.program' },
  { url: '/app/analytics', label: 'nav.analytics' },
  { url: '/app/members', label: 'nav.members', right: 'members.see' },
  { url: '/app/orders', label: 'nav.orders', right: 'members.see' },
  { url: '/app/rewards', label: 'nav.rewards' },
  { url: '/app/handover', label: 'nav.handover', right: 'rewards.hand-over' },
  { url: '/app/search', label: 'nav.search', right: 'members.see' },
  { url: '/app/messages', label: 'nav.messages', right: 'members.see' },
  { url: '/app/settings', label: 'nav.settings' },
] as const satisfies readonly { readonly url: string; readonly label: MessageKey; readonly right?: Right }[];

/** Those of them that open to the reader, home first. */
export function navItemsFor(may: (right: Right) => boolean): readonly NavItem[] {
  return NAV_ITEMS.filter((item) => !('right' in item) || may(item.right));
}

type NavItem = (typeof NAV_ITEMS)[number];
