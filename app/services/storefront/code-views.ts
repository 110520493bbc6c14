import type { StorefrontCode } from '#app/contracts/storefront.ts';
import { decideUndo } from '#app/domain/decisions/release-code.ts';
import { rewardValue } from '#app/domain/decisions/reward-offers.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import { minimumOrderFor } from '#app/domain/rewards/reward-amounts.ts';
import type { RedemptionRecord } from '#app/store/redemptions.ts';
import type { OpenPage } from './open-page.ts';

/** A redemption as its member sees it. A code that does not work (yet, any more) is not shown. */
export function codeView(redemption: RedemptionRecord, page: OpenPage): StorefrontCode {
  const { program, now, member, stores } = page;
  const store = stores.find(({ storeId }) => storeId === redemption.storeId);
  const currency = store?.currency ?? program.currency;
  const { reward } = redemption;
  const chosen = reward.cost.kind === 'any-amount' ? redemption.points : null;
  const state = stateOf(redemption);
  const isShown = captureWayOf(reward.value.kind) === 'on-handover';
  return {
    redemptionId: redemption.redemptionId,
    rewardId: redemption.rewardId,
    rewardName: reward.name,
    points: redemption.points,
    state,
    code: state === 'ready' || state === 'attached' ? redemption.code : null,
    use: isShown ? 'counter' : 'cart',
    expiresAt: redemption.codeExpiresAt === null ? null : instantToIso(redemption.codeExpiresAt),
    value: rewardValue(reward, currency, chosen),
    minimumMinor: minimumOrderFor(reward, currency, chosen ?? undefined),
    undoable: decideUndo({ redemption, undosToday: member?.undosToday ?? 0, program, now }).ok,
    storeName: store?.name ?? '',
    usableHere: state === 'ready' && !isShown && redemption.storeId === page.store.storeId,
  };
}

function stateOf({ state, sideState }: RedemptionRecord): StorefrontCode['state'] {
  if (sideState !== null) return sideState;
  if (state === 'creating' || state === 'ready' || state === 'attached') return state;
  // Given back at once: the points are there already.
  return 'returning';
}
