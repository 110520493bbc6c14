import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import type { VoucherRefusal } from '#app/contracts/issuing.ts';
import type { CodesAnswer, CodesProgress } from '#app/contracts/rewards.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readText } from '#app/http/read-text.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LONGEST_NAME = 120;

/** How far the reading of the newest file is; asked while it runs. */
export async function loader({ request, context, params }: LoaderFunctionArgs): Promise<Response> {
  const { programId } = await authenticateMerchant(request, context);
  const pool = await context.services.issuing.readPool(programId, params['id'] ?? '');
  const newest = pool?.uploads[0];
  const progress: CodesProgress = {
    newest: newest === undefined ? null : { uploadId: newest.uploadId, state: newest.state, lines: newest.lines },
  };
  return Response.json(progress, { headers: { 'Cache-Control': 'no-store' } });
}

/** Reads a file of codes, which is the body of the request: `deed=preview` writes nothing, `deed=upload` keeps the codes. */
export async function action({ request, context, params }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const asked = new URL(request.url).searchParams;
  const file = { programId, rewardId: params['id'] ?? '', text: readText(request.body) };
  if (asked.get('deed') === 'preview') {
    const previewed = await context.services.issuing.previewUpload(file);
    return previewed.ok
      ? Response.json({ outcome: 'preview', preview: previewed.value } satisfies CodesAnswer)
      : refusal(previewed.refusal);
  }
  const uploadId = asked.get('upload') ?? '';
  if (asked.get('deed') !== 'upload' || !UUID.test(uploadId)) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const uploaded = await context.services.issuing.upload({
    ...{ ...file, uploadId, staffId: staff.id, importGood: asked.get('good') === '1' },
    fileName: (asked.get('file') ?? '').slice(0, LONGEST_NAME),
  });
  return uploaded.ok ? Response.json({ outcome: 'added', uploaded: uploaded.value } satisfies CodesAnswer) : refusal(uploaded.refusal);
}

/** What was not read would stand before the next request on the same connection. */
function refusal({
  reason,
  refused = null,
}: {
  readonly reason: VoucherRefusal['reason'];
  readonly refused?: VoucherRefusal['refused'] | null;
}) {
  return Response.json({ outcome: 'refused', reason, refused } satisfies CodesAnswer, { status: 422, headers: { Connection: 'close' } });
}
