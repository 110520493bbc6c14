import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

export interface HistoryImportRecord extends StoreAddress {
  readonly id: string;
  readonly versionNo: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly hiddenBefore: Instant | null;
  readonly state: 'running' | 'paused' | 'done' | 'cancelled' | 'undoing' | 'undone';
  readonly cursor: string | null;
  readonly revision: number;
  readonly total: number | null;
  readonly seen: number;
  readonly failed: number;
  readonly workedMs: number;
  readonly tries: number;
  readonly problem: string | null;
  readonly startedBy: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  /** Its undoing, once somebody asked for it. */
  readonly undo: ImportUndoRecord | null;
}

export interface ImportUndoRecord {
  /** The last order that was done, by id. */
  readonly cursor: string | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly taken: number;
  readonly kept: number;
  readonly by: string;
  readonly endedAt: Instant | null;
}

export interface ImportRow {
  readonly program_id: string;
  readonly id: string;
  readonly store_id: string;
  readonly version_no: number;
  readonly from_at: Date;
  readonly to_at: Date;
  readonly hidden_before: Date | null;
  readonly state: HistoryImportRecord['state'];
  readonly cursor: string | null;
  readonly revision: number;
  readonly total: number | null;
  readonly seen: number;
  readonly failed: number;
  readonly worked_ms: string;
  readonly tries: number;
  readonly problem: string | null;
  readonly started_by: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly undo_cursor: string | null;
  readonly undo_total: number | null;
  readonly undone: number;
  readonly undo_failed: number;
  readonly taken_points: string;
  readonly kept_points: string;
  readonly undone_by: string | null;
  readonly undone_at: Date | null;
}

export function toRecord(row: ImportRow): HistoryImportRecord {
  return {
    programId: row.program_id,
    id: row.id,
    storeId: row.store_id,
    versionNo: row.version_no,
    from: toInstant(row.from_at),
    to: toInstant(row.to_at),
    hiddenBefore: toInstant(row.hidden_before),
    state: row.state,
    cursor: row.cursor,
    revision: row.revision,
    total: row.total,
    seen: row.seen,
    failed: row.failed,
    workedMs: Number(row.worked_ms),
    tries: row.tries,
    problem: row.problem,
    startedBy: row.started_by,
    startedAt: toInstant(row.started_at),
    finishedAt: toInstant(row.finished_at),
    undo: row.undone_by === null ? null : toUndo(row, row.undone_by),
  };
}

function toUndo(row: ImportRow, by: string): ImportUndoRecord {
  return {
    ...{ cursor: row.undo_cursor, total: row.undo_total ?? 0, done: row.undone, failed: row.undo_failed },
    ...{ taken: Number(row.taken_points), kept: Number(row.kept_points), by, endedAt: toInstant(row.undone_at) },
  };
}

export type NewHistoryImport = Pick<HistoryImportRecord, 'programId' | 'storeId' | 'id' | 'versionNo' | 'from' | 'to' | 'startedBy'>;

/** Begins an import. False: the store has one that is not over yet. */
export async function insertImport(client: Queryable, begun: NewHistoryImport, at: Instant): Promise<boolean> {
  const { rows } = await client.query(
    `INSERT INTO history_import (program_id, id, store_id, version_no, from_at, to_at, started_by, started_at, next_try_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
     ON CONFLICT (program_id, store_id) WHERE state IN ('running', 'paused', 'undoing') DO NOTHING RETURNING 1`,
    [
      begun.programId,
      begun.id,
      begun.storeId,
      begun.versionNo,
      fromInstant(begun.from),
      fromInstant(begun.to),
      begun.startedBy,
      fromInstant(at),
    ],
  );
  return rows.length > 0;
}

/** The imports of a program, newest first, at most 50. `storeId` null: of all its stores. */
export async function readImports(client: Queryable, programId: string, storeId: string | null): Promise<HistoryImportRecord[]> {
  const { rows } = await client.query<ImportRow>(
    'SELECT * FROM history_import WHERE program_id = $1 AND ($2::uuid IS NULL OR store_id = $2) ORDER BY started_at DESC, id DESC LIMIT 50',
    [programId, storeId],
  );
  return rows.map(toRecord);
}

/** Imports whose next chunk is due, also of those that are undone, in all programs, those first that have waited longest. */
export async function readDueImports(client: Queryable, limit: number): Promise<HistoryImportRecord[]> {
  const { rows } = await client.query<ImportRow>(
    `SELECT * FROM history_import WHERE state IN ('running', 'undoing') AND next_try_at <= clock_timestamp() ORDER BY changed_at LIMIT $1`,
    [limit],
  );
  return rows.map(toRecord);
}

