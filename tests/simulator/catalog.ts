import { currencyDigits, toMinor } from './amounts.ts';
import type { Product, Shop } from './shop-state.ts';

/** What a caller says of a product; the rest is filled in. */
export interface ProductInput {
  readonly title: string;
  /** Decimal text in the shop's currency. */
  readonly price: string;
  readonly vendor?: string;
  readonly productType?: string;
  readonly tags?: readonly string[];
  /** Titles; a collection comes into being when it is first named. */
  readonly collections?: readonly string[];
  readonly giftCard?: boolean;
  readonly requiresShipping?: boolean;
  readonly taxPercent?: string;
}

/** A small coffee roaster's shelf: prices that divide badly, a gift card, a download, a service, and one thing taxed differently. */
const SHELF: readonly ProductInput[] = [
  {
    title: 'House Blend, 250 g',
    price: '9.90',
    productType: 'Coffee',
    collections: ['Coffee'],
    tags: ['coffee', 'blend'],
    taxPercent: '7',
  },
  {
    title: 'House Blend, 1 kg',
    price: '32.50',
    productType: 'Coffee',
    collections: ['Coffee'],
    tags: ['coffee', 'blend'],
    taxPercent: '7',
  },
  {
    title: 'Yirgacheffe, 250 g',
    price: '13.80',
    productType: 'Coffee',
    collections: ['Coffee', 'Single origin'],
    tags: ['coffee'],
    taxPercent: '7',
  },
  {
    title: 'Night Shift Espresso, 500 g',
    price: '18.40',
    productType: 'Coffee',
    collections: ['Coffee'],
    tags: ['coffee', 'espresso'],
    taxPercent: '7',
  },
  { title: 'Hand grinder', price: '89.00', productType: 'Gear', collections: ['Gear'], tags: ['gear'] },
  { title: 'Glass dripper', price: '24.95', productType: 'Gear', collections: ['Gear'], tags: ['gear'] },
  { title: 'Paper filters, 100', price: '5.49', productType: 'Gear', collections: ['Gear'], tags: ['gear'] },
  { title: 'Stoneware cup', price: '16.00', productType: 'Cups', collections: ['Gear'], tags: ['gift'] },
  {
    title: 'Brewing course (video)',
    price: '39.00',
    productType: 'Course',
    collections: ['Courses'],
    tags: ['digital'],
    requiresShipping: false,
  },
  { title: 'Gift card 25', price: '25.00', productType: 'Gift card', giftCard: true, requiresShipping: false, taxPercent: '0' },
];

/** Puts a product on the shop's shelf. */
export function addProduct(shop: Shop, input: ProductInput): Product {
  for (const title of input.collections ?? []) {
    if (!shop.collections.has(title)) shop.collections.set(title, shop.nextId());
  }
  const product: Product = {
    id: shop.nextId(),
    variantId: shop.nextId(),
    title: input.title,
    priceMinor: toMinor(input.price, shop.currency),
    vendor: input.vendor ?? shop.name,
    productType: input.productType ?? '',
    tags: input.tags ?? [],
    collections: input.collections ?? [],
    giftCard: input.giftCard ?? false,
    requiresShipping: input.requiresShipping ?? true,
    taxPercent: input.taxPercent ?? shop.taxPercent,
    sku: `SKU-${shop.products.size + 1}`,
  };
  shop.products.set(product.id, product);
  return product;
}

/** Fills a new shop with the sample shelf. Where the currency has no decimals, 9.90 becomes 990. */
export function stockShelf(shop: Shop): void {
  const wholeOnly = currencyDigits(shop.currency) === 0;
  for (const input of SHELF) {
    addProduct(shop, wholeOnly ? { ...input, price: input.price.replace('.', '') } : input);
  }
}
