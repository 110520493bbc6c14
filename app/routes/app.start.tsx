import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { type StartAnswer, StartPage } from '#app/components/start/start-page.tsx';
import { firstProgramSchema } from '#app/contracts/first-program.ts';
import { offeredTemplates } from '#app/domain/program/templates/offered-templates.ts';
import { shapeProgram } from '#app/domain/program/templates/shape-program.ts';
import { authenticateMerchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { readJson } from '#app/http/read-json.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('start.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const [editor, overview, firstSteps] = await Promise.all([
    context.services.program.readEditor(merchant.programId),
    readOverviewOf(merchant, context),
    context.services.program.readFirstSteps(merchant.programId),
  ]);
  const { currency, timeZone, newestNo, nowMs } = editor;
  return { shop: { name: overview.programName, currency, timeZone }, newestNo, published: firstSteps.published, nowMs };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { programId, staff } = await authenticateMerchant(request, context);
  const choice = firstProgramSchema.safeParse(await readJson(request));
  if (!choice.success) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const { templateId, newestNo, locale, ...shape } = choice.data;
  const { currency, timeZone, nowMs } = await context.services.program.readEditor(programId);
  // The name is the shape's: a missing one is for the document's own check to tell.
  const offers = offeredTemplates({ name: templateId, currency, timeZone, locale, now: nowMs });
  const offer = offers.find(({ template }) => template.id === templateId);
  if (!offer) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const document = shapeProgram(offer.program, shape);
  const published = await context.services.program.publishFirst({ programId, staffId: staff.id, newestNo, document });
  if (published.ok) return { outcome: 'done', versionNo: published.value.versionNo } satisfies StartAnswer;
  return Response.json({ outcome: 'refused', ...published.refusal } satisfies StartAnswer, { status: 422 });
}

export default function Start() {
  return <StartPage {...useLoaderData<typeof loader>()} />;
}
