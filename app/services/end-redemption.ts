import { decideRelease } from '#app/domain/decisions/release-code.ts';
import { decideReturn } from '#app/domain/decisions/return-points.ts';
import type { PostingDraft } from '#app/domain/ledger/posting.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { markCodeRemoved } from '#app/store/reward-codes.ts';
import { type RedemptionRecord, changeRedemption, readRedemption, lockRedemption } from '#app/store/redemptions.ts';
import type { Desk } from './desk.ts';
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
    await lockMembers(client, address.programId, [seen.memberId]);
    const redemption = await lockRedemption(client, address.programId, redemptionId);
    if (redemption?.sideState !== 'returning') return;
    const program = await rulebook.program(redemption.versionNo);
    const { posting, change } = decideRelease({ redemption, reason: redemption.endReason ?? 'undone', now, program });
    const drafts = [...(posting ? [posting] : []), ...(redemption.endReason === 'erased' ? [forfeitAfterErasure(redemption, now)] : [])];
    await postDrafts(client, address.programId, drafts);
    if (change) await changeRedemption(client, address.programId, { was: redemption, change });
    if (redemption.code) await markCodeRemoved(client, { programId: address.programId, storeId: redemption.storeId }, redemption.code);
    await addErrands(client, address.programId, [publishErrand(redemption.storeId, redemption.memberId)]);
  });
}

/** Gives points that were spent on a returned order back, up to `backTotal` in all. Repeating it changes nothing. */
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
    await lockMembers(client, address.programId, [seen.memberId]);
    const redemption = await lockRedemption(client, address.programId, wanted.redemptionId);
    if (redemption?.state !== 'captured') return;
    const posting = decideReturn({ redemption, backTotal: wanted.backTotal, now, program: await rulebook.program(redemption.versionNo) });
    if (!posting) return;
    await postDrafts(client, address.programId, [posting]);
    await changeRedemption(client, address.programId, { was: redemption, change: { returnedPoints: wanted.backTotal } });
    if (redemption.code) await markCodeRemoved(client, { programId: address.programId, storeId: redemption.storeId }, redemption.code);
    await addErrands(client, address.programId, [publishErrand(redemption.storeId, redemption.memberId)]);
  });
}

function forfeitAfterErasure(redemption: RedemptionRecord, now: number): PostingDraft {
  return {
    businessKey: `erase:${redemption.memberId}:after:${redemption.redemptionId}`,
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
    because: ['The person was erased while this reward was open.'],
  };
}
