import type { WooCommerceSites } from '#app/contracts/woocommerce.ts';
import type { WooCommerceConnections } from '#app/store/woocommerce-connections.ts';
import type { Desk } from './desk.ts';
import type { StoreAddress } from './services.ts';

/** What connecting sites needs besides the desk. */
export interface WooCommerceTools {
  readonly desk: Desk;
  readonly sites: WooCommerceSites;
  readonly connections: WooCommerceConnections;
  /** The public address of the app. */
  readonly appUrl: string;
  /** Called whenever a site's plugin was told where the app is, also hourly: it should be given the program then. Must not throw. */
  readonly onLinked?: (address: StoreAddress) => Promise<void>;
}
