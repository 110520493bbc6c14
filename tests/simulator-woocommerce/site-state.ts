import { randomUUID } from 'node:crypto';
import type { ShopClock } from '#tests/simulator/clock.ts';
import { required } from '#tests/simulator/refusal.ts';
import type { Order } from './order-state.ts';
import { freshPlugin, type PluginState } from './plugin-state.ts';
import type { Address, BillingAddress, Meta, TaxRate } from './site-values.ts';

export interface SiteInput {
  readonly title?: string;
  readonly currency?: string;
  /** How many decimals the shop shows, whatever the currency. */
  readonly decimals?: number;
  readonly timeZone?: string;
  /** A fixed offset in hours instead of a named zone, as WordPress allows ("UTC+5.5"). */
  readonly gmtOffset?: number | null;
  readonly pricesIncludeTax?: boolean;
  /** "0": the shop charges no tax. */
  readonly taxPercent?: string;
  readonly taxLabel?: string;
  readonly hpos?: boolean;
  readonly couponsEnabled?: boolean;
  readonly version?: string;
  readonly wpVersion?: string;
  /** False: nothing answers under /wp-json/. */
  readonly prettyPermalinks?: boolean;
  /** Of the Rung plugin; null: it is not active. */
  readonly pluginVersion?: string | null;
  /** How far the time of a request signed over http may be from the site's own: 15 minutes at WooCommerce. A story whose clock alone runs ahead takes more. */
  readonly signedWithinSeconds?: number;
  /** Two products to begin with (12 and 13). */
  readonly catalog?: boolean;
}

export type SiteSettings = Required<Omit<SiteInput, 'catalog'>>;

export interface MetaInput {
  readonly id?: number;
  readonly key: string;
  readonly value: unknown;
}

export interface Customer {
  readonly id: number;
  readonly createdAt: number;
  modifiedAt: number;
  email: string;
  firstName: string;
  lastName: string;
  role: string;
  readonly username: string;
  billing: BillingAddress;
  shipping: Address;
  paying: boolean;
  meta: Meta[];
}

export interface Product {
  readonly id: number;
  readonly createdAt: number;
  modifiedAt: number;
  name: string;
  sku: string;
  /** As the shop enters prices, in millionths. */
  price: number;
  regularPrice: number;
  virtual: boolean;
  taxable: boolean;
  taxPercent: string | null;
  categoryIds: number[];
}

export type DiscountType = 'percent' | 'fixed_cart' | 'fixed_product';

export interface Coupon {
  readonly id: number;
  readonly createdAt: number;
  modifiedAt: number;
  code: string;
  amount: number;
  status: string;
  discountType: DiscountType;
  description: string;
  expiresAt: number | null;
  usageCount: number;
  individualUse: boolean;
  productIds: number[];
  excludedProductIds: number[];
  usageLimit: number | null;
  usageLimitPerUser: number | null;
  limitToItems: number | null;
  freeShipping: boolean;
  categories: number[];
  excludedCategories: number[];
  excludeSaleItems: boolean;
  minimum: number;
  maximum: number;
  emails: string[];
  usedBy: string[];
  meta: Meta[];
}

export interface ApiKey {
  readonly id: number;
  readonly description: string;
  readonly permissions: 'read' | 'write' | 'read_write';
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly nonces: Map<string, number>;
}

export interface Hook {
  readonly id: number;
  name: string;
  status: 'active' | 'paused' | 'disabled';
  topic: string;
  deliveryUrl: string;
  secret: string;
  readonly createdAt: number;
  modifiedAt: number;
  failureCount: number;
  /** A ping is owed: the next save sends it. */
  pendingPing: boolean;
}

/** Something that happened to a resource and that a webhook may tell. */
export interface SiteEvent {
  readonly topic: string;
  readonly resourceId: number;
}

