import { toText } from './decimals.ts';
import { resourceLinks } from './links.ts';
import { gmtTime, localTime } from './local-time.ts';
import type { Product, Site } from './site-state.ts';

/** The part of a product that the stand-in plays. */
export function productPayload(site: Site, product: Product) {
  const price = toText(product.price, site.settings.decimals);
  const regular = toText(product.regularPrice, site.settings.decimals);
  const slug = product.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return {
    id: product.id,
    name: product.name,
    slug,
    permalink: `${site.homeUrl}/product/${slug}/`,
    date_created: localTime(product.createdAt, site.settings),
    date_created_gmt: gmtTime(product.createdAt),
    date_modified: localTime(product.modifiedAt, site.settings),
    date_modified_gmt: gmtTime(product.modifiedAt),
    type: 'simple',
    status: 'publish',
    sku: product.sku,
    price,
    regular_price: regular,
    sale_price: price === regular ? '' : price,
    on_sale: price !== regular,
    virtual: product.virtual,
    downloadable: false,
    tax_status: product.taxable ? 'taxable' : 'none',
    tax_class: '',
    categories: product.categoryIds.map((id) => categoryPayload(site, id)),
    images: [],
    parent_id: 0,
    variations: [],
    meta_data: [],
    _links: resourceLinks(site, 'products', product.id),
  };
}

export type ProductPayload = ReturnType<typeof productPayload>;

/** A product's category in short. */
export function categoryPayload(site: Site, id: number) {
  const name = site.categories.get(id) ?? `Category ${id}`;
  return { id, name, slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') };
}
