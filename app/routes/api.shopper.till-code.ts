import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { tillCodeRequestSchema } from '#app/contracts/extension-requests.ts';
import { answerResult, takeShopperCall, wrongMethod } from '#app/http/extension-door.ts';

/** Six digits to show at the till: POST by a signed-in member. */
export async function action({ request, context, params }: ActionFunctionArgs) {
  const { address, customerId } = await takeShopperCall({ request, context, params }, 'till-code', tillCodeRequestSchema);
  return answerResult(await context.services.till.makeCode({ address, customerId }));
}

export function loader({ request }: LoaderFunctionArgs) {
  return wrongMethod(request, 'POST');
}
