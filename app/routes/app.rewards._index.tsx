import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { CataloguePage } from '#app/components/rewards/catalogue-page.tsx';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('rewards.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { view: await context.services.rewards.readCatalogue(programId), nowMs: context.now() };
}

export default function Rewards() {
  return <CataloguePage {...useLoaderData<typeof loader>()} />;
}
