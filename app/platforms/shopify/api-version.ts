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

/** Asked for when the merchant wants gift cards as rewards. */
export const GIFT_CARD_SCOPES: readonly string[] = ['read_gift_cards', 'write_gift_cards'];

/** Asked for when the merchant wants store credit as a reward. */
export const STORE_CREDIT_SCOPES: readonly string[] = [
  'read_store_credit_accounts',
  'read_store_credit_account_transactions',
  'write_store_credit_account_transactions',
];
