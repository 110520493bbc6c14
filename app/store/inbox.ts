import type { Instant } from '#app/domain/instant.ts';
import type { Database, Queryable } from './database.ts';
import { fromInstant, toInstant } from './database.ts';
import { claimRows, finishRows, type Lease, type RowOutcome, type StoreAddress, storesWithDueRows } from './lease.ts';

export type { StoreAddress };

/** A message as a door received it. `dedupeKey` names the delivery: the same delivery is stored once. */
export interface IncomingMessage {
  readonly platform: 'shopify' | 'woocommerce';
  readonly domain: string;
  readonly source: 'webhook' | 'fetch' | 'reconcile' | 'import';
  readonly topic: string;
  readonly dedupeKey: string;
  readonly eventId: string | null;
  readonly triggeredAt: Instant | null;
  readonly body: string;
}

/** Stores a message in one statement. Answers whose it is, or that it was stored before, or that no store of ours has this address. */
export async function insertMessage(
  database: Database,
  message: IncomingMessage,
): Promise<({ readonly status: 'stored' | 'duplicate' } & StoreAddress) | { readonly status: 'unknown-store' }> {
  const { rows } = await database.intakePool.query<{ program_id: string; store_id: string; stored: boolean }>({
    name: 'inbox_insert',
    text: `WITH address AS (SELECT program_id, store_id FROM store_directory WHERE platform = $1 AND domain = $2),
      stored AS (
        INSERT INTO inbox (program_id, store_id, source, topic, dedupe_key, event_id, triggered_at, body)
        SELECT program_id, store_id, $3, $4, $5, $6, $7, $8 FROM address
        ON CONFLICT (program_id, store_id, dedupe_key) DO NOTHING RETURNING 1)
      SELECT program_id, store_id, EXISTS (SELECT 1 FROM stored) AS stored FROM address`,
    values: [
      message.platform,
      message.domain,
      message.source,
      message.topic,
      message.dedupeKey,
      message.eventId,
      fromInstant(message.triggeredAt),
      message.body,
    ],
  });
  const row = rows[0];
  if (!row) return { status: 'unknown-store' };
  return { status: row.stored ? 'stored' : 'duplicate', programId: row.program_id, storeId: row.store_id };
}

/** Puts messages that we fetched ourselves into a store's inbox, in the caller's transaction. */
export async function insertFetched(
  client: Queryable,
  address: StoreAddress,
  messages: readonly Omit<IncomingMessage, 'platform' | 'domain'>[],
): Promise<void> {
  if (messages.length === 0) return;
  await client.query({
    text: `INSERT INTO inbox (program_id, store_id, source, topic, dedupe_key, event_id, triggered_at, body)
      SELECT $1, $2, m.source, m.topic, m."dedupeKey", m."eventId", to_timestamp(m."triggeredAt" / 1000.0), m.body
      FROM jsonb_to_recordset($3::jsonb) AS m(source text, topic text, "dedupeKey" text, "eventId" text, "triggeredAt" numeric, body text)
      ON CONFLICT (program_id, store_id, dedupe_key) DO NOTHING`,
    values: [address.programId, address.storeId, JSON.stringify(messages)],
  });
}

/** A message that this worker may work on until its lease ends. */
export interface ClaimedMessage {
  readonly id: string;
  readonly source: IncomingMessage['source'];
  readonly topic: string;
  readonly body: string;
  readonly receivedAt: Instant;
  readonly triggeredAt: Instant | null;
  readonly tries: number;
}

interface MessageRow {
  readonly id: string;
  readonly source: IncomingMessage['source'];
  readonly topic: string;
  readonly body: string;
  readonly received_at: Date;
  readonly triggered_at: Date | null;
  readonly tries: number;
}

/** Leases up to `limit` due messages of a store, oldest first. Another worker's rows are skipped; a lease that ran out is taken over. */
export async function claimMessages(client: Queryable, address: StoreAddress, lease: Lease): Promise<ClaimedMessage[]> {
  const rows = await claimRows<MessageRow>(
    client,
    { table: 'inbox', columns: 'id, source, topic, body, received_at, triggered_at, tries' },
    { address, lease },
  );
  return rows.map((row) => ({
    id: row.id,
    source: row.source,
    topic: row.topic,
    body: row.body,
    receivedAt: toInstant(row.received_at),
    triggeredAt: toInstant(row.triggered_at),
    tries: row.tries,
  }));
}

export interface MessageOutcome extends RowOutcome {
  readonly state: 'done' | 'skipped' | 'dead' | 'waiting';
}

/** Records what became of leased messages. A row whose lease was lost meanwhile is left to its new holder. */
export async function finishMessages(
  client: Queryable,
  programId: string,
  finished: { readonly token: string; readonly outcomes: readonly MessageOutcome[] },
): Promise<void> {
  await finishRows(client, 'inbox', { programId, ...finished });
}

/** Stores with due messages, for the sweeper (across tenants: it finds work, it reads no data). At most `limit`. */
export function storesWithDueMessages(client: Queryable, limit: number): Promise<StoreAddress[]> {
  return storesWithDueRows(client, 'inbox', limit);
}

/** Seconds that the oldest due message has waited, and how many wait: the watchdog's and the metrics' number. */
export async function inboxBacklog(
  client: Queryable,
  programId: string | null,
): Promise<{ readonly waiting: number; readonly oldestSeconds: number; readonly dead: number }> {
  const { rows } = await client.query<{ waiting: string; oldest: number | null; dead: string }>(
    `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead,
      extract(epoch FROM clock_timestamp() - min(next_try_at) FILTER (WHERE state = 'waiting' AND next_try_at <= clock_timestamp()))::float AS oldest
     FROM inbox WHERE ($1::uuid IS NULL OR program_id = $1) AND state IN ('waiting', 'dead')`,
    [programId],
  );
  const row = rows[0];
  return { waiting: Number(row?.waiting ?? 0), oldestSeconds: row?.oldest ?? 0, dead: Number(row?.dead ?? 0) };
}

/** Makes a message wait again (an operator's replay, found by its number alone). Null when there is none, or its body was forgotten. */
export async function replayMessage(client: Queryable, id: string): Promise<StoreAddress | null> {
  const { rows } = await client.query<{ program_id: string; store_id: string }>(
    `UPDATE inbox SET state = 'waiting', reason = NULL, tries = 0, next_try_at = clock_timestamp(), lease_token = NULL, lease_until = NULL, done_at = NULL
     WHERE id = $1 AND body <> '' RETURNING program_id, store_id`,
    [id],
  );
  const row = rows[0];
  return row ? { programId: row.program_id, storeId: row.store_id } : null;
}
