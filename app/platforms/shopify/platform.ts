import { setTimeout as wait } from 'node:timers/promises';
import type { Instant } from '#app/domain/instant.ts';
import type { CommercePlatform } from '#app/platforms/commerce-platform.ts';
import type { ShopifyClient } from './client.ts';
import { prepareCodes, removeCode } from './discount-codes.ts';
import { publishMembers } from './members.ts';
import { publishProgram } from './program.ts';
import { createShopifyIssuing } from './value-issuing.ts';
import { glanceAtOrders, listOrdersPlaced } from './order-lists.ts';
import { fetchOrders, listChangedOrders } from './orders.ts';

export interface ShopifyPlatformOptions {
  readonly sleep?: (ms: number) => Promise<unknown>;
  readonly now?: () => Instant;
  /** Fetched lines also carry product type, tags and collections (dearer questions). Without it a fetched order says exactly what a pushed one says. */
  readonly productFacts?: boolean;
}

/** Shopify behind the port. One for the process. */
export function createShopifyPlatform(client: ShopifyClient, options: ShopifyPlatformOptions = {}): CommercePlatform {
  const orders = {
    client,
    now: options.now ?? Date.now,
    productFacts: options.productFacts ?? false,
    batchSizes: new Map<string, number>(),
  };
  const discounts = { client, sleep: options.sleep ?? ((ms: number) => wait(ms)) };
  return {
    kind: 'shopify',
    fetchOrders: (store, orderIds) => fetchOrders(orders, store, orderIds),
    listChangedOrders: (store, since, cursor) => listChangedOrders(client, store, { since, cursor }),
    listOrdersPlaced: (store, period, cursor) => listOrdersPlaced(orders, store, { period, cursor }),
    glanceAtOrders: (store, orderIds) => glanceAtOrders(client, store, orderIds),
    prepareCodes: (...request) => prepareCodes(discounts, ...request),
    // Where the code stands now is asked for; the reference would only say where it once was put.
    removeCode: (store, _discountRef, code) => removeCode(discounts, store, code),
    publishMembers: (store, members) => publishMembers(client, store, members),
    publishProgram: (store, program) => publishProgram(client, store, program),
    issuing: createShopifyIssuing(client),
  };
}
