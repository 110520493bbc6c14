import type { LoaderFunctionArgs } from '@remix-run/node';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

/** The file of a data request, to pass on to the customer who asked. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const exports = await context.services.readDataExports(programId);
  const found = exports.find((candidate) => candidate.id === params['id']);
  if (!found) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return new Response(JSON.stringify(found.file, null, 2), {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="customer-data-${found.createdAt.slice(0, 10)}.json"`,
      'Cache-Control': 'no-store',
    },
  });
}
