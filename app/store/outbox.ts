import type { Queryable } from './database.ts';
import type { Lease, StoreAddress } from './inbox.ts';

/** Something to be done outside after the commit. The same key is kept once while it is open. */
export interface Errand {
  readonly storeId: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: Record<string, unknown>;
  /** Seconds to wait before the first try. */
  readonly delaySeconds?: number;
}

/** Adds errands in the caller's transaction; an open errand with the same key stays as it is, with the newer payload. */
export async function addErrands(client: Queryable, programId: string, errands: readonly Errand[]): Promise<void> {
  if (errands.length === 0) return;
  const byKey = new Map(errands.map((errand) => [errand.key, { delaySeconds: 0, ...errand }]));
  await client.query({
    name: 'outbox_add',
    text: `INSERT INTO outbox (program_id, store_id, kind, key, payload, next_try_at)
      SELECT $1, e."storeId", e.kind, e.key, e.payload, clock_timestamp() + make_interval(secs => e."delaySeconds")
      FROM jsonb_to_recordset($2::jsonb) AS e("storeId" uuid, kind text, key text, payload jsonb, "delaySeconds" double precision) ORDER BY e.key
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
export async function claimErrands(client: Queryable, address: StoreAddress, lease: Lease): Promise<ClaimedErrand[]> {
  const { rows } = await client.query<{ id: string; kind: string; key: string; payload: Record<string, unknown>; tries: number }>({
    name: 'outbox_claim',
    text: `UPDATE outbox SET lease_token = $3, lease_until = clock_timestamp() + make_interval(secs => $4), tries = tries + 1
      WHERE program_id = $1 AND id IN (
        SELECT id FROM outbox WHERE program_id = $1 AND store_id = $2 AND state = 'waiting' AND next_try_at <= clock_timestamp()
          AND (lease_until IS NULL OR lease_until < clock_timestamp())
        ORDER BY id LIMIT $5 FOR UPDATE SKIP LOCKED)
      RETURNING id, kind, key, payload, tries`,
    values: [address.programId, address.storeId, lease.token, lease.seconds, lease.limit],
  });
  return rows.sort((a, b) => Number(a.id) - Number(b.id));
}

export interface ErrandOutcome {
  readonly id: string;
  readonly state: 'done' | 'dead' | 'waiting';
  readonly reason: string | null;
  readonly retryInSeconds: number;
}

/** Records what became of leased errands; one that was asked for again meanwhile (its lease was cleared) stays waiting. */
export async function finishErrands(client: Queryable, programId: string, options: { readonly token: string; readonly outcomes: readonly ErrandOutcome[] }): Promise<void> {
  if (options.outcomes.length === 0) return;
  await client.query({
    name: 'outbox_finish',
    text: `UPDATE outbox AS b SET state = o.state, reason = o.reason, lease_token = NULL, lease_until = NULL,
        done_at = CASE WHEN o.state = 'waiting' THEN NULL ELSE clock_timestamp() END,
        next_try_at = clock_timestamp() + make_interval(secs => o."retryInSeconds")
      FROM jsonb_to_recordset($3::jsonb) AS o(id bigint, state text, reason text, "retryInSeconds" double precision)
      WHERE b.program_id = $1 AND b.id = o.id AND b.lease_token = $2`,
    values: [programId, options.token, JSON.stringify(options.outcomes)],
  });
}

/** Stores with due errands, for the sweeper. */
export async function storesWithDueErrands(client: Queryable, limit: number): Promise<StoreAddress[]> {
  const { rows } = await client.query<{ program_id: string; store_id: string }>({
    text: `SELECT DISTINCT program_id, store_id FROM outbox WHERE state = 'waiting' AND next_try_at <= clock_timestamp()
      AND (lease_until IS NULL OR lease_until < clock_timestamp()) LIMIT $1`,
    values: [limit],
  });
  return rows.map((row) => ({ programId: row.program_id, storeId: row.store_id }));
}

/** How many errands wait, and how many were given up. */
export async function outboxBacklog(client: Queryable): Promise<{ readonly waiting: number; readonly dead: number }> {
  const { rows } = await client.query<{ waiting: string; dead: string }>(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead FROM outbox WHERE state IN ('waiting', 'dead')`,
  );
  return { waiting: Number(rows[0]?.waiting ?? 0), dead: Number(rows[0]?.dead ?? 0) };
}
