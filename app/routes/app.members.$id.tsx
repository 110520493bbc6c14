import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { authenticateMerchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import type { AdjustmentAnswer } from '#app/components/member/adjust-card.tsx';
import { MemberPage } from '#app/components/member/member-page.tsx';
import { readAdjustment } from '#app/contracts/adjustment.ts';
import { isClientId } from '#app/contracts/client-id.ts';
import { readForm } from '#app/http/read-body.ts';
import { pageTitle } from '#app/components/page-title.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, ({ t }) => data?.member.name || t('member.unnamed'));

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const [member, overview] = await Promise.all([
    context.services.readMember(merchant.programId, params['id'] ?? ''),
    readOverviewOf(merchant, context),
  ]);
  if (member === null) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return { member, tierNames: Object.fromEntries(overview.tiers.map((tier) => [tier.tierId, tier.name])), nowMs: context.now() };
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { programId, staff } = await authenticateMerchant(request, context);
  const form = await readForm(request);
  const field = (name: string) => form.get(name) ?? '';
  const adjustmentId = field('adjustmentId');
  const memberId = params['id'] ?? '';
  if (!isClientId(adjustmentId) || !isClientId(memberId)) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const fields = { direction: field('direction'), points: field('points'), reason: field('reason'), note: field('note') };
  const read = readAdjustment(fields, adjustmentId);
  if (!read.ok) return Response.json({ outcome: 'invalid', problems: read.refusal } satisfies AdjustmentAnswer, { status: 422 });
  const adjusted = await context.services.adjustPoints({ ...read.value, programId, memberId, actorId: staff.id, isOwner: staff.isOwner });
  if (!adjusted.ok)
    return Response.json({ outcome: 'refused', message: adjusted.refusal.message } satisfies AdjustmentAnswer, { status: 422 });
  return { outcome: 'done', adjustmentId, points: read.value.points } satisfies AdjustmentAnswer;
}

export default function Member() {
  const { member, tierNames, nowMs } = useLoaderData<typeof loader>();
  return <MemberPage member={member} tierNames={tierNames} nowMs={nowMs} />;
}
