import { shopDomain } from './shop-domain.ts';

/**
 * The `fetch` that reaches Shopify. With an origin ("http://127.0.0.1:4010"), calls to `https://<shop>.myshopify.com/…` go to that origin instead,
 * with the shop in `X-Forwarded-Host`: how a stand-in for Shopify serves development and tests while the rest of the app stays as it is.
 * Other addresses are left alone. Without an origin it is the plain `fetch`.
 */
export function createPlatformFetch(adminOrigin?: string): typeof fetch {
  if (adminOrigin === undefined || adminOrigin === '') return fetch;
  const origin = new URL(adminOrigin).origin;
  return (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const shop = shopDomain(url.hostname);
    if (shop === null) return fetch(request);
    const headers = new Headers(request.headers);
    headers.set('X-Forwarded-Host', shop);
    return fetch(new Request(`${origin}${url.pathname}${url.search}`, new Request(request, { headers })));
  };
}
