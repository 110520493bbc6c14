import type { Instant } from '#app/domain/instant.ts';
import { fromInstant, type Queryable, toInstant } from './database.ts';

export interface ClosingRecord {
  readonly programId: string;
  readonly id: string;
  readonly state: 'waiting' | 'cancelled' | 'running' | 'done';
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly dueAt: Instant;
  readonly done: number;
  readonly total: number;
  readonly endedAt: Instant | null;
}

interface ClosingRow {
  readonly program_id: string;
  readonly id: string;
  readonly state: ClosingRecord['state'];
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly due_at: Date;
  readonly done: number;
  readonly total: number;
  readonly ended_at: Date | null;
}

const COLUMNS = 'program_id, id, state, requested_by, requested_at, due_at, done, total, ended_at';

function toRecord(row: ClosingRow): ClosingRecord {
  return {
    ...{ programId: row.program_id, id: row.id, state: row.state, requestedBy: row.requested_by },
    ...{
      requestedAt: row.requested_at.getTime(),
      dueAt: row.due_at.getTime(),
      done: row.done,
      total: row.total,
      endedAt: toInstant(row.ended_at),
    },
  };
}

/** Keeps the wish to close a program. False: one waits or runs already. */
export async function insertClosing(
  client: Queryable,
  programId: string,
  closing: { readonly id: string; readonly requestedBy: string; readonly requestedAt: Instant; readonly dueAt: Instant },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO program_closing (program_id, id, requested_by, requested_at, due_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (program_id) WHERE state IN ('waiting', 'running') DO NOTHING`,
    [programId, closing.id, closing.requestedBy, fromInstant(closing.requestedAt), fromInstant(closing.dueAt)],
  );
  return rowCount === 1;
}

/** The newest wish to close a program; null: there never was one. */
export async function readClosing(client: Queryable, programId: string): Promise<ClosingRecord | null> {
  const { rows } = await client.query<ClosingRow>(
    `SELECT ${COLUMNS} FROM program_closing WHERE program_id = $1 ORDER BY requested_at DESC, id DESC LIMIT 1`,
    [programId],
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Calls a closing off that has not begun. False: there is none, or it has begun. */
export async function cancelClosing(client: Queryable, programId: string, by: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE program_closing SET state = 'cancelled', ended_by = $2, ended_at = clock_timestamp() WHERE program_id = $1 AND state = 'waiting'`,
    [programId, by],
  );
  return rowCount === 1;
}

/** Takes the closing that is due the longest, of any program (a schedule). The program is frozen from then on. Null: none is due. */
export async function claimClosing(client: Queryable, now: Instant): Promise<ClosingRecord | null> {
  const { rows } = await client.query<ClosingRow>(
    `UPDATE program_closing c SET state = 'running', beat_at = clock_timestamp(),
       total = CASE WHEN c.state = 'waiting' THEN (SELECT count(*) FROM member m WHERE m.program_id = c.program_id AND m.state NOT IN ('erased', 'merged')) ELSE c.total END
     WHERE (c.program_id, c.id) = ANY (ARRAY(
       SELECT ROW(program_id, id) FROM program_closing
       WHERE state = 'waiting' AND due_at <= $1 OR state = 'running' AND (beat_at IS NULL OR beat_at < $1 - interval '50 seconds')
       ORDER BY beat_at NULLS FIRST, due_at LIMIT 1 FOR UPDATE SKIP LOCKED)) RETURNING ${COLUMNS}`,
    [fromInstant(now)],
  );
  const [row] = rows;
  if (!row) return null;
  await client.query(`UPDATE program SET state = 'frozen' WHERE id = $1`, [row.program_id]);
  return toRecord(row);
}

export async function beatClosing(client: Queryable, closing: ClosingRecord, erased: number): Promise<void> {
  await client.query(
    'UPDATE program_closing SET done = done + $3, total = GREATEST(total, done + $3), beat_at = clock_timestamp() WHERE program_id = $1 AND id = $2',
    [closing.programId, closing.id, erased],
  );
}

export async function finishClosing(client: Queryable, closing: ClosingRecord): Promise<void> {
  await client.query(
    `UPDATE program_closing SET state = 'done', ended_at = clock_timestamp(), ended_by = requested_by WHERE program_id = $1 AND id = $2`,
    [closing.programId, closing.id],
  );
}

/** People of a program who are still to be erased, at most `limit`. */
export async function readPeople(client: Queryable, programId: string, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM member WHERE program_id = $1 AND state NOT IN ('erased', 'merged') ORDER BY id LIMIT $2`,
    [programId, limit],
  );
  return rows.map(({ id }) => id);
}

/** What still has to be done at connected stores: codes to be killed, members' published state to be emptied. */
export async function countOpenErrands(client: Queryable, programId: string): Promise<number> {
  const { rows } = await client.query<{ open: string }>(
    `SELECT count(*) AS open FROM outbox o JOIN store s ON s.program_id = o.program_id AND s.id = o.store_id
     WHERE o.program_id = $1 AND o.state = 'waiting' AND s.state = 'connected'`,
    [programId],
  );
  return Number(rows[0]?.open ?? 0);
}

/** Takes the person out of orders that still name one, at most `limit` at a time. Answers how many. */
export async function anonymiseSomeOrders(client: Queryable, programId: string, limit: number): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE order_record SET revision = revision + 1,
       snapshot = jsonb_set(snapshot, '{customer}', jsonb_build_object('customerId', snapshot#>'{customer,customerId}', 'email', NULL, 'firstName', NULL, 'lastName', NULL))
     WHERE (program_id, store_id, order_id) = ANY (ARRAY(
       SELECT ROW(program_id, store_id, order_id) FROM order_record WHERE program_id = $1 AND jsonb_typeof(snapshot->'customer') = 'object'
         AND COALESCE(snapshot#>>'{customer,email}', snapshot#>>'{customer,firstName}', snapshot#>>'{customer,lastName}') IS NOT NULL LIMIT $2))`,
    [programId, limit],
  );
  return rowCount ?? 0;
}

/** What is left of people beside their accounts: hashes of addresses, what staff and platforms were told. The ledger, the versions and the audit stay. */
export async function forgetLeftovers(client: Queryable, programId: string): Promise<void> {
  await client.query('UPDATE member SET email_hash = NULL WHERE program_id = $1 AND email_hash IS NOT NULL', [programId]);
  await client.query(`UPDATE inbox SET body = '' WHERE program_id = $1 AND body <> ''`, [programId]);
  for (const table of ['data_export', 'member_note', 'till_code', 'link_code', 'join_code'])
    await client.query(`DELETE FROM ${table} WHERE program_id = $1`, [programId]);
}

/** From then on the addresses of the program's stores lead nowhere: what they send is refused, and installing the app begins a new program. */
export async function leaveDirectory(client: Queryable, programId: string): Promise<void> {
  await client.query('DELETE FROM store_directory WHERE program_id = $1', [programId]);
}
