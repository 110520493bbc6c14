import { setTimeout as wait } from 'node:timers/promises';
import type { SumsProgress } from '#app/contracts/analytics.ts';
import { addLocalMonths, type Instant, localDate } from '#app/domain/instant.ts';
import type { Queryable } from '#app/store/database.ts';
import { listEveryDay, markOrders, readChangedDays, sumDay } from '#app/store/order-sums.ts';
import { beginWalk, countSlice, endWalk, readSlices } from '#app/store/people-sums.ts';
import {
  addPostings,
  askForRebuild,
  beginRebuild,
  dropOldRounds,
  insertRollups,
  markChecked,
  nextRollup,
  noteHorizon,
  reachHorizon,
  readRollup,
  rollUpBalances,
  type RollupState,
  turnRound,
} from '#app/store/rollups.ts';
import type { Desk } from './desk.ts';
import { readProgress } from './read-progress.ts';

/** Numbers are at most so old. */
const FRESH_MS = 5 * 60_000;
/** One program's turn, and all turns of a run: whoever needs longer goes on after the others. */
const TURN_MS = 20_000;
const RUN_MS = 240_000;
const PROGRAMS_AT_ONCE = 50;
/** A step reads about so much: some tenths of a second. */
const POSTINGS = 10_000;
const PEOPLE = 4_000;
const OLD_ROWS = 5_000;
/** Locks and statements of a step end by themselves. */
const LIMITS = `SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '50s'`;
/** Transactions that were under way are waited for so often and so long; then the rest is summed the next time. */
const LOOKS = 10;
const LOOK_MS = 20;
/** People are counted so often; months before the last one once a day. */
const PEOPLE_EVERY_MS = 60 * 60_000;
const MONTHS_BACK = 12;
/** A walk that was left lying is begun anew: what its first slices saw is old. */
const OLD_WALK_MS = 6 * 60 * 60_000;

/** Brings the sums by day and month up to date, program by program, in small transactions. Answers how many turns programs had. */
export async function rollUpPrograms(desk: Desk): Promise<number> {
  const now = await desk.database.now();
  const began = performance.now();
  await insertRollups(desk.database.pool);
  let turns = 0;
  for (; turns < PROGRAMS_AT_ONCE && performance.now() - began < RUN_MS; turns += 1) {
    const programId = await nextRollup(desk.database.pool, now - FRESH_MS);
    if (programId === null) break;
    try {
      const isUpToDate = await rollUpProgram(desk, programId, { turnMs: TURN_MS });
      // One that is behind comes again after those that have waited longer.
      await markChecked(desk.database.pool, programId, isUpToDate ? now : now - FRESH_MS);
    } catch (error) {
      desk.log.error({ programId, err: error }, 'the sums of a program could not be made; its next turn tries again');
      await markChecked(desk.database.pool, programId, now);
    }
  }
  return turns;
}

export interface RollUpTurn {
  /** It stops between two steps when so much time has passed. */
  readonly turnMs: number;
  readonly onStep?: (progress: SumsProgress) => void;
}

/**
 * Takes steps until the sums of a program are up to date (true) or its time is over (false). Every step is a short transaction that keeps its own place: one that is cut off is
 * simply taken again, and two workers at once only share the steps.
 */
export async function rollUpProgram(desk: Desk, programId: string, turn: RollUpTurn): Promise<boolean> {
  const until = performance.now() + turn.turnMs;
  const { pool } = desk.database;
  for (const next of [settlePoints, catchUpPoints, remakePoints, daysOfTurn(), countPeople]) {
    for (;;) {
      if (performance.now() > until) return false;
      const isDone = await next(desk, programId);
      if (turn.onStep) turn.onStep(await readProgress(pool, programId));
      if (isDone) break;
    }
  }
  await step(desk, programId, (client) => rollUpBalances(client, programId));
  return true;
}

/** Asks for all sums of a program to be made anew, beside the ones that are read until then, and makes them. */
export async function rebuildSums(desk: Desk, programId: string, onStep?: (progress: SumsProgress) => void): Promise<void> {
  await insertRollups(desk.database.pool);
  await askForRebuild(desk.database.pool, programId);
  await rollUpProgram(desk, programId, { turnMs: Number.POSITIVE_INFINITY, ...(onStep ? { onStep } : {}) });
  await markChecked(desk.database.pool, programId, await desk.database.now());
}

