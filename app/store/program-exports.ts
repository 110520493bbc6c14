import type { Instant } from '#app/domain/instant.ts';
import { type Database, type Queryable, toInstant } from './database.ts';
import { EXPORT_SHEETS, type ExportSheet } from './program-export-sheets.ts';

export type ExportState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'expired';

export interface ExportRecord {
  readonly programId: string;
  readonly id: string;
  readonly state: ExportState;
  readonly step: string | null;
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
  readonly requestedBy: string;
  readonly claim: string | null;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
  readonly expiresAt: Instant | null;
}

interface ExportRow {
  readonly program_id: string;
  readonly id: string;
  readonly state: ExportState;
  readonly step: string | null;
  readonly done: string;
  readonly total: string;
  readonly bytes: string;
  readonly requested_by: string;
  readonly claim: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly expires_at: Date | null;
}

const COLUMNS = 'program_id, id, state, step, done, total, bytes, requested_by, claim, created_at, finished_at, expires_at';

function toRecord(row: ExportRow): ExportRecord {
  const { id, state, step, claim } = row;
  return {
    ...{ programId: row.program_id, id, state, step, claim, requestedBy: row.requested_by },
    ...{ done: Number(row.done), total: Number(row.total), bytes: Number(row.bytes) },
    ...{ createdAt: row.created_at.getTime(), finishedAt: toInstant(row.finished_at), expiresAt: toInstant(row.expires_at) },
  };
}

/** Keeps an export that waits for a worker. False: one of the program waits or runs already. */
export async function insertExport(
  client: Queryable,
  programId: string,
  wanted: { readonly id: string; readonly requestedBy: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO program_export (program_id, id, requested_by, created_at) VALUES ($1, $2, $3, clock_timestamp())
     ON CONFLICT (program_id) WHERE state IN ('waiting', 'running') DO NOTHING`,
    [programId, wanted.id, wanted.requestedBy],
  );
  return rowCount === 1;
}

/** Newest first, at most `limit`. */
export async function readExports(client: Queryable, programId: string, limit: number): Promise<ExportRecord[]> {
  const { rows } = await client.query<ExportRow>(
    `SELECT ${COLUMNS} FROM program_export WHERE program_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    [programId, limit],
  );
  return rows.map(toRecord);
}

/** Takes the export that has waited longest, of any program (a schedule), also one whose worker gave no sign for two minutes; what was written of it is thrown away. Null: none waits. */
export async function claimExport(client: Queryable, claim: string): Promise<ExportRecord | null> {
  const { rows } = await client.query<ExportRow>(
    `UPDATE program_export SET state = 'running', claim = $1, beat_at = clock_timestamp(), step = NULL, done = 0, total = 0, bytes = 0
     WHERE (program_id, id) = ANY (ARRAY(
       SELECT ROW(program_id, id) FROM program_export
       WHERE state = 'waiting' OR state = 'running' AND beat_at < clock_timestamp() - interval '120 seconds'
       ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)) RETURNING ${COLUMNS}`,
    [claim],
  );
  if (!rows[0]) return null;
  await client.query('DELETE FROM program_export_part WHERE program_id = $1 AND export_id = $2', [rows[0].program_id, rows[0].id]);
  return toRecord(rows[0]);
}

/** Says how far it is. False: it was cancelled, or another worker has it; stop. */
export async function beatExport(
  client: Queryable,
  record: ExportRecord,
  progress: { readonly step: string; readonly done: number; readonly total: number; readonly bytes: number },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE program_export SET step = $4, done = $5, total = $6, bytes = $7, beat_at = clock_timestamp()
     WHERE program_id = $1 AND id = $2 AND claim = $3 AND state = 'running'`,
    [record.programId, record.id, record.claim, progress.step, progress.done, progress.total, progress.bytes],
  );
  return rowCount === 1;
}

/** Keeps a piece of the file, while the export is still this worker's. */
export async function insertExportPart(
  client: Queryable,
  record: ExportRecord,
  part: { readonly no: number; readonly bytes: Buffer },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO program_export_part (program_id, export_id, no, bytes) SELECT $1, $2, $4, $5
     WHERE EXISTS (SELECT 1 FROM program_export WHERE program_id = $1 AND id = $2 AND claim = $3 AND state = 'running')`,
    [record.programId, record.id, record.claim, part.no, part.bytes],
  );
  return rowCount === 1;
}

/** Over. The file stays for `keepDays`. An export that was cancelled meanwhile stays so. */
export async function finishExport(
  client: Queryable,
  record: ExportRecord,
  end: { readonly rows: number; readonly bytes: number; readonly keepDays: number } | { readonly problem: string },
): Promise<boolean> {
  const [state, rows, bytes, days, problem] =
    'problem' in end ? ['failed', null, null, null, end.problem] : ['done', end.rows, end.bytes, end.keepDays, null];
  const { rowCount } = await client.query(
    `UPDATE program_export SET state = $4, done = COALESCE($5, done), total = COALESCE($5, total), bytes = COALESCE($6, bytes), problem = $8, finished_at = clock_timestamp(),
       expires_at = clock_timestamp() + make_interval(days => $7::int) WHERE program_id = $1 AND id = $2 AND claim = $3 AND state = 'running'`,
    [record.programId, record.id, record.claim, state, rows, bytes, days, problem],
  );
  return rowCount === 1;
}

