import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';
import { DataPage } from '#app/components/settings/data-page.tsx';
import { isClientId } from '#app/contracts/client-id.ts';
import type { ExportAnswer } from '#app/contracts/program-export.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('data.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { exports: await context.services.exports.list(programId), nowMs: context.now() };
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const { exports } = context.services;
  const form = await readForm(request);
  const actor = { programId, staffId: staff.id };
  const exportId = form.get('exportId') ?? '';
  const intent = form.get('intent');
  if (intent !== 'start' && (intent !== 'cancel' || !isClientId(exportId)))
    throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const done = intent === 'start' ? await exports.start(actor) : await exports.cancel({ ...actor, exportId });
  const answer: ExportAnswer = done.ok
    ? { outcome: 'exports', exports: await exports.list(programId) }
    : { outcome: 'refused', reason: done.refusal.reason };
  return Response.json(answer, { status: done.ok ? 200 : 422 });
}

export default function Data() {
  const { exports, nowMs } = useLoaderData<typeof loader>();
  return <DataPage exports={exports} nowMs={nowMs} />;
}
