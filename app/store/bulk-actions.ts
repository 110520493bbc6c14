import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, toInstant } from './database.ts';

export const BEFORE_ALL_MEMBERS = '00000000-0000-0000-0000-000000000000';

export type BulkState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed' | 'undo-waiting' | 'undoing' | 'undone';

export interface BulkRecord {
  readonly programId: string;
  readonly id: string;
  /** What is done, and to whom, as the service that began it wrote them down. */
  readonly task: unknown;
  /** Null once it is over. */
  readonly target: unknown;
  readonly state: BulkState;
  readonly done: number;
  readonly total: number;
  readonly reached: string;
  readonly points: number;
  readonly undone: number;
  readonly problem: string | null;
  readonly requestedBy: string;
  readonly isOwner: boolean;
  readonly undoneBy: string | null;
  readonly createdAt: Instant;
}

interface BulkRow {
  readonly program_id: string;
  readonly id: string;
  readonly task: unknown;
  readonly target: unknown;
  readonly state: BulkState;
  readonly done: number;
  readonly total: number;
  readonly reached: string;
  readonly points: string;
  readonly undone: string;
  readonly problem: string | null;
  readonly requested_by: string;
  readonly is_owner: boolean;
  readonly undone_by: string | null;
  readonly created_at: Date;
}

const COLUMNS =
  'program_id, id, task, target, state, done, total, reached, points, undone, problem, requested_by, is_owner, undone_by, created_at';

function toRecord(row: BulkRow): BulkRecord {
  const { id, task, target, state, done, total, reached, problem } = row;
  return {
    ...{ programId: row.program_id, id, task, target, state, done, total, reached, problem },
    ...{ points: Number(row.points), undone: Number(row.undone), requestedBy: row.requested_by, isOwner: row.is_owner },
    ...{ undoneBy: row.undone_by, createdAt: toInstant(row.created_at) },
  };
}

/** Keeps an action that waits for a worker. False: its id was used before. */
export async function insertBulk(
  client: Queryable,
  programId: string,
  bulk: Pick<BulkRecord, 'id' | 'task' | 'target' | 'total' | 'requestedBy' | 'isOwner'> & { readonly kind: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO bulk_action (program_id, id, kind, task, target, total, requested_by, is_owner, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp()) ON CONFLICT DO NOTHING`,
    [
      ...[programId, bulk.id, bulk.kind, JSON.stringify(bulk.task), JSON.stringify(bulk.target)],
      ...[bulk.total, bulk.requestedBy, bulk.isOwner],
    ],
  );
  return rowCount === 1;
}

export async function readBulk(client: Queryable, programId: string, id: string): Promise<BulkRecord | null> {
  const { rows } = await client.query<BulkRow>(`SELECT ${COLUMNS} FROM bulk_action WHERE program_id = $1 AND id = $2`, [programId, id]);
  return rows[0] ? toRecord(rows[0]) : null;
}

/** The same, locked until the caller's transaction ends: two workers take turns. */
export async function lockBulk(client: Queryable, programId: string, id: string): Promise<BulkRecord | null> {
  const { rows } = await client.query<BulkRow>(`SELECT ${COLUMNS} FROM bulk_action WHERE program_id = $1 AND id = $2 FOR UPDATE`, [
    programId,
    id,
  ]);
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Newest first. */
export async function readBulks(client: Queryable, programId: string, limit: number): Promise<BulkRecord[]> {
  const { rows } = await client.query<BulkRow>(
    `SELECT ${COLUMNS} FROM bulk_action WHERE program_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    [programId, limit],
  );
  return rows.map(toRecord);
}

