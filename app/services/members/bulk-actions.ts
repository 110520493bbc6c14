import {
  type BulkPreview,
  type BulkTarget,
  type BulkTask,
  type BulkView,
  MAX_MARKED,
  MAX_MEMBER_NOTE,
  type MemberRefusal,
} from '#app/contracts/members.ts';
import { DAY_MS, type Instant, instantToIso } from '#app/domain/instant.ts';
import { pointWorth } from '#app/domain/program/point-worth.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { accepted, type Result } from '#app/domain/result.ts';
import { countOf, wordsOf } from '#app/domain/units/unit-words.ts';
import { type BulkRecord, finishBulk, insertBulk, lockBulk, readBulk, readBulks, turnBulkBack } from '#app/store/bulk-actions.ts';
import { type Crowd, measureCrowd } from '#app/store/member-search.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import { refuse } from './change-member.ts';
import { filterOf } from './list-members.ts';
import { answerRefusal, RefusedInside, spendAllowance } from '../staff/spend-allowance.ts';
import type { BulkAct } from './member-desk.ts';

/** As long can a bulk action be taken back. */
export const BULK_UNDO_DAYS = 30;
const SHOWN = 10;

type Refused<Value> = Result<Value, MemberRefusal>;
type Wanted = BulkAct & { readonly task: BulkTask; readonly target: BulkTarget };

/** How many members it would be for, how many points, what they would cost; writes nothing. */
export async function previewBulk(desk: Desk, wanted: Wanted): Promise<Refused<BulkPreview>> {
  const { programId, task } = wanted;
  const now = await desk.database.now();
  const program = await readLive(desk, programId, now);
  if (!program) return refuse('no-program', 'Publish the program first.');
  const problem = problemOf(wanted);
  if (problem) return problem;
  const each = task.kind === 'points' ? task.points : 0;
  const crowd = await crowdOf(desk, programId, { target: wanted.target, knownBefore: now });
  const { members, takable, short } = await measureCrowd(desk.database.pool, programId, { crowd, atMost: Math.max(0, -each) });
  if (members === 0) return refuse('nobody', 'Nobody matches any more.');
  const points = each < 0 ? -takable : each * members;
  const worth = pointWorth(program);
  return accepted({
    ...{ members, points, short: each < 0 ? short : 0 },
    costMinor: worth === null ? null : Math.round((points * worth.minor) / worth.points),
    currency: program.currency,
    needsOwner: !wanted.isOwner && isLarge(program, { each, points }),
  });
}

/** Begins it in the background. The client makes `bulkId`: a repeat answers the same action. Many points at once need the owner, as one large adjustment does. */
export async function startBulk(desk: Desk, wanted: Wanted & { readonly bulkId: string }): Promise<Refused<BulkView>> {
  const { programId, bulkId, staffId, isOwner, task, target } = wanted;
  const { pool } = desk.database;
  const earlier = await readBulk(pool, programId, bulkId);
  if (earlier) return accepted(toView(earlier, await desk.database.now()));
  const preview = await previewBulk(desk, wanted);
  if (!preview.ok) return preview;
  const now = await desk.database.now();
  const program = await readLive(desk, programId, now);
  if (!program) return refuse('no-program', 'Publish the program first.');
  if (preview.value.needsOwner) {
    const limit = countOf(program.staff.ownerAbovePoints, wordsOf(program.units.points, program.locale));
    return refuse('owner-needed', `More than ${limit} in all needs the owner of the shop.`);
  }
  const { members, points } = preview.value;
  const beginning = desk.database.transaction(async (client) => {
    const begun = await insertBulk(client, programId, {
      ...{ id: bulkId, kind: task.kind, task, target, total: members },
      ...{ requestedBy: staffId, isOwner },
    });
    if (!begun) return null;
    const spent =
      task.kind === 'points'
        ? await spendAllowance(client, programId, { staffId, allowance: wanted.allowance, points, program, now })
        : null;
    if (spent?.ok === false) throw new RefusedInside(spent.refusal);
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'bulk-started', subject: bulkId },
      details: { kind: task.kind, members, points },
    });
    return null;
  });
  return (await beginning.catch(answerRefusal)) ?? viewOf(desk, programId, bulkId);
}

/** Newest first, at most 10. */
export async function listBulk(desk: Desk, programId: string): Promise<readonly BulkView[]> {
  const [bulks, now] = await Promise.all([readBulks(desk.database.pool, programId, SHOWN), desk.database.now()]);
  return bulks.map((bulk) => toView(bulk, now));
}

