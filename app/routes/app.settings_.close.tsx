import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';
import { ClosePage } from '#app/components/settings/close-page.tsx';
import type { ClosingAnswer } from '#app/contracts/program-closing.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('close.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { desk: await context.services.closing.read(programId), nowMs: context.now() };
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const { closing, program } = context.services;
  const form = await readForm(request);
  const actor = { programId, staffId: staff.id };
  const intent = form.get('intent');
  if (intent === 'pause' || intent === 'resume') {
    await program.pause({ ...actor, paused: intent === 'pause' });
    return Response.json({ outcome: 'done', what: intent === 'pause' ? 'paused' : 'resumed' } satisfies ClosingAnswer);
  }
  if (intent !== 'ask' && intent !== 'call-off') throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const done = await (intent === 'ask' ? closing.ask({ ...actor, typed: form.get('typed') ?? '' }) : closing.callOff(actor));
  const what = intent === 'ask' ? 'asked' : 'called-off';
  const answer: ClosingAnswer = done.ok ? { outcome: 'done', what } : { outcome: 'refused', reason: done.refusal };
  return Response.json(answer, { status: done.ok ? 200 : 422 });
}

export default function Close() {
  const { desk, nowMs } = useLoaderData<typeof loader>();
  return <ClosePage desk={desk} nowMs={nowMs} />;
}
