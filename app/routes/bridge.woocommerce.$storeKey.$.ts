import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { servePlugin } from '#app/http/plugin-handlers.ts';

/** The same pages of a WooCommerce site, through its plugin. */
export function loader({ request, context, params }: LoaderFunctionArgs) {
  return servePlugin(params['*'] ?? '', { request, context, params });
}

export function action({ request, context, params }: ActionFunctionArgs) {
  return servePlugin(params['*'] ?? '', { request, context, params });
}
