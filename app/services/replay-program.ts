import { setImmediate as breathe } from 'node:timers/promises';
import type { ReplayRefusal, ReplayView } from '#app/contracts/program-replay.ts';
import { addLocalMonths, instantToIso, type Instant } from '#app/domain/instant.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import { ProgramComparison, type ReplayResult } from '#app/domain/decisions/compare-programs.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import {
  beatReplay,
  cancelReplays,
  claimReplay,
  countPastOrders,
  finishReplay,
  insertReplay,
  type PastPlace,
  readEarlierCounts,
  readNewestReplay,
  readPastOrders,
  type ReplayRecord,
  startOfNewest,
} from '#app/store/program-replays.ts';
import { readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

/** What is looked at, and as long again before it, from which tiers and counts come. */
const MONTHS = 12;
/** Of a shop that is busier than that the newest orders are taken, and the result says so. */
const MAX_ORDERS = 100_000;
const PAGE = 200;
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Begins a replay of last year's orders through a draft, in the background; it takes the place of one that still runs. */
export async function startReplay(
  desk: Desk,
  input: { readonly programId: string; readonly document: unknown; readonly staffId: string },
): Promise<Result<ReplayView, ReplayRefusal>> {
  const { programId, document, staffId } = input;
  const parsed = parseProgram(document);
  if (!parsed.ok)
    return refused({ reason: 'invalid', message: 'The draft has gaps or mistakes. Mend them first, then try it on last year.' });
  const rulebook = await desk.library.open(programId);
  const live = rulebook.liveAt(await desk.database.now());
  if (!live) return refused({ reason: 'no-live-version', message: 'Nothing is live yet that the draft could be compared with.' });
  await insertReplay(desk.database.pool, programId, { id: desk.newId(), document, liveNo: live.no, requestedBy: staffId });
  const started = await readReplay(desk, programId);
  if (!started) throw new Error('a replay that was just begun is gone');
  return accepted(started);
}

/** The program's newest replay, with its progress or its result; null: there never was one. */
export async function readReplay(desk: Desk, programId: string): Promise<ReplayView | null> {
  const replay = await readNewestReplay(desk.database.pool, programId);
  if (!replay) return null;
  const { id, state, done, total, problem, liveNo, createdAt, finishedAt } = replay;
  return {
    ...{ replayId: id, state, done, total, problem, liveNo, startedAt: instantToIso(createdAt) },
    finishedAt: finishedAt === null ? null : instantToIso(finishedAt),
    result: state === 'done' ? await withNames(desk, programId, replay.result as StoredResult) : null,
  };
}

/** Written by finishReplay and by nobody else. */
type StoredResult = Omit<NonNullable<ReplayView['result']>, 'names'>;

/** Names are read when the result is: who was erased meanwhile has none. */
async function withNames(desk: Desk, programId: string, result: StoredResult): Promise<NonNullable<ReplayView['result']>> {
  const memberIds = [...result.gain, ...result.lose].map(({ memberId }) => memberId);
  const members = await desk.database.prisma.member.findMany({
    where: { programId, id: { in: memberIds } },
    select: { id: true, firstName: true, lastName: true, email: true },
  });
  const named = members.flatMap(({ id, firstName, lastName, email }) => {
    const name = [firstName, lastName].filter(Boolean).join(' ') || email;
    return name === null ? [] : [[id, name] as const];
  });
  return { ...result, names: Object.fromEntries(named) };
}

export async function cancelReplay(desk: Desk, programId: string): Promise<void> {
  await cancelReplays(desk.database.pool, programId);
}

/** Does the replay that has waited longest, if any. Answers how many orders were played. */
export async function runReplays(desk: Desk): Promise<number> {
  const replay = await claimReplay(desk.database.pool);
  if (!replay) return 0;
  try {
    return await play(desk, replay);
  } catch (error) {
    desk.log.error({ err: error, programId: replay.programId }, 'a replay failed');
    await finishReplay(desk.database.pool, replay, { problem: 'Something went wrong on our side. Please try again.' });
    return 0;
  }
}

async function play(desk: Desk, replay: ReplayRecord): Promise<number> {
  const { pool } = desk.database;
  const { programId } = replay;
  const now = await desk.database.now();
  const rulebook = await desk.library.open(programId);
  const live = await rulebook.program(replay.liveNo);
  const draft = parseProgram(replay.document);
  if (!draft.ok) throw new Error('a replay was begun with a draft that cannot be read');
  const from = addLocalMonths(now, -MONTHS, live.timeZone);
  const start = await startOfNewest(pool, programId, { from: addLocalMonths(now, -2 * MONTHS, live.timeZone), orders: MAX_ORDERS });
  const [total, earlier, stores] = await Promise.all([
    countPastOrders(pool, programId, start),
    readEarlierCounts(pool, programId, start),
    readStores(desk.database, programId),
  ]);
  const development = new Set(stores.filter((store) => store.development).map(({ storeId }) => storeId));
  const comparison = new ProgramComparison({ live, draft: draft.value }, { from: Math.max(from, start), now });
  let done = 0;
  for (let after: PastPlace = { placedAt: start, storeId: NOBODY, orderId: '' }; ;) {
    const page = await readPastOrders(pool, programId, { after, limit: PAGE });
    for (const { snapshot, storeId, memberId, memberState } of page)
      comparison.add({
        ...{ snapshot, storeId, memberId, joined: memberState === 'member', developmentStore: development.has(storeId) },
        earlier: earlier.get(memberId) ?? { orders: 0, visits: 0 },
      });
    done += page.length;
    if (!(await beatReplay(pool, replay, { done, total }))) return done;
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    after = last;
    // Messages of shops are settled by the same process.
    await breathe();
  }
  await finishReplay(pool, replay, {
    result: describeResult(comparison.result(), { from: Math.max(from, start), now, full: start <= from }),
  });
  return done;
}

function describeResult(
  result: ReplayResult,
  period: { readonly from: Instant; readonly now: Instant; readonly full: boolean },
): StoredResult {
  return { ...result, from: instantToIso(period.from), to: instantToIso(period.now), wholePeriod: period.full };
}
