import type { Queryable } from './database.ts';
import { claimRows, finishRows, type Lease, type RowOutcome, type StoreAddress, storesWithDueRows } from './lease.ts';

/** Something to be done outside after the commit. The same key is kept once while it is open. */
export interface Errand {
  readonly storeId: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: Record<string, unknown>;
  /** Seconds to wait before the first try. */
  readonly delaySeconds?: number;
  /** A member: the errand is for every other connected store too that knows them. Its key names the store, theirs name them. */
  readonly everywhereOf?: string;
}

/** Adds errands in the caller's transaction; an open errand with the same key stays as it is, with the newer payload. */
export async function addErrands(client: Queryable, programId: string, errands: readonly Errand[]): Promise<void> {
  if (errands.length === 0) return;
  const byKey = new Map(errands.map((errand) => [errand.key, { delaySeconds: 0, everywhereOf: null, ...errand }]));
  await client.query({
    name: 'outbox_add',
    text: `WITH given AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset($2::jsonb) AS e("storeId" uuid, kind text, key text, payload jsonb, "delaySeconds" double precision, "everywhereOf" uuid)
      ), spread AS (
        SELECT "storeId" AS store_id, kind, key, payload, "delaySeconds" AS delay FROM given
        UNION ALL
        SELECT i.store_id, g.kind, replace(g.key, g."storeId"::text, i.store_id::text), g.payload, g."delaySeconds"
        FROM given g JOIN member_identity i ON i.program_id = $1 AND i.member_id = g."everywhereOf" AND i.store_id <> g."storeId"
        JOIN store s ON s.program_id = i.program_id AND s.id = i.store_id AND s.state = 'connected'
      )
      INSERT INTO outbox (program_id, store_id, kind, key, payload, next_try_at)
      SELECT DISTINCT ON (key) $1, store_id, kind, key, payload, clock_timestamp() + make_interval(secs => delay) FROM spread ORDER BY key, delay
      ON CONFLICT (program_id, key) WHERE state = 'waiting' DO UPDATE SET payload = EXCLUDED.payload, next_try_at = LEAST(outbox.next_try_at, EXCLUDED.next_try_at), lease_token = NULL, lease_until = NULL`,
    values: [programId, JSON.stringify([...byKey.values()])],
  });
}

export interface ClaimedErrand {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: Record<string, unknown>;
  readonly tries: number;
}

/** Leases up to `limit` due errands of a store, oldest first. */
export function claimErrands(client: Queryable, address: StoreAddress, lease: Lease): Promise<ClaimedErrand[]> {
  return claimRows<ClaimedErrand>(client, { table: 'outbox', columns: 'id, kind, key, payload, tries' }, { address, lease });
}

export interface ErrandOutcome extends RowOutcome {
  readonly state: 'done' | 'dead' | 'waiting';
}

/** Records what became of leased errands; one that was asked for again meanwhile (its lease was cleared) stays waiting. */
export async function finishErrands(
  client: Queryable,
  programId: string,
  finished: { readonly token: string; readonly outcomes: readonly ErrandOutcome[] },
): Promise<void> {
  await finishRows(client, 'outbox', { programId, ...finished });
}

/** Stores with due errands, for the sweeper. */
export function storesWithDueErrands(client: Queryable, limit: number): Promise<StoreAddress[]> {
  return storesWithDueRows(client, 'outbox', limit);
}

/** How many errands wait, and how many were given up. */
export async function outboxBacklog(
  client: Queryable,
  programId: string | null,
): Promise<{ readonly waiting: number; readonly dead: number }> {
  const { rows } = await client.query<{ waiting: string; dead: string }>(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead FROM outbox WHERE ($1::uuid IS NULL OR program_id = $1) AND state IN ('waiting', 'dead')`,
    [programId],
  );
  return { waiting: Number(rows[0]?.waiting ?? 0), dead: Number(rows[0]?.dead ?? 0) };
}

/** Errands that were given up because their store was away wait again. */
export async function reviveErrands(client: Queryable, address: StoreAddress): Promise<void> {
  await client.query(
    `UPDATE outbox o SET state = 'waiting', tries = 0, reason = NULL, next_try_at = clock_timestamp(), lease_token = NULL, lease_until = NULL, done_at = NULL
     WHERE program_id = $1 AND store_id = $2 AND state = 'dead' AND reason LIKE 'the store is%'
       AND NOT EXISTS (SELECT 1 FROM outbox other WHERE other.program_id = o.program_id AND other.key = o.key AND other.state = 'waiting')
       AND id = (SELECT max(newest.id) FROM outbox newest WHERE newest.program_id = o.program_id AND newest.key = o.key AND newest.state = 'dead')`,
    [address.programId, address.storeId],
  );
}
