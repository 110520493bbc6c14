import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { redeemRequestSchema } from '#app/contracts/shopper-requests.ts';
import { answer, refusal, sayNo, takeProxyCall } from '#app/http/proxy-door.ts';
import { statusOfRefusal } from '#app/http/refusal-status.ts';

/** Points for a reward: POST through the shop's app proxy. The same `redemptionId` again answers the same redemption. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { address, customerId, body } = await takeProxyCall({ request, context }, 'redeem', redeemRequestSchema);
  const { memberId } = await context.services.readShopper(address, customerId);
  if (memberId === null) return sayNo(request, { status: 404, word: 'not_joined' });
  const { rewardId, redemptionId, points } = body;
  const redeemed = await context.services.redeem({
    address,
    memberId,
    rewardId,
    redemptionId: redemptionId.toLowerCase(),
    points: points ?? null,
    actor: { kind: 'member', id: memberId },
  });
  if (redeemed.ok) return answer({ redemption: redeemed.value });
  return refusal(statusOfRefusal(redeemed.refusal.reason), { code: redeemed.refusal.reason, message: redeemed.refusal.message });
}

export function loader({ request }: LoaderFunctionArgs) {
  return sayNo(request, { status: 405, word: 'wrong_way', headers: { Allow: 'POST' } });
}
