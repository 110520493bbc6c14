import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { authenticateMerchant, type Merchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import type { MemberAnswer, MemberDeed } from '#app/components/member/member-answer.ts';
import { memberNameText } from '#app/components/member-name.ts';
import { MemberPage } from '#app/components/member/member-page.tsx';
import { readAdjustment } from '#app/contracts/adjustment.ts';
import { isClientId } from '#app/contracts/client-id.ts';
import { EVERYBODY, type MemberRefusal } from '#app/contracts/members.ts';
import type { Result } from '#app/domain/result.ts';
import { readForm } from '#app/http/read-body.ts';
import { pageTitle } from '#app/components/page-title.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, ({ t }) => memberNameText(data?.member.name ?? null, t));

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { programId } = merchant;
  const [member, overview] = await Promise.all([
    context.services.readMember(programId, params['id'] ?? ''),
    readOverviewOf(merchant, context),
  ]);
  const desk = member && (await context.services.members.readDesk(programId, member.memberId));
  if (member === null || desk === null) throw new Response(null, { status: 404, statusText: 'Not Found' });
  return { member, desk, tiers: overview.tiers.map(({ tierId, name }) => ({ tierId, name })), nowMs: context.now() };
}

export async function action({ request, context, params }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const memberId = params['id'] ?? '';
  const answer = isClientId(memberId) ? await act(merchant, context, { memberId, form: await readForm(request) }) : null;
  if (answer === null) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  return Response.json(answer, { status: answer.outcome === 'invalid' || answer.outcome === 'refused' ? 422 : 200 });
}

interface Asked {
  readonly memberId: string;
  readonly form: URLSearchParams;
}

async function act(merchant: Merchant, context: AppLoadContext, { memberId, form }: Asked): Promise<MemberAnswer | null> {
  const { programId, staff } = merchant;
  const { members } = context.services;
  const field = (name: string): string => (form.get(name) ?? '').trim();
  const by = { programId, memberId, staffId: staff.id };
  switch (field('intent')) {
    case 'adjust':
      return adjust(merchant, context, { memberId, form });
    case 'note':
      return isClientId(field('noteId'))
        ? said('note', await members.addNote({ ...by, noteId: field('noteId'), text: field('text') }))
        : null;
    case 'lock':
      return said('lock', await members.lockTier({ ...by, tierId: field('tier') || null, until: field('until') || null }));
    case 'block':
      return said('block', await members.setBlocked({ ...by, blocked: true }));
    case 'unblock':
      return said('unblock', await members.setBlocked({ ...by, blocked: false }));
    case 'find': {
      const wish = { ...EVERYBODY, text: field('text').slice(0, 100) };
      const found = wish.text === '' ? null : await members.list({ programId, wish, after: null });
      return { outcome: 'found', rows: (found?.rows ?? []).filter((row) => row.memberId !== memberId).slice(0, 8) };
    }
    case 'merge-preview': {
      if (!isClientId(field('from'))) return null;
      const preview = await members.previewMerge({ programId, memberId, from: field('from') });
      return preview.ok ? { outcome: 'merge-preview', preview: preview.value } : refusal(preview.refusal);
    }
    case 'merge':
      return isClientId(field('from')) ? said('merge', await members.merge({ ...by, from: field('from') })) : null;
    case 'unmerge':
      return isClientId(field('mergeId')) ? said('unmerge', await members.unmerge({ ...by, mergeId: field('mergeId') })) : null;
    case 'erase':
      return said('erase', await members.erase({ ...by, typed: field('typed') }));
    default:
      return null;
  }
}

async function adjust(merchant: Merchant, context: AppLoadContext, { memberId, form }: Asked): Promise<MemberAnswer | null> {
  const { programId, staff } = merchant;
  const field = (name: string): string => form.get(name) ?? '';
  const adjustmentId = field('adjustmentId');
  if (!isClientId(adjustmentId)) return null;
  const fields = { direction: field('direction'), points: field('points'), reason: field('reason'), note: field('note') };
  const { units } = await readOverviewOf(merchant, context);
  const read = readAdjustment(fields, { adjustmentId, scale: units?.points.scale ?? 0 });
  if (!read.ok) return { outcome: 'invalid', problems: read.refusal };
  const adjusted = await context.services.adjustPoints({ ...read.value, programId, memberId, actorId: staff.id, isOwner: staff.isOwner });
  return adjusted.ok ? { outcome: 'done', what: 'adjust', memberId, adjustmentId, points: read.value.points } : refusal(adjusted.refusal);
}

function said(what: MemberDeed, done: Result<{ readonly memberId: string }, MemberRefusal>): MemberAnswer {
  return done.ok ? { outcome: 'done', what, memberId: done.value.memberId } : refusal(done.refusal);
}

function refusal({ reason, message }: MemberRefusal): MemberAnswer {
  return { outcome: 'refused', reason, message };
}

export default function Member() {
  return <MemberPage {...useLoaderData<typeof loader>()} />;
}
