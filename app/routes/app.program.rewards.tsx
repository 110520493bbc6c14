import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { RewardsPage } from '#app/components/program/pages/rewards-page.tsx';
import { RewardShelf } from '#app/components/program/pieces/reward-shelf.tsx';
import type { RewardDeed } from '#app/contracts/rewards.ts';
import { authenticateMerchant } from '#app/http/authenticate-merchant.ts';

export { keepWhatWasTyped as clientAction, unlessFailed as shouldRevalidate } from '#app/components/failed-deed.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { programId } = await authenticateMerchant(request, context);
  return { stores: await context.services.issuing.readAbilities(programId) };
}

/** Asks the stores anew what they can hand out: after a permission was given, or a setting was changed there. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { programId } = await authenticateMerchant(request, context);
  await context.services.issuing.askAbilities(programId);
  return Response.json({ outcome: 'asked' } satisfies RewardDeed);
}

export default function Rewards() {
  const { stores } = useLoaderData<typeof loader>();
  return (
    <RewardShelf stores={stores}>
      <RewardsPage />
    </RewardShelf>
  );
}
