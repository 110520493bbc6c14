import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { sayNo } from '#app/http/proxy-door.ts';

/** Any other address below the extensions' door: an answer that an extension can read. */
export function loader({ request }: LoaderFunctionArgs) {
  return sayNo(request, { status: 404, word: 'nothing_here' });
}

export function action({ request }: ActionFunctionArgs) {
  return sayNo(request, { status: 404, word: 'nothing_here' });
}
