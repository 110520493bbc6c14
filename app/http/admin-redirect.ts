import { redirect } from '@remix-run/node';

/**
 * Leads from one admin page to another. The query goes along: in it the admin says which shop this is and who asks, and a page opened without it
 * would have to send the visitor away.
 */
export function redirectWithin(request: Request, path: string): Response {
  const query = new URL(request.url).searchParams;
  for (const name of ['_data', 'index']) query.delete(name); // Remix's own
  const search = query.toString();
  return redirect(search === '' ? path : `${path}?${search}`);
}
