import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { UnknownMemberPage } from '#app/components/members/unknown-member-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import { redirectWithin } from '#app/http/admin-redirect.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('member.unknown.title'));

/** In place of a store: the one whose admin the page stands in. In place of a customer: the one that the admin names in `?id=`. */
const HERE = 'here';

/** Where a link on a store's own page of a customer leads: to the member's page, or to why there is none. */
export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId, storeId } = await authenticateMerchant(request, context);
  const store = params['store'] === HERE ? storeId : (params['store'] ?? '');
  const customerId = params['customerId'] === HERE ? (new URL(request.url).searchParams.get('id') ?? '') : (params['customerId'] ?? '');
  const found = await context.services.findMemberByPlatform({ programId, store, customerId });
  if (found.kind === 'no-store') throw new Response(null, { status: 404, statusText: 'Not Found' });
  if (found.kind === 'known') throw redirectWithin(request, `/app/members/${found.memberId}`);
  return { customerId: found.customerId, nowMs: context.now() };
}

export default function MemberByPlatform() {
  return <UnknownMemberPage {...useLoaderData<typeof loader>()} />;
}
