import { z } from 'zod';
import type { ShopifyClient } from './client.ts';
import { SHOP_DETAILS } from './operations.ts';

/** What a program needs to know of a shop when it is connected. */
export interface ShopDetails {
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  /** IANA name ("Europe/Berlin"). */
  readonly timeZone: string;
  readonly taxesIncluded: boolean;
  /** A shop for trying things out: its test orders may earn. */
  readonly development: boolean;
}

const answer = z.object({
  shop: z.object({
    name: z.string(),
    myshopifyDomain: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
    taxesIncluded: z.boolean(),
    plan: z.object({ partnerDevelopment: z.boolean() }).nullish(),
  }),
});

/** Asks Shopify who the shop is. Throws PlatformError. */
export async function readShopDetails(client: ShopifyClient, shop: string): Promise<ShopDetails> {
  const { shop: details } = await client.run(shop, SHOP_DETAILS, { variables: {}, answer });
  return {
    domain: details.myshopifyDomain,
    name: details.name,
    currency: details.currencyCode,
    timeZone: details.ianaTimezone,
    taxesIncluded: details.taxesIncluded,
    development: details.plan?.partnerDevelopment ?? false,
  };
}
