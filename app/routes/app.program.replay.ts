import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import type { ReplayAnswer } from '#app/contracts/program-replay.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';

/** How far the newest replay of last year's orders is, and what came of it. */
export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  const { programId } = await authenticateMerchant(request, context);
  return answer({ replay: await context.services.program.readReplay(programId), refusal: null });
}

/** Begins one with the draft as it is saved, or cancels the one that runs. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId, staff } = await authenticateMerchant(request, context);
  const { program } = context.services;
  const intent = (await readForm(request)).get('intent');
  if (intent === 'cancel') {
    await program.cancelReplay(programId);
    return answer({ replay: await program.readReplay(programId), refusal: null });
  }
  if (intent !== 'start') throw new Response(null, { status: 400, statusText: 'Bad Request' });
  const { draft } = await program.readEditor(programId);
  if (draft === null) throw new Response(null, { status: 409, statusText: 'Conflict' });
  const started = await program.startReplay({ programId, document: draft.document, staffId: staff.id });
  return started.ok ? answer({ replay: started.value, refusal: null }) : answer({ replay: null, refusal: started.refusal }, 422);
}

function answer(body: ReplayAnswer, status = 200): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } });
}
