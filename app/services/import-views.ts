import type { ImportView } from '#app/contracts/history-import.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { type HistoryImportRecord, readImports, sumImports } from '#app/store/history-imports.ts';
import { readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

/** The imports of a program (of one of its stores), newest first, with how far they are. */
export async function listImports(desk: Desk, programId: string, storeId: string | null): Promise<ImportView[]> {
  const { pool } = desk.database;
  const [records, stores] = await Promise.all([readImports(pool, programId, storeId), readStores(desk.database, programId)]);
  const sums = await sumImports(
    pool,
    programId,
    records.map(({ id }) => id),
  );
  const domains = new Map(stores.map((store) => [store.storeId, store.domain]));
  return records.map((record) => ({
    ...{ id: record.id, programId, storeId: record.storeId, store: domains.get(record.storeId) ?? record.storeId },
    ...{ state: record.state, versionNo: record.versionNo, from: instantToIso(record.from), to: instantToIso(record.to) },
    hiddenBefore: record.hiddenBefore === null ? null : instantToIso(record.hiddenBefore),
    ...{ total: record.total, done: record.seen, failed: record.failed },
    ...(sums.get(record.id) ?? { orders: 0, members: 0, points: 0 }),
    ...speedOf(record),
    ...{ problem: record.problem, startedBy: record.startedBy, startedAt: instantToIso(record.startedAt) },
    finishedAt: record.finishedAt === null ? null : instantToIso(record.finishedAt),
    undo: undoView(record),
  }));
}

/** Measured on the time that was worked: pauses and outages say nothing about the rest. */
function speedOf({ seen, total, workedMs, state }: HistoryImportRecord): Pick<ImportView, 'ordersPerMinute' | 'secondsLeft'> {
  if (seen === 0 || workedMs === 0) return { ordersPerMinute: null, secondsLeft: null };
  const isOpen = state === 'running' || state === 'paused';
  return {
    ordersPerMinute: Math.round((seen * 60_000) / workedMs),
    secondsLeft: total === null || !isOpen ? null : Math.ceil((Math.max(0, total - seen) * workedMs) / seen / 1_000),
  };
}

function undoView({ undo }: HistoryImportRecord): ImportView['undo'] {
  if (undo === null) return null;
  const { total, done, failed, taken, kept, by, endedAt } = undo;
  return { total, done, failed, taken, kept, by, endedAt: endedAt === null ? null : instantToIso(endedAt) };
}
