import type { ActionFunctionArgs } from '@remix-run/node';
import type { DisconnectAnswer } from '#app/contracts/stores.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';

/**
 * POST /app/settings/disconnect: ends a store's connection. A door of its own, asked by plain fetch, because whoever disconnects the store that they are in can read nothing
 * afterwards, and Remix reads everything on a page anew after an action of its own.
 */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, storeId, staff } = await authenticateMerchant(request, context);
  const wanted = (await readForm(request)).get('storeId') ?? '';
  const ended = await context.stores.disconnect({ programId, storeId, staffId: staff.id }, wanted);
  const answer: DisconnectAnswer = ended.ok
    ? { outcome: 'disconnected', domain: ended.value.domain, here: wanted === storeId }
    : { outcome: ended.refusal === 'not-allowed' ? 'not-allowed' : 'gone' };
  return Response.json(answer, { status: answer.outcome === 'not-allowed' ? 403 : 200 });
}
