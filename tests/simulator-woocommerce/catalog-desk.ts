import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { toMicro } from './decimals.ts';
import { productPayload, type ProductPayload } from './product-payload.ts';
import type { Product, Site } from './site-state.ts';

export interface ProductInput {
  readonly id?: number;
  readonly name: string;
  /** As the shop enters prices. */
  readonly price: string;
  readonly regularPrice?: string;
  readonly sku?: string;
  readonly virtual?: boolean;
  readonly taxable?: boolean;
  readonly taxPercent?: string;
  readonly categoryIds?: readonly number[];
}

/** Makes a product and tells it. Refuses an id that is taken. */
export function createProduct(site: Site, input: ProductInput): Product {
  if (input.id !== undefined && site.products.has(input.id)) throw new SimulatorRefusal(`there is a product ${input.id} already`);
  const id = input.id ?? site.next('post');
  site.reserve('post', id);
  const now = site.clock.now();
  const price = toMicro(input.price);
  const product: Product = {
    id,
    createdAt: now,
    modifiedAt: now,
    name: input.name,
    sku: input.sku ?? '',
    price,
    regularPrice: input.regularPrice === undefined ? price : toMicro(input.regularPrice),
    virtual: input.virtual ?? false,
    taxable: input.taxable ?? true,
    taxPercent: input.taxPercent ?? null,
    categoryIds: [...(input.categoryIds ?? [15])],
  };
  for (const category of product.categoryIds) if (!site.categories.has(category)) site.categories.set(category, `Category ${category}`);
  site.products.set(id, product);
  site.tell([{ topic: 'product.created', resourceId: id }]);
  return product;
}

/** The counter for products. */
export function createCatalogDesk(site: Site) {
  const found = (id: number): Product => required(site.products.get(id), `there is no product ${id}`);
  return {
    createProduct: (input: ProductInput): ProductPayload => productPayload(site, createProduct(site, input)),
    updateProduct: ({ id, name, price }: { readonly id: number; readonly name?: string; readonly price?: string }): ProductPayload => {
      const product = found(id);
      if (name !== undefined) product.name = name;
      if (price !== undefined) product.price = product.regularPrice = toMicro(price);
      product.modifiedAt = site.clock.now();
      site.tell([{ topic: 'product.updated', resourceId: id }]);
      return productPayload(site, product);
    },
    /** Lines of old orders stay; with `forget` their product_id reads 0 from now on. */
    deleteProduct: ({ id, forget }: { readonly id: number; readonly forget?: boolean }): { readonly deleted: number } => {
      found(id);
      site.products.delete(id);
      for (const line of [...site.orders.values()].flatMap((order) => order.lines)) {
        if (forget === true && line.productId === id) line.productId = 0;
      }
      return { deleted: id };
    },
    products: (_input: object = {}): ProductPayload[] => [...site.products.values()].map((product) => productPayload(site, product)),
  };
}
