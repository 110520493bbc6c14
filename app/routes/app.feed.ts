import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

const MOST = 60;
const MAX_CURSOR_LENGTH = 200;

/** What happened after a cursor of the feed, newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const after = new URL(request.url).searchParams.get('after') ?? '';
  if (after.length > MAX_CURSOR_LENGTH) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const entries = await context.services.readFeed(programId, { limit: MOST, ...(after === '' ? {} : { after }) });
  return Response.json({ entries }, { headers: { 'Cache-Control': 'no-store' } });
}
