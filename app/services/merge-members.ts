import { addCarries } from '#app/domain/decisions/carry.ts';
import { countersOf } from '#app/domain/decisions/counters.ts';
import { type Actor, type Move, POINTS, type PostingDraft } from '#app/domain/ledger/posting.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { invariant } from '#app/domain/result.ts';
import { mergeTiers, type TierState } from '#app/domain/tiers/tier-state.ts';
import { addToCounters, lockCounters } from '#app/store/counters.ts';
import type { Queryable } from '#app/store/database.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { findMemberByCustomer, lockMembers, type MemberRecord, saveCarry } from '#app/store/members.ts';
import {
  alignRevisions,
  insertMerge,
  moveRecords,
  readBelongings,
  readStoresOf,
  readUnits,
  readWelcome,
  saveAlias,
} from '#app/store/merging.ts';
import { addErrands } from '#app/store/outbox.ts';
import { type StoreRecord, insertAudit } from '#app/store/programs.ts';
import { readTiers, writeTiers } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';
import { reviewErrand } from './review-members.ts';
import type { StoreAddress } from './services.ts';

/** Who becomes whom, and by whose word. */
export interface Merge {
  readonly from: string;
  readonly to: string;
  /** The platform's own merge unless said. */
  readonly reason?: 'platform-merge' | 'linked' | 'staff';
  readonly actor?: Actor;
  /** Whose accounts the two were when it was asked for. Who is behind one of them by now is looked at again under the locks. */
  readonly accounts?: readonly { readonly address: StoreAddress; readonly customerId: string; readonly memberId: string }[];
}

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

/**
 * Makes one member of two, in one transaction: points with their lots, orders, codes, the higher tier, rests of rounding and what was taken of caps. Who was
 * blocked stays blocked; a second welcome bonus is taken back, down to 0 (rules, 8). Safe to repeat: false when `from` was merged away already, or when people asked for
 * it and one of the two, or whose account it is, is no longer as they saw it. Throws when the platform asks for it and `to` was merged away a moment ago: its message is looked at again, and
 * then finds who is there.
 */
export async function mergeMembers(desk: Desk, store: StoreAddress, merge: Merge): Promise<boolean> {
  const { programId } = store;
  const { from, to, reason = 'platform-merge', actor = { kind: 'platform', id: store.storeId }, accounts = [] } = merge;
  const rulebook = await desk.library.open(programId);
  const now = await desk.database.now();
  const live = rulebook.liveAt(now);
  const program = live ? await rulebook.program(live.no) : null;
  const merged = await desk.database.transaction(async (client) => {
    const locked = await lockMembers(client, programId, [from, to]);
    const [gone, kept] = [locked.get(from), locked.get(to)];
    invariant(gone && kept, 'both members of a merge exist');
    // The same message twice at once: the other one was faster.
    if (gone.state === 'merged') return false;
    if (reason !== 'platform-merge' && !(MERGED_BY[reason].has(gone.state) && MERGED_BY[reason].has(kept.state))) return false;
    // An un-merge meanwhile gave an account back to somebody else, whom nobody asked.
    for (const { address, customerId, memberId } of accounts)
      if ((await findMemberByCustomer(client, address, customerId)) !== memberId) return false;
    invariant(kept.state !== 'merged', `${to} was merged away while another member was to go up in it`);
    const lent = await joinLimits(client, programId, { gone, kept, program, now });
    await insertMerge(client, programId, {
      ...{ id: desk.newId(), from, to, reason, actor, at: now },
      before: { ...(await readBelongings(client, programId, { from, to })), lent },
    });
    await movePoints(client, store, { from, to, reason, actor, now });
    await joinTiers(client, programId, { from, to, order: program?.tiers.list.map(({ id }) => id) ?? [] });
    await moveRecords(client, programId, { from, to });
    await alignRevisions(client, programId, [from, to]);
    await insertAudit(client, programId, {
      ...{ actorKind: actor.kind, actorId: actor.id, action: 'members-merged', subject: to },
      details: { from, reason },
    });
    const stores = await readStoresOf(client, programId, to);
    // The orders of both together may reach further than either of them did.
    await addErrands(client, programId, [
      ...stores.map((storeId) => publishErrand(storeId, to)),
      ...(stores.length > 0 ? [reviewErrand(stores[0] ?? '', to)] : []),
    ]);
    return true;
  });
  desk.wake('relay-store', store);
  return merged;
}

