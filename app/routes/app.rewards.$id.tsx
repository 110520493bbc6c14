import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { pageTitle } from '#app/components/page-title.ts';
import { RewardPage } from '#app/components/rewards/reward-page.tsx';
import type { RewardDeed } from '#app/contracts/rewards.ts';
import { authenticateMerchant, type Merchant } from '#app/http/authenticate-merchant.ts';
import { readForm } from '#app/http/read-body.ts';
import type { Services } from '#app/services/services.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';
export { PageError as ErrorBoundary } from '#app/components/page-error.tsx';

export const meta: MetaFunction<typeof loader> = ({ data, matches }) =>
  pageTitle(matches, ({ t }) => data?.reward.name ?? t('rewards.title'));

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  const { rewards, issuing } = context.services;
  const { rewards: all, ...view } = await rewards.readCatalogue(programId);
  const reward = all.find(({ rewardId }) => rewardId === params['id']);
  if (reward === undefined) throw new Response(null, { status: 404, statusText: 'Not Found' });
  const [pool, donations, abilities] = await Promise.all([
    reward.kind === 'voucher' ? issuing.readPool(programId, reward.rewardId) : null,
    reward.kind === 'donation' ? issuing.readDonations(programId) : [],
    reward.stores.some(({ obstacle }) => obstacle?.reason === 'platform') ? issuing.readAbilities(programId) : [],
  ]);
  return {
    ...{ view, reward, pool, nowMs: context.now() },
    donations: donations.filter(({ rewardId }) => rewardId === reward.rewardId),
    /** By store, what the merchant may allow so that it can be handed out there. */
    scopes: abilities.map(({ storeId, giftCards, storeCredit }) => ({
      storeId,
      scopes: reward.kind === 'gift-card' ? giftCards.scopes : storeCredit.scopes,
    })),
  };
}

export async function action({ request, context, params }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const answer = await act(merchant, context.services, { rewardId: params['id'] ?? '', form: await readForm(request) });
  if (answer === null) throw new Response(null, { status: 400, statusText: 'Bad Request' });
  return Response.json(answer, { status: answer.outcome === 'refused' ? 422 : 200 });
}

async function act(
  { programId, staff }: Merchant,
  { rewards, issuing }: Services,
  { rewardId, form }: { readonly rewardId: string; readonly form: URLSearchParams },
): Promise<RewardDeed | null> {
  const field = (name: string): string => (form.get(name) ?? '').trim();
  const who = { programId, rewardId, staffId: staff.id };
  switch (field('intent')) {
    case 'low-mark': {
      const set = await rewards.setLowMark({ ...who, lowAt: wholeNumber(field('lowAt')) });
      return set.ok ? { outcome: 'low-mark' } : { outcome: 'refused', reason: set.refusal.reason };
    }
    case 'withdraw': {
      const uploadId = UUID.test(field('upload')) ? field('upload') : null;
      const taken = await issuing.withdraw({ ...who, uploadId, count: field('count') === '' ? null : wholeNumber(field('count')) });
      return taken.ok ? { outcome: 'withdrawn', count: taken.value.withdrawn } : { outcome: 'refused', reason: taken.refusal.reason };
    }
    default:
      return null;
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Not a number where the text is no whole number: the service refuses that by its reason. */
function wholeNumber(text: string): number {
  return /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN;
}

export default function Reward() {
  return <RewardPage {...useLoaderData<typeof loader>()} />;
}
