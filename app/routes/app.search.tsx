import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { type SearchAnswer, SearchPage } from '#app/components/search-page.tsx';
import { redirectWithin } from '#app/http/admin-redirect.ts';
import { readForm } from '#app/http/read-body.ts';
import { pageTitle } from '#app/components/page-title.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('search.title'));

const MAX_QUERY_LENGTH = 200;

export async function loader({ request, context }: LoaderFunctionArgs) {
  await authenticateMerchant(request, context);
  return { nowMs: context.now() };
}

/** Posted, not asked for by address: what is looked for may be an e-mail, and addresses end up in logs. One hit leads straight to its page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const query = ((await readForm(request)).get('query') ?? '').trim().slice(0, MAX_QUERY_LENGTH);
  if (query === '') return { query, hits: null } satisfies SearchAnswer;
  const { services } = context;
  const [member, orders, codes] = await Promise.all([
    services.readMember(programId, query),
    services.readOrder(programId, query),
    services.readCode(programId, query),
  ]);
  const hits: NonNullable<SearchAnswer['hits']> = [
    ...(member === null ? [] : [{ kind: 'member' as const, name: member.name, url: `/app/members/${member.memberId}` }]),
    ...orders.map((order) => ({
      kind: 'order' as const,
      name: order.name,
      url: `/app/orders/${order.storeId}/${encodeURIComponent(order.orderId)}`,
    })),
    ...codes.flatMap(({ code, redemption }) =>
      redemption === null ? [] : [{ kind: 'code' as const, name: code, url: `/app/members/${redemption.memberId}` }],
    ),
  ];
  const [only, another] = hits;
  if (only && !another) throw redirectWithin(request, only.url);
  return { query, hits } satisfies SearchAnswer;
}

export default function Search() {
  const { nowMs } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return <SearchPage answer={answer ?? null} nowMs={nowMs} />;
}
