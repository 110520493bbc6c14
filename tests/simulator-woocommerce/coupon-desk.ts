import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { couponPayload, type CouponPayload } from './coupon-payload.ts';
import { toMicro } from './decimals.ts';
import { momentOfLocal, wallClock } from './local-time.ts';
import type { Order } from './order-state.ts';
import { couponByCode, mergeMeta, type Coupon, type DiscountType, type MetaInput, type Site } from './site-state.ts';

/** The body of a coupon as the REST API takes it. `date_expires` is the shop's local time; `date_expires_gmt` is passed over, as by WooCommerce. */
export interface CouponBody {
  readonly code?: string;
  readonly amount?: string;
  readonly status?: string;
  readonly discount_type?: string;
  readonly description?: string;
  readonly date_expires?: string | null;
  readonly date_expires_gmt?: string | null;
  readonly individual_use?: boolean;
  readonly product_ids?: readonly number[];
  readonly excluded_product_ids?: readonly number[];
  readonly usage_limit?: number | null;
  readonly usage_limit_per_user?: number | null;
  readonly limit_usage_to_x_items?: number | null;
  readonly free_shipping?: boolean;
  readonly product_categories?: readonly number[];
  readonly excluded_product_categories?: readonly number[];
  readonly exclude_sale_items?: boolean;
  readonly minimum_amount?: string;
  readonly maximum_amount?: string;
  readonly email_restrictions?: readonly string[];
  readonly meta_data?: readonly MetaInput[];
}

const TYPES: readonly string[] = ['percent', 'fixed_cart', 'fixed_product'];

