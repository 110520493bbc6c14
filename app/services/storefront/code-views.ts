import type { StorefrontCode } from '#app/contracts/storefront.ts';
import { decideUndo } from '#app/domain/decisions/release-code.ts';
import { rewardValue } from '#app/domain/decisions/reward-offers.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import { minimumOrderFor } from '#app/domain/rewards/reward-amounts.ts';
import type { RedemptionRecord } from '#app/store/redemptions.ts';
import type { OpenIssue } from './issued-codes.ts';
import type { OpenPage } from './open-page.ts';

/** A redemption as its member sees it; `issue`: what was handed out for it. A code that does not work (yet, any more) is not shown. */
export function codeView(redemption: RedemptionRecord, page: OpenPage, issue?: OpenIssue): StorefrontCode {
  const { program, now, member, stores } = page;
  const store = stores.find(({ storeId }) => storeId === redemption.storeId);
  const currency = store?.currency ?? program.currency;
  const { reward } = redemption;
  const chosen = reward.cost.kind === 'any-amount' ? redemption.points : null;
  const state = stateOf(redemption);
  const use = USES[captureWayOf(reward.value.kind)];
  const undosToday = member?.undosToday ?? 0;
  return {
    redemptionId: redemption.redemptionId,
    rewardId: redemption.rewardId,
    rewardName: reward.name,
    points: redemption.points,
    state,
    code: use === 'own' ? (issue?.code ?? null) : state === 'ready' || state === 'attached' ? redemption.code : null,
    use,
    ...(issue ? { issued: issue.issued } : {}),
    expiresAt: redemption.codeExpiresAt === null ? null : instantToIso(redemption.codeExpiresAt),
    value: rewardValue(reward, currency, chosen),
    minimumMinor: use === 'cart' ? minimumOrderFor(reward, currency, chosen ?? undefined) : null,
    undoable: decideUndo({ redemption, undosToday, program, now, codeShown: issue?.codeShown ?? false }).ok,
    storeName: store?.name ?? '',
    usableHere: state === 'ready' && use === 'cart' && redemption.storeId === page.store.storeId,
  };
}

const USES = { 'on-order': 'cart', 'on-handover': 'counter', 'on-issue': 'own' } as const;

function stateOf({ state, sideState, reward }: RedemptionRecord): StorefrontCode['state'] {
  if (sideState !== null) return sideState;
  if (state === 'creating' || state === 'ready' || state === 'attached') return state;
  // What was handed out is the member's, and stays so.
  if (state === 'captured' && captureWayOf(reward.value.kind) === 'on-issue') return 'ready';
  // Given back at once: the points are there already.
  return 'returning';
}
