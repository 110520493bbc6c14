import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { joinRequestSchema } from '#app/contracts/shopper-requests.ts';
import { answer, refusal, sayNo, takeProxyCall } from '#app/http/proxy-door.ts';
import { statusOfRefusal } from '#app/http/refusal-status.ts';

/** The Join button: POST through the shop's app proxy. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { address, customerId } = await takeProxyCall({ request, context }, 'join', joinRequestSchema);
  const joined = await context.services.join({ address, customerId, via: 'storefront' });
  if (joined.ok) return answer(joined.value);
  return refusal(statusOfRefusal(joined.refusal.reason), { code: joined.refusal.reason, message: joined.refusal.message });
}

export function loader({ request }: LoaderFunctionArgs) {
  return sayNo(request, { status: 405, word: 'wrong_way', headers: { Allow: 'POST' } });
}
