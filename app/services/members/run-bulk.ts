import { setImmediate as breathe } from 'node:timers/promises';
import { decideAdjustment } from '#app/domain/decisions/adjust-points.ts';
import { expiresAt } from '#app/domain/expiry/expires-at.ts';
import type { Instant } from '#app/domain/instant.ts';
import { type Move, POINTS, type PostingDraft } from '#app/domain/ledger/posting.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { invariant } from '#app/domain/result.ts';
import {
  advanceBulk,
  type BulkLine,
  type BulkRecord,
  claimBulk,
  finishBulk,
  insertBulkLines,
  lockBulk,
  readBulkLines,
  readUnspent,
} from '#app/store/bulk-actions.ts';
import type { Queryable } from '#app/store/database.ts';
import { postDrafts, readBalances } from '#app/store/ledger.ts';
import { deleteNotes, insertNotes, readPresentMembers } from '#app/store/member-notes.ts';
import { type Crowd, readCrowd } from '#app/store/member-search.ts';
import { lockMembers } from '#app/store/members.ts';
import { readMemberStores } from '#app/store/merging.ts';
import { addErrands } from '#app/store/outbox.ts';
import type { Desk } from '../desk.ts';
import { publishErrand } from '../publish-members.ts';
import { crowdOf, targetOf, taskOf } from './bulk-actions.ts';

/** Members in one commit. */
const STEP = 100;

interface Work {
  readonly bulk: BulkRecord;
  readonly program: Program;
  readonly versionNo: number;
  readonly now: Instant;
}

/** Does the bulk action that has waited longest, or takes one back. Answers how many members it came to. Safe to be cut off and to run twice at once. */
export async function runBulkActions(desk: Desk): Promise<number> {
  const claimed = await claimBulk(desk.database.pool);
  if (!claimed) return 0;
  try {
    return await work(desk, claimed);
  } catch (error) {
    desk.log.error({ err: error, programId: claimed.programId, bulkId: claimed.id }, 'a bulk action failed');
    await finishBulk(desk.database.pool, claimed, {
      state: 'failed',
      problem: 'Something went wrong on our side. What is done can be taken back.',
    });
    return 0;
  }
}

async function work(desk: Desk, claimed: BulkRecord): Promise<number> {
  const { programId } = claimed;
  const rulebook = await desk.library.open(programId);
  const target = targetOf(claimed);
  const crowd = target && (await crowdOf(desk, programId, { target, knownBefore: claimed.createdAt }));
  const woken = new Set<string>();
  let all = 0;
  for (let going = true; going;) {
    const now = await desk.database.now();
    const live = rulebook.liveAt(now);
    if (!live) throw new Error('a program with a bulk action has no version in force');
    const program = await rulebook.program(live.no);
    const step = await desk.database.transaction(async (client) => {
      const bulk = await lockBulk(client, programId, claimed.id);
      // Cancelled, or done by another worker meanwhile.
      if (bulk?.state !== claimed.state) return null;
      const facts = { bulk, program, versionNo: live.no, now };
      return bulk.state === 'undoing' ? backStep(client, facts) : forwardStep(client, facts, crowd);
    });
    for (const storeId of step?.stores ?? []) woken.add(storeId);
    all += step?.members ?? 0;
    going = step !== null && step.members > 0;
    // Messages of shops are settled by the same process.
    await breathe();
  }
  for (const storeId of woken) desk.wake('relay-store', { programId, storeId });
  return all;
}

interface Step {
  readonly members: number;
  readonly stores: readonly string[];
}

async function forwardStep(client: Queryable, facts: Work, crowd: Crowd | null): Promise<Step> {
  const { bulk } = facts;
  const { programId } = bulk;
  const task = taskOf(bulk);
  const memberIds = crowd === null ? [] : await readCrowd(client, programId, { crowd, after: bulk.reached, limit: STEP });
  const last = memberIds.at(-1);
  if (last === undefined) {
    await finishBulk(client, bulk, { state: 'done' });
    return { members: 0, stores: [] };
  }
  const members = await lockMembers(client, programId, memberIds);
  // Who was merged or erased since the page was read is passed by.
  const present = memberIds.filter((id) => !['merged', 'erased', undefined].includes(members.get(id)?.state));
  const lines = task.kind === 'points' ? await adjust(client, facts, present) : present.map((memberId) => ({ memberId, points: 0 }));
  if (task.kind === 'note')
    await insertNotes(client, programId, { memberIds: present, text: task.text, writtenBy: bulk.requestedBy, bulkId: bulk.id });
  await insertBulkLines(client, bulk, lines);
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  await advanceBulk(client, bulk, { reached: last, done: lines.length, points, undone: 0 });
  return {
    members: memberIds.length,
    stores: await tellStores(
      client,
      programId,
      lines.filter((line) => line.points !== 0).map(({ memberId }) => memberId),
    ),
  };
}

