import type { StorefrontRedeemed } from '#app/contracts/storefront.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { readRedemption } from '#app/store/redemptions.ts';
import type { Desk } from '../desk.ts';
import { redeem, undoRedemption } from '../redeem.ts';
import type { RedeemRefusal } from '../services.ts';
import { codeView } from './code-views.ts';
import { openIssued } from './issued-codes.ts';
import { findShopper } from './find-shopper.ts';
import { openPage } from './open-page.ts';
import type { Shopper, SignedInShopper } from './shopper.ts';
import { pointsView } from './points-view.ts';

type Redeemed = Result<StorefrontRedeemed, RedeemRefusal>;

const NOT_JOINED: RedeemRefusal = { reason: 'not_joined', message: 'Join the program first; it takes one click.' };

/** Points for a reward, by a shopper on a page; answers the code and the balance as they stand then. Refusals: `not_joined`, and those of redeeming. */
export async function redeemHere(
  desk: Desk,
  shopper: SignedInShopper,
  wish: { readonly rewardId: string; readonly redemptionId: string; readonly points: number | null },
): Promise<Redeemed> {
  const memberId = await findShopper(desk, shopper.address, shopper.customerId);
  if (memberId === null) return refused(NOT_JOINED);
  const redeemed = await redeem(desk, { address: shopper.address, memberId, ...wish, actor: { kind: 'member', id: memberId } });
  return redeemed.ok ? asItStands(desk, shopper, wish.redemptionId) : redeemed;
}

/** A reward given back before it was used. Refusals: `not_joined`, and those of undoing. */
export async function undoHere(desk: Desk, shopper: SignedInShopper, redemptionId: string): Promise<Redeemed> {
  const memberId = await findShopper(desk, shopper.address, shopper.customerId);
  if (memberId === null) return refused(NOT_JOINED);
  const undone = await undoRedemption(desk, { address: shopper.address, memberId, redemptionId });
  return undone.ok ? asItStands(desk, shopper, redemptionId) : undone;
}

async function asItStands(desk: Desk, shopper: Shopper, redemptionId: string): Promise<Redeemed> {
  const [page, redemption] = await Promise.all([
    openPage(desk, shopper),
    readRedemption(desk.database.pool, shopper.address.programId, redemptionId),
  ]);
  if (!page || !redemption) throw new Error(`the redemption ${redemptionId} was just written and is not there`);
  const issued = await openIssued(desk, page, [redemption]);
  return accepted({ redemption: codeView(redemption, page, issued.get(redemptionId)), points: pointsView(page) });
}