/** One short transaction, with the program's row locked. */
async function step<Value>(
  desk: Desk,
  programId: string,
  work: (client: Queryable, state: RollupState) => Promise<Value>,
): Promise<Value | null> {
  return desk.database.transaction(async (client) => {
    await client.query(LIMITS);
    const state = await readRollup(client, programId, 'lock');
    return state && work(client, state);
  });
}

/** What a program begins with: a rebuild that was asked for, the list of days of a first time, and how far points may be summed. */
async function settlePoints(desk: Desk, programId: string): Promise<boolean> {
  await step(desk, programId, async (client, state) => {
    if (state.rebuild) await beginRebuild(client, programId);
    if (state.rebuild || state.ordersTo === null) await listEveryDay(client, state);
  });
  const { pool } = desk.database;
  await reachHorizon(pool, programId);
  await noteHorizon(pool, programId);
  for (let look = 0; look < LOOKS && !(await reachHorizon(pool, programId)); look += 1) await wait(LOOK_MS);
  return true;
}

async function catchUpPoints(desk: Desk, programId: string): Promise<boolean> {
  const isDone = await step(desk, programId, async (client, state) => {
    const { pointsId, safeId } = state;
    if (pointsId >= safeId) return true;
    return (await addPostings(client, state, { after: pointsId, to: safeId, limit: POSTINGS, round: 'read' })) >= safeId;
  });
  return isDone ?? true;
}

/** The round of points in the making, up to where the one that is read is; then it takes that one's place. */
async function remakePoints(desk: Desk, programId: string): Promise<boolean> {
  const isDone = await step(desk, programId, async (client, state) => {
    const { nextBuild, nextId, pointsId } = state;
    if (nextBuild === null) return (await dropOldRounds(client, programId, OLD_ROWS)) < OLD_ROWS;
    if (nextId < pointsId) await addPostings(client, state, { after: nextId, to: pointsId, limit: POSTINGS, round: 'next' });
    await turnRound(client, programId);
    return false;
  });
  return isDone ?? true;
}

/** Days that are listed now, newest first, each once: of a busy shop today changes all the time. */
function daysOfTurn(): (desk: Desk, programId: string) => Promise<boolean> {
  let days: string[] | null = null;
  let at: Instant = 0;
  return async (desk, programId) => {
    if (days === null) {
      at = await desk.database.now();
      const state = await readRollup(desk.database.pool, programId, 'look');
      days = state === null ? [] : await readChangedDays(desk.database.pool, state);
    }
    const day = days.shift();
    if (day === undefined) await markOrders(desk.database.pool, programId, at);
    else await step(desk, programId, (client, state) => sumDay(client, state, day));
    return day === undefined;
  };
}

async function countPeople(desk: Desk, programId: string): Promise<boolean> {
  const now = await desk.database.now();
  const isDone = await step(desk, programId, async (client, state) => {
    const { walk } = state;
    if (walk === null || walk.at < now - OLD_WALK_MS) {
      if (walk === null && state.monthsAt !== null && state.monthsAt > now - PEOPLE_EVERY_MS) return true;
      await beginWalk(client, programId, await walkFor(client, state, now));
      return false;
    }
    if (walk.slice < walk.slices) {
      await countSlice(client, state, walk);
      return false;
    }
    await endWalk(client, programId, { walk, day: localDate(walk.at, state.timeZone), at: now });
    return true;
  });
  return isDone ?? true;
}

/** This month and the one before (refunds come late); the whole year, and what people bought in their time, once a day. */
async function walkFor(client: Queryable, state: RollupState, now: Instant) {
  const { programId, timeZone, fullDay } = state;
  const full = fullDay !== localDate(now, timeZone);
  const back = full ? MONTHS_BACK : 1;
  return {
    ...{ at: now, full, from: localDate(addLocalMonths(now, -back, timeZone), timeZone).slice(0, 7) },
    ...{ slice: 0, slices: await readSlices(client, programId, PEOPLE) },
  };
}
