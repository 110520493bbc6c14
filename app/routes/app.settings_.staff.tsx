import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';
import { StaffPage } from '#app/components/settings/staff-page.tsx';
import type { StaffAnswer } from '#app/contracts/staff.ts';
import type { Result } from '#app/domain/result.ts';
import { ROLES } from '#app/domain/staff/rights.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('staff.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId, staff } = await authenticateMerchant(request, context);
  const desk = await context.services.staff.readDesk({ programId, staffId: staff.id });
  if (!desk.ok) throw Response.json({ reason: desk.refusal }, { status: 403, statusText: 'Not Allowed' });
  return { desk: desk.value, nowMs: context.now() };
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const { staff: desk } = context.services;
  const form = await readForm(request);
  const actor = { programId, staffId: staff.id };
  const targetId = form.get('staffId') ?? '';
  switch (form.get('intent')) {
    case 'role': {
      const asked = form.get('role');
      const role = asked === 'default' ? null : ROLES.find((one) => one === asked);
      if (role === undefined) throw new Response(null, { status: 400, statusText: 'Bad Request' });
      return said('role', await desk.changeRole({ ...actor, targetId, role }));
    }
    case 'forget':
      return said('forget', await desk.forget({ ...actor, targetId }));
    case 'policy': {
      const revision = Number(form.get('revision') ?? Number.NaN);
      if (!Number.isSafeInteger(revision)) throw new Response(null, { status: 400, statusText: 'Bad Request' });
      return said('policy', await desk.savePolicy({ ...actor, revision, policy: readPolicyField(form.get('policy') ?? '') }));
    }
    default:
      throw new Response(null, { status: 400, statusText: 'Bad Request' });
  }
}

function readPolicyField(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function said(
  what: Extract<StaffAnswer, { outcome: 'done' }>['what'],
  done: Result<null, Extract<StaffAnswer, { outcome: 'refused' }>['reason']>,
): Response {
  const answer: StaffAnswer = done.ok ? { outcome: 'done', what } : { outcome: 'refused', reason: done.refusal };
  return Response.json(answer, { status: done.ok ? 200 : done.refusal === 'not-allowed' ? 403 : 422 });
}

export default function Staff() {
  const { desk, nowMs } = useLoaderData<typeof loader>();
  return <StaffPage desk={desk} nowMs={nowMs} />;
}
