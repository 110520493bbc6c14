import type { OrderLine } from '../order.ts';
import type { ProductFilter } from '../values.schema.ts';

/** What a line's product was when the order was first settled: a later change of the catalogue changes nothing (rules, 2). */
export interface ProductFacts {
  readonly productId: string | null;
  readonly vendor: string | null;
  readonly productType: string | null;
  readonly collections: readonly string[];
  readonly tags: readonly string[];
  readonly giftCard: boolean;
}

export function productFactsOf(line: OrderLine): ProductFacts {
  const { productId, vendor, productType, collections, tags, giftCard } = line;
  return { productId, vendor, productType, collections, tags, giftCard };
}

/** True when the filter names nothing at all. */
export function namesNothing(filter: ProductFilter): boolean {
  return Object.values(filter).every((list) => list.length === 0);
}

/** The first thing in the filter that the product is or has ("tag sale", "vendor Acme"); null when the filter does not name it. */
export function namedIn(filter: ProductFilter, product: ProductFacts): string | null {
  if (product.productId !== null && filter.productIds.includes(product.productId)) return 'product';
  const collection = product.collections.find((id) => filter.collections.includes(id));
  if (collection !== undefined) return `collection ${collection}`;
  const tag = product.tags.find((name) => filter.tags.includes(name));
  if (tag !== undefined) return `tag ${tag}`;
  if (product.vendor !== null && filter.vendors.includes(product.vendor)) return `vendor ${product.vendor}`;
  if (product.productType !== null && filter.productTypes.includes(product.productType)) return `type ${product.productType}`;
  return null;
}

/** Whether a rule about these products is about this one: an empty filter is about all. */
export function isMeant(filter: ProductFilter, product: ProductFacts): boolean {
  return namesNothing(filter) || namedIn(filter, product) !== null;
}
