import { timingSafeEqual } from 'node:crypto';
import type { TillRedeemed } from '#app/contracts/extensions.ts';
import type { RedemptionView } from '#app/contracts/reading.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { findMemberByCustomer } from '#app/store/members.ts';
import { readRedemption } from '#app/store/redemptions.ts';
import { insertNotices } from '#app/store/tiers.ts';
import { freeTillCode, tryTillCode, useTillCode } from '#app/store/till-codes.ts';
import type { Desk } from '../desk.ts';
import { toRedemptionView } from '../read-member.ts';
import { redeem, undoRedemption } from '../redeem.ts';
import type { RedeemRefusal, StoreAddress, TillRedemptionInput } from '../services.ts';
import { tillCodeOwner } from './make-till-code.ts';

const NOT_A_MEMBER: RedeemRefusal = { reason: 'unknown_member', message: 'This customer has not joined yet. Enrol them first.' };
const WRONG_CODE: RedeemRefusal = {
  reason: 'till_code',
  message: 'That code is not right, or its five minutes are over. Ask the member for a new one.',
};
const OTHER_REDEMPTION: RedeemRefusal = { reason: 'already_used', message: 'This cannot be done with this redemption.' };

/**
 * Staff redeem for a member who is at the till. The member's own six digits are the permission: each wrong try costs one of five, a right one proves this
 * redemption only, and the member finds a notice in the account. A refused redemption gives the code back. Repeating it answers the same redemption.
 */
export async function redeemAtTill(desk: Desk, input: TillRedemptionInput): Promise<Result<TillRedeemed, RedeemRefusal>> {
  const { address, redemptionId } = input;
  const { pool } = desk.database;
  const { programId } = address;
  const memberId = await findMemberByCustomer(pool, address, input.customerId);
  if (memberId === null) return refused(NOT_A_MEMBER);
  const earlier = await readRedemption(pool, programId, redemptionId);
  if (earlier) {
    const same = earlier.memberId === memberId && earlier.storeId === address.storeId && earlier.rewardId === input.rewardId;
    return same && earlier.origin === 'staff' ? accepted(toTill(toRedemptionView(earlier))) : refused(OTHER_REDEMPTION);
  }
  if (!(await proves(desk, { ...input, memberId }))) {
    desk.log.warn({ storeId: address.storeId, memberId, staffId: input.staffId }, 'a till code was refused');
    return refused(WRONG_CODE);
  }
  const redeemed = await redeem(desk, {
    address,
    memberId,
    rewardId: input.rewardId,
    redemptionId,
    points: input.points,
    actor: { kind: 'staff', id: input.staffId },
  });
  if (!redeemed.ok) {
    await freeTillCode(pool, programId, { memberId, redemptionId });
    return redeemed;
  }
  const { rewardName, points } = redeemed.value;
  await insertNotices(pool, programId, [
    { key: `till-redeemed:${redemptionId}`, memberId, kind: 'redeemed-at-till', data: { rewardName, points, redemptionId } },
  ]);
  return accepted(toTill(redeemed.value));
}

/** The member changed their mind at the till: only what was redeemed there, for this customer. The points come back once the code is dead. */
export async function undoAtTill(
  desk: Desk,
  input: { readonly address: StoreAddress; readonly customerId: string; readonly redemptionId: string },
): Promise<Result<TillRedeemed, RedeemRefusal>> {
  const { address, redemptionId } = input;
  const { pool } = desk.database;
  const memberId = await findMemberByCustomer(pool, address, input.customerId);
  const redemption = memberId === null ? null : await readRedemption(pool, address.programId, redemptionId);
  if (memberId === null || redemption?.memberId !== memberId || redemption.origin !== 'staff' || redemption.storeId !== address.storeId)
    return refused({ ...OTHER_REDEMPTION, reason: 'unknown_redemption' });
  const undone = await undoRedemption(desk, { address, memberId, redemptionId });
  return undone.ok ? accepted(toTill(undone.value)) : undone;
}

interface Proof extends TillRedemptionInput {
  readonly memberId: string;
}

async function proves(desk: Desk, { address: { programId }, memberId, redemptionId, tillCode }: Proof): Promise<boolean> {
  const { pool } = desk.database;
  const kept = await tryTillCode(pool, programId, memberId);
  if (!kept || !isSame(desk.secrets.open(kept.sealed, tillCodeOwner(programId, memberId)), tillCode)) return false;
  return useTillCode(pool, programId, { memberId, sealed: kept.sealed, redemptionId });
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function toTill(redemption: RedemptionView): TillRedeemed {
  const { redemptionId, rewardName, points, sideState } = redemption;
  const state = sideState ?? redemption.state;
  return { redemptionId, rewardName, points, state, code: state === 'ready' ? redemption.code : null };
}
