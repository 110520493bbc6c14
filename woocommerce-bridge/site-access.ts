import type { WooCommerceAccess } from '#app/contracts/woocommerce.ts';

/** How a store's site is reached, and what its clock shows. */
export interface SiteAccess extends WooCommerceAccess {
  readonly timeZone: string;
}
