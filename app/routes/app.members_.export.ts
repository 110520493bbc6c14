import type { ActionFunctionArgs } from '@remix-run/node';
import { readMemberWish } from '#app/contracts/members.ts';
import { memberCsv } from '#app/http/member-csv.ts';
import { authenticateMerchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';

/** The members that the filter shows, as a file; posted, because a filter may hold a name. Sent page by page as it is read. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const wish = readMemberWish(await readForm(request));
  const { tiers } = await readOverviewOf(merchant, context);
  const pages = context.services.members.exportList({ programId: merchant.programId, wish, staffId: merchant.staff.id });
  return new Response(memberCsv(pages, new Map(tiers.map(({ tierId, name }) => [tierId, name]))), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="members.csv"',
      'Cache-Control': 'no-store',
    },
  });
}
