import { splitCarries } from '#app/domain/decisions/carry.ts';
import type { PostingDraft } from '#app/domain/ledger/posting.ts';
import { accepted, invariant, refused, type Result } from '#app/domain/result.ts';
import { splitTiers, type TierState } from '#app/domain/tiers/tier-state.ts';
import { addToCounters, lockCounters } from '#app/store/counters.ts';
import type { Queryable } from '#app/store/database.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { lockMembers, saveCarry } from '#app/store/members.ts';
import {
  alignRevisions,
  lockMerge,
  markUndone,
  type MergeRecord,
  readMerges,
  readOwners,
  readStoresOf,
  readUnits,
  returnRecords,
} from '#app/store/merging.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit } from '#app/store/programs.ts';
import { readTiers, writeTiers } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { mergeMembers } from './merge-members.ts';
import { publishErrand } from './publish-members.ts';
import { reviewErrand } from './review-members.ts';

const DAY_MS = 86_400_000;
/** As long can a merge be undone (rules, 8). */
export const UNMERGE_DAYS = 30;

export interface MergeRefusal {
  readonly reason: 'unknown' | 'same' | 'gone' | 'platform' | 'undone' | 'too-late' | 'merged-again';
  readonly message: string;
}

const REFUSALS: Readonly<Record<MergeRefusal['reason'], string>> = {
  unknown: 'There is no such member.',
  same: 'These are the same member already.',
  gone: 'One of them has left, was erased or was merged into another. Only present members can be made one.',
  platform: 'The store itself made one customer of these two; that cannot be undone here.',
  undone: 'This merge was undone already.',
  'too-late': `A merge can be undone for ${UNMERGE_DAYS} days.`,
  'merged-again': 'The member was merged or erased since. Undo the later merge first.',
};

function no(reason: MergeRefusal['reason']): Result<never, MergeRefusal> {
  return refused({ reason, message: REFUSALS[reason] });
}

/** Staff make one member of two; `from` goes up in `to`. Can be undone for 30 days. */
export async function mergeByStaff(
  desk: Desk,
  input: { readonly programId: string; readonly from: string; readonly to: string; readonly staffId: string },
): Promise<Result<{ readonly memberId: string }, MergeRefusal>> {
  const { programId, from, to, staffId } = input;
  if (from === to) return no('same');
  const { pool } = desk.database;
  const states = await lockMembers(pool, programId, [from, to]);
  const [gone, kept] = [states.get(from), states.get(to)];
  if (!gone || !kept) return no('unknown');
  const isPresent = (state: string) => state === 'guest' || state === 'member' || state === 'blocked';
  if (!isPresent(gone.state) || !isPresent(kept.state)) return no('gone');
  const [storeId] = await readStoresOf(pool, programId, to);
  const [other] = await readStoresOf(pool, programId, from);
  const store = storeId ?? other;
  if (store === undefined) return no('unknown');
  const merged = await mergeMembers(
    desk,
    { programId, storeId: store },
    { from, to, reason: 'staff', actor: { kind: 'staff', id: staffId } },
  );
  return merged ? accepted({ memberId: to }) : no('gone');
}

/** What a member's page shows of merges: who came in, when, and until when it can be undone (null: it cannot). */
export async function readMergesOf(
  desk: Desk,
  programId: string,
  memberId: string,
): Promise<
  readonly {
    readonly mergeId: string;
    readonly from: string;
    readonly at: number;
    readonly reason: string;
    readonly undoUntil: number | null;
  }[]
> {
  const [merges, now] = await Promise.all([readMerges(desk.database.pool, programId, memberId), desk.database.now()]);
  return merges
    .filter(({ to, undoneAt }) => to === memberId && undoneAt === null)
    .map(({ id, from, at, reason }) => {
      const until = at + UNMERGE_DAYS * DAY_MS;
      return { mergeId: id, from, at, reason, undoUntil: reason === 'platform-merge' || until < now ? null : until };
    });
}

/**
 * Undoes a merge: what is left of the lots that the other member brought goes back to it, with its orders, its codes and its platform customers; what came after
 * the merge stays with the kept one, debts that were netted stay netted. Rests of rounding and what each took of caps are its own again. Within 30 days, and not after a merge that the platform itself made.
 */
