import { Readable } from 'node:stream';
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node';
import { isClientId } from '#app/contracts/client-id.ts';
import { authenticateMerchant, noRight } from '#app/http/authenticate-merchant.ts';

/** The file with everything of the program, sent piece by piece. Gone after seven days. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId, staff } = await authenticateMerchant(request, context);
  const exportId = params['id'] ?? '';
  if (!isClientId(exportId)) throw new Response(null, { status: 404, statusText: 'Not Found' });
  const opened = await context.services.exports.open({ programId, staffId: staff.id, exportId });
  if (!opened.ok) throw opened.refusal.reason === 'not-allowed' ? noRight() : new Response(null, { status: 404, statusText: 'Not Found' });
  const { bytes, madeAt, parts } = opened.value;
  return new Response(createReadableStreamFromReadable(Readable.from(parts, { objectMode: false })), {
    headers: {
      'Content-Type': 'application/zip',
      'Content-Length': String(bytes),
      'Content-Disposition': `attachment; filename="rung-${madeAt.slice(0, 10)}.zip"`,
      'Cache-Control': 'no-store',
    },
  });
}
