import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import type { OrderView } from '#app/contracts/reading.ts';
import { OrderPage } from '#app/components/order/order-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import { redirectWithin } from '#app/http/admin-redirect.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, ({ t }) => t('order.title', { name: data?.orders[0]?.name ?? '' }));

/** In place of a store: whichever has the order. */
const ANY_STORE = '-';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const orderId = params['id'] ?? '';
  const orders = await context.services.readOrder(programId, orderId);
  const [only, another] = orders;
  if (params['store'] === ANY_STORE && only && !another)
    throw redirectWithin(request, `/app/orders/${only.storeId}/${encodeURIComponent(only.orderId)}`);
  const shown = params['store'] === ANY_STORE ? orders : orders.filter((order) => order.storeId === params['store']);
  if (shown.length === 0) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return { orders: shown, nowMs: context.now() };
}

export default function Order() {
  const { orders, nowMs } = useLoaderData<typeof loader>();
  // Remix's type of what JSON carries makes the field of type `unknown` optional; it is always there.
  return <OrderPage orders={orders as readonly OrderView[]} nowMs={nowMs} />;
}