/** Whom people make one of; a moment ago, without the locks, both were looked at already. */
const MERGED_BY = {
  linked: new Set<MemberRecord['state']>(['member']),
  staff: new Set<MemberRecord['state']>(['guest', 'member', 'blocked']),
} as const;

type FullMerge = Required<Omit<Merge, 'accounts'>>;

async function movePoints(client: Queryable, store: StoreAddress, merge: FullMerge & { readonly now: number }): Promise<void> {
  const { programId } = store;
  const [units, welcome] = await Promise.all([
    readUnits(client, programId, merge.from),
    readWelcome(client, programId, [merge.from, merge.to]),
  ]);
  if (units.length === 0) return;
  const moves = units.map((unit): Move => ({ kind: 'merge', unit, fromMemberId: merge.from }));
  const second = welcome.get(merge.to) === undefined ? undefined : welcome.get(merge.from);
  if (second !== undefined)
    moves.push({
      ...{ kind: 'take', unit: POINTS, points: second, memberId: merge.to, source: `welcome:${merge.from}` },
      ...{ shortfall: 'forgive', debtCap: null },
    });
  const [outcome] = await postDrafts(client, programId, [mergeDraft(store, merge, moves)]);
  invariant(outcome && (outcome.status === 'posted' || outcome.status === 'repeated'), 'a merge is never refused');
}

const WHY = {
  'platform-merge': 'The platform made one customer of two; points and their dates stay as they were.',
  linked: 'Two accounts of one person were linked; points and their dates stay as they were.',
  staff: 'Staff made one member of two; points and their dates stay as they were.',
} as const;

function mergeDraft(store: StoreAddress, merge: FullMerge & { readonly now: number }, moves: readonly Move[]): PostingDraft {
  const reversed = moves.some(({ kind }) => kind === 'take');
  return {
    // A member who was split off again may be merged once more.
    businessKey: `merge:${merge.from}:${merge.to}:${merge.now}`,
    kind: 'merged',
    memberId: merge.to,
    otherMemberId: merge.from,
    order: null,
    redemptionId: null,
    actor: merge.actor,
    reasonCode: merge.reason,
    note: null,
    storeId: store.storeId,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    occurredAt: merge.now,
    moves,
    because: [WHY[merge.reason], ...(reversed ? ['Both had been welcomed with points; the second welcome is taken back.'] : [])],
  };
}

/** Rests of rounding add up, and so does what both took of caps and places in the periods that run now. Answers what was added, by counter. */
async function joinLimits(
  client: Queryable,
  programId: string,
  members: { readonly gone: MemberRecord; readonly kept: MemberRecord; readonly program: Program | null; readonly now: number },
): Promise<Record<string, number>> {
  const { gone, kept, program, now } = members;
  if (Object.keys(gone.carry).length > 0)
    await saveCarry(client, programId, new Map([[kept.memberId, addCarries(kept.carry, gone.carry)]]));
  if (program === null) return {};
  const keptKeys = countersOf(program, kept.memberId, now).map(({ key }) => key);
  const pairs = countersOf(program, gone.memberId, now).flatMap(({ key }, index) =>
    key === keptKeys[index] ? [] : [{ from: key, to: keptKeys[index] ?? key }],
  );
  const used = await lockCounters(
    client,
    programId,
    pairs.flatMap(({ from, to }) => [from, to]),
  );
  const lent = new Map(pairs.map(({ from, to }) => [to, used.get(from) ?? 0]));
  await addToCounters(client, programId, lent);
  return Object.fromEntries([...lent].filter(([, taken]) => taken > 0));
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