/** One WordPress site with WooCommerce. Posts (orders, refunds, coupons, products) share one row of ids, as in WordPress. */
export interface Site {
  readonly settings: SiteSettings;
  readonly clock: ShopClock;
  readonly storeId: string;
  /** What the site calls itself, without a slash at the end. */
  homeUrl: string;
  readonly customers: Map<number, Customer>;
  readonly products: Map<number, Product>;
  readonly coupons: Map<number, Coupon>;
  readonly orders: Map<number, Order>;
  readonly keys: Map<string, ApiKey>;
  readonly hooks: Map<number, Hook>;
  /** What the app has told the Rung plugin. */
  readonly plugin: PluginState;
  readonly taxRates: TaxRate[];
  readonly categories: Map<number, string>;
  /** The next number of a row: 'post', 'item', 'meta', 'user', 'key', 'hook'. */
  next(row: IdRow): number;
  /** Keeps ids that somebody chose from being given out again. */
  reserve(row: IdRow, id: number): void;
  tell(events: readonly SiteEvent[]): void;
}

export type IdRow = 'post' | 'item' | 'meta' | 'itemMeta' | 'user' | 'key' | 'hook';

const FIRST_IDS: Readonly<Record<IdRow, number>> = { post: 14, item: 1, meta: 1, itemMeta: 1, user: 2, key: 1, hook: 1 };

/** An empty site. `tell` is called with everything that webhooks may want to know. */
export function createSite(input: SiteInput, clock: ShopClock, tell: (events: readonly SiteEvent[]) => void): Site {
  const ids = new Map<IdRow, number>();
  return {
    settings: {
      title: 'Roastery',
      currency: 'EUR',
      decimals: 2,
      timeZone: 'Europe/Madrid',
      gmtOffset: null,
      pricesIncludeTax: true,
      taxPercent: '21',
      taxLabel: 'IVA',
      hpos: true,
      couponsEnabled: true,
      version: '10.5.0',
      wpVersion: '6.8.7',
      prettyPermalinks: true,
      pluginVersion: null,
      signedWithinSeconds: 15 * 60,
      ...withoutCatalog(input),
    },
    clock,
    storeId: randomUUID(),
    homeUrl: '',
    customers: new Map(),
    products: new Map(),
    coupons: new Map(),
    orders: new Map(),
    keys: new Map(),
    hooks: new Map(),
    plugin: freshPlugin(),
    taxRates: [],
    categories: new Map([[15, 'Uncategorized']]),
    next: (row) => {
      const id = ids.get(row) ?? FIRST_IDS[row];
      ids.set(row, id + 1);
      return id;
    },
    reserve: (row, id) => {
      ids.set(row, Math.max(ids.get(row) ?? FIRST_IDS[row], id + 1));
    },
    tell,
  };
}

/** The settings of an input, without what only matters at the start. */
export function withoutCatalog(input: SiteInput): Omit<SiteInput, 'catalog'> {
  const { catalog: _catalog, ...settings } = input;
  return settings;
}

/** The tax rate of a percentage; made when it is new. Null for no tax. */
export function rateOf(site: Site, percent: string): TaxRate | null {
  if (Number(percent) === 0) return null;
  const known = site.taxRates.find((rate) => rate.percent === percent);
  if (known) return known;
  const id = site.taxRates.length + 1;
  const rate = { id, code: `ES-${site.settings.taxLabel}-${id}`, label: site.settings.taxLabel, percent };
  site.taxRates.push(rate);
  return rate;
}

export function orderOf(site: Site, id: number): Order {
  return required(site.orders.get(id), `there is no order ${id}`);
}

export function couponByCode(site: Site, code: string): Coupon | undefined {
  const wanted = code.trim().toLowerCase();
  return [...site.coupons.values()].find((coupon) => coupon.code === wanted);
}

export function emptyAddress(): Address {
  return {
    first_name: '',
    last_name: '',
    company: '',
    address_1: '',
    address_2: '',
    city: '',
    state: '',
    postcode: '',
    country: '',
    phone: '',
  };
}

/** Adds or replaces meta rows by id or key; a null value removes the row, as the REST API does. */
export function mergeMeta(site: Site, meta: Meta[], changes: readonly MetaInput[]): void {
  for (const change of changes) {
    const at = meta.findIndex((row) => (change.id === undefined ? row.key === change.key : row.id === change.id));
    if (change.value === null) {
      if (at >= 0) meta.splice(at, 1);
      continue;
    }
    const known = meta[at];
    if (known) known.value = change.value;
    else meta.push({ id: site.next('meta'), key: change.key, value: change.value });
  }
}