/** Stops one that waits or runs. What is done stays done until it is taken back. */
export async function cancelBulk(desk: Desk, act: BulkAct & { readonly bulkId: string }): Promise<Refused<BulkView>> {
  const { programId, bulkId, staffId } = act;
  await desk.database.transaction(async (client) => {
    const bulk = await lockBulk(client, programId, bulkId);
    if (bulk?.state !== 'waiting' && bulk?.state !== 'running') return;
    await finishBulk(client, bulk, { state: 'cancelled' });
    await insertAudit(client, programId, { actorKind: 'staff', actorId: staffId, action: 'bulk-cancelled', subject: bulkId, details: {} });
  });
  return viewOf(desk, programId, bulkId);
}

/** Takes it back in the background: of points given what is unspent, points taken come back, notes go. Within 30 days; a repeat changes nothing. */
export async function undoBulk(desk: Desk, act: BulkAct & { readonly bulkId: string }): Promise<Refused<BulkView>> {
  const { programId, bulkId, staffId } = act;
  const now = await desk.database.now();
  const refusal = await desk.database.transaction(async (client) => {
    const bulk = await lockBulk(client, programId, bulkId);
    if (!bulk) return refuse('unknown', 'There is no such action.');
    if (bulk.state === 'undo-waiting' || bulk.state === 'undoing' || bulk.state === 'undone') return null;
    if (bulk.state === 'waiting' || bulk.state === 'running') return refuse('running', 'It still runs. Stop it first.');
    if (!canUndo(bulk, now)) return refuse('too-late', `An action can be taken back for ${BULK_UNDO_DAYS} days.`);
    await turnBulkBack(client, bulk, staffId);
    await insertAudit(client, programId, { actorKind: 'staff', actorId: staffId, action: 'bulk-undone', subject: bulkId, details: {} });
    return null;
  });
  return refusal ?? viewOf(desk, programId, bulkId);
}

/** Whom an action is for, as the list knows them. Who came after it was begun is not meant. */
export async function crowdOf(
  desk: Desk,
  programId: string,
  { target, knownBefore }: { readonly target: BulkTarget; readonly knownBefore: Instant },
): Promise<Crowd> {
  if (target.kind === 'members') return { memberIds: target.memberIds };
  return { filter: await filterOf(desk, programId, target.wish), knownBefore };
}

function problemOf({ task, target }: Wanted): ReturnType<typeof refuse> | null {
  if (task.kind === 'note' && task.text.trim() === '') return refuse('empty', 'Write a few words first.');
  if (task.kind === 'note' && task.text.length > MAX_MEMBER_NOTE)
    return refuse('too-long', `A note has at most ${MAX_MEMBER_NOTE} characters.`);
  if (target.kind === 'members' && target.memberIds.length === 0) return refuse('nobody', 'Mark somebody first.');
  if (target.kind === 'members' && target.memberIds.length > MAX_MARKED) return refuse('too-many', `Mark at most ${MAX_MARKED} at a time.`);
  return null;
}

/** What one adjustment of that size would need the owner for, many together need too. */
function isLarge({ staff }: Program, { each, points }: { readonly each: number; readonly points: number }): boolean {
  return Math.max(Math.abs(each), Math.abs(points)) > staff.ownerAbovePoints;
}

async function readLive(desk: Desk, programId: string, now: Instant): Promise<Program | null> {
  const rulebook = await desk.library.open(programId);
  const live = rulebook.liveAt(now);
  return live ? rulebook.program(live.no) : null;
}

async function viewOf(desk: Desk, programId: string, bulkId: string): Promise<Refused<BulkView>> {
  const [bulk, now] = await Promise.all([readBulk(desk.database.pool, programId, bulkId), desk.database.now()]);
  return bulk ? accepted(toView(bulk, now)) : refuse('unknown', 'There is no such action.');
}

function canUndo({ state, createdAt, done }: BulkRecord, now: Instant): boolean {
  const hasEnded = state === 'failed' || ((state === 'done' || state === 'cancelled') && done > 0);
  return hasEnded && createdAt + BULK_UNDO_DAYS * DAY_MS > now;
}

/** What startBulk wrote down, and nobody else. */
export function taskOf({ task }: BulkRecord): BulkTask {
  return task as BulkTask;
}

/** The same of whom it is for; null once it is over. */
export function targetOf({ target }: BulkRecord): BulkTarget | null {
  return target as BulkTarget | null;
}

function toView(bulk: BulkRecord, now: Instant): BulkView {
  const task = taskOf(bulk);
  const { id, state, done, total, points, undone, problem, requestedBy, createdAt } = bulk;
  return {
    ...{ bulkId: id, kind: task.kind, state, done, total, points, undone, problem, requestedBy },
    pointsEach: task.kind === 'points' ? task.points : 0,
    reason: task.kind === 'points' ? task.reason : null,
    note: task.kind === 'points' ? task.note : task.text,
    createdAt: instantToIso(createdAt),
    canUndo: canUndo(bulk, now),
  };
}
