import type { ClosingDeskView, ClosingRefusalReason } from '#app/contracts/program-closing.ts';
import { DAY_MS, type Instant, instantToIso } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { markRedacted } from '#app/store/privacy.ts';
import {
  anonymiseSomeOrders,
  beatClosing,
  cancelClosing,
  claimClosing,
  type ClosingRecord,
  countOpenErrands,
  finishClosing,
  forgetLeftovers,
  insertClosing,
  leaveDirectory,
  readClosing,
  readPeople,
} from '#app/store/program-closings.ts';
import { dropExportsOf } from '#app/store/program-exports.ts';
import { insertAudit, readProgram, readStores, type StoreRecord } from '#app/store/programs.ts';
import { anonymiseStaff } from '#app/store/staff-members.ts';
import type { ClosingActor, ClosingServices } from './closing-desk.ts';
import type { Desk } from './desk.ts';
import { eachApart } from './each-apart.ts';
import { endCodesOf, eraseMember } from './privacy.ts';
import { whyNot } from './staff/staff-standing.ts';

/** So long can it be called off. */
export const CLOSING_DELAY_DAYS = 7;
/** Stores that cannot be reached keep a program from its end no longer than this. */
const PATIENCE_MS = 2 * DAY_MS;
const PER_STEP = 200;
const STEPS_PER_RUN = 100;

type Done = Result<null, ClosingRefusalReason>;

/** What the page of the end may ask for, over one desk. */
export function createClosingServices(desk: Desk): ClosingServices {
  return {
    read: (programId) => readDesk(desk, programId),
    ask: (actor) => askForEnd(desk, actor),
    callOff: (actor) => callOff(desk, actor),
  };
}

async function readDesk(desk: Desk, programId: string): Promise<ClosingDeskView> {
  const [program, closing, members] = await Promise.all([
    readProgram(desk.database, programId),
    readClosing(desk.database.pool, programId),
    desk.database.prisma.member.count({ where: { programId, state: { notIn: ['erased', 'merged'] } } }),
  ]);
  if (!program) throw new Error(`there is no program ${programId}`);
  const { state } = program;
  const programName = (await nameOf(desk, programId)) ?? program.name;
  if (closing === null || closing.state === 'cancelled') return { programName, state, members, closing: null };
  const { requestedAt, dueAt, done, total } = closing;
  const view = { state: closing.state, requestedAt: instantToIso(requestedAt), dueAt: instantToIso(dueAt), done, total };
  return { programName, state, members, closing: view };
}

/** As the version in force has it; null: there is none. */
async function nameOf(desk: Desk, programId: string): Promise<string | null> {
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  return live === null ? null : (await rulebook.program(live.no)).name;
}

async function askForEnd(desk: Desk, { programId, staffId, typed }: ClosingActor & { readonly typed: string }): Promise<Done> {
  if ((await whyNot(desk, { programId, staffId, right: 'program.close' })) !== null) return refused('not-allowed');
  const { programName } = await readDesk(desk, programId);
  if (typed.trim().toLowerCase() !== programName.trim().toLowerCase()) return refused('not-confirmed');
  const now = await desk.database.now();
  const dueAt = now + CLOSING_DELAY_DAYS * DAY_MS;
  return desk.database.transaction(async (client): Promise<Done> => {
    if (!(await insertClosing(client, programId, { id: desk.newId(), requestedBy: staffId, requestedAt: now, dueAt })))
      return refused('asked-already');
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'program-closing-asked', subject: programId },
      details: { dueAt: instantToIso(dueAt) },
    });
    return accepted(null);
  });
}

async function callOff(desk: Desk, { programId, staffId }: ClosingActor): Promise<Done> {
  if ((await whyNot(desk, { programId, staffId, right: 'program.close' })) !== null) return refused('not-allowed');
  return desk.database.transaction(async (client): Promise<Done> => {
    if (!(await cancelClosing(client, programId, staffId))) {
      const closing = await readClosing(client, programId);
      return refused(closing?.state === 'running' || closing?.state === 'done' ? 'begun' : 'none');
    }
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'program-closing-called-off', subject: programId, details: {} },
    });
    return accepted(null);
  });
}

/**
 * Goes on with the program whose end is due, some thousand members at a time; may be cut off and repeated. First everybody is erased as one person is (points forfeited, codes
 * killed at the store, the anonymous ledger kept), then the stores are given the time to hear of it, then the rest is forgotten and the stores are let go. Answers how many members were erased.
 */
export async function closePrograms(desk: Desk): Promise<number> {
  const now = await desk.database.now();
  const closing = await desk.database.transaction((client) => claimClosing(client, now));
  if (closing === null) return 0;
  const stores = await readStores(desk.database, closing.programId);
  const { erased, all } = await erasePeople(desk, closing, stores);
  if (!all) return erased;
  while ((await anonymiseSomeOrders(desk.database.pool, closing.programId, PER_STEP)) === PER_STEP)
    await beatClosing(desk.database.pool, closing, 0);
  const isHeard = (await countOpenErrands(desk.database.pool, closing.programId)) === 0 || now > closing.dueAt + PATIENCE_MS;
  if (isHeard) await letGo(desk, { closing, stores, now });
  return erased;
}

async function erasePeople(
  desk: Desk,
  closing: ClosingRecord,
  stores: readonly StoreRecord[],
): Promise<{ readonly erased: number; readonly all: boolean }> {
  const [first] = stores;
  let erased = 0;
  for (let step = 0; step < STEPS_PER_RUN; step += 1) {
    const people = await readPeople(desk.database.pool, closing.programId, PER_STEP);
    if (people.length === 0 || !first) return { erased, all: true };
    // One who cannot be erased keeps the program from being let go, but nobody else from being erased.
    await eachApart(people, (memberId) => eraseMember(desk, first, { memberId, actor: { kind: 'staff', id: closing.requestedBy } }));
    erased += people.length;
    await beatClosing(desk.database.pool, closing, people.length);
  }
  return { erased, all: false };
}

async function letGo(
  desk: Desk,
  { closing, stores, now }: { readonly closing: ClosingRecord; readonly stores: readonly StoreRecord[]; readonly now: Instant },
): Promise<void> {
  const { programId } = closing;
  for (const store of stores) {
    await endCodesOf(desk, store);
    if (store.state === 'connected') await desk.forgetStore(store.platform, store.domain, now);
    await markRedacted(desk.database.pool, store);
  }
  await desk.database.transaction(async (client) => {
    await forgetLeftovers(client, programId);
    await dropExportsOf(client, programId);
    await anonymiseStaff(client, programId);
    await leaveDirectory(client, programId);
    await finishClosing(client, closing);
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: closing.requestedBy, action: 'program-closed', subject: programId },
      details: { members: closing.done },
    });
  });
}
