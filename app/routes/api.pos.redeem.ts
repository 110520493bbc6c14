import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { tillRedeemRequestSchema } from '#app/contracts/extension-requests.ts';
import { answerResult, takeStaffCall, wrongMethod } from '#app/http/extension-door.ts';

/** Staff redeem for the member whose six digits they were shown: POST. The same `redemptionId` again answers the same redemption. */
export async function action({ request, context, params }: ActionFunctionArgs) {
  const { address, staffId, body } = await takeStaffCall({ request, context, params }, 'till-redeem', tillRedeemRequestSchema);
  return answerResult(await context.services.till.redeem({ address, staffId, ...body, points: body.points ?? null }));
}

export function loader({ request }: LoaderFunctionArgs) {
  return wrongMethod(request, 'POST');
}
