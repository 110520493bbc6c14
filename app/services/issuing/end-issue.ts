import { decideTouched, notIssuedNotice } from '#app/domain/decisions/issue-value.ts';
import { decideRelease } from '#app/domain/decisions/release-code.ts';
import { nextOf } from '#app/domain/decisions/redemption-state.ts';
import type { NoticeDraft } from '#app/domain/notices/notice.ts';
import type { Queryable } from '#app/store/database.ts';
import { endIssuing, endRemoval, forgetIssuedCodes, type IssuedValueRecord, saveGiven } from '#app/store/issued-values.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { lockMembers, type MemberRecord } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { changeRedemption, lockRedemption, readRedemption, type RedemptionRecord } from '#app/store/redemptions.ts';
import { insertNotices } from '#app/store/tiers.ts';
import { freeVoucher } from '#app/store/vouchers.ts';
import type { Desk } from '../desk.ts';
import { endRedemption, forfeitAfterErasure, makeRoom } from '../end-redemption.ts';
import { publishErrand } from '../publish-members.ts';
import type { StoreAddress } from '../services.ts';
import { captureIssued, removeValueErrand } from './hand-out.ts';

/** A try to hand something out, by its number. */
type Tried = Pick<IssuedValueRecord, 'redemptionId' | 'tries'>;

interface Locked {
  readonly redemption: RedemptionRecord;
  readonly member: MemberRecord | undefined;
}

/** Takes the locks in the order that everybody takes them, and runs `act` with the redemption as it stands then. */
export async function withIssue<Value>(
  desk: Desk,
  { address, redemptionId }: { readonly address: StoreAddress; readonly redemptionId: string },
  act: (client: Queryable, locked: Locked) => Promise<Value>,
): Promise<Value | null> {
  for (;;) {
    const done = await desk.database.transaction(async (client): Promise<Value | null | typeof MOVED> => {
      const seen = await readRedemption(client, address.programId, redemptionId);
      if (!seen) return null;
      const member = (await lockMembers(client, address.programId, [seen.memberId])).get(seen.memberId);
      const redemption = await lockRedemption(client, address.programId, redemptionId);
      if (!redemption) return null;
      return redemption.memberId === seen.memberId ? act(client, { redemption, member }) : MOVED;
    });
    if (done !== MOVED) return done;
  }
}

/** A merge gave it to another member while its lock was waited for: that one has to be locked. */
const MOVED = Symbol('moved');

/** The platform gave it (as `platformRef`): what was held is spent. Where an undo was asked for meanwhile, taking it back goes on. */
export async function settleIssued(
  desk: Desk,
  address: StoreAddress,
  given: { readonly issued: IssuedValueRecord; readonly platformRef: string },
): Promise<void> {
  const { issued, platformRef } = given;
  const now = await desk.database.now();
  await withIssue(desk, { address, redemptionId: issued.redemptionId }, async (client, { redemption, member }) => {
    await saveGiven(client, address.programId, { redemptionId: issued.redemptionId, platformRef });
    if (redemption.state !== 'creating') {
      if (redemption.state === 'released')
        desk.log.error(
          { storeId: address.storeId, redemptionId: issued.redemptionId, platformRef },
          'a value was handed out whose points were back already',
        );
      return;
    }
    const after = await captureIssued(client, address.programId, { redemption, plan: issued, now });
    await forgetIfErased(client, address.programId, member);
    await addErrands(client, address.programId, [
      publishErrand(redemption.storeId, redemption.memberId),
      ...(after.sideState === 'returning' ? [removeValueErrand(redemption.storeId, redemption.redemptionId)] : []),
    ]);
  });
}

/** The answer did not come: from now on it is looked for, and nothing is sent. */
export async function beginChecking(desk: Desk, address: StoreAddress, redemptionId: string): Promise<void> {
  await withIssue(desk, { address, redemptionId }, async (client, { redemption }) => {
    const next = nextOf(redemption, 'answer-unclear');
    if (next) await changeRedemption(client, address.programId, { was: redemption, change: next });
  });
}

