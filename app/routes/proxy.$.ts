import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { proxyDoor } from '#app/http/proxy-door.ts';
import { serveShopper } from '#app/http/shopper-handlers.ts';

/** Shoppers' pages of a Shopify shop, through its app proxy. */
export function loader({ request, context, params }: LoaderFunctionArgs) {
  return serveShopper(proxyDoor, params['*'] ?? '', { request, context, params });
}

export function action({ request, context, params }: ActionFunctionArgs) {
  return serveShopper(proxyDoor, params['*'] ?? '', { request, context, params });
}
