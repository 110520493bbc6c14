import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

/** One order with its trace, for a row of the feed that somebody opened. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const orders = await context.services.readOrder(programId, params['id'] ?? '');
  const order = orders.find((candidate) => candidate.storeId === params['store']);
  if (!order) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return Response.json({ order }, { headers: { 'Cache-Control': 'no-store' } });
}
