import { MAX_MEMBER_NOTE, type MemberRefusal } from '#app/contracts/members.ts';
import { endOfLocalDay, type Instant, startOfLocalDay } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { lockTier as withLock, noTier, type TierState } from '#app/domain/tiers/tier-state.ts';
import type { Queryable } from '#app/store/database.ts';
import { insertNote, isKnownByEmailAlone, writeMemberState } from '#app/store/member-notes.ts';
import { lockMembers, type MemberRecord } from '#app/store/members.ts';
import { readStoresOf } from '#app/store/merging.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit } from '#app/store/programs.ts';
import { readTiers, writeTiers } from '#app/store/tiers.ts';
import type { Desk } from '../desk.ts';
import { publishErrand } from '../publish-members.ts';
import { reviewErrand, reviewMembers } from '../review-members.ts';
import type { StaffAct } from './member-desk.ts';

export type MemberDone = Result<{ readonly memberId: string }, MemberRefusal>;

export function refuse(reason: string, message: string): { readonly ok: false; readonly refusal: MemberRefusal } {
  return refused({ reason, message });
}

const GONE = refuse('unknown-member', 'There is no such member any more.');

/** Locks the member, asks `change`, and notes in the audit what it answers; nothing is noted for a repeat (null) or a refusal. */
async function underLock(
  desk: Desk,
  act: StaffAct,
  change: (
    client: Queryable,
    member: MemberRecord,
  ) => Promise<Result<{ readonly action: string; readonly details: Record<string, unknown> } | null, MemberRefusal>>,
): Promise<MemberDone> {
  const { programId, memberId, staffId } = act;
  return desk.database.transaction(async (client): Promise<MemberDone> => {
    const member = (await lockMembers(client, programId, [memberId])).get(memberId);
    if (!member || member.state === 'merged' || member.state === 'erased') return GONE;
    const changed = await change(client, member);
    if (!changed.ok) return changed;
    if (changed.value !== null)
      await insertAudit(client, programId, { actorKind: 'staff', actorId: staffId, subject: memberId, ...changed.value });
    return accepted({ memberId });
  });
}

/** Keeps a note of staff about a member. The client makes its id: a repeat keeps one. */
export function addNote(desk: Desk, act: StaffAct & { readonly noteId: string; readonly text: string }): Promise<MemberDone> {
  const text = act.text.trim();
  if (text === '') return Promise.resolve(refuse('empty', 'Write a few words first.'));
  if (text.length > MAX_MEMBER_NOTE) return Promise.resolve(refuse('too-long', `A note has at most ${MAX_MEMBER_NOTE} characters.`));
  return underLock(desk, act, async (client) => {
    const note = { id: act.noteId, memberId: act.memberId, text, writtenBy: act.staffId };
    const isNew = await insertNote(client, act.programId, note);
    return accepted(isNew ? { action: 'note-added', details: { noteId: act.noteId } } : null);
  });
}

/** Blocks a member, or lets it earn again; orders placed while it was blocked never earn. Repeating it changes nothing. */
export async function setBlocked(desk: Desk, act: StaffAct & { readonly blocked: boolean }): Promise<MemberDone> {
  const { programId, memberId, blocked } = act;
  const done = await underLock(desk, act, async (client, { state }) => {
    if ((state === 'blocked') === blocked) return accepted(null);
    if (blocked && state === 'left') return refuse('left', 'Who has left the program earns nothing anyway.');
    if (blocked && (await isKnownByEmailAlone(client, programId, memberId)))
      return refuse(
        'email-alone',
        'This guest has no customer account: the next order with the same e-mail would begin a new guest. Block the account in the store.',
      );
    await writeMemberState(client, programId, { memberId, to: blocked ? 'blocked' : 'unblocked' });
    await tell(client, programId, memberId);
    return accepted({ action: blocked ? 'member-blocked' : 'member-unblocked', details: {} });
  });
  if (done.ok) await wakeStores(desk, programId, memberId);
  return done;
}

/** Fixes a member's tier to the end of a local day (null: until somebody lets go), or lets go of it (`tierId` null). What was earned goes on counting below. */
export async function lockTier(
  desk: Desk,
  act: StaffAct & { readonly tierId: string | null; readonly until: string | null },
): Promise<MemberDone> {
  const { programId, memberId, tierId } = act;
  const now = await desk.database.now();
  const rulebook = await desk.library.open(programId);
  const live = rulebook.liveAt(now);
  if (!live) return refuse('no-program', 'Publish the program first.');
  const program = await rulebook.program(live.no);
  if (tierId !== null && !program.tiers.list.some(({ id }) => id === tierId))
    return refuse('unknown-tier', 'The live program has no such tier.');
  const until = act.until === null ? null : endOf(act.until, program.timeZone);
  if (act.until !== null && (until === null || until <= now)) return refuse('past', 'Choose today or a later day.');
  const done = await underLock(desk, act, async (client, { state }) => {
    if (state !== 'member' && state !== 'guest') return refuse('not-a-member', 'Only who takes part in the program can have a tier.');
    const before = (await readTiers(client, programId, [memberId])).get(memberId);
    const standing = before ? (before.state as TierState) : noTier();
    if (tierId === null && standing.lock === null) return accepted(null);
    const next = withLock(standing, tierId === null ? null : { tierId, until });
    // Due now: should this process end before the review below, the schedule does it.
    await writeTiers(client, programId, [
      { memberId, tierId: before?.tierId ?? null, provisional: before?.provisional ?? false, state: next, reviewAt: now },
    ]);
    return accepted({ action: tierId === null ? 'tier-unlocked' : 'tier-locked', details: { tierId, until: act.until } });
  });
  if (done.ok) {
    await reviewMembers(desk, programId, [memberId]);
    await wakeStores(desk, programId, memberId);
  }
  return done;
}

function endOf(day: string, timeZone: string): Instant | null {
  try {
    return endOfLocalDay(startOfLocalDay(day, timeZone), timeZone);
  } catch {
    return null;
  }
}

async function tell(client: Queryable, programId: string, memberId: string): Promise<void> {
  const stores = await readStoresOf(client, programId, memberId);
  await addErrands(client, programId, [
    ...stores.map((storeId) => publishErrand(storeId, memberId)),
    ...(stores[0] === undefined ? [] : [reviewErrand(stores[0], memberId)]),
  ]);
}

async function wakeStores(desk: Desk, programId: string, memberId: string): Promise<void> {
  for (const storeId of await readStoresOf(desk.database.pool, programId, memberId)) desk.wake('relay-store', { programId, storeId });
}
