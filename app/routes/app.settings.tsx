import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { authenticateMerchant, type Merchant, readOverviewOf } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';
import type { StoresAnswer } from '#app/contracts/stores.ts';
import { mayDo } from '#app/domain/staff/rights.ts';
import { SettingsPage } from '#app/components/settings-page.tsx';
import { pageTitle } from '#app/components/page-title.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(matches, ({ t }) => t('settings.title'));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const [overview, exports, stores] = await Promise.all([
    readOverviewOf(merchant, context),
    mayDo(merchant.staff, 'data.export') ? context.services.readDataExports(merchant.programId) : [],
    context.stores.list(staffOf(merchant)),
  ]);
  return {
    overview,
    stores,
    exports: exports.map(({ id, requestKey, createdAt }) => ({ id, requestKey, createdAt })),
    nowMs: context.now(),
  };
}

const STATUS: Readonly<Partial<Record<StoresAnswer['outcome'], number>>> = { 'too-often': 429, 'join-refused': 422, 'not-allowed': 403 };

export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const form = await readForm(request);
  const answer = await act(merchant, context, form);
  if (answer === null) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  return Response.json(answer, { status: STATUS[answer.outcome] ?? 200 });
}

async function act(merchant: Merchant, { stores, limits }: AppLoadContext, form: URLSearchParams): Promise<StoresAnswer | null> {
  const staff = staffOf(merchant);
  const field = (name: string): string => (form.get(name) ?? '').trim();
  const intent = field('intent');
  if (intent !== 'make-code' && intent !== 'join') return null;
  if (intent === 'join' && field('code') === '') return { outcome: 'join-refused', reason: 'empty' };
  if ((await limits.spend('connect', merchant.storeId)) !== null) return { outcome: 'too-often' };
  if (intent === 'make-code') {
    const made = await stores.makeCode(staff);
    if (!made.ok) return { outcome: 'not-allowed' };
    const { code, expiresAt } = made.value;
    return { outcome: 'code', code, expiresAt: new Date(expiresAt).toISOString() };
  }
  const joined = await stores.join(staff, field('code').slice(0, 100));
  return joined.ok ? { outcome: 'joined' } : { outcome: 'join-refused', reason: joined.refusal.reason };
}

function staffOf({ programId, storeId, staff }: Merchant) {
  return { programId, storeId, staffId: staff.id };
}

export default function Settings() {
  const { overview, stores, exports, nowMs } = useLoaderData<typeof loader>();
  return <SettingsPage overview={overview} stores={stores} exports={exports} nowMs={nowMs} />;
}
