import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { SettingsPage } from '#app/components/settings-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('settings.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const [overview, exports] = await Promise.all([context.services.readOverview(programId), context.services.readDataExports(programId)]);
  return { overview, exports: exports.map(({ id, requestKey, createdAt }) => ({ id, requestKey, createdAt })), nowMs: context.now() };
}

export default function Settings() {
  const { overview, exports, nowMs } = useLoaderData<typeof loader>();
  return <SettingsPage overview={overview} exports={exports} nowMs={nowMs} />;
}