/** The platform surely did not give it by the try that was looked for: it may be asked again. */
export async function noteAbsent(desk: Desk, address: StoreAddress, looked: Tried): Promise<void> {
  const { redemptionId } = looked;
  await withIssue(desk, { address, redemptionId }, async (client, { redemption }) => {
    if (!(await endIssuing(client, address.programId, looked))) return;
    const next = nextOf(redemption, 'answer-absent');
    if (next) await changeRedemption(client, address.programId, { was: redemption, change: next });
  });
}

/** The platform refuses for good: the points are back at once, and the member is told. */
export async function giveUpIssuing(desk: Desk, address: StoreAddress, refusedTry: Tried): Promise<void> {
  const { redemptionId } = refusedTry;
  const rulebook = await desk.library.open(address.programId);
  const now = await desk.database.now();
  await withIssue(desk, { address, redemptionId }, async (client, { redemption, member }) => {
    if (!(await endIssuing(client, address.programId, refusedTry))) return;
    if (nextOf(redemption, 'making-failed')?.state !== 'released') return;
    const program = await rulebook.program(redemption.versionNo);
    const { posting, change } = decideRelease({ redemption, reason: 'not-issued', now, program });
    if (posting)
      await postDrafts(client, address.programId, [posting, ...(member?.state === 'erased' ? [forfeitAfterErasure(redemption, now)] : [])]);
    if (change) await changeRedemption(client, address.programId, { was: redemption, change: { ...change, fromStock: false } });
    await forgetIfErased(client, address.programId, member);
    await makeRoom(client, address.programId, { redemption, timeZone: program.timeZone });
    await insertNotices(client, address.programId, [toNotice(notIssuedNotice(redemption))]);
    await addErrands(client, address.programId, [publishErrand(redemption.storeId, redemption.memberId)]);
  });
}

/** The value is gone, confirmed (or was never given): the points return to the same lots. */
export async function settleRemoved(desk: Desk, address: StoreAddress, redemptionId: string): Promise<void> {
  await desk.database.transaction(async (client) => {
    await endRemoval(client, address.programId, { redemptionId, tries: null });
    await freeVoucher(client, address.programId, redemptionId);
  });
  await endRedemption(desk, address, redemptionId);
}

/** Some of it is used: what could still be taken (`removedMinor`) gives its share of the points back, the rest stays the member's. */
export async function settleTouched(
  desk: Desk,
  address: StoreAddress,
  touched: { readonly issued: IssuedValueRecord; readonly removedMinor: number },
): Promise<void> {
  const { issued, removedMinor } = touched;
  const rulebook = await desk.library.open(address.programId);
  const now = await desk.database.now();
  await withIssue(desk, { address, redemptionId: issued.redemptionId }, async (client, { redemption, member }) => {
    await endRemoval(client, address.programId, { redemptionId: issued.redemptionId, tries: null });
    const program = await rulebook.program(redemption.versionNo);
    const decided = decideTouched({ redemption, removedMinor, amountMinor: issued.amountMinor ?? 0, now, program });
    if (!decided) return;
    if (decided.posting)
      await postDrafts(client, address.programId, [
        decided.posting,
        ...(member?.state === 'erased' ? [forfeitAfterErasure(redemption, now)] : []),
      ]);
    await changeRedemption(client, address.programId, { was: redemption, change: decided.change });
    await forgetIfErased(client, address.programId, member);
    await insertNotices(client, address.programId, [toNotice(decided.notice)]);
    await addErrands(client, address.programId, [publishErrand(redemption.storeId, redemption.memberId)]);
  });
}

/** What was on its way when its person was erased kept their code and customer until now. */
async function forgetIfErased(client: Queryable, programId: string, member: MemberRecord | undefined): Promise<void> {
  if (member?.state === 'erased') await forgetIssuedCodes(client, programId, member.memberId);
}

function toNotice({ businessKey, memberId, kind, facts }: NoticeDraft) {
  return { key: businessKey, memberId, kind, data: facts };
}
