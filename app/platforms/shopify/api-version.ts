/** The version of Shopify's Admin API that every call and every webhook speaks; shopify.app.toml says the same. */
export const SHOPIFY_API_VERSION = '2026-10';

/** What the app must be allowed to do in a shop, with the reasons in shopify.app.toml. */
export const SHOPIFY_SCOPES: readonly string[] = [
  'read_orders',
  'read_customers',
  'write_customers',
  'read_customer_merge',
  'write_discounts',
  'read_products',
  'read_locations',
  'read_shopify_payments_disputes',
  'write_app_proxy',
];
