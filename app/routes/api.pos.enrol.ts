import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { enrolRequestSchema } from '#app/contracts/extension-requests.ts';
import { answerResult, takeStaffCall, wrongMethod } from '#app/http/extension-door.ts';

/** Staff enrol the customer of the cart: POST. */
export async function action({ request, context, params }: ActionFunctionArgs) {
  const { address, staffId, body } = await takeStaffCall({ request, context, params }, 'till', enrolRequestSchema);
  return answerResult(await context.services.till.enrol({ address, staffId, customerId: body.customerId }));
}

export function loader({ request }: LoaderFunctionArgs) {
  return wrongMethod(request, 'POST');
}
