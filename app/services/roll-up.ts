import { addLocalMonths, DAY_MS, type Instant, localDate } from '#app/domain/instant.ts';
import {
  insertRollups,
  lockRollup,
  readChangedDays,
  rollUpBalances,
  rollUpMonth,
  rollUpOrders,
  rollUpPoints,
  saveRollup,
  type RollupProgram,
} from '#app/store/rollups.ts';
import type { Queryable } from '#app/store/database.ts';
import type { Desk } from './desk.ts';

/** Numbers are at most so old. */
const FRESH_MS = 5 * 60_000;
/** A transaction that was under way when we looked may be recorded as earlier than what we saw: the last while is summed again. */
const OVERLAP_MS = 15 * 60_000;
/** History is caught up in pieces of so many days: no transaction lasts long. */
const PIECE_DAYS = 31;
const ORDER_DAYS = 31;
/** People are counted so often. */
const MONTHS_EVERY_MS = 60 * 60_000;
const MONTHS_BACK = 12;
const PROGRAMS_AT_ONCE = 50;

/** Brings the sums by day and month up to date, program by program. Answers how many programs were looked at. */
export async function rollUpPrograms(desk: Desk): Promise<number> {
  const now = await desk.database.now();
  await insertRollups(desk.database.pool);
  let looked = 0;
  for (; looked < PROGRAMS_AT_ONCE; looked += 1) {
    const turn: { program: RollupProgram | null } = { program: null };
    try {
      await desk.database.transaction(async (client) => {
        turn.program = await lockRollup(client, now - FRESH_MS);
        if (turn.program !== null) await rollUpProgram(client, turn.program, now);
      });
      if (turn.program === null) break;
    } catch (error) {
      if (turn.program === null) throw error;
      // Else it would be the one that was looked at longest ago for ever, and no other program would get its turn.
      await putOff(desk, turn.program, { now, error });
    }
  }
  return looked;
}

async function putOff(
  desk: Desk,
  { programId }: RollupProgram,
  { now, error }: { readonly now: Instant; readonly error: unknown },
): Promise<void> {
  desk.log.error({ programId, err: error }, 'the sums of a program could not be made; its next turn tries again');
  await saveRollup(desk.database.pool, programId, { at: now, pointsTo: null, ordersTo: null, monthsAt: null });
}

async function rollUpProgram(client: Queryable, program: RollupProgram, now: Instant): Promise<void> {
  const from = program.pointsTo === null ? program.firstPosting : program.pointsTo - OVERLAP_MS;
  const until = from === null ? now : Math.min(now, from + PIECE_DAYS * DAY_MS);
  if (from !== null) await rollUpPoints(client, program, { from, until });
  const changed = await readChangedDays(client, program, program.ordersTo === null ? null : program.ordersTo - OVERLAP_MS);
  // Days of a first look at a long history are many; each is summed once.
  for (let start = 0; start < changed.length; start += ORDER_DAYS)
    await rollUpOrders(client, program, changed.slice(start, start + ORDER_DAYS));
  const isDue = program.monthsAt === null || program.monthsAt <= now - MONTHS_EVERY_MS;
  if (isDue) for (const month of monthsToCount(program, now)) await rollUpMonth(client, program, month);
  await rollUpBalances(client, program.programId);
  const isBehind = until < now;
  await saveRollup(client, program.programId, {
    // One that is behind is looked at again at once.
    at: isBehind ? now - FRESH_MS : now,
    pointsTo: until,
    ordersTo: now,
    monthsAt: isDue ? now : null,
  });
}

/** This month and the one before (refunds come late); the whole year the first time. */
function monthsToCount({ monthsAt, timeZone }: RollupProgram, now: Instant): string[] {
  const back = monthsAt === null ? MONTHS_BACK : 1;
  return Array.from({ length: back + 1 }, (_, ago) => localDate(addLocalMonths(now, ago - back, timeZone), timeZone).slice(0, 7));
}
