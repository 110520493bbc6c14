import { toText } from './decimals.ts';
import { resourceLinks } from './links.ts';
import { gmtTime, localTime } from './local-time.ts';
import type { Coupon, Site } from './site-state.ts';

/** A coupon as REST and webhooks show it. */
export function couponPayload(site: Site, coupon: Coupon) {
  const { decimals } = site.settings;
  return {
    id: coupon.id,
    code: coupon.code,
    amount: toText(coupon.amount, decimals),
    status: coupon.status,
    date_created: localTime(coupon.createdAt, site.settings),
    date_created_gmt: gmtTime(coupon.createdAt),
    date_modified: localTime(coupon.modifiedAt, site.settings),
    date_modified_gmt: gmtTime(coupon.modifiedAt),
    discount_type: coupon.discountType,
    description: coupon.description,
    date_expires: localTime(coupon.expiresAt, site.settings),
    date_expires_gmt: gmtTime(coupon.expiresAt),
    usage_count: coupon.usageCount,
    individual_use: coupon.individualUse,
    product_ids: [...coupon.productIds],
    excluded_product_ids: [...coupon.excludedProductIds],
    usage_limit: coupon.usageLimit,
    usage_limit_per_user: coupon.usageLimitPerUser,
    limit_usage_to_x_items: coupon.limitToItems,
    free_shipping: coupon.freeShipping,
    product_categories: [...coupon.categories],
    excluded_product_categories: [...coupon.excludedCategories],
    exclude_sale_items: coupon.excludeSaleItems,
    minimum_amount: toText(coupon.minimum, decimals),
    maximum_amount: toText(coupon.maximum, decimals),
    email_restrictions: [...coupon.emails],
    used_by: [...coupon.usedBy],
    meta_data: coupon.meta.map((row) => ({ ...row })),
    _links: resourceLinks(site, 'coupons', coupon.id),
  };
}

export type CouponPayload = ReturnType<typeof couponPayload>;
