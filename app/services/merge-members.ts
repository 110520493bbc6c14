import type { Move, PostingDraft } from '#app/domain/ledger/posting.ts';
import { mergeTiers } from '#app/domain/tiers/tier-state.ts';
import { invariant } from '#app/domain/result.ts';
import type { Queryable } from '#app/store/database.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { findMemberByCustomer, lockMembers } from '#app/store/members.ts';
import { moveRecords, readUnits, saveAlias } from '#app/store/merging.ts';
import { addErrands } from '#app/store/outbox.ts';
import { type StoreRecord, insertAudit } from '#app/store/programs.ts';
import { readTiers, writeTiers } from '#app/store/tiers.ts';
import type { TierState } from '#app/domain/tiers/tier-state.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';
import { reviewErrand } from './review-members.ts';

/**
 * The platform made one customer of two: so do we. Points, orders, codes and the higher tier go to the kept one; the lost id stays as an alias, because
 * old orders may still name it. A merge that failed on the platform changes nothing. Safe to repeat.
 */
export async function mergeCustomers(
  desk: Desk,
  store: StoreRecord,
  merge: { readonly keptId: string; readonly goneId: string; readonly completed: boolean; readonly jobId: string | null },
): Promise<void> {
  if (!merge.completed) {
    await insertAudit(desk.database.pool, store.programId, {
      actorKind: 'platform',
      actorId: store.storeId,
      action: 'merge-failed',
      subject: merge.keptId,
      details: { jobId: merge.jobId },
    });
    return;
  }
  const { pool } = desk.database;
  const [kept, gone] = await Promise.all([
    findMemberByCustomer(pool, store, merge.keptId),
    findMemberByCustomer(pool, store, merge.goneId),
  ]);
  if (gone !== null && kept !== null && gone !== kept) {
    await mergeMembers(desk, store, { from: gone, to: kept });
    return;
  }
  const memberId = kept ?? gone;
  if (memberId === null) return;
  await saveAlias(pool, store, { customerId: merge.keptId, memberId });
  await saveAlias(pool, store, { customerId: merge.goneId, memberId });
}

/** Makes one member of two, in one transaction. */
export async function mergeMembers(desk: Desk, store: StoreRecord, members: { readonly from: string; readonly to: string }): Promise<void> {
  const { programId } = store;
  const rulebook = await desk.library.open(programId);
  const now = await desk.database.now();
  const live = rulebook.liveAt(now);
  const order = live ? (await rulebook.program(live.no)).tiers.list.map(({ id }) => id) : [];
  await desk.database.transaction(async (client) => {
    const locked = await lockMembers(client, programId, [members.from, members.to]);
    // The same message twice at once: the other one was faster.
    if (locked.get(members.from)?.state === 'merged') return;
    const units = await readUnits(client, programId, members.from);
    if (units.length > 0) {
      const [outcome] = await postDrafts(client, programId, [mergeDraft(store, members, { units, now })]);
      invariant(outcome && (outcome.status === 'posted' || outcome.status === 'repeated'), 'a merge is never refused');
    }
    await joinTiers(client, programId, { ...members, order });
    await moveRecords(client, programId, members);
    await insertAudit(client, programId, {
      actorKind: 'platform',
      actorId: store.storeId,
      action: 'members-merged',
      subject: members.to,
      details: { from: members.from },
    });
    // The orders of both together may reach further than either of them did.
    await addErrands(client, programId, [publishErrand(store.storeId, members.to), reviewErrand(store.storeId, members.to)]);
  });
  desk.wake('relay-store', store);
}

function mergeDraft(
  store: StoreRecord,
  members: { readonly from: string; readonly to: string },
  facts: { readonly units: readonly string[]; readonly now: number },
): PostingDraft {
  return {
    businessKey: `merge:${members.from}:${members.to}`,
    kind: 'merged',
    memberId: members.to,
    otherMemberId: members.from,
    order: null,
    redemptionId: null,
    actor: { kind: 'platform', id: store.storeId },
    reasonCode: 'platform-merge',
    note: null,
    storeId: store.storeId,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    occurredAt: facts.now,
    moves: facts.units.map((unit): Move => ({ kind: 'merge', unit, fromMemberId: members.from })),
    because: ['The platform made one customer of two; points and their dates stay as they were.'],
  };
}

async function joinTiers(
  client: Queryable,
  programId: string,
  members: { readonly from: string; readonly to: string; readonly order: readonly string[] },
): Promise<void> {
  const tiers = await readTiers(client, programId, [members.from, members.to]);
  const gone = tiers.get(members.from);
  if (!gone) return;
  const kept = tiers.get(members.to);
  const state = kept ? mergeTiers(kept.state as TierState, gone.state as TierState, members.order) : (gone.state as TierState);
  await writeTiers(client, programId, [
    { memberId: members.to, tierId: state.tierId, provisional: state.provisional, state, reviewAt: state.reviewAt },
  ]);
}
