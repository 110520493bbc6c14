import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { AnalyticsPage } from '#app/components/analytics/analytics-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import { filtersText, readAnalyticsWish } from '#app/http/analytics-wish.ts';
import { authenticateMerchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('nav.analytics'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { timeZone, stores } = await readOverviewOf(merchant, context);
  const { programId } = merchant;
  const { wish, period } = readAnalyticsWish(new URL(request.url).searchParams, { programId, timeZone, now: context.now() });
  const { storeId, tierId, channel, campaignId } = wish;
  return {
    view: await context.services.readAnalytics(wish),
    period,
    filters: { storeId, tierId, channel, campaignId },
    search: filtersText({ wish, period }),
    stores: stores.map((store) => ({ storeId: store.storeId, domain: store.domain })),
    nowMs: context.now(),
  };
}

export default function Analytics() {
  return <AnalyticsPage {...useLoaderData<typeof loader>()} />;
}
