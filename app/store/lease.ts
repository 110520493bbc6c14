import type { QueryResultRow } from 'pg';
import type { Queryable } from './database.ts';

export interface StoreAddress {
  readonly programId: string;
  readonly storeId: string;
}

/** The two letterboxes: rows wait, are leased by one worker for a while, and end done or dead. */
type Letterbox = 'inbox' | 'outbox';

/** Who works on rows, for how long, and on how many at once. */
export interface Lease {
  readonly token: string;
  readonly seconds: number;
  readonly limit: number;
}

/** What became of a leased row. */
export interface RowOutcome {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  /** For `waiting`: seconds until the next try. */
  readonly retryInSeconds: number;
}

/** Leases due rows of a store, oldest first. SKIP LOCKED leaves another worker's claim in progress alone; a lease that ran out is taken over. */
export async function claimRows<Row extends QueryResultRow & { readonly id: string }>(
  client: Queryable,
  from: { readonly table: Letterbox; readonly columns: string },
  claim: { readonly address: StoreAddress; readonly lease: Lease },
): Promise<Row[]> {
  const { address, lease } = claim;
  const { rows } = await client.query<Row>({
    name: `${from.table}_claim`,
    // ARRAY(…) is worked out once. As "id IN (SELECT … LIMIT … FOR UPDATE)" the planner may run it again for every row, and then the limit does not hold.
    text: `UPDATE ${from.table} SET lease_token = $3, lease_until = clock_timestamp() + make_interval(secs => $4), tries = tries + 1
      WHERE program_id = $1 AND id = ANY (ARRAY(
        SELECT id FROM ${from.table} WHERE program_id = $1 AND store_id = $2 AND state = 'waiting' AND next_try_at <= clock_timestamp()
          AND (lease_until IS NULL OR lease_until < clock_timestamp())
        ORDER BY id LIMIT $5 FOR UPDATE SKIP LOCKED))
      RETURNING ${from.columns}`,
    values: [address.programId, address.storeId, lease.token, lease.seconds, lease.limit],
  });
  return rows.sort((a, b) => Number(a.id) - Number(b.id));
}

/** Records what became of leased rows, those only whose lease is still ours. */
export async function finishRows(
  client: Queryable,
  table: Letterbox,
  finished: { readonly programId: string; readonly token: string; readonly outcomes: readonly RowOutcome[] },
): Promise<void> {
  if (finished.outcomes.length === 0) return;
  await client.query({
    name: `${table}_finish`,
    text: `UPDATE ${table} AS r SET state = o.state, reason = o.reason, lease_token = NULL, lease_until = NULL,
        done_at = CASE WHEN o.state = 'waiting' THEN NULL ELSE clock_timestamp() END,
        next_try_at = clock_timestamp() + make_interval(secs => o."retryInSeconds")
      FROM jsonb_to_recordset($3::jsonb) AS o(id bigint, state text, reason text, "retryInSeconds" double precision)
      WHERE r.program_id = $1 AND r.id = o.id AND r.lease_token = $2`,
    values: [finished.programId, finished.token, JSON.stringify(finished.outcomes)],
  });
}

/** Stores with rows that are due and that nobody works on. */
export async function storesWithDueRows(client: Queryable, table: Letterbox, limit: number): Promise<StoreAddress[]> {
  const { rows } = await client.query<{ program_id: string; store_id: string }>(
    `SELECT DISTINCT program_id, store_id FROM ${table} WHERE state = 'waiting' AND next_try_at <= clock_timestamp()
      AND (lease_until IS NULL OR lease_until < clock_timestamp()) LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({ programId: row.program_id, storeId: row.store_id }));
}
