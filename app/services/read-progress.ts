import type { SumsProgress } from '#app/contracts/analytics.ts';
import type { Queryable } from '#app/store/database.ts';
import { readRollupBacklog } from '#app/store/rollups.ts';

/** Fewer postings than that are summed before anybody could read of it. */
const MANY_POSTINGS = 20_000;
const MANY_DAYS = 7;

const UP_TO_DATE: SumsProgress = { stage: null, done: 0, total: 0 };

/**
 * How far the counting of history is: points along the ledger, orders day by day, people slice by slice, in this order. What is only some minutes behind counts as up to date.
 */
export async function readProgress(client: Queryable, programId: string): Promise<SumsProgress> {
  const backlog = await readRollupBacklog(client, programId);
  if (backlog === null) return UP_TO_DATE;
  const { first, newest, pointsId, nextId, days, daysTotal, walk } = backlog;
  const summed = backlog.isAsked ? first : (nextId ?? pointsId);
  const isBehind = newest - summed > MANY_POSTINGS || (nextId !== null && newest > summed);
  if (backlog.isAsked || isBehind) return { stage: 'points', done: Math.max(0, summed - first), total: Math.max(1, newest - first) };
  if (days > MANY_DAYS) return { stage: 'orders', done: Math.max(0, daysTotal - days), total: Math.max(days, daysTotal) };
  if (backlog.hasPeople && backlog.hasCohorts) return UP_TO_DATE;
  return { stage: 'people', done: walk?.slice ?? 0, total: walk?.slices ?? 1 };
}
