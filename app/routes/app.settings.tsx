import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { authenticateMerchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { SettingsPage } from '#app/components/settings-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('settings.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const [overview, exports] = await Promise.all([readOverviewOf(merchant, context), context.services.readDataExports(merchant.programId)]);
  return { overview, exports: exports.map(({ id, requestKey, createdAt }) => ({ id, requestKey, createdAt })), nowMs: context.now() };
}

export default function Settings() {
  const { overview, exports, nowMs } = useLoaderData<typeof loader>();
  return <SettingsPage overview={overview} exports={exports} nowMs={nowMs} />;
}
