import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot, SnapshotSource } from '#app/domain/order.ts';
import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import { type MetricWindow, NO_TOTALS, type WindowKey, type WindowTotals } from '#app/domain/tiers/metrics.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

export interface StoredOrder {
  readonly orderId: string;
  readonly memberId: string | null;
  readonly snapshot: OrderSnapshot | null;
  readonly source: SnapshotSource | null;
  readonly settled: SettledOrder | null;
  readonly revision: number;
}

/** Reads orders of a store for settling; unknown ones are absent. */
export async function readOrders(client: Queryable, address: StoreAddress, orderIds: readonly string[]): Promise<Map<string, StoredOrder>> {
  const { rows } = await client.query<{
    order_id: string;
    member_id: string | null;
    snapshot: OrderSnapshot | null;
    source_kind: SnapshotSource['kind'] | null;
    source_at: Date | null;
    settled: SettledOrder | null;
    revision: number;
  }>({
    name: 'read_orders',
    text: `SELECT order_id, member_id, snapshot, source_kind, source_at, settled, revision FROM order_record WHERE program_id = $1 AND store_id = $2 AND order_id = ANY ($3)`,
    values: [address.programId, address.storeId, orderIds],
  });
  return new Map(
    rows.map((row) => [
      row.order_id,
      {
        orderId: row.order_id,
        memberId: row.member_id,
        snapshot: row.snapshot,
        source: row.source_kind && row.source_at ? { kind: row.source_kind, at: toInstant(row.source_at) } : null,
        settled: row.settled,
        revision: row.revision,
      },
    ]),
  );
}

/** What a settlement leaves of an order. `revision` is the one that was read; 0 for an order that was not there. */
export interface OrderWrite {
  readonly orderId: string;
  readonly revision: number;
  readonly name: string;
  readonly memberId: string | null;
  readonly snapshot: OrderSnapshot;
  readonly sourceKind: SnapshotSource['kind'];
  readonly sourceAt: Instant;
  readonly placedAt: Instant;
  readonly settled: SettledOrder;
  readonly trace: unknown;
  readonly generation: number;
  readonly spendMinor: number;
  readonly qualifyingPoints: number;
  readonly countsAsOrder: boolean;
  readonly visit: boolean;
  readonly channel: string;
  readonly locationId: string | null;
  readonly localDay: string;
  readonly pointsDueAt: Instant | null;
  readonly pointsPending: boolean;
  readonly waitingFor: string | null;
  /** The fetch that was wanted is answered by this snapshot. */
  readonly fetched: boolean;
}

/** Somebody else wrote one of these orders meanwhile; read again and decide anew. */
export class OrdersChangedError extends Error {}

