import type { LoaderFunctionArgs } from '@remix-run/node';
import '#app/http/request-context.ts';

const SHOPIFYS_APP_BRIDGE = 'https://cdn.shopify.com/shopifycloud/app-bridge.js';

/** The stations of Shopify's sign-in (a page that fetches a token, a page that leaves the frame); the library answers them itself. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  try {
    await context.shopify.authenticate.admin(request);
  } catch (answer) {
    if (answer instanceof Response && context.settings.appBridgeUrl !== null)
      throw await withAppBridgeFrom(context.settings.appBridgeUrl, answer);
    throw answer;
  }
  return new Response(null, { status: 404, statusText: 'Not Found' });
}

/** The library's own pages name Shopify's address of App Bridge and know no other. */
async function withAppBridgeFrom(address: string, answer: Response): Promise<Response> {
  if (!(answer.headers.get('Content-Type') ?? '').startsWith('text/html')) return answer;
  const page = (await answer.text()).replaceAll(SHOPIFYS_APP_BRIDGE, address);
  const headers = new Headers(answer.headers);
  headers.set('Link', (headers.get('Link') ?? '').replaceAll(SHOPIFYS_APP_BRIDGE, address));
  return new Response(page, { status: answer.status, headers });
}