/** What WooCommerce refuses in a coupon; `code` is the REST error code. */
export class CouponRefusal extends SimulatorRefusal {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Makes a coupon and tells it. Refuses a code that exists already (trashed ones count too) and an empty one. */
export function createCoupon(site: Site, body: CouponBody): Coupon {
  const code = cleanCode(body.code ?? '');
  if (code === '') throw new CouponRefusal('woocommerce_rest_coupon_empty_code', 'The coupon code cannot be empty.');
  if (couponByCode(site, code)) throw new CouponRefusal('woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists');
  const now = site.clock.now();
  const coupon: Coupon = {
    id: site.next('post'),
    createdAt: now,
    modifiedAt: now,
    code,
    amount: 0,
    status: 'publish',
    discountType: 'fixed_cart',
    description: '',
    expiresAt: null,
    usageCount: 0,
    individualUse: false,
    productIds: [],
    excludedProductIds: [],
    usageLimit: null,
    usageLimitPerUser: null,
    limitToItems: null,
    freeShipping: false,
    categories: [],
    excludedCategories: [],
    excludeSaleItems: false,
    minimum: 0,
    maximum: 0,
    emails: [],
    usedBy: [],
    meta: [],
  };
  change(site, coupon, body);
  site.coupons.set(coupon.id, coupon);
  site.tell([
    { topic: 'coupon.created', resourceId: coupon.id },
    { topic: 'coupon.updated', resourceId: coupon.id },
  ]);
  return coupon;
}

/** Changes a coupon and tells it. Refuses the code of another one. */
export function updateCoupon(site: Site, coupon: Coupon, body: CouponBody): Coupon {
  if (body.code !== undefined) {
    const other = couponByCode(site, cleanCode(body.code));
    if (other && other.id !== coupon.id)
      throw new CouponRefusal('woocommerce_rest_coupon_code_already_exists', 'The coupon code already exists');
    coupon.code = cleanCode(body.code);
  }
  change(site, coupon, body);
  coupon.modifiedAt = site.clock.now();
  site.tell([{ topic: 'coupon.updated', resourceId: coupon.id }]);
  return coupon;
}

/** Deletes for good (which webhooks do not tell) or moves to the trash. */
export function deleteCoupon(site: Site, coupon: Coupon, force: boolean): void {
  if (force) {
    site.coupons.delete(coupon.id);
    return;
  }
  coupon.status = 'trash';
  site.tell([{ topic: 'coupon.deleted', resourceId: coupon.id }]);
}

function cleanCode(code: string): string {
  return code
    .replaceAll(/<[^>]*>/g, '')
    .trim()
    .toLowerCase();
}

function change(site: Site, coupon: Coupon, body: CouponBody): void {
  if (body.discount_type !== undefined && !TYPES.includes(body.discount_type))
    throw new CouponRefusal('rest_invalid_param', `discount_type is not one of ${TYPES.join(', ')}.`);
  if (body.email_restrictions?.some((email) => !/^[^@\s]+@[^@\s]+$/.test(email)))
    throw new CouponRefusal('coupon_invalid_email_address', 'Invalid email address restriction.');
  const { product_ids, excluded_product_ids, product_categories, excluded_product_categories, email_restrictions } = body;
  if (body.amount !== undefined) coupon.amount = toMicro(body.amount);
  if (body.status !== undefined) coupon.status = body.status;
  if (body.discount_type !== undefined) coupon.discountType = body.discount_type as DiscountType;
  if (body.description !== undefined) coupon.description = body.description;
  if (body.date_expires !== undefined) coupon.expiresAt = expiry(site, body.date_expires);
  if (body.individual_use !== undefined) coupon.individualUse = body.individual_use;
  if (product_ids) coupon.productIds = [...product_ids];
  if (excluded_product_ids) coupon.excludedProductIds = [...excluded_product_ids];
  if (body.usage_limit !== undefined) coupon.usageLimit = limit(body.usage_limit);
  if (body.usage_limit_per_user !== undefined) coupon.usageLimitPerUser = limit(body.usage_limit_per_user);
  if (body.limit_usage_to_x_items !== undefined) coupon.limitToItems = limit(body.limit_usage_to_x_items);
  if (body.free_shipping !== undefined) coupon.freeShipping = body.free_shipping;
  if (product_categories) coupon.categories = [...product_categories];
  if (excluded_product_categories) coupon.excludedCategories = [...excluded_product_categories];
  if (body.exclude_sale_items !== undefined) coupon.excludeSaleItems = body.exclude_sale_items;
  if (body.minimum_amount !== undefined) coupon.minimum = amount(body.minimum_amount);
  if (body.maximum_amount !== undefined) coupon.maximum = amount(body.maximum_amount);
  if (email_restrictions) coupon.emails = email_restrictions.map((email) => email.toLowerCase());
  if (body.meta_data) mergeMeta(site, coupon.meta, body.meta_data);
}

function limit(value: number | null): number | null {
  return value === null || value === 0 ? null : value;
}

function amount(text: string): number {
  return text === '' ? 0 : toMicro(text);
}

function expiry(site: Site, text: string | null): number | null {
  if (text === null || text === '') return null;
  const wall = wallClock(text);
  if (wall === null) throw new CouponRefusal('rest_invalid_param', 'Invalid parameter(s): date_expires');
  return momentOfLocal(wall, site.settings);
}

const UNCOUNTED = ['cancelled', 'failed', 'trash', 'checkout-draft', 'auto-draft'];

/** Counts the uses of an order's coupons, or gives them back, after its status changed (a refund gives nothing back). */
export function countCouponUses(site: Site, order: Order): void {
  const shouldCount = !UNCOUNTED.includes(order.status);
  if (shouldCount === order.couponsCounted) return;
  order.couponsCounted = shouldCount;
  const user = order.customerId === 0 ? order.billing.email.toLowerCase() : String(order.customerId);
  for (const line of order.coupons) {
    const coupon = site.coupons.get(line.couponId);
    if (!coupon) continue;
    coupon.usageCount = Math.max(0, coupon.usageCount + (shouldCount ? 1 : -1));
    if (shouldCount) {
      if (user !== '') coupon.usedBy.push(user);
    } else {
      const at = coupon.usedBy.indexOf(user);
      if (at >= 0) coupon.usedBy.splice(at, 1);
    }
  }
}

/** The counter for coupons. */
export function createCouponDesk(site: Site) {
  const found = (code: string): Coupon => required(couponByCode(site, code), `there is no coupon "${code}"`);
  return {
    createCoupon: (body: CouponBody & { readonly code: string }): CouponPayload => couponPayload(site, createCoupon(site, body)),
    updateCoupon: ({ id, ...body }: CouponBody & { readonly id: number }): CouponPayload =>
      couponPayload(site, updateCoupon(site, required(site.coupons.get(id), `there is no coupon ${id}`), body)),
    deleteCoupon: ({ code, force }: { readonly code: string; readonly force?: boolean }): { readonly deleted: number } => {
      const coupon = found(code);
      deleteCoupon(site, coupon, force ?? true);
      return { deleted: coupon.id };
    },
    coupon: ({ code }: { readonly code: string }): CouponPayload => couponPayload(site, found(code)),
    coupons: (_input: object = {}): CouponPayload[] => [...site.coupons.values()].map((coupon) => couponPayload(site, coupon)),
  };
}
