import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { RollBackPage } from '#app/components/program/pages/history-page.tsx';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const versionNo = /^\d{1,9}$/.test(params['no'] ?? '') ? Number(params['no']) : 0;
  const review = await context.services.program.reviewVersion(programId, versionNo);
  if (review === null) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return { versionNo, review };
}

export default function RollBack() {
  // What is to be said is JSON by itself; Remix's types of answers do not know that.
  return <RollBackPage {...useLoaderData()} />;
}
