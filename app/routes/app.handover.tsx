import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { HandoverPage } from '#app/components/handover/handover-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';
import { type HandoverAnswer, type HandoverRefusalView, type HandoverTicket, TAKE_BACK_REASONS } from '#app/contracts/handover.ts';
import type { Result } from '#app/domain/result.ts';
import { authenticateMerchant, type Merchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';
import type { HandoverServices } from '#app/services/handover/handover-desk.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('handover.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const after = new URL(request.url).searchParams.get('after');
  const page = await context.services.handover.read(merchant.programId, { after });
  return { page, isFirst: after === null, nowMs: context.now() };
}

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const answer = await act(merchant, context.services.handover, await readForm(request));
  if (answer === null) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  return Response.json(answer, { status: answer.outcome === 'refused' ? 422 : 200 });
}

async function act({ programId, staff }: Merchant, handover: HandoverServices, form: URLSearchParams): Promise<HandoverAnswer | null> {
  const field = (name: string): string => (form.get(name) ?? '').trim();
  const which = { redemptionId: field('redemptionId') };
  const staffId = staff.id;
  switch (field('intent')) {
    case 'find': {
      const ticket = await handover.find(programId, field('code').slice(0, 100));
      return ticket === null ? { outcome: 'unknown' } : { outcome: 'ticket', ticket };
    }
    case 'hand-over':
      return UUID.test(which.redemptionId) ? told('handed-over', await handover.handOver({ programId, which, staffId })) : null;
    case 'take-back': {
      const reason = TAKE_BACK_REASONS.find((known) => known === field('reason')) ?? '';
      return UUID.test(which.redemptionId) ? told('taken-back', await handover.takeBack({ programId, which, staffId, reason })) : null;
    }
    case 'stock': {
      const amount = /^[+-]?\d{1,7}$/.test(field('amount')) ? Number(field('amount')) : Number.NaN;
      const change = field('change') === 'add' ? ({ kind: 'add', by: amount } as const) : ({ kind: 'set', left: amount } as const);
      const changed = await handover.changeStock({ programId, rewardId: field('rewardId'), change, staffId });
      return changed.ok ? { outcome: 'stock', stock: changed.value } : { outcome: 'refused', reason: changed.refusal.reason };
    }
    default:
      return null;
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function told(outcome: 'handed-over' | 'taken-back', done: Result<HandoverTicket, HandoverRefusalView>): HandoverAnswer {
  return done.ok ? { outcome, ticket: done.value } : { outcome: 'refused', reason: done.refusal.reason };
}

export default function Handover() {
  return <HandoverPage {...useLoaderData<typeof loader>()} />;
}
