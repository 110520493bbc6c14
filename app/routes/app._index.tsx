import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useRevalidator } from '@remix-run/react';
import { useCallback, useRef } from 'react';
import { mayDo } from '#app/domain/staff/rights.ts';
import { authenticateMerchant, noRight, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { HomeBody } from '#app/components/home/home-body.tsx';
import { pageTitle } from '#app/components/page-title.ts';

export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, ({ t }) => data?.overview.programName ?? t('nav.home'));

const FEED_START = 60;
const NUMBERS_EVERY_MS = 5_000;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const [overview, numbers, feed, firstSteps, low] = await Promise.all([
    readOverviewOf(merchant, context),
    context.services.readCoreNumbers(merchant.programId),
    // The feed names members; who may not see them sees the numbers alone.
    mayDo(merchant.staff, 'members.see') ? context.services.readFeed(merchant.programId, { limit: FEED_START }) : null,
    context.services.program.readFirstSteps(merchant.programId),
    context.services.rewards.readRunningLow(merchant.programId),
  ]);
  const { storeId } = merchant;
  return { overview, numbers, feed, firstSteps, low, storeId, apiKey: context.settings.apiKey, nowMs: context.now() };
}

/** The only thing that the first page changes: its checklist is put away. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { programId, staff } = await authenticateMerchant(request, context);
  if (!mayDo(staff, 'program.edit')) throw noRight();
  await context.services.program.hideFirstSteps(programId, staff.id);
  return null;
}

export default function Home() {
  return <HomeBody {...useLoaderData<typeof loader>()} onNews={useFreshNumbers()} />;
}

/** Reads the numbers again when something happened, at most every five seconds. */
function useFreshNumbers(): () => void {
  const { revalidate } = useRevalidator();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null;
      revalidate();
    }, NUMBERS_EVERY_MS);
  }, [revalidate]);
}
