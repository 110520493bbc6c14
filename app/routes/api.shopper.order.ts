import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { orderIdSchema } from '#app/contracts/extension-requests.ts';
import { extensionDoor, wrongMethod } from '#app/http/extension-door.ts';
import { answer, sayNo } from '#app/http/proxy-door.ts';

/** What one order earned, for the thank-you and order pages: GET with `order`. Which order it is is the page's word; what is told depends on the token. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { shopper } = await extensionDoor({ request, context, params }, 'order');
  const { address, customerId } = shopper;
  const orderId = orderIdSchema.safeParse(new URL(request.url).searchParams.get('order'));
  if (!orderId.success) return sayNo(request, { status: 400, word: 'not_understood' });
  const view = await context.services.readOrderPoints(address, { orderId: orderId.data, customerId });
  if (view.state === 'hidden' || (view.state === 'earned' && !view.own))
    context.log.info(
      { storeId: address.storeId, orderId: orderId.data, told: view.state },
      'somebody asked about an order that is not provably theirs',
    );
  return answer(view);
}

export function action({ request }: ActionFunctionArgs) {
  return wrongMethod(request, 'GET');
}
