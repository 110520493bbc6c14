import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { pageTitle } from '#app/components/page-title.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction = ({ matches }) => pageTitle(matches, ({ t }) => t('error.missing.title'));

/** An address of the admin where nobody lives: said inside the frame, so that the navigation leads on. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<never> {
  await authenticateMerchant(request, context);
  throw new Response(null, { status: 404, statusText: 'Not Found' });
}

export default function Nowhere() {
  return null;
}
