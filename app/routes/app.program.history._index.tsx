import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { HistoryPage } from '#app/components/program/pages/history-page.tsx';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { versions: await context.services.program.readHistory(programId) };
}

export default function History() {
  return <HistoryPage versions={useLoaderData<typeof loader>().versions} />;
}