/** Writes settled orders in one statement; all of them or none (OrdersChangedError). */
export async function writeOrders(client: Queryable, address: StoreAddress, orders: readonly OrderWrite[]): Promise<void> {
  if (orders.length === 0) return;
  const { rowCount } = await client.query({
    name: 'write_orders',
    text: `INSERT INTO order_record AS o (program_id, store_id, order_id, name, member_id, snapshot, source_kind, source_at, placed_at, settled, trace, generation, revision,
        spend_minor, qualifying_points, counts_as_order, visit, channel, location_id, local_day, points_due_at, points_pending, waiting_for, settled_at)
      SELECT $1, $2, w."orderId", w.name, w."memberId", w.snapshot, w."sourceKind", to_timestamp(w."sourceAt" / 1000.0), to_timestamp(w."placedAt" / 1000.0), w.settled, w.trace,
        w.generation, 1, w."spendMinor", w."qualifyingPoints", w."countsAsOrder", w.visit, w.channel, w."locationId", w."localDay",
        to_timestamp(w."pointsDueAt" / 1000.0), w."pointsPending", w."waitingFor", clock_timestamp()
      FROM jsonb_to_recordset($3::jsonb) AS w("orderId" text, revision int, name text, "memberId" uuid, snapshot jsonb, "sourceKind" text, "sourceAt" numeric, "placedAt" numeric,
        settled jsonb, trace jsonb, generation int, "spendMinor" bigint, "qualifyingPoints" bigint, "countsAsOrder" boolean, visit boolean, channel text, "locationId" text,
        "localDay" text, "pointsDueAt" numeric, "pointsPending" boolean, "waitingFor" text)
      ORDER BY w."orderId"
      ON CONFLICT (program_id, store_id, order_id) DO UPDATE SET name = EXCLUDED.name, member_id = EXCLUDED.member_id, snapshot = EXCLUDED.snapshot,
        source_kind = EXCLUDED.source_kind, source_at = EXCLUDED.source_at, placed_at = EXCLUDED.placed_at, settled = EXCLUDED.settled, trace = EXCLUDED.trace,
        generation = EXCLUDED.generation, revision = o.revision + 1, spend_minor = EXCLUDED.spend_minor, qualifying_points = EXCLUDED.qualifying_points,
        counts_as_order = EXCLUDED.counts_as_order, visit = EXCLUDED.visit, channel = EXCLUDED.channel, location_id = EXCLUDED.location_id, local_day = EXCLUDED.local_day,
        points_due_at = EXCLUDED.points_due_at, points_pending = EXCLUDED.points_pending, waiting_for = EXCLUDED.waiting_for, settled_at = EXCLUDED.settled_at
      WHERE o.revision = (SELECT (e->>'revision')::int FROM jsonb_array_elements($3::jsonb) AS e WHERE e->>'orderId' = o.order_id)`,
    values: [address.programId, address.storeId, JSON.stringify(orders)],
  });
  if (rowCount !== orders.length) throw new OrdersChangedError('orders were written by somebody else meanwhile');
  const fetched = orders.filter((order) => order.fetched);
  if (fetched.length > 0) {
    await client.query({
      name: 'clear_wanted',
      text: `UPDATE order_record o SET wanted_at = NULL, wanted_tries = 0
        FROM jsonb_to_recordset($3::jsonb) AS w("orderId" text, "sourceAt" numeric)
        WHERE o.program_id = $1 AND o.store_id = $2 AND o.order_id = w."orderId" AND o.wanted_at <= to_timestamp(w."sourceAt" / 1000.0)`,
      values: [address.programId, address.storeId, JSON.stringify(fetched.map(({ orderId, sourceAt }) => ({ orderId, sourceAt })))],
    });
  }
}

/** Marks orders whose newest state must be asked for; unknown ones are noted with nothing but their id. */
export async function markWanted(client: Queryable, address: StoreAddress, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await client.query({
    name: 'mark_wanted',
    text: `INSERT INTO order_record AS o (program_id, store_id, order_id, name, wanted_at) SELECT $1, $2, id, id, clock_timestamp() FROM unnest($3::text[]) AS id ORDER BY id
      ON CONFLICT (program_id, store_id, order_id) DO UPDATE SET wanted_at = clock_timestamp(), wanted_tries = 0`,
    values: [address.programId, address.storeId, [...new Set(orderIds)]],
  });
}

/** A store that goes over into another program takes along what is still to be asked for; under the program that it leaves nothing is fetched any more. */
export async function takeWantedAlong(client: Queryable, from: StoreAddress, programId: string): Promise<void> {
  const { rows } = await client.query<{ order_id: string }>(
    'UPDATE order_record SET wanted_at = NULL, wanted_tries = 0 WHERE program_id = $1 AND store_id = $2 AND wanted_at IS NOT NULL RETURNING order_id',
    [from.programId, from.storeId],
  );
  await markWanted(
    client,
    { programId, storeId: from.storeId },
    rows.map((row) => row.order_id),
  );
}

/**
 * Failed tries wait 10 s, 20 s … 43 minutes after the order was first wanted, then an hour each. Counted from that one moment, so the steps must add up:
 * a wait that stopped growing would be over at once for whatever has been wanted for long.
 */
const WANTED_DUE = `wanted_at + make_interval(secs => CASE WHEN wanted_tries = 0 THEN 0 ELSE 5 * power(2, LEAST(wanted_tries, 9)) + 3600 * GREATEST(0, wanted_tries - 9) END) <= clock_timestamp()`;

