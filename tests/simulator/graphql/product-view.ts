import { toText } from '../amounts.ts';
import { gid } from '../gid.ts';
import { moneyV2 } from '../money-set.ts';
import type { Product, Shop } from '../shop-state.ts';
import { connection, type PageArguments } from './connection.ts';

/** GraphQL's Product. */
export function productView(product: Product, shop: Shop): object {
  const price = toText(product.priceMinor, shop.currency);
  return {
    __typename: 'Product',
    id: gid('Product', product.id),
    legacyResourceId: String(product.id),
    title: product.title,
    handle: product.title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    productType: product.productType,
    vendor: product.vendor,
    tags: product.tags,
    isGiftCard: product.giftCard,
    status: 'ACTIVE',
    featuredMedia: null,
    onlineStoreUrl: null,
    priceRangeV2: {
      __typename: 'ProductPriceRangeV2',
      minVariantPrice: moneyV2(price, shop.currency),
      maxVariantPrice: moneyV2(price, shop.currency),
    },
    collections: (args: PageArguments) => {
      const titles = product.collections.filter((title) => shop.collections.has(title));
      return connection(titles, args, {
        name: 'Collection',
        place: (title) => [title, shop.collections.get(title) ?? 0],
        view: (title) => collectionView(title, shop.collections.get(title) ?? 0),
      });
    },
    variants: (args: PageArguments) =>
      connection([product], args, { name: 'ProductVariant', place: (one) => [1, one.variantId], view: (one) => variantView(one, shop) }),
  };
}

/** GraphQL's ProductVariant: every product has one. */
export function variantView(product: Product, shop: Shop): object {
  return {
    __typename: 'ProductVariant',
    id: gid('ProductVariant', product.variantId),
    legacyResourceId: String(product.variantId),
    title: 'Default Title',
    displayName: product.title,
    sku: product.sku,
    price: toText(product.priceMinor, shop.currency),
    product: () => productView(product, shop),
  };
}

/** GraphQL's Collection. */
export function collectionView(title: string, id: number): object {
  return {
    __typename: 'Collection',
    id: gid('Collection', id),
    title,
    handle: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    legacyResourceId: String(id),
  };
}
