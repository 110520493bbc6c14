import type { ActionFunctionArgs } from '@remix-run/node';
import { codeAddress, storeOf } from '#app/components/qr/address.ts';
import { makeQrFile } from '#app/components/qr/make-file.server.ts';
import { QR_FILES, qrDesignSchema } from '#app/contracts/qr-design.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readJson } from '#app/http/read-json.ts';

/** Makes a file of the design that is sent along, saved or not. 422 with the reason where it cannot be made. */
export async function action({ request, context, params }: ActionFunctionArgs): Promise<Response> {
  const { programId } = await authenticateMerchant(request, context);
  const file = QR_FILES.find((name) => name === params['file']);
  if (file === undefined) throw new Response(null, { status: 404, statusText: 'Not Found' });
  const design = qrDesignSchema.safeParse(await readJson(request));
  if (!design.success) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const { stores, program } = await context.services.readQrDesk(programId);
  const store = storeOf(design.data, stores);
  if (store === null) throw new Response(null, { status: 409, statusText: 'No store is connected' });
  const made = await makeQrFile(file, {
    design: design.data,
    address: codeAddress(store, design.data),
    domain: store.domain,
    name: program.name,
    locale: program.locale,
  });
  if (!made.ok) return Response.json(made.refusal, { status: 422 });
  return new Response(made.value.body, {
    headers: {
      'Content-Type': made.value.type,
      'Content-Disposition': `attachment; filename="${file}"`,
      'Cache-Control': 'no-store',
    },
  });
}
