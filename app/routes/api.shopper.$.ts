import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { extensionDoor } from '#app/http/extension-door.ts';
import { serveShopper } from '#app/http/shopper-handlers.ts';

/** Shoppers' pages in checkout and account, by the extensions' session tokens: the same answers as through the app proxy. */
export function loader({ request, context, params }: LoaderFunctionArgs) {
  return serveShopper(extensionDoor, params['*'] ?? '', { request, context, params });
}

export function action({ request, context, params }: ActionFunctionArgs) {
  return serveShopper(extensionDoor, params['*'] ?? '', { request, context, params });
}
