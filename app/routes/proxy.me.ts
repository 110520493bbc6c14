import { createHash } from 'node:crypto';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { enterProxy, sayNo } from '#app/http/proxy-door.ts';

/** What a shopper has: GET through the shop's app proxy. The tag changes with the answer, so that an unchanged one is not sent again. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { address, customerId } = await enterProxy(request, context, 'read');
  const body = JSON.stringify(await context.services.readShopper(address, customerId));
  const tag = `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const headers = { ETag: tag, 'Cache-Control': 'private, max-age=0, stale-while-revalidate=30', Vary: 'Cookie' };
  if (knows(request, tag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' } });
}

export function action({ request }: ActionFunctionArgs) {
  return sayNo(request, { status: 405, word: 'wrong_way', headers: { Allow: 'GET' } });
}

function knows(request: Request, tag: string): boolean {
  const known = request.headers.get('If-None-Match') ?? '';
  return known.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag.slice(2));
}