/** Gives or takes; from who has nothing to take nothing is posted. */
async function adjust(client: Queryable, { bulk, program, versionNo, now }: Work, memberIds: readonly string[]): Promise<BulkLine[]> {
  const { programId } = bulk;
  const task = taskOf(bulk);
  invariant(task.kind === 'points', 'only points are adjusted');
  const balances = task.points < 0 ? await readBalances(client, programId, memberIds) : null;
  const touched = memberIds.filter((id) => balances === null || (balances.get(id)?.[POINTS]?.available ?? 0) > 0);
  const drafts = touched.map((memberId) => {
    const decided = decideAdjustment({
      ...{ memberId, points: task.points, reason: task.reason, note: task.note, program, versionNo, now },
      ...{ actor: { kind: 'staff', id: bulk.requestedBy }, isOwner: bulk.isOwner, adjustmentId: bulkKey(bulk, memberId) },
    });
    // What may be refused was looked at when it was begun; a version with a lower limit since then does not stop it half-way.
    if (!decided.ok) throw new Error(`an adjustment of a bulk action was refused: ${decided.refusal.message}`);
    return decided.value;
  });
  const outcomes = await postDrafts(client, programId, drafts);
  const moved = new Map(
    touched.map((memberId, place) => {
      const outcome = outcomes[place];
      invariant(outcome?.status === 'posted', 'an adjustment under a new key is always posted');
      return [memberId, task.points > 0 ? task.points : task.points + (outcome.forgiven[POINTS] ?? 0)];
    }),
  );
  return memberIds.map((memberId) => ({ memberId, points: moved.get(memberId) ?? 0 }));
}

async function backStep(client: Queryable, facts: Work): Promise<Step> {
  const { bulk } = facts;
  const { programId } = bulk;
  const lines = await readBulkLines(client, bulk, { after: bulk.reached, limit: STEP });
  const last = lines.at(-1);
  if (!last) {
    await finishBulk(client, bulk, { state: 'undone' });
    return { members: 0, stores: [] };
  }
  const memberIds = lines.map(({ memberId }) => memberId);
  if (taskOf(bulk).kind === 'note') await deleteNotes(client, programId, { bulkId: bulk.id, memberIds });
  const drafts = taskOf(bulk).kind === 'points' ? await backDrafts(client, facts, lines) : [];
  await postDrafts(client, programId, drafts);
  const undone = drafts.reduce((sum, { moves }) => sum + moves.reduce((all, move) => all + ('points' in move ? move.points : 0), 0), 0);
  await advanceBulk(client, bulk, { reached: last.memberId, done: lines.length, points: 0, undone });
  return {
    members: lines.length,
    stores: await tellStores(
      client,
      programId,
      drafts.map(({ memberId }) => memberId),
    ),
  };
}

/** Of points given, what is left of their lots is taken, from whoever has them by now; points taken come back as a new lot. */
async function backDrafts(client: Queryable, facts: Work, lines: readonly BulkLine[]): Promise<PostingDraft[]> {
  const { bulk, program, now } = facts;
  const { programId } = bulk;
  const moved = lines.filter(({ points }) => points !== 0);
  const before = await readPresentMembers(
    client,
    programId,
    moved.map(({ memberId }) => memberId),
  );
  const locked = await lockMembers(client, programId, [...before.keys(), ...before.values()]);
  // Read again under the locks: a merge may have been faster.
  const present = await readPresentMembers(
    client,
    programId,
    moved.map(({ memberId }) => memberId),
  );
  const lots = moved.map(({ memberId }) => ({
    ownerId: memberId,
    holderId: present.get(memberId) ?? memberId,
    source: `adjust:${bulkKey(bulk, memberId)}`,
  }));
  const unspent = await readUnspent(client, programId, lots);
  return moved.flatMap(({ memberId, points }): PostingDraft[] => {
    const holderId = present.get(memberId) ?? memberId;
    const source = `adjust:${bulkKey(bulk, memberId)}`;
    const left = points > 0 ? (unspent.get(source) ?? 0) : -points;
    const state = locked.get(holderId)?.state;
    if (left === 0 || state === undefined || state === 'erased' || state === 'merged') return [];
    const move: Move =
      points > 0
        ? { kind: 'take', unit: POINTS, points: left, memberId: holderId, source, shortfall: 'forgive', debtCap: null }
        : {
            ...{ kind: 'issue', unit: POINTS, points: left, from: 'adjusted', to: 'available', source: `${source}:undo` },
            ...{ earnedAt: now, availableAt: now, expiresAt: expiresAt(program.expiry, now, program.timeZone) },
          };
    return [backDraft(facts, { memberId: holderId, key: `${source}:undo`, move })];
  });
}

function backDraft(
  { bulk, versionNo, now }: Work,
  { memberId, key, move }: { readonly memberId: string; readonly key: string; readonly move: Move },
): PostingDraft {
  return {
    ...{ businessKey: key, kind: 'adjusted', memberId, otherMemberId: null, order: null, redemptionId: null },
    ...{ actor: { kind: 'staff', id: bulk.undoneBy ?? bulk.requestedBy }, reasonCode: 'bulk-undone', note: null },
    ...{ storeId: null, locationId: null, channel: null, campaignId: null, arm: null, versionNo, occurredAt: now, moves: [move] },
    because: ['A change for many members was taken back.'],
  };
}

function bulkKey({ id }: BulkRecord, memberId: string): string {
  return `bulk:${id}:${memberId}`;
}

/** Where the members are known their new state is published. Answers the stores that have work now. */
async function tellStores(client: Queryable, programId: string, memberIds: readonly string[]): Promise<string[]> {
  const known = await readMemberStores(client, programId, memberIds);
  await addErrands(
    client,
    programId,
    known.map(({ storeId, memberId }) => publishErrand(storeId, memberId)),
  );
  return [...new Set(known.map(({ storeId }) => storeId))];
}
