import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { undoRequestSchema } from '#app/contracts/shopper-requests.ts';
import { answer, refusal, sayNo, takeProxyCall } from '#app/http/proxy-door.ts';
import { statusOfRefusal } from '#app/http/refusal-status.ts';

/** A reward given back before it was used: POST through the shop's app proxy. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { address, customerId, body } = await takeProxyCall({ request, context }, 'undo', undoRequestSchema);
  const { memberId } = await context.services.readShopper(address, customerId);
  if (memberId === null) return sayNo(request, { status: 404, word: 'not_joined' });
  const undone = await context.services.undoRedemption({ address, memberId, redemptionId: body.redemptionId.toLowerCase() });
  if (undone.ok) return answer({ redemption: undone.value });
  return refusal(statusOfRefusal(undone.refusal.reason), { code: undone.refusal.reason, message: undone.refusal.message });
}

export function loader({ request }: LoaderFunctionArgs) {
  return sayNo(request, { status: 405, word: 'wrong_way', headers: { Allow: 'POST' } });
}
