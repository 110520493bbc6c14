import type { ActionFunctionArgs } from '@remix-run/node';
import type { PictureAnswer } from '#app/contracts/rewards.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readBytes } from '#app/http/read-body.ts';

/** A picture that a browser has made small is far below this; whatever is above it comes from elsewhere. */
const MOST_BYTES = 1_048_576;

/** Takes a picture as the body of the request and answers the name by which the program may use it. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const body = await readBytes(request, MOST_BYTES);
  // What was not read would stand before the next request on the same connection.
  if (!body.ok) return answered({ outcome: 'refused', reason: 'too-large' }, { Connection: 'close' });
  if (body.value.length === 0) return answered({ outcome: 'refused', reason: 'empty' });
  const kept = await context.services.rewards.keepPicture({ programId, staffId: staff.id, bytes: body.value });
  return answered(kept.ok ? { outcome: 'kept', ...kept.value } : { outcome: 'refused', reason: kept.refusal });
}

function answered(answer: PictureAnswer, headers: Record<string, string> = {}): Response {
  const status = answer.outcome === 'kept' ? 200 : answer.reason === 'too-large' ? 413 : 422;
  return Response.json(answer, { status, headers });
}
