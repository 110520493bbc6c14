import type { Unit } from '#app/domain/ledger/posting.ts';
import type { OrderSnapshot, SnapshotSource } from '#app/domain/order.ts';
import { type Queryable, toInstant } from './database.ts';
import { type HistoryImportRecord, type ImportRow, toRecord } from './history-imports.ts';

/** One import; null: there is none. */
export async function readImport(client: Queryable, programId: string, id: string): Promise<HistoryImportRecord | null> {
  const { rows } = await client.query<ImportRow>('SELECT * FROM history_import WHERE program_id = $1 AND id = $2', [programId, id]);
  return rows[0] ? toRecord(rows[0]) : null;
}

const AWARDED = `program_id = $1 AND import_id = $2 AND snapshot IS NOT NULL AND settled->'importUndone' IS NULL`;

export interface ImportWorth {
  /** Orders that stand with points, their members, the points, and what of them is not spent. */
  readonly orders: number;
  readonly members: number;
  readonly points: number;
  readonly left: number;
  /** Orders that wait for their payment: they will earn nothing. */
  readonly waiting: number;
}

/** What an undo of the import would find. */
export async function weighImport(client: Queryable, programId: string, importId: string): Promise<ImportWorth> {
  const { rows } = await client.query<Record<keyof ImportWorth, string | null>>(
    `WITH given AS (
       SELECT member_id, 'order:' || store_id || ':' || order_id AS source, waiting_for IS NOT NULL AS waits,
         COALESCE((settled #>> '{targets,points,earned}')::bigint - (settled #>> '{targets,points,reversed}')::bigint, 0) AS points
       FROM order_record WHERE ${AWARDED}),
     unspent AS (
       SELECT g.source, sum(p.points) AS points FROM given g
       JOIN position p ON p.program_id = $1 AND p.member_id = g.member_id AND p.unit = 'points' AND p.account IN ('pending', 'available')
       JOIN lot l ON l.program_id = $1 AND l.id = p.lot_id AND l.source = g.source GROUP BY g.source)
     SELECT count(*) FILTER (WHERE g.points > 0) AS orders, count(DISTINCT g.member_id) FILTER (WHERE g.points > 0) AS members, sum(g.points) AS points,
       sum(LEAST(g.points, COALESCE(u.points, 0))) AS left, count(*) FILTER (WHERE g.waits) AS waiting
     FROM given g LEFT JOIN unspent u USING (source)`,
    [programId, importId],
  );
  const [row] = rows;
  return {
    orders: Number(row?.orders ?? 0),
    members: Number(row?.members ?? 0),
    points: Number(row?.points ?? 0),
    left: Number(row?.left ?? 0),
    waiting: Number(row?.waiting ?? 0),
  };
}

/** Begins to undo an import that is over. Null: it is not over, another one of its store is not, or nothing of it is left to undo. */
export async function beginUndo(
  client: Queryable,
  wish: { readonly programId: string; readonly id: string; readonly by: string },
): Promise<HistoryImportRecord | null> {
  const { rows } = await client.query<ImportRow>(
    `UPDATE history_import h SET state = 'undoing', revision = revision + 1, tries = 0, problem = NULL, changed_at = clock_timestamp(), next_try_at = clock_timestamp(),
       undo_cursor = NULL, undone = 0, undo_failed = 0, undone_by = $3, undone_at = NULL, undo_total = (SELECT count(*) FROM order_record WHERE ${AWARDED})
     WHERE program_id = $1 AND id = $2 AND state IN ('done', 'cancelled', 'undone') AND EXISTS (SELECT 1 FROM order_record WHERE ${AWARDED})
       AND NOT EXISTS (SELECT 1 FROM history_import o WHERE o.program_id = $1 AND o.store_id = h.store_id AND o.state IN ('running', 'paused', 'undoing'))
     RETURNING *`,
    [wish.programId, wish.id, wish.by],
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

export interface AwardedOrder {
  readonly orderId: string;
  readonly snapshot: OrderSnapshot;
  readonly source: SnapshotSource;
}

/** The next orders of an import that is undone, by id after its cursor. */
export async function readAwarded(client: Queryable, record: HistoryImportRecord, limit: number): Promise<AwardedOrder[]> {
  const { rows } = await client.query<{ order_id: string; snapshot: OrderSnapshot; source_kind: SnapshotSource['kind']; source_at: Date }>(
    `SELECT order_id, snapshot, source_kind, source_at FROM order_record WHERE ${AWARDED} AND ($3::text IS NULL OR order_id > $3) ORDER BY order_id LIMIT $4`,
    [record.programId, record.id, record.undo?.cursor ?? null, limit],
  );
  return rows.map((row) => ({
    orderId: row.order_id,
    snapshot: row.snapshot,
    source: { kind: row.source_kind, at: toInstant(row.source_at) },
  }));
}

export interface UndoneChunk {
  /** The last order of the chunk; null: none was left, and the undo is over. */
  readonly cursor: string | null;
  readonly done: number;
  readonly failed: number;
  readonly taken: number;
  readonly kept: number;
}

/** Moves an undo on by a chunk. False: somebody else did since it was read, and nothing may be committed. */
export async function saveUndoneChunk(
  client: Queryable,
  { programId, id, revision }: Pick<HistoryImportRecord, 'programId' | 'id' | 'revision'>,
  chunk: UndoneChunk,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE history_import SET undo_cursor = COALESCE($4, undo_cursor), undone = undone + $5, undo_failed = undo_failed + $6, taken_points = taken_points + $7,
       kept_points = kept_points + $8, revision = revision + 1, tries = 0, problem = NULL, changed_at = clock_timestamp(), next_try_at = clock_timestamp(),
       state = CASE WHEN $4::text IS NULL THEN 'undone' ELSE state END, undone_at = CASE WHEN $4::text IS NULL THEN clock_timestamp() END
     WHERE program_id = $1 AND id = $2 AND revision = $3 AND state = 'undoing'`,
    [programId, id, revision, chunk.cursor, chunk.done, chunk.failed, chunk.taken, chunk.kept],
  );
  return rowCount === 1;
}

/** What is left (pending, available) of lots by what earned them, and by unit. Holders are locked by the caller. */
export async function readLotsLeft(
  client: Queryable,
  programId: string,
  lots: readonly { readonly holderId: string; readonly source: string }[],
): Promise<Map<string, Record<Unit, number>>> {
  if (lots.length === 0) return new Map();
  const { rows } = await client.query<{ source: string; unit: string; points: string }>(
    `SELECT w.source, p.unit, sum(p.points) AS points FROM jsonb_to_recordset($2::jsonb) AS w("holderId" uuid, source text)
     JOIN position p ON p.program_id = $1 AND p.member_id = w."holderId" AND p.account IN ('pending', 'available')
     JOIN lot l ON l.program_id = $1 AND l.id = p.lot_id AND l.source = w.source GROUP BY w.source, p.unit`,
    [programId, JSON.stringify(lots)],
  );
  const left = new Map<string, Record<Unit, number>>();
  for (const { source, unit, points } of rows) left.set(source, { ...left.get(source), [unit]: Number(points) });
  return left;
}
