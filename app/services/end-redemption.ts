import { decideRelease } from '#app/domain/decisions/release-code.ts';
import { decideReturn } from '#app/domain/decisions/return-points.ts';
import { returnTargets } from '#app/domain/decisions/spent-targets.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { PostingDraft } from '#app/domain/ledger/posting.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { endAnswers, forgetIssuedCodes } from '#app/store/issued-values.ts';
import { postDrafts } from '#app/store/ledger.ts';
import type { Queryable } from '#app/store/database.ts';
import { readOrders } from '#app/store/orders.ts';
import { lockMembers } from '#app/store/members.ts';
import { type Errand, addErrands } from '#app/store/outbox.ts';
import { addToStock } from '#app/store/reward-stock.ts';
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
    if (change) await changeRedemption(client, address.programId, { was: redemption, change: { ...change, fromStock: false } });
    if (change?.state === 'released') await makeRoom(client, address.programId, { redemption, timeZone: program.timeZone });
    if (captureWayOf(redemption.reward.value.kind) === 'on-issue') await endAnswers(client, address.programId, redemptionId);
    if (redemption.code) await markCodeRemoved(client, { programId: address.programId, storeId: redemption.storeId }, redemption.code);
    if (member?.state === 'erased') await forgetIssuedCodes(client, address.programId, member.memberId);
    await addErrands(client, address.programId, [publishErrand(redemption.storeId, redemption.memberId)]);
  });
}

/**
 * Ends what nothing outside could still use (a thing to be handed over), in the caller's transaction, which holds the member's lock: the points and the piece of
 * stock are back at once. `erased`: the person is gone, the points are forfeited. Answers what has to be told to the store; null: somebody was faster.
 */
export async function releaseUnused(
  client: Queryable,
  programId: string,
  ended: {
    readonly redemption: RedemptionRecord;
    readonly reason: string;
    readonly now: Instant;
    readonly program: Program;
    readonly erased?: boolean;
  },
): Promise<Errand | null> {
  const { redemption, reason, now, program } = ended;
  const { posting, change } = decideRelease({ redemption, reason, now, program });
  if (!change || !(await changeRedemption(client, programId, { was: redemption, change: { ...change, fromStock: false } }))) return null;
  if (posting) await postDrafts(client, programId, [posting, ...(ended.erased === true ? [forfeitAfterErasure(redemption, now)] : [])]);
  await makeRoom(client, programId, { redemption, timeZone: program.timeZone });
  return publishErrand(redemption.storeId, redemption.memberId);
}

/** What an unused redemption had taken from others is free again: a place under the limit of all members, a piece of the stock. */
export async function makeRoom(
  client: Queryable,
  programId: string,
  { redemption, timeZone }: { readonly redemption: RedemptionRecord; readonly timeZone: string },
): Promise<void> {
  const { reward, createdAt, origin, rewardId, fromStock } = redemption;
  // What a tier gives was never counted.
  if (!origin.startsWith('tier:')) await noteGiven(client, programId, { reward, at: createdAt, timeZone, times: -1 });
  if (fromStock) await addToStock(client, programId, { rewardId, by: 1 });
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

/** What came back to somebody who was erased belongs to nobody. */
export function forfeitAfterErasure(redemption: RedemptionRecord, now: number): PostingDraft {
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