/** Takes the action that has waited longest, of any program (a schedule), also one whose worker gave no sign for a minute. Null: none waits. */
export async function claimBulk(client: Queryable): Promise<BulkRecord | null> {
  const { rows } = await client.query<BulkRow>(
    `UPDATE bulk_action SET state = CASE WHEN state IN ('waiting', 'running') THEN 'running' ELSE 'undoing' END, beat_at = clock_timestamp()
     WHERE (program_id, id) = ANY (ARRAY(
       SELECT ROW(program_id, id) FROM bulk_action
       WHERE state IN ('waiting', 'undo-waiting') OR state IN ('running', 'undoing') AND beat_at < clock_timestamp() - interval '60 seconds'
       ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)) RETURNING ${COLUMNS}`,
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Notes one step, in the transaction that did it. */
export async function advanceBulk(
  client: Queryable,
  bulk: BulkRecord,
  step: { readonly reached: string; readonly done: number; readonly points: number; readonly undone: number },
): Promise<void> {
  await client.query(
    `UPDATE bulk_action SET reached = $3, done = done + $4, points = points + $5, undone = undone + $6, total = GREATEST(total, done + $4), beat_at = clock_timestamp()
     WHERE program_id = $1 AND id = $2`,
    [bulk.programId, bulk.id, step.reached, step.done, step.points, step.undone],
  );
}

/** Over: whom it was for is not kept, only what was done to whom. */
export async function finishBulk(
  client: Queryable,
  bulk: Pick<BulkRecord, 'programId' | 'id'>,
  end: { readonly state: 'done' | 'undone' | 'failed' | 'cancelled'; readonly problem?: string },
): Promise<void> {
  await client.query(
    `UPDATE bulk_action SET state = $3, problem = $4, target = NULL, total = CASE WHEN $3 = 'done' THEN done ELSE total END, finished_at = clock_timestamp()
     WHERE program_id = $1 AND id = $2`,
    [bulk.programId, bulk.id, end.state, end.problem ?? null],
  );
}

/** From the beginning again, this time backwards. */
export async function turnBulkBack(client: Queryable, bulk: BulkRecord, staffId: string): Promise<void> {
  await client.query(
    `UPDATE bulk_action SET state = 'undo-waiting', reached = $3, done = 0, undone = 0, problem = NULL, undone_by = $4, finished_at = NULL,
       total = (SELECT count(*) FROM bulk_line l WHERE l.program_id = $1 AND l.bulk_id = $2) WHERE program_id = $1 AND id = $2`,
    [bulk.programId, bulk.id, BEFORE_ALL_MEMBERS, staffId],
  );
}

export interface BulkLine {
  readonly memberId: string;
  readonly points: number;
}

export async function insertBulkLines(
  client: Queryable,
  bulk: Pick<BulkRecord, 'programId' | 'id'>,
  lines: readonly BulkLine[],
): Promise<void> {
  await client.query(
    `INSERT INTO bulk_line (program_id, bulk_id, member_id, points) SELECT $1, $2, l."memberId", l.points
     FROM jsonb_to_recordset($3::jsonb) AS l("memberId" uuid, points bigint)`,
    [bulk.programId, bulk.id, JSON.stringify(lines)],
  );
}

/** What was done to the next members, by id. */
export async function readBulkLines(
  client: Queryable,
  bulk: Pick<BulkRecord, 'programId' | 'id'>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<BulkLine[]> {
  const { rows } = await client.query<{ member_id: string; points: string }>(
    'SELECT member_id, points FROM bulk_line WHERE program_id = $1 AND bulk_id = $2 AND member_id > $3 ORDER BY member_id LIMIT $4',
    [bulk.programId, bulk.id, after, limit],
  );
  return rows.map((row) => ({ memberId: row.member_id, points: Number(row.points) }));
}

/** What is still unspent of lots; `holderId` is who has them by now. Lots of which nothing is left are absent. */
export async function readUnspent(
  client: Queryable,
  programId: string,
  lots: readonly { readonly ownerId: string; readonly holderId: string; readonly source: string }[],
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ source: string; points: string }>(
    `SELECT l.source, sum(p.points) AS points FROM jsonb_to_recordset($2::jsonb) AS w("ownerId" uuid, "holderId" uuid, source text)
     JOIN lot l ON l.program_id = $1 AND l.member_id = w."ownerId" AND l.source = w.source
     JOIN position p ON p.program_id = $1 AND p.member_id = w."holderId" AND p.lot_id = l.id AND p.account = 'available'
     GROUP BY l.source`,
    [programId, JSON.stringify(lots)],
  );
  return new Map(rows.map((row) => [row.source, Number(row.points)]));
}
