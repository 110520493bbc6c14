import { currencyDigits } from './amounts.ts';
import { gid } from './gid.ts';
import { appNamespace, metafieldKey } from './graphql/metafield-view.ts';
import type { CartJson } from './storefront-cart.ts';
import type { Customer, Metafield, Product, Shop } from './shop-state.ts';
import type { World } from './world.ts';

/** Whom the page is for. */
export interface Reader {
  readonly world: World;
  readonly shop: Shop;
  readonly customer: Customer | undefined;
  /** "pl". */
  readonly locale: string;
  /** Where the shop's own paths begin: "" on its own host, else "/storefront/<shop>". */
  readonly base: string;
}

/** The global objects of Liquid that the extension reads. */
export function liquidGlobals(reader: Reader, page: { readonly product?: Product; readonly cart: CartJson }) {
  const { shop, locale, base } = reader;
  return {
    shop: { name: shop.name, currency: shop.currency, permanent_domain: shop.domain },
    request: { locale: { iso_code: locale }, page_type: page.product ? 'product' : 'page' },
    routes: {
      root_url: `${base}/`,
      cart_url: `${base}/cart`,
      account_login_url: `${base}/account/login`,
      account_register_url: `${base}/account/register`,
    },
    app: appObject(reader),
    customer: customerObject(reader),
    product: page.product ? productObject(shop, page.product) : null,
    cart: {
      ...page.cart,
      currency: { iso_code: page.cart.currency },
      items: page.cart.items.map((item) => ({ ...item, product: productObject(shop, required(shop, item.product_id)) })),
    },
  };
}

function required(shop: Shop, productId: number): Product {
  const product = shop.products.get(productId);
  if (!product) throw new Error(`product ${productId} is gone`);
  return product;
}

/** `app.metafields`: what the app wrote on its own installation. */
function appObject({ shop }: Reader): object {
  const own = [...shop.metafields.values()].filter(({ ownerId }) => ownerId.startsWith('gid://shopify/AppInstallation/'));
  const metafields: Record<string, Record<string, object>> = {};
  for (const field of own) metafields[field.namespace] = { ...metafields[field.namespace], [field.key]: { value: valueOf(field) } };
  return { metafields };
}

/** `customer`, with the app's metafields under the reserved prefix that theme extensions may write as "$app". */
function customerObject({ world, shop, customer }: Reader): object | null {
  if (!customer) return null;
  const field = shop.metafields.get(metafieldKey(gid('Customer', customer.id), appNamespace({ world }, '$app:rung'), 'member'));
  return {
    id: customer.id,
    email: customer.email,
    first_name: customer.firstName,
    metafields: { '$app:rung': field ? { member: { value: valueOf(field) } } : {} },
  };
}

function productObject(shop: Shop, product: Product): object {
  const price = (product.priceMinor * 100) / 10 ** currencyDigits(shop.currency);
  const variant = { id: product.variantId, price, title: 'Default Title', available: true };
  return {
    id: product.id,
    title: product.title,
    vendor: product.vendor,
    type: product.productType,
    tags: product.tags,
    'gift_card?': product.giftCard,
    collections: product.collections.map((title) => ({ id: shop.collections.get(title), title })),
    variants: [variant],
    selected_or_first_available_variant: variant,
  };
}

function valueOf(field: Metafield): unknown {
  return field.type === 'json' ? (JSON.parse(field.value) as unknown) : field.value;
}
