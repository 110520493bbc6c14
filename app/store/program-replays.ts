import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

export interface ReplayRecord {
  readonly programId: string;
  readonly id: string;
  readonly document: unknown;
  readonly liveNo: number;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number;
  readonly result: unknown;
  readonly problem: string | null;
  readonly requestedBy: string;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
}

interface ReplayRow {
  readonly program_id: string;
  readonly id: string;
  readonly document: unknown;
  readonly live_no: number;
  readonly state: ReplayRecord['state'];
  readonly done: number;
  readonly total: number;
  readonly result: unknown;
  readonly problem: string | null;
  readonly requested_by: string;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

const COLUMNS = 'program_id, id, document, live_no, state, done, total, result, problem, requested_by, created_at, finished_at';

function toRecord(row: ReplayRow): ReplayRecord {
  const { id, document, state, done, total, result, problem } = row;
  return {
    ...{ programId: row.program_id, id, document, liveNo: row.live_no, state, done, total, result, problem },
    ...{ requestedBy: row.requested_by, createdAt: row.created_at.getTime(), finishedAt: toInstant(row.finished_at) },
  };
}

/** A replay that waits for a worker; it takes the place of those of the program that are not finished. */
export async function insertReplay(
  client: Queryable,
  programId: string,
  replay: Pick<ReplayRecord, 'id' | 'document' | 'liveNo' | 'requestedBy'>,
): Promise<void> {
  await client.query(
    `WITH ended AS (UPDATE program_replay SET state = 'cancelled', finished_at = clock_timestamp() WHERE program_id = $1 AND state IN ('waiting', 'running'))
     INSERT INTO program_replay (program_id, id, document, live_no, requested_by) VALUES ($1, $2, $3, $4, $5)`,
    [programId, replay.id, JSON.stringify(replay.document), replay.liveNo, replay.requestedBy],
  );
}

/** The program's newest replay. */
export async function readNewestReplay(client: Queryable, programId: string): Promise<ReplayRecord | null> {
  const { rows } = await client.query<ReplayRow>(
    `SELECT ${COLUMNS} FROM program_replay WHERE program_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1`,
    [programId],
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Takes the replay that has waited longest, of any program (a schedule), also one whose worker gave no sign for a minute. Null: none waits. */
export async function claimReplay(client: Queryable): Promise<ReplayRecord | null> {
  const { rows } = await client.query<ReplayRow>(
    `UPDATE program_replay SET state = 'running', beat_at = clock_timestamp(), done = 0
     WHERE (program_id, id) = ANY (ARRAY(
       SELECT ROW(program_id, id) FROM program_replay
       WHERE state = 'waiting' OR state = 'running' AND beat_at < clock_timestamp() - interval '60 seconds'
       ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)) RETURNING ${COLUMNS}`,
  );
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Says how far it is. False: it was cancelled, or somebody else does it now; stop. */
export async function beatReplay(
  client: Queryable,
  replay: ReplayRecord,
  progress: { readonly done: number; readonly total: number },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE program_replay SET done = $3, total = $4, beat_at = clock_timestamp() WHERE program_id = $1 AND id = $2 AND state = 'running' AND done <= $3`,
    [replay.programId, replay.id, progress.done, progress.total],
  );
  return rowCount === 1;
}

/** Keeps what came of it. A replay that was cancelled meanwhile stays so. */
export async function finishReplay(
  client: Queryable,
  replay: ReplayRecord,
  end: { readonly result: unknown } | { readonly problem: string },
): Promise<void> {
  const [state, result, problem] = 'result' in end ? ['done', JSON.stringify(end.result), null] : ['failed', null, end.problem];
  await client.query(
    `UPDATE program_replay SET state = $3, result = $4, problem = $5, finished_at = clock_timestamp() WHERE program_id = $1 AND id = $2 AND state = 'running'`,
    [replay.programId, replay.id, state, result, problem],
  );
}

/** Cancels the program's replays that are not finished. */
export async function cancelReplays(client: Queryable, programId: string): Promise<void> {
  await client.query(
    `UPDATE program_replay SET state = 'cancelled', finished_at = clock_timestamp() WHERE program_id = $1 AND state IN ('waiting', 'running')`,
    [programId],
  );
}

export interface PastOrderRow {
  readonly storeId: string;
  readonly orderId: string;
  readonly placedAt: Instant;
  readonly memberId: string;
  readonly memberState: string;
  readonly snapshot: OrderSnapshot;
}

/** A place in the sequence of a program's orders by their day. */
export type PastPlace = Pick<PastOrderRow, 'placedAt' | 'storeId' | 'orderId'>;

/** Orders with an owner and a snapshot after a place, oldest first. */
export async function readPastOrders(
  client: Queryable,
  programId: string,
  { after, limit }: { readonly after: PastPlace; readonly limit: number },
): Promise<PastOrderRow[]> {
  const { rows } = await client.query<{
    store_id: string;
    order_id: string;
    placed_at: Date;
    member_id: string;
    state: string;
    snapshot: OrderSnapshot;
  }>(
    `SELECT o.store_id, o.order_id, o.placed_at, o.member_id, m.state, o.snapshot
     FROM order_record o JOIN member m ON m.program_id = o.program_id AND m.id = o.member_id
     WHERE o.program_id = $1 AND (o.placed_at, o.store_id, o.order_id) > ($2, $3, $4) AND o.snapshot IS NOT NULL
     ORDER BY o.placed_at, o.store_id, o.order_id LIMIT $5`,
    [programId, fromInstant(after.placedAt), after.storeId, after.orderId, limit],
  );
  return rows.map((row) => ({
    ...{ storeId: row.store_id, orderId: row.order_id, placedAt: row.placed_at.getTime() },
    ...{ memberId: row.member_id, memberState: row.state, snapshot: row.snapshot },
  }));
}

/** How many orders `readPastOrders` will give from a moment on. */
export async function countPastOrders(client: Queryable, programId: string, from: Instant): Promise<number> {
  const { rows } = await client.query<{ orders: string }>(
    'SELECT count(*) AS orders FROM order_record WHERE program_id = $1 AND placed_at > $2 AND snapshot IS NOT NULL AND member_id IS NOT NULL',
    [programId, fromInstant(from)],
  );
  return Number(rows[0]?.orders ?? 0);
}

/** Where the newest `orders` orders begin, if there are more since `from`; else `from`. */
export async function startOfNewest(
  client: Queryable,
  programId: string,
  wanted: { readonly from: Instant; readonly orders: number },
): Promise<Instant> {
  const { rows } = await client.query<{ placed_at: Date }>(
    `SELECT placed_at FROM order_record WHERE program_id = $1 AND placed_at > $2 AND snapshot IS NOT NULL AND member_id IS NOT NULL
     ORDER BY placed_at DESC OFFSET $3 LIMIT 1`,
    [programId, fromInstant(wanted.from), wanted.orders],
  );
  return rows[0]?.placed_at.getTime() ?? wanted.from;
}

/** What members had done before a moment, by member; who had nothing is absent. */
export async function readEarlierCounts(
  client: Queryable,
  programId: string,
  before: Instant,
): Promise<Map<string, { readonly orders: number; readonly visits: number }>> {
  const { rows } = await client.query<{ member_id: string; orders: string; visits: string }>(
    `SELECT member_id, count(*) FILTER (WHERE counts_as_order) AS orders, count(*) FILTER (WHERE visit) AS visits FROM order_record
     WHERE program_id = $1 AND placed_at <= $2 AND member_id IS NOT NULL AND (counts_as_order OR visit) GROUP BY member_id`,
    [programId, fromInstant(before)],
  );
  return new Map(rows.map((row) => [row.member_id, { orders: Number(row.orders), visits: Number(row.visits) }]));
}
