import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { UnknownOrderPage } from '#app/components/orders/unknown-order-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import { redirectWithin } from '#app/http/admin-redirect.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('order.unknown.title'));

/** In place of a store: the one whose admin the page stands in. In place of an order: the one that the admin names in `?id=`. */
const HERE = 'here';

/** Where a link on a store's own order page leads: to the points of that order, or to an offer to fetch it. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId, storeId } = await authenticateMerchant(request, context);
  const store = params['store'] === HERE ? storeId : (params['store'] ?? '');
  const orderId = params['orderId'] === HERE ? (new URL(request.url).searchParams.get('id') ?? '') : (params['orderId'] ?? '');
  const found = await context.services.findOrderByPlatform({ programId, store, orderId });
  if (found.kind === 'no-store') throw new Response(null, { status: 404, statusText: 'Not Found' });
  if (found.kind === 'known') throw redirectWithin(request, `/app/orders/${found.storeId}/${encodeURIComponent(found.orderId)}`);
  return { storeId: found.storeId, orderId: found.orderId, wanted: found.wanted, nowMs: context.now() };
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { programId, storeId, staff } = await authenticateMerchant(request, context);
  const store = params['store'] === HERE ? storeId : (params['store'] ?? '');
  const orderId = params['orderId'] === HERE ? (new URL(request.url).searchParams.get('id') ?? '') : (params['orderId'] ?? '');
  const found = await context.services.findOrderByPlatform({ programId, store, orderId });
  if (found.kind === 'unknown')
    await context.services.wantOrder({ programId, storeId: found.storeId, orderId: found.orderId, staffId: staff.id });
  return { outcome: 'wanted' } as const;
}

export default function OrderByPlatform() {
  return <UnknownOrderPage {...useLoaderData<typeof loader>()} />;
}
