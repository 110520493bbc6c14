import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';
import { MessagesPage, type ReplayAnswer } from '#app/components/messages-page.tsx';
import { readForm } from '#app/http/read-body.ts';
import { pageTitle } from '#app/components/page-title.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('messages.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { inbox: await context.services.readInbox(programId), nowMs: context.now() };
}

/** Makes a message wait again that was given up. Only one of this program's can be named. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const id = (await readForm(request)).get('id') ?? '';
  const { rows } = await context.services.readInbox(programId);
  const replayed = rows.some((row) => row.id === id) ? await context.services.replayMessage(id) : null;
  return { outcome: replayed === null ? 'gone' : 'waiting' } satisfies ReplayAnswer;
}

export default function Messages() {
  const { inbox, nowMs } = useLoaderData<typeof loader>();
  return <MessagesPage inbox={inbox} nowMs={nowMs} />;
}