/** Stops one that waits or runs. False: there is none. */
export async function cancelExport(client: Queryable, programId: string, id: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE program_export SET state = 'cancelled', finished_at = clock_timestamp() WHERE program_id = $1 AND id = $2 AND state IN ('waiting', 'running')`,
    [programId, id],
  );
  return rowCount === 1;
}

/** A finished export whose file is still there. */
export async function findFinishedExport(client: Queryable, programId: string, id: string): Promise<ExportRecord | null> {
  const { rows } = await client.query<ExportRow>(
    `SELECT ${COLUMNS} FROM program_export WHERE program_id = $1 AND id = $2 AND state = 'done' AND expires_at > clock_timestamp()`,
    [programId, id],
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

export async function readExportPart(
  client: Queryable,
  record: Pick<ExportRecord, 'programId' | 'id'>,
  no: number,
): Promise<Buffer | null> {
  const { rows } = await client.query<{ bytes: Buffer }>(
    'SELECT bytes FROM program_export_part WHERE program_id = $1 AND export_id = $2 AND no = $3',
    [record.programId, record.id, no],
  );
  return rows[0]?.bytes ?? null;
}

/** Throws away files that are over, failed or cancelled, of all programs (a schedule), a bounded number of pieces at a time. Answers how many pieces. */
export async function dropOldExports(client: Queryable, limit: number): Promise<number> {
  await client.query(`UPDATE program_export SET state = 'expired' WHERE state = 'done' AND expires_at <= clock_timestamp()`);
  const { rowCount } = await client.query(
    `DELETE FROM program_export_part WHERE (program_id, export_id, no) = ANY (ARRAY(
       SELECT ROW(p.program_id, p.export_id, p.no) FROM program_export_part p JOIN program_export e ON e.program_id = p.program_id AND e.id = p.export_id
       WHERE e.state IN ('expired', 'failed', 'cancelled') LIMIT $1))`,
    [limit],
  );
  return rowCount ?? 0;
}

/** Files of a program that is closed, whoever may want them. */
export async function dropExportsOf(client: Queryable, programId: string): Promise<void> {
  await client.query(`UPDATE program_export SET state = 'expired' WHERE program_id = $1 AND state IN ('waiting', 'running', 'done')`, [
    programId,
  ]);
  await client.query('DELETE FROM program_export_part WHERE program_id = $1', [programId]);
}

/** What an export reads, all of it of one moment. */
export interface ExportSnapshot {
  readonly sheets: readonly (ExportSheet & { readonly total: number })[];
  /** The rows of a list, some thousand at a time; the first answer has the columns' names. */
  read(sheet: ExportSheet): AsyncGenerator<{ readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }>;
}

const FETCH = 2_000;
const STATEMENT_LIMIT = '15min';

/** One consistent look at a program for as long as `work` takes; reads by a cursor, so that a million rows never are in memory. Writes nothing. */
export async function withExportSnapshot<Value>(
  database: Database,
  programId: string,
  work: (snapshot: ExportSnapshot) => Promise<Value>,
): Promise<Value> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  /** Whoever still reads when the work has ended reads from a connection that is somebody else's by then. */
  const ending = new AbortController();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SELECT set_config('statement_timeout', $1, true)`, [STATEMENT_LIMIT]);
    const sheets: (ExportSheet & { readonly total: number })[] = [];
    for (const sheet of EXPORT_SHEETS) {
      const { rows } = await client.query<{ rows: string }>(sheet.count, [programId]);
      sheets.push({ ...sheet, total: Number(rows[0]?.rows ?? 0) });
    }
    const read: ExportSnapshot['read'] = async function* (sheet) {
      ending.signal.throwIfAborted();
      await client.query(`DECLARE rung_export NO SCROLL CURSOR FOR ${sheet.rows}`, [programId]);
      for (;;) {
        ending.signal.throwIfAborted();
        const answer = await client.query<unknown[]>({ text: `FETCH FORWARD ${FETCH} FROM rung_export`, rowMode: 'array' });
        yield { columns: answer.fields.map(({ name }) => name), rows: answer.rows };
        if (answer.rows.length < FETCH) break;
      }
      ending.signal.throwIfAborted();
      await client.query('CLOSE rung_export');
    };
    return await work({ sheets, read });
  } finally {
    ending.abort(new Error('the look at the program is over'));
    await client.query('ROLLBACK').catch((error: unknown) => {
      broken = error instanceof Error ? error : new Error(String(error));
    });
    client.release(broken);
  }
}
