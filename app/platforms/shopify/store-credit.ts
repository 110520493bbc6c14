/** Shopify's names of the payment methods that spend money the shop owes the customer already. */
export const STORE_CREDIT_GATEWAYS: ReadonlySet<string> = new Set(['gift_card', 'shopify_store_credit']);
