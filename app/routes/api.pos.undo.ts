import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { tillUndoRequestSchema } from '#app/contracts/extension-requests.ts';
import { answerResult, takeStaffCall, wrongMethod } from '#app/http/extension-door.ts';

/** What was redeemed at this shop's tills, given back before it was used: POST. */
export async function action({ request, context, params }: ActionFunctionArgs) {
  const { address, body } = await takeStaffCall({ request, context, params }, 'till', tillUndoRequestSchema);
  return answerResult(await context.services.till.undo({ address, ...body }));
}

export function loader({ request }: LoaderFunctionArgs) {
  return wrongMethod(request, 'POST');
}
