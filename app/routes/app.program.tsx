import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Outlet, type ShouldRevalidateFunction, useLoaderData } from '@remix-run/react';
import { unlessFailed } from '#app/components/failed-deed.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import type { ProgramAnswer } from '#app/components/program/editor/use-command.ts';
import { editorTitle, ProgramFrame } from '#app/components/program/program-frame.tsx';
import { type ProgramCommand, programCommandSchema } from '#app/contracts/program-commands.ts';
import { mayDo } from '#app/domain/staff/rights.ts';
import { authenticateMerchant, type Merchant } from '#app/http/authenticate-merchant.ts';
import { readJson } from '#app/http/read-json.ts';

export { keepWhatWasTyped as clientAction } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches, location }) =>
  pageTitle(matches, (words) => editorTitle(location.pathname, words));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { editor: await context.services.program.readEditor(programId) };
}

/** Going from one page of the editor to another reads nothing: the draft is at hand. */
export const shouldRevalidate: ShouldRevalidateFunction = (change) => {
  const { currentUrl, nextUrl, formMethod } = change;
  const within = [currentUrl, nextUrl].every(({ pathname }) => pathname.startsWith('/app/program'));
  return within && formMethod === undefined && currentUrl.pathname !== nextUrl.pathname ? false : unlessFailed(change);
};

export async function action({ request, context }: ActionFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const command = programCommandSchema.safeParse(await readJson(request));
  if (!command.success) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const answer = await carryOut(command.data, merchant, context.services.program);
  return Response.json(answer satisfies ProgramAnswer, { status: answer.outcome === 'refused' ? 422 : 200 });
}

type Desk = ActionFunctionArgs['context']['services']['program'];

async function carryOut(command: ProgramCommand, { programId, staff }: Merchant, desk: Desk): Promise<ProgramAnswer> {
  const who = { programId, staffId: staff.id };
  switch (command.intent) {
    case 'save': {
      const { document, revision, basedOn } = command;
      const saved = await desk.saveDraft({ ...who, document, revision, basedOn });
      return saved.ok ? { outcome: 'saved', draft: saved.value } : { outcome: 'refused', ...saved.refusal };
    }
    case 'discard': {
      const discarded = await desk.discardDraft({ ...who, revision: command.revision });
      return discarded.ok ? { outcome: 'done' } : { outcome: 'refused', ...discarded.refusal };
    }
    case 'rebase': {
      const rebased = await desk.rebaseDraft({ ...who, revision: command.revision });
      return rebased.ok ? { outcome: 'done' } : { outcome: 'refused', ...rebased.refusal };
    }
    case 'publish': {
      const published = await desk.publishDraft({ ...who, revision: command.revision, from: command.from });
      return published.ok ? { outcome: 'published', versionNo: published.value.versionNo } : { outcome: 'refused', ...published.refusal };
    }
    case 'roll-back': {
      const back = await desk.rollBack({ ...who, versionNo: command.versionNo, newestNo: command.newestNo });
      return back.ok ? { outcome: 'published', versionNo: back.value.versionNo } : { outcome: 'refused', ...back.refusal };
    }
    case 'pause':
      if (!mayDo(staff, 'program.publish'))
        return { outcome: 'refused', reason: 'not-allowed', message: 'Your role does not allow this.', problems: [] };
      await desk.pause({ ...who, paused: command.paused });
      return { outcome: 'done' };
  }
}

export default function ProgramLayout() {
  // A document is JSON by itself; Remix's types of answers do not know that.
  const { editor } = useLoaderData() as Awaited<ReturnType<typeof loader>>;
  return (
    <ProgramFrame editor={editor}>
      <Outlet />
    </ProgramFrame>
  );
}
