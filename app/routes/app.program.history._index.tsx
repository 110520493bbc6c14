import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { HistoryPage } from '#app/components/program/pages/history-page.tsx';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { versions: await context.services.program.readHistory(programId) };
}

export default function History() {
  // What is to be said is JSON by itself; Remix's types of answers do not know that.
  const { versions } = useLoaderData() as Awaited<ReturnType<typeof loader>>;
  return <HistoryPage versions={versions} />;
}
