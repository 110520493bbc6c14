import type { OrderChannel } from '#app/domain/order.ts';

/** Shopify names a source by a word or by the number of the app that made the order; these numbers are Shopify's own sales channels. */
const CHANNELS: ReadonlyMap<string, OrderChannel> = new Map([
  ['web', 'web'],
  ['mobile_app', 'web'],
  ['580111', 'web'], // Online Store
  ['3890849', 'web'], // Shop app
  ['pos', 'pos'],
  ['iphone', 'pos'], // the till app's older names
  ['android', 'pos'],
  ['129785', 'pos'], // Point of Sale
  ['shopify_draft_order', 'draft'],
  ['1354745', 'draft'], // Draft Orders
]);

const MARKETPLACES = ['amazon', 'ebay', 'walmart', 'etsy', 'marketplace'];

/** The channel behind an order's source_name. An app's own orders (unknown words and numbers) are 'other'. */
export function channelOf(sourceName: string | null): OrderChannel {
  const source = sourceName?.trim().toLowerCase() ?? '';
  if (isSubscriptionSource(source)) return 'subscription';
  const known = CHANNELS.get(source);
  if (known !== undefined) return known;
  return MARKETPLACES.some((name) => source.startsWith(name)) ? 'marketplace' : 'other';
}

/** True for orders that a subscription contract made ("subscription_contract", since 2025 "subscription_contract_checkout_one"). */
export function isSubscriptionSource(sourceName: string | null): boolean {
  return sourceName?.trim().toLowerCase().startsWith('subscription_contract') ?? false;
}
