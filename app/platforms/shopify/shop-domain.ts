const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com$/;

/**
 * A shop's permanent address in lower case ("my-shop.myshopify.com"), or null when the text is no such address.
 * Calls and tokens go to addresses of this form only, so that nobody can have us send a token elsewhere.
 */
export function shopDomain(text: string | null | undefined): string | null {
  const domain = text?.trim().toLowerCase() ?? '';
  return SHOP_DOMAIN.test(domain) ? domain : null;
}
