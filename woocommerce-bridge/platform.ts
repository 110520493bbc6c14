import type { Instant } from '#app/domain/instant.ts';
import type { CommercePlatform, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { WooCommerceClient } from './client.ts';
import { prepareCodes, removeCode } from './coupons.ts';
import { publishMembers } from './members.ts';
import { glanceAtOrders, listOrdersPlaced } from './order-lists.ts';
import { fetchOrders, listChangedOrders } from './orders.ts';
import { publishProgram } from './program.ts';
import type { SiteAccess } from './site-access.ts';

export interface WooCommercePlatformOptions {
  readonly client: WooCommerceClient;
  /** Throws PlatformError 'unauthorized' for a store without keys. */
  readonly accessFor: (store: StoreRef) => Promise<SiteAccess>;
  readonly now?: () => Instant;
}

/** WooCommerce behind the port. One for the process. */
export function createWooCommercePlatform(options: WooCommercePlatformOptions): CommercePlatform {
  const tools = { client: options.client, accessFor: options.accessFor, now: options.now ?? Date.now };
  return {
    kind: 'woocommerce',
    fetchOrders: (store, orderIds) => fetchOrders(tools, store, orderIds),
    listChangedOrders: (store, since, cursor) => listChangedOrders(tools, store, { since, cursor }),
    listOrdersPlaced: (store, period, cursor) => listOrdersPlaced(tools, store, { period, cursor }),
    glanceAtOrders: (store, orderIds) => glanceAtOrders(tools, store, orderIds),
    prepareCodes: (...request) => prepareCodes(tools, ...request),
    removeCode: (store, _discountRef, code) => removeCode(tools, store, code),
    publishMembers: (store, members) => publishMembers(tools, store, members),
    publishProgram: (store, program) => publishProgram(tools, store, program),
    // WooCommerce itself has neither gift cards nor store credit.
    issuing: null,
  };
}