/** Up to `limit` wanted orders of a store, longest wanted first; those that failed before wait longer each time. */
export async function readWanted(client: Queryable, address: StoreAddress, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ order_id: string }>(
    `SELECT order_id FROM order_record WHERE program_id = $1 AND store_id = $2 AND wanted_at IS NOT NULL
       AND ${WANTED_DUE}
     ORDER BY wanted_at LIMIT $3`,
    [address.programId, address.storeId, limit],
  );
  return rows.map((row) => row.order_id);
}

export async function storesWithWanted(client: Queryable, limit: number): Promise<StoreAddress[]> {
  const { rows } = await client.query<{ program_id: string; store_id: string }>(
    `SELECT DISTINCT program_id, store_id FROM order_record WHERE wanted_at IS NOT NULL
       AND ${WANTED_DUE} LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({ programId: row.program_id, storeId: row.store_id }));
}

/** A fetch that failed: the next one waits longer. */
export async function countWantedTry(client: Queryable, address: StoreAddress, orderIds: readonly string[]): Promise<void> {
  await client.query(
    'UPDATE order_record SET wanted_tries = wanted_tries + 1 WHERE program_id = $1 AND store_id = $2 AND order_id = ANY ($3) AND wanted_at IS NOT NULL',
    [address.programId, address.storeId, orderIds],
  );
}

/** The platform does not know these orders (any more): nothing is left to fetch. */
export async function clearWanted(client: Queryable, address: StoreAddress, orderIds: readonly string[]): Promise<void> {
  await client.query(
    'UPDATE order_record SET wanted_at = NULL, wanted_tries = 0 WHERE program_id = $1 AND store_id = $2 AND order_id = ANY ($3)',
    [address.programId, address.storeId, orderIds],
  );
}

/** Sums of members' orders in windows, by the dates they were placed; a member without orders has no entry. `now` decides what is carried. */
export async function sumWindows(
  client: Queryable,
  programId: string,
  wanted: { readonly memberIds: readonly string[]; readonly windows: readonly MetricWindow[]; readonly now: Instant },
): Promise<Map<string, Map<WindowKey, WindowTotals>>> {
  if (wanted.windows.length === 0 || wanted.memberIds.length === 0) return new Map();
  const bounds = wanted.windows.map((w) => ({ key: w.key, from: Math.max(w.from, 0), until: Math.min(w.until, 8.64e15) }));
  const { rows } = await client.query<
    Record<'member_id' | 'key' | 'spend' | 'points' | 'orders' | 'visits' | 'c_spend' | 'c_points' | 'c_orders' | 'c_visits', string>
  >({
    name: 'sum_windows',
    text: `SELECT o.member_id, w.key,
        sum(o.spend_minor) AS spend, sum(o.qualifying_points) AS points, count(*) FILTER (WHERE o.counts_as_order) AS orders, count(*) FILTER (WHERE o.visit) AS visits,
        COALESCE(sum(o.spend_minor) FILTER (WHERE o.points_due_at <= $4), 0) AS c_spend, COALESCE(sum(o.qualifying_points) FILTER (WHERE o.points_due_at <= $4), 0) AS c_points,
        count(*) FILTER (WHERE o.counts_as_order AND o.points_due_at <= $4) AS c_orders, count(*) FILTER (WHERE o.visit AND o.points_due_at <= $4) AS c_visits
      FROM order_record o JOIN jsonb_to_recordset($3::jsonb) AS w(key text, "from" numeric, until numeric)
        ON o.placed_at >= to_timestamp(w."from" / 1000.0) AND o.placed_at < to_timestamp(LEAST(w.until, 8e15) / 1000.0)
      WHERE o.program_id = $1 AND o.member_id = ANY ($2::uuid[]) GROUP BY o.member_id, w.key`,
    values: [programId, wanted.memberIds, JSON.stringify(bounds), fromInstant(wanted.now)],
  });
  const sums = new Map<string, Map<WindowKey, WindowTotals>>();
  for (const row of rows) {
    const windows = sums.get(row.member_id) ?? new Map<WindowKey, WindowTotals>();
    windows.set(row.key, {
      reached: {
        ...NO_TOTALS,
        spendMinor: Number(row.spend),
        points: Number(row.points),
        orders: Number(row.orders),
        visits: Number(row.visits),
      },
      carried: {
        ...NO_TOTALS,
        spendMinor: Number(row.c_spend),
        points: Number(row.c_points),
        orders: Number(row.c_orders),
        visits: Number(row.c_visits),
      },
    });
    sums.set(row.member_id, windows);
  }
  return sums;
}

export interface HistoryQuestion {
  readonly orderId: string;
  readonly memberId: string;
  readonly localDay: string;
  readonly locationId: string | null;
}

export interface HistoryAnswer {
  readonly ordersBefore: number;
  readonly visitsBefore: number;
  readonly visitedThatDay: boolean;
  readonly posOrdersThatDay: number;
}

/**
 * What stood in the books of orders' owners: the facts that are frozen with an order when it is settled first. An order that was not settled under
 * an owner yet counts for nothing itself, so each owner's orders are read once, however many of them are asked about.
 */
export async function readHistory(
  client: Queryable,
  programId: string,
  questions: readonly HistoryQuestion[],
): Promise<Map<string, HistoryAnswer>> {
  if (questions.length === 0) return new Map();
  const { rows } = await client.query<{
    member_id: string;
    orders: string;
    visits: string;
    visited: string[] | null;
    pos_days: string[] | null;
  }>({
    name: 'read_history',
    text: `SELECT member_id, count(*) FILTER (WHERE counts_as_order) AS orders, count(*) FILTER (WHERE visit) AS visits,
        array_agg(DISTINCT local_day || '|' || COALESCE(location_id, '')) FILTER (WHERE visit AND local_day = ANY ($3)) AS visited,
        array_agg(local_day) FILTER (WHERE channel = 'pos' AND waiting_for IS NULL AND local_day = ANY ($3)) AS pos_days
      FROM order_record WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) GROUP BY member_id`,
    values: [programId, [...new Set(questions.map(({ memberId }) => memberId))], [...new Set(questions.map(({ localDay }) => localDay))]],
  });
  const byMember = new Map(rows.map((row) => [row.member_id, row]));
  return new Map(
    questions.map(({ orderId, memberId, localDay, locationId }) => {
      const row = byMember.get(memberId);
      return [
        orderId,
        {
          ordersBefore: Number(row?.orders ?? 0),
          visitsBefore: Number(row?.visits ?? 0),
          visitedThatDay: row?.visited?.includes(`${localDay}|${locationId ?? ''}`) ?? false,
          posOrdersThatDay: row?.pos_days?.filter((day) => day === localDay).length ?? 0,
        },
      ];
    }),
  );
}

/** Orders whose pending points have come due, in all programs, soonest first. */
export async function readDueOrders(
  client: Queryable,
  now: Instant,
  limit: number,
): Promise<(StoreAddress & { readonly orderId: string })[]> {
  const { rows } = await client.query<{ program_id: string; store_id: string; order_id: string }>(
    'SELECT program_id, store_id, order_id FROM order_record WHERE points_pending AND points_due_at <= $1 ORDER BY points_due_at LIMIT $2',
    [fromInstant(now), limit],
  );
  return rows.map((row) => ({ programId: row.program_id, storeId: row.store_id, orderId: row.order_id }));
}

/** Orders of a store that wait for a currency's rate, in id order after `after`. */
export async function readWaitingForRate(
  client: Queryable,
  address: StoreAddress,
  page: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const { rows } = await client.query<{ order_id: string }>(
    `SELECT order_id FROM order_record WHERE program_id = $1 AND store_id = $2 AND waiting_for = 'rate' AND order_id > $3 ORDER BY order_id LIMIT $4`,
    [address.programId, address.storeId, page.after, page.limit],
  );
  return rows.map((row) => row.order_id);
}
