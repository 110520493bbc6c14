import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ReviewPage } from '#app/components/program/pages/review-page.tsx';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { review: await context.services.program.reviewDraft(programId) };
}

export default function Review() {
  // What is to be said is JSON by itself; Remix's types of answers do not know that.
  const { review } = useLoaderData() as Awaited<ReturnType<typeof loader>>;
  return <ReviewPage review={review} />;
}
