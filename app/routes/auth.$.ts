import type { LoaderFunctionArgs } from '@remix-run/node';
import '#app/http/request-context.ts';

/** The stations of Shopify's sign-in (a page that fetches a token, a page that leaves the frame); the library answers them itself. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.shopify.authenticate.admin(request);
  return new Response(null, { status: 404, statusText: 'Not Found' });
}
