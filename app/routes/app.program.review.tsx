import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { ReviewPage } from '#app/components/program/pages/review-page.tsx';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { review: await context.services.program.reviewDraft(programId) };
}

export default function Review() {
  return <ReviewPage review={useLoaderData<typeof loader>().review} />;
}
