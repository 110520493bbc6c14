import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { type ShouldRevalidateFunctionArgs, useLoaderData } from '@remix-run/react';
import type { MembersAnswer } from '#app/components/members/members-answer.ts';
import { MembersPage } from '#app/components/members/members-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import { readBulkTarget, readBulkTask } from '#app/contracts/bulk.ts';
import { isClientId } from '#app/contracts/client-id.ts';
import { readMemberWish } from '#app/contracts/members.ts';
import { authenticateMerchant, type Merchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';

export { keepWhatWasTyped as clientAction } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('members.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { programId } = merchant;
  const wish = readMemberWish(new URL(request.url).searchParams);
  const [list, bulks, overview] = await Promise.all([
    context.services.members.list({ programId, wish, after: null }),
    context.services.members.listBulk(programId),
    readOverviewOf(merchant, context),
  ]);
  return { wish, list, bulks, tiers: overview.tiers, stores: overview.stores, currency: overview.currency, nowMs: context.now() };
}

/** A filter that changes is asked by the page itself, by post: what is looked for may be a name, and addresses end up in logs. */
export function shouldRevalidate({ currentUrl, nextUrl, formAction, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs): boolean {
  if (formAction !== undefined || (currentUrl.pathname === nextUrl.pathname && currentUrl.search !== nextUrl.search)) return false;
  return defaultShouldRevalidate;
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const answer = await act(merchant, context, await readForm(request));
  if (answer === null) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  return Response.json(answer, { status: answer.outcome === 'refused' || answer.outcome === 'invalid' ? 422 : 200 });
}

async function act(merchant: Merchant, context: AppLoadContext, form: URLSearchParams): Promise<MembersAnswer | null> {
  const { programId, staff } = merchant;
  const { members } = context.services;
  const intent = form.get('intent');
  if (intent === 'list') {
    const wish = readMemberWish(form);
    const after = form.get('after');
    return { outcome: 'list', asked: form.get('asked') ?? '', after, list: await members.list({ programId, wish, after }) };
  }
  if (intent === 'bulks') return { outcome: 'bulks', bulks: await members.listBulk(programId) };
  const bulkId = form.get('bulkId') ?? '';
  if (!isClientId(bulkId)) return null;
  const staffAct = { programId, staffId: staff.id, isOwner: staff.isOwner, bulkId };
  if (intent === 'bulk-cancel' || intent === 'bulk-undo') {
    const changed = await (intent === 'bulk-undo' ? members.undoBulk(staffAct) : members.cancelBulk(staffAct));
    return changed.ok ? { outcome: 'bulk', bulk: changed.value } : { outcome: 'refused', refusal: changed.refusal };
  }
  const { units } = await readOverviewOf(merchant, context);
  const task = readBulkTask(form, units?.points.scale ?? 0);
  if (!task.ok) return { outcome: 'invalid', problems: task.refusal };
  const wanted = { ...staffAct, task: task.value, target: readBulkTarget(form) };
  if (intent === 'bulk-preview') {
    const preview = await members.previewBulk(wanted);
    return preview.ok ? { outcome: 'preview', preview: preview.value } : { outcome: 'refused', refusal: preview.refusal };
  }
  if (intent !== 'bulk-start') return null;
  const begun = await members.startBulk(wanted);
  return begun.ok ? { outcome: 'bulk', bulk: begun.value } : { outcome: 'refused', refusal: begun.refusal };
}

export default function Members() {
  return <MembersPage {...useLoaderData<typeof loader>()} />;
}