export async function unmergeMembers(
  desk: Desk,
  input: { readonly programId: string; readonly mergeId: string; readonly staffId: string },
): Promise<Result<{ readonly memberId: string }, MergeRefusal>> {
  const { programId, mergeId, staffId } = input;
  const now = await desk.database.now();
  const rulebook = await desk.library.open(programId);
  const live = rulebook.liveAt(now);
  const ladder = live ? (await rulebook.program(live.no)).tiers.list.map(({ id }) => id) : [];
  const outcome = await desk.database.transaction(async (client): Promise<Result<MergeRecord, MergeRefusal>> => {
    const merge = await lockMerge(client, programId, mergeId);
    if (!merge) return no('unknown');
    if (merge.undoneAt !== null) return no('undone');
    if (merge.reason === 'platform-merge') return no('platform');
    if (merge.at + UNMERGE_DAYS * DAY_MS < now) return no('too-late');
    const members = await lockMembers(client, programId, [merge.from, merge.to]);
    const kept = members.get(merge.to);
    if (members.get(merge.from)?.state !== 'merged' || !kept || kept.state === 'merged' || kept.state === 'erased')
      return no('merged-again');
    await splitPoints(client, programId, { merge, staffId, now });
    await splitStanding(client, programId, { merge, ladder });
    await splitLimits(client, programId, { merge, gone: members.get(merge.from)?.carry ?? {}, kept: kept.carry });
    await returnRecords(client, programId, merge);
    await alignRevisions(client, programId, [merge.from, merge.to]);
    await markUndone(client, programId, { id: mergeId, at: now });
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'members-unmerged', subject: merge.to },
      details: { from: merge.from, mergeId },
    });
    await tellStores(client, programId, [merge.from, merge.to]);
    return accepted(merge);
  });
  if (!outcome.ok) return outcome;
  for (const storeId of await readStoresOf(desk.database.pool, programId, outcome.value.from))
    desk.wake('relay-store', { programId, storeId });
  return accepted({ memberId: outcome.value.from });
}

async function tellStores(client: Queryable, programId: string, memberIds: readonly string[]): Promise<void> {
  for (const memberId of memberIds) {
    const stores = await readStoresOf(client, programId, memberId);
    await addErrands(client, programId, [
      ...stores.map((storeId) => publishErrand(storeId, memberId)),
      ...(stores[0] === undefined ? [] : [reviewErrand(stores[0], memberId)]),
    ]);
  }
}

interface Splitting {
  readonly merge: MergeRecord;
  readonly staffId: string;
  readonly now: number;
}

async function splitPoints(client: Queryable, programId: string, { merge, staffId, now }: Splitting): Promise<void> {
  const [units, owners] = await Promise.all([readUnits(client, programId, merge.to), readOwners(client, programId, merge.from)]);
  if (units.length === 0) return;
  const draft: PostingDraft = {
    businessKey: `unmerge:${merge.id}`,
    kind: 'unmerged',
    memberId: merge.to,
    otherMemberId: merge.from,
    order: null,
    redemptionId: null,
    actor: { kind: 'staff', id: staffId },
    reasonCode: 'unmerge',
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    occurredAt: now,
    moves: units.map((unit) => ({ kind: 'split', unit, toMemberId: merge.from, owners, redemptionIds: merge.before.redemptionIds })),
    because: ['The merge was undone: each side keeps what is left of its own points.'],
  };
  const [outcome] = await postDrafts(client, programId, [draft]);
  invariant(outcome?.status === 'posted' || outcome?.status === 'repeated', 'undoing a merge is never refused');
}

async function splitStanding(
  client: Queryable,
  programId: string,
  { merge, ladder }: { readonly merge: MergeRecord; readonly ladder: readonly string[] },
): Promise<void> {
  const { tier } = merge.before;
  if (tier === null) return;
  const kept = (await readTiers(client, programId, [merge.to])).get(merge.to);
  const rest = kept ? splitTiers(kept.state as TierState, tier.state as TierState, ladder) : null;
  await writeTiers(client, programId, [
    tier,
    ...(rest === null
      ? []
      : [{ memberId: merge.to, tierId: rest.tierId, provisional: rest.provisional, state: rest, reviewAt: rest.reviewAt }]),
  ]);
}

/** Each side has its own rests of rounding again, as far as they were not used up, and its own place under caps: what is counted for both is counted once. */
async function splitLimits(
  client: Queryable,
  programId: string,
  { merge, gone, kept }: { readonly merge: MergeRecord; readonly gone: Rests; readonly kept: Rests },
): Promise<void> {
  const rests = splitCarries(kept, gone);
  await saveCarry(
    client,
    programId,
    new Map([
      [merge.to, rests.kept],
      [merge.from, rests.gone],
    ]),
  );
  const lent = Object.entries(merge.before.lent ?? {});
  const used = await lockCounters(
    client,
    programId,
    lent.map(([key]) => key),
  );
  await addToCounters(client, programId, new Map(lent.map(([key, taken]) => [key, -Math.min(taken, used.get(key) ?? 0)])));
}

type Rests = Readonly<Record<string, string>>;
