import { addProduct, stockShelf, type ProductInput } from './catalog.ts';
import { toText } from './amounts.ts';
import { restTime } from './clock.ts';
import { SimulatorRefusal } from './refusal.ts';
import type { Product, Shop } from './shop-state.ts';
import { shopOf, type World } from './world.ts';

export interface ShopInput {
  /** "demo.myshopify.com". */
  readonly domain: string;
  readonly name?: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly taxesIncluded?: boolean;
  readonly taxPercent?: string;
  readonly plan?: 'basic' | 'advanced' | 'plus';
  readonly subscriptions?: boolean;
  readonly scopes?: readonly string[];
  readonly installed?: boolean;
  readonly protectedData?: 0 | 1 | 2;
  readonly restoreRate?: number;
  readonly bucketSize?: number;
  /** The first id of the shop: give two shops the same one to make their ids equal. */
  readonly idBase?: number;
  /** False: an empty shelf. */
  readonly catalog?: boolean;
}

const RESTORE_RATES = { basic: 100, advanced: 200, plus: 1000 } as const;

/** Opens a shop on the simulated platform (by default installed and with goods on its shelf). Refuses a domain that exists. */
export function openShop(world: World, input: ShopInput): Shop {
  const domain = input.domain.toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/.test(domain))
    throw new SimulatorRefusal(`"${input.domain}" is no shop domain (name.myshopify.com)`);
  if (world.shops.has(domain)) throw new SimulatorRefusal(`the shop ${domain} is open already`);
  const handle = domain.split('.')[0] ?? domain;
  let id = input.idBase ?? 5_000_000_000_000 + world.shops.size * 10_000_000_000;
  let orderNumber = 1000;
  const plan = input.plan ?? 'basic';
  const shop: Shop = {
    domain,
    handle,
    id: 60_000_000_001 + world.shops.size,
    name: input.name ?? handle.replace(/-/g, ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    currency: input.currency ?? 'EUR',
    timeZone: input.timeZone ?? 'Europe/Berlin',
    taxesIncluded: input.taxesIncluded ?? true,
    taxPercent: input.taxPercent ?? '19',
    plan,
    subscriptions: input.subscriptions ?? false,
    createdAt: world.clock.now(),
    installed: input.installed ?? true,
    scopes: input.scopes ?? world.settings.scopes,
    protectedData: input.protectedData ?? 2,
    restoreRate: input.restoreRate ?? RESTORE_RATES[plan],
    bucketSize: input.bucketSize ?? RESTORE_RATES[plan] * 20,
    products: new Map(),
    collections: new Map(),
    customers: new Map(),
    orders: new Map(),
    discounts: new Map(),
    codes: new Map(),
    bulkCreations: new Map(),
    jobs: new Map(),
    metafields: new Map(),
    definitions: new Map(),
    merges: new Map(),
    giftCards: new Map(),
    giftCardLimitMinor: 200_000,
    giftCardSearchLagMs: 0,
    storeCredit: { enabled: true, bookings: [] },
    nextId: () => ++id,
    nextOrderNumber: () => ++orderNumber,
  };
  world.shops.set(domain, shop);
  if (input.catalog !== false) stockShelf(shop);
  return shop;
}

/** The desk's tools for shops, their shelves and the app's place in them. */
export function createShopDesk(world: World, killTokens: (shop: Shop) => void) {
  const describe = (shop: Shop) => ({
    domain: shop.domain,
    handle: shop.handle,
    shopId: String(shop.id),
    name: shop.name,
    currency: shop.currency,
    timeZone: shop.timeZone,
    installed: shop.installed,
    scopes: [...shop.scopes],
    orders: shop.orders.size,
    customers: shop.customers.size,
    adminUrl: `/store/${shop.handle}/apps/rung`,
  });
  return {
    createShop: (input: ShopInput) => describe(openShop(world, input)),
    listShops: (_input: object = {}) => [...world.shops.values()].map(describe),
    getShop: ({ shop }: { readonly shop: string }) => describe(shopOf(world, shop)),
    createProduct: ({ shop, ...input }: ProductInput & { readonly shop: string }) => {
      const place = shopOf(world, shop);
      return productView(addProduct(place, input), place);
    },
    listProducts: ({ shop }: { readonly shop: string }) => {
      const place = shopOf(world, shop);
      return [...place.products.values()].map((product) => productView(product, place));
    },
    /** The merchant adds the app; the app learns of it when it is first opened. */
    install: ({ shop, scopes }: { readonly shop: string; readonly scopes?: readonly string[] }) => {
      const place = shopOf(world, shop);
      place.installed = true;
      place.scopes = scopes ?? world.settings.scopes;
      return describe(place);
    },
    /** The merchant removes the app: its tokens die at once, the message comes after. */
    uninstall: ({ shop }: { readonly shop: string }) => {
      const place = shopOf(world, shop);
      killTokens(place);
      place.installed = false;
      world.tell(place, [{ topic: 'app/uninstalled', payload: shopPayload(place) }]);
      return describe(place);
    },
    changeScopes: ({ shop, scopes }: { readonly shop: string; readonly scopes: readonly string[] }) => {
      const place = shopOf(world, shop);
      const previous = place.scopes;
      place.scopes = [...scopes];
      const payload = {
        id: place.id,
        previous: [...previous],
        current: [...scopes],
        updated_at: restTime(world.clock.now(), place.timeZone),
      };
      world.tell(place, [{ topic: 'app/scopes_update', payload }]);
      return describe(place);
    },
    /** Two days after the removal of the app, or on demand. */
    redactShop: ({ shop }: { readonly shop: string }) => {
      const place = shopOf(world, shop);
      world.tell(place, [{ topic: 'shop/redact', payload: { shop_id: place.id, shop_domain: place.domain } }]);
      return describe(place);
    },
    /** What the app (or anybody) wrote on an owner: "gid://shopify/Customer/1". */
    getMetafields: ({ shop, ownerId }: { readonly shop: string; readonly ownerId: string }) =>
      [...shopOf(world, shop).metafields.values()]
        .filter((field) => field.ownerId === ownerId)
        .map(({ namespace, key, type, value }) => ({ namespace, key, type, value })),
    /** What stands on the app's own installation: themes read it as `app.metafields.<namespace>.<key>`. */
    getAppMetafields: ({ shop }: { readonly shop: string }) =>
      [...shopOf(world, shop).metafields.values()]
        .filter(({ ownerId }) => ownerId.startsWith('gid://shopify/AppInstallation/'))
        .map(({ namespace, key, type, value }) => ({ namespace, key, type, value })),
  };
}

function productView(product: Product, shop: Shop) {
  return {
    productId: String(product.id),
    variantId: String(product.variantId),
    title: product.title,
    price: toText(product.priceMinor, shop.currency),
    productType: product.productType,
    giftCard: product.giftCard,
    requiresShipping: product.requiresShipping,
  };
}

function shopPayload(shop: Shop): object {
  return {
    id: shop.id,
    name: shop.name,
    email: `owner@${shop.handle}.example`,
    domain: `${shop.handle}.example`,
    myshopify_domain: shop.domain,
    currency: shop.currency,
    iana_timezone: shop.timeZone,
    taxes_included: shop.taxesIncluded,
    plan_name: shop.plan,
    plan_display_name: shop.plan,
    created_at: restTime(shop.createdAt, shop.timeZone),
    admin_graphql_api_id: `gid://shopify/Shop/${shop.id}`,
  };
}
