import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { OrdersPage } from '#app/components/orders/orders-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import { readOrderWish } from '#app/contracts/orders.ts';
import { authenticateMerchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('orders.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const fields = new URL(request.url).searchParams;
  const wish = readOrderWish(fields);
  const after = fields.get('after');
  const [page, overview] = await Promise.all([
    context.services.listOrders({ programId: merchant.programId, wish, after }),
    readOverviewOf(merchant, context),
  ]);
  return { wish, page, isFirst: after === null, stores: overview.stores, nowMs: context.now() };
}

export default function Orders() {
  return <OrdersPage {...useLoaderData<typeof loader>()} />;
}
