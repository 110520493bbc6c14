import { decideRelease } from '#app/domain/decisions/release-code.ts';
import { decideReturn } from '#app/domain/decisions/return-points.ts';
import { returnTargets } from '#app/domain/decisions/spent-targets.ts';
import type { PostingDraft } from '#app/domain/ledger/posting.ts';
import { postDrafts } from '#app/store/ledger.ts';
import type { Queryable } from '#app/store/database.ts';
import { readOrders } from '#app/store/orders.ts';
import { lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { markCodeRemoved } from '#app/store/reward-codes.ts';
import { type RedemptionRecord, changeRedemption, readRedemption, lockRedemption } from '#app/store/redemptions.ts';
import type { Desk } from './desk.ts';
import { noteGiven } from './given-count.ts';
import { publishErrand } from './publish-members.ts';
import type { StoreAddress } from './services.ts';

/**
 * The code is dead, confirmed by the platform: the held points go back to the same lots. Nothing happens when a paid order captured it meanwhile.
 * Points of an erased member are forfeited at once.
 */
export async function endRedemption(desk: Desk, address: StoreAddress, redemptionId: string): Promise<void> {
  const rulebook = await desk.library.open(address.programId);
  const now = await desk.database.now();
  await desk.database.transaction(async (client) => {
    const seen = await readRedemption(client, address.programId, redemptionId);
    if (!seen) return;
    const member = (await lockMembers(client, address.programId, [seen.memberId])).get(seen.memberId);
    const redemption = await lockRedemption(client, address.programId, redemptionId);
    if (redemption?.sideState !== 'returning') return;
    const program = await rulebook.program(redemption.versionNo);
    const { posting, change } = decideRelease({ redemption, reason: redemption.endReason ?? 'undone', now, program });
    if (posting)
      await postDrafts(client, address.programId, [posting, ...(member?.state === 'erased' ? [forfeitAfterErasure(redemption, now)] : [])]);
    if (change) await changeRedemption(client, address.programId, { was: redemption, change });
    // What a tier gives was never counted.
    if (change?.state === 'released' && !redemption.origin.startsWith('tier:'))
      await noteGiven(client, address.programId, {
        reward: redemption.reward,
        at: redemption.createdAt,
        timeZone: program.timeZone,
        times: -1,
      });
    if (redemption.code) await markCodeRemoved(client, { programId: address.programId, storeId: redemption.storeId }, redemption.code);
    await addErrands(client, address.programId, [publishErrand(redemption.storeId, redemption.memberId)]);
  });
}

/** Gives points that were spent on a returned order back: as many as the order says now, else `backTotal` in all. Repeating it changes nothing. */
export async function returnSpentPoints(
  desk: Desk,
  address: StoreAddress,
  wanted: { readonly redemptionId: string; readonly backTotal: number },
): Promise<void> {
  const rulebook = await desk.library.open(address.programId);
  const now = await desk.database.now();
  await desk.database.transaction(async (client) => {
    const seen = await readRedemption(client, address.programId, wanted.redemptionId);
    if (!seen) return;
    const member = (await lockMembers(client, address.programId, [seen.memberId])).get(seen.memberId);
    const redemption = await lockRedemption(client, address.programId, wanted.redemptionId);
    if (redemption?.state !== 'captured') return;
    const backTotal = (await backByOrder(client, address.programId, redemption)) ?? wanted.backTotal;
    const posting = decideReturn({ redemption, backTotal, now, program: await rulebook.program(redemption.versionNo) });
    if (!posting) return;
    await postDrafts(client, address.programId, [posting, ...(member?.state === 'erased' ? [forfeitAfterErasure(redemption, now)] : [])]);
    await changeRedemption(client, address.programId, { was: redemption, change: { returnedPoints: backTotal } });
    if (redemption.code) await markCodeRemoved(client, { programId: address.programId, storeId: redemption.storeId }, redemption.code);
    await addErrands(client, address.programId, [publishErrand(redemption.storeId, redemption.memberId)]);
  });
}

/** What the order that used the code says by now: since the errand was written it may have been opened again. Null: nothing is known of it. */
async function backByOrder(client: Queryable, programId: string, redemption: RedemptionRecord): Promise<number | null> {
  const { orderId, storeId, code, redemptionId, reward, capturedPoints: points, discountMinor } = redemption;
  const order = orderId === null ? undefined : (await readOrders(client, { programId, storeId }, [orderId])).get(orderId);
  if (!order?.snapshot || code === null) return null;
  const used = { redemptionId, code, rewardName: reward.name, rewardKind: reward.value.kind, points, discountMinor: discountMinor ?? 0 };
  return returnTargets(order.snapshot, [used])[0]?.back ?? null;
}

function forfeitAfterErasure(redemption: RedemptionRecord, now: number): PostingDraft {
  return {
    businessKey: `erase:${redemption.memberId}:after:${redemption.redemptionId}:${now}`,
    kind: 'forfeited',
    memberId: redemption.memberId,
    otherMemberId: null,
    order: null,
    redemptionId: redemption.redemptionId,
    actor: { kind: 'system', id: null },
    reasonCode: 'erased',
    note: null,
    storeId: redemption.storeId,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: redemption.versionNo,
    occurredAt: now,
    moves: [{ kind: 'forfeit', unit: redemption.unit }],
    because: ['The person was erased before these points came back.'],
  };
}