export interface ChunkDone {
  readonly cursor: string | null;
  readonly seen: number;
  readonly failed: number;
  readonly workedMs: number;
  /** What the first page said; null: keep what is known. */
  readonly total: number | null;
  readonly hiddenBefore: Instant | null;
}

/** Moves an import on by a chunk, unless it was paused, cancelled or moved on by somebody else since it was read: then null, and nothing may be committed. */
export async function saveChunk(
  client: Queryable,
  { programId, id, revision }: Pick<HistoryImportRecord, 'programId' | 'id' | 'revision'>,
  chunk: ChunkDone,
): Promise<HistoryImportRecord | null> {
  const { rows } = await client.query<ImportRow>(
    `UPDATE history_import SET cursor = $4, seen = seen + $5, failed = failed + $6, worked_ms = worked_ms + $7, total = COALESCE($8, total),
       hidden_before = COALESCE($9, hidden_before), revision = revision + 1, tries = 0, problem = NULL, changed_at = clock_timestamp(), next_try_at = clock_timestamp(),
       state = CASE WHEN $4::text IS NULL THEN 'done' ELSE state END, finished_at = CASE WHEN $4::text IS NULL THEN clock_timestamp() END
     WHERE program_id = $1 AND id = $2 AND revision = $3 AND state = 'running' RETURNING *`,
    [
      programId,
      id,
      revision,
      chunk.cursor,
      chunk.seen,
      chunk.failed,
      Math.round(chunk.workedMs),
      chunk.total,
      fromInstant(chunk.hiddenBefore),
    ],
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

/** A chunk that did not come: the next try waits. */
export async function saveChunkProblem(
  client: Queryable,
  { programId, id, revision }: Pick<HistoryImportRecord, 'programId' | 'id' | 'revision'>,
  trouble: { readonly problem: string; readonly retryInSeconds: number },
): Promise<void> {
  await client.query(
    `UPDATE history_import SET problem = $4, tries = tries + 1, changed_at = clock_timestamp(), next_try_at = clock_timestamp() + make_interval(secs => $5)
     WHERE program_id = $1 AND id = $2 AND revision = $3 AND state IN ('running', 'undoing')`,
    [programId, id, revision, trouble.problem.slice(0, 500), trouble.retryInSeconds],
  );
}

/** Pauses, resumes or cancels the open import of a store. Null: there is none that this could be done to. */
export async function changeImportState(
  client: Queryable,
  address: StoreAddress,
  state: 'running' | 'paused' | 'cancelled',
): Promise<HistoryImportRecord | null> {
  const { rows } = await client.query<ImportRow>(
    `UPDATE history_import SET state = $3, revision = revision + 1, tries = 0, next_try_at = clock_timestamp(), changed_at = clock_timestamp(),
       problem = CASE WHEN $3 = 'running' THEN NULL ELSE problem END, finished_at = CASE WHEN $3 = 'cancelled' THEN clock_timestamp() END
     WHERE program_id = $1 AND store_id = $2 AND state IN ('running', 'paused') RETURNING *`,
    [address.programId, address.storeId, state],
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Notes which orders have their points from an import, or will have them from it once they are paid. */
export async function markImported(
  client: Queryable,
  { programId, storeId, id }: Pick<HistoryImportRecord, 'programId' | 'storeId' | 'id'>,
  orderIds: readonly string[],
): Promise<void> {
  if (orderIds.length === 0) return;
  await client.query('UPDATE order_record SET import_id = $3 WHERE program_id = $1 AND store_id = $2 AND order_id = ANY ($4)', [
    programId,
    storeId,
    id,
    orderIds,
  ]);
}

/** What imports gave, as it stands now: orders, members, and points earned less taken back. */
export async function sumImports(
  client: Queryable,
  programId: string,
  importIds: readonly string[],
): Promise<Map<string, { readonly orders: number; readonly members: number; readonly points: number }>> {
  if (importIds.length === 0) return new Map();
  const { rows } = await client.query<{ import_id: string; orders: string; members: string; points: string | null }>(
    `SELECT import_id, count(*) AS orders, count(DISTINCT member_id) AS members,
       sum((settled #>> '{targets,points,earned}')::bigint - (settled #>> '{targets,points,reversed}')::bigint) AS points
     FROM order_record WHERE program_id = $1 AND import_id = ANY ($2::uuid[]) AND generation > 0 AND settled->'importUndone' IS NULL GROUP BY import_id`,
    [programId, importIds],
  );
  return new Map(
    rows.map((row) => [row.import_id, { orders: Number(row.orders), members: Number(row.members), points: Number(row.points ?? 0) }]),
  );
}
