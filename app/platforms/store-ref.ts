/** A store, for whoever talks to its platform. */
export interface StoreRef {
  readonly programId: string;
  readonly storeId: string;
  /** "shop.myshopify.com" or the site's address. */
  readonly domain: string;
}
