import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

/** How far the sums of a program are. */
export interface RollupState {
  readonly programId: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly rebuild: boolean;
  /** Null: what must be summed of the orders was never listed. */
  readonly ordersTo: Instant | null;
  readonly monthsAt: Instant | null;
  /** Points are summed up to this posting; up to the safe one they may be. */
  readonly pointsId: number;
  readonly safeId: number;
  readonly nextBuild: number | null;
  readonly nextId: number;
  readonly daysTotal: number;
  readonly walk: Walk | null;
  /** The local day of the last walk over everything. */
  readonly fullDay: string | null;
  readonly peopleSlices: number;
}

/** Counting people slice by slice, all as of one moment. */
export interface Walk {
  readonly at: Instant;
  /** The first month that is counted ("2026-11"). */
  readonly from: string;
  /** Cohorts are counted as well. */
  readonly full: boolean;
  readonly slice: number;
  readonly slices: number;
}

type Place = Pick<RollupState, 'programId' | 'timeZone'>;

const NO_STORE = '00000000-0000-0000-0000-000000000000';

/** Every program gets its row. */
export async function insertRollups(client: Queryable): Promise<void> {
  await client.query(
    'INSERT INTO rollup_state (program_id) SELECT id FROM program WHERE NOT EXISTS (SELECT 1 FROM rollup_state r WHERE r.program_id = program.id) ON CONFLICT DO NOTHING',
  );
}

/** The program that was looked at longest ago, if that is before a moment; null: there is none. */
export async function nextRollup(client: Queryable, before: Instant): Promise<string | null> {
  const { rows } = await client.query<{ program_id: string }>(
    'SELECT program_id FROM rollup_state WHERE checked_at IS NULL OR checked_at <= $1 ORDER BY checked_at NULLS FIRST, program_id LIMIT 1',
    [fromInstant(before)],
  );
  return rows[0]?.program_id ?? null;
}

/** How far a program is; `lock`: nobody else takes a step until the caller's transaction ends. Null: it has no row yet. */
export async function readRollup(client: Queryable, programId: string, lock: 'lock' | 'look'): Promise<RollupState | null> {
  const { rows } = await client.query<StateRow>(
    `SELECT p.id, p.time_zone, p.currency, r.rebuild, r.orders_to, r.months_at, r.points_id, r.safe_id, r.next_build, r.next_id, r.days_total, r.walk_at, r.walk_from, r.walk_full,
       r.walk_slice, r.walk_slices, r.full_day, r.people_slices
     FROM rollup_state r JOIN program p ON p.id = r.program_id WHERE r.program_id = $1 ${lock === 'lock' ? 'FOR UPDATE OF r' : ''}`,
    [programId],
  );
  return rows[0] ? toState(rows[0]) : null;
}

interface StateRow {
  readonly id: string;
  readonly time_zone: string;
  readonly currency: string;
  readonly rebuild: boolean;
  readonly orders_to: Date | null;
  readonly months_at: Date | null;
  readonly points_id: string;
  readonly safe_id: string;
  readonly next_build: number | null;
  readonly next_id: string;
  readonly days_total: number;
  readonly walk_at: Date | null;
  readonly walk_from: string | null;
  readonly walk_full: boolean;
  readonly walk_slice: number;
  readonly walk_slices: number;
  readonly full_day: string | null;
  readonly people_slices: number;
}

function toState(row: StateRow): RollupState {
  const isWalking = row.walk_at !== null && row.walk_from !== null;
  return {
    ...{ programId: row.id, timeZone: row.time_zone, currency: row.currency, rebuild: row.rebuild },
    ...{ ordersTo: toInstant(row.orders_to), monthsAt: toInstant(row.months_at), daysTotal: row.days_total },
    ...{ pointsId: Number(row.points_id), safeId: Number(row.safe_id), nextBuild: row.next_build, nextId: Number(row.next_id) },
    walk: isWalking
      ? {
          ...{ at: toInstant(row.walk_at), from: row.walk_from, full: row.walk_full, slice: row.walk_slice, slices: row.walk_slices },
        }
      : null,
    ...{ fullDay: row.full_day, peopleSlices: row.people_slices },
  };
}

/** A look at a program is over: it is looked at again after those that have waited longer. */
export async function markChecked(client: Queryable, programId: string, at: Instant): Promise<void> {
  await client.query('UPDATE rollup_state SET checked_at = $2 WHERE program_id = $1', [programId, fromInstant(at)]);
}

/** Asks for everything to be summed anew. What stands is read until then. */
export async function askForRebuild(client: Queryable, programId: string): Promise<void> {
  await client.query('UPDATE rollup_state SET rebuild = true, checked_at = NULL WHERE program_id = $1', [programId]);
}

/** Begins to sum everything anew: points in a new round beside the one that is read (where there is one), each day of orders and everybody once more. */
export async function beginRebuild(client: Queryable, programId: string): Promise<void> {
  await client.query(
    `UPDATE rollup_state SET rebuild = false, next_build = CASE WHEN points_id > 0 THEN GREATEST(build, COALESCE(next_build, 0)) + 1 END, next_id = 0, orders_to = NULL, walk_at = NULL,
       full_day = NULL, months_at = NULL
     WHERE program_id = $1`,
    [programId],
  );
}

/** How many people there are, and what they have all together just now. */
export async function rollUpBalances(client: Queryable, programId: string): Promise<void> {
  await client.query(
    `UPDATE rollup_state r SET available = b.available, pending = b.pending, held = b.held, debt = b.debt, holders = b.holders, people = m.people, joined = m.joined
     FROM (SELECT count(*) AS people, count(*) FILTER (WHERE state = 'member') AS joined FROM member WHERE program_id = $1 AND state IN ('guest', 'member', 'blocked')) AS m,
       (SELECT COALESCE(sum(available), 0) AS available, COALESCE(sum(pending), 0) AS pending, COALESCE(sum(held), 0) AS held, COALESCE(sum(debt), 0) AS debt,
       count(*) FILTER (WHERE available + pending + held > 0) AS holders FROM balance WHERE program_id = $1 AND unit = 'points') AS b WHERE r.program_id = $1`,
    [programId],
  );
}

/**
 * Notes the newest posting of a program together with a transaction number that is drawn afterwards, unless the note before is still waited for. Whoever numbered an earlier
 * posting had drawn a smaller number (the ledger locks members, which draws it, before it numbers postings); so once every transaction below it has ended, nothing up to that
 * posting can turn up any more, whatever moment it was recorded at. Two statements on their own: inside a transaction the number would have been drawn too early.
 * A database that was restored elsewhere begins to count transactions anew: then a new note is made.
 */
export async function noteHorizon(client: Queryable, programId: string): Promise<void> {
  const { rows } = await client.query<{ newest: string | null }>('SELECT max(id) AS newest FROM posting WHERE program_id = $1', [
    programId,
  ]);
  await client.query(
    `UPDATE rollup_state SET horizon_id = $2, horizon_xid = pg_current_xact_id()::text::bigint, horizon_at = clock_timestamp()
     WHERE program_id = $1 AND (safe_at IS NOT DISTINCT FROM horizon_at OR horizon_xid > pg_current_xact_id()::text::bigint)`,
    [programId, rows[0]?.newest ?? '0'],
  );
}

/** Whether everything up to the noted posting has turned up by now; then points may be summed that far. */
export async function reachHorizon(client: Queryable, programId: string): Promise<boolean> {
  await client.query(
    `UPDATE rollup_state SET safe_id = GREATEST(safe_id, horizon_id), safe_at = horizon_at, points_to = CASE WHEN points_id >= horizon_id THEN horizon_at ELSE points_to END
     WHERE program_id = $1 AND safe_at IS DISTINCT FROM horizon_at AND pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= horizon_xid`,
    [programId],
  );
  const { rows } = await client.query('SELECT 1 FROM rollup_state WHERE program_id = $1 AND safe_at IS NOT DISTINCT FROM horizon_at', [
    programId,
  ]);
  return rows.length > 0;
}

const FLOW = `CASE
  WHEN t.from_account IN ('issued', 'opening') THEN 'issued' WHEN t.to_account = 'revoked' THEN 'revoked' WHEN t.to_account = 'redeemed' THEN 'redeemed'
  WHEN t.from_account = 'redeemed' THEN 'returned' WHEN t.to_account = 'expired' THEN 'expired' WHEN t.from_account = 'adjusted' THEN 'adjusted-up'
  WHEN t.to_account = 'adjusted' THEN 'adjusted-down' WHEN t.to_account = 'forfeited' THEN 'forfeited' WHEN t.from_account = 'written_off' THEN 'written-off' END`;

/**
 * Sums what postings moved, in the groups of points_day, from a relation `slice` of postings. The tier is the one before the order, frozen with it, so that a sum made later is
 * the same; "*": no order moved them.
 */
const SLICE_SUMS = `SELECT (s.occurred_at AT TIME ZONE $2)::date AS day, (s.recorded_at AT TIME ZONE $2)::date AS recorded_day, COALESCE(s.store_id, '${NO_STORE}') AS store_id, t.unit, ${FLOW} AS flow,
    CASE WHEN s.order_id IS NULL THEN '*' ELSE COALESCE(o.settled#>>'{context,member,tierId}', '') END AS tier_id, COALESCE(s.channel, '') AS channel,
    sum(t.points) AS points, count(*) AS transfers
  FROM slice s JOIN transfer t ON t.program_id = $1 AND t.posting_id = s.id
  LEFT JOIN order_record o ON o.program_id = $1 AND o.store_id = s.store_id AND o.order_id = s.order_id
  WHERE ${FLOW} IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7`;

/** Adds the next postings to the sums, at most `limit` of those up to `to`; answers the last one that is in now. The place is kept in the same transaction: each is added once. */
export async function addPostings(
  client: Queryable,
  { programId, timeZone }: Place,
  slice: { readonly after: number; readonly to: number; readonly limit: number; readonly round: 'read' | 'next' },
): Promise<number> {
  const [build, place] = slice.round === 'read' ? ['build', 'points_id'] : ['next_build', 'next_id'];
  const { rows } = await client.query<{ last: string | null; seen: string }>(
    `WITH slice AS MATERIALIZED (
       SELECT id, store_id, order_id, channel, occurred_at, recorded_at FROM posting WHERE program_id = $1 AND id > $3 AND id <= $4 ORDER BY id LIMIT $5),
     added AS (
       INSERT INTO points_day AS d (program_id, build, day, recorded_day, store_id, unit, flow, tier_id, channel, points, transfers)
       SELECT $1, (SELECT ${build} FROM rollup_state WHERE program_id = $1), sums.* FROM (${SLICE_SUMS}) AS sums
       ON CONFLICT (program_id, build, day, recorded_day, store_id, unit, flow, tier_id, channel)
       DO UPDATE SET points = d.points + EXCLUDED.points, transfers = d.transfers + EXCLUDED.transfers)
     SELECT max(id) AS last, count(*) AS seen FROM slice`,
    [programId, timeZone, slice.after, slice.to, slice.limit],
  );
  const reached = Number(rows[0]?.seen ?? 0) < slice.limit ? slice.to : Number(rows[0]?.last);
  await client.query(
    `UPDATE rollup_state SET ${place} = $2${slice.round === 'read' ? ', points_to = CASE WHEN $2 >= safe_id THEN safe_at ELSE points_to END' : ''} WHERE program_id = $1`,
    [programId, reached],
  );
  return reached;
}

/** The round in the making is as far as the one that is read, and takes its place. */
export async function turnRound(client: Queryable, programId: string): Promise<void> {
  await client.query(
    'UPDATE rollup_state SET build = next_build, next_build = NULL, next_id = 0 WHERE program_id = $1 AND next_build IS NOT NULL AND next_id = points_id',
    [programId],
  );
}

/** Throws away rows of rounds that nobody reads any more; answers how many there were, at most `limit`. */
export async function dropOldRounds(client: Queryable, programId: string, limit: number): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM points_day WHERE ctid = ANY (ARRAY(SELECT d.ctid FROM points_day d JOIN rollup_state r ON r.program_id = d.program_id
       WHERE d.program_id = $1 AND d.build <> r.build AND d.build IS DISTINCT FROM r.next_build LIMIT $2))`,
    [programId, limit],
  );
  return rowCount ?? 0;
}

/** What is left to do, in the numbers that each kind of sum counts by. */
export interface RollupBacklog {
  readonly first: number;
  readonly newest: number;
  readonly pointsId: number;
  readonly nextId: number | null;
  readonly days: number;
  readonly daysTotal: number;
  readonly walk: Pick<Walk, 'slice' | 'slices' | 'full'> | null;
  readonly isAsked: boolean;
  readonly hasPeople: boolean;
  /** Everybody was never counted, or is to be counted anew. */
  readonly hasCohorts: boolean;
}

/** How far the sums of a program are behind its books; null: it was never looked at. */
export async function readRollupBacklog(client: Queryable, programId: string): Promise<RollupBacklog | null> {
  const { rows } = await client.query<Record<string, string | number | boolean | null>>({
    name: 'rollup_backlog',
    text: `SELECT COALESCE((SELECT min(id) FROM posting WHERE program_id = $1), 1) - 1 AS first, COALESCE((SELECT max(id) FROM posting WHERE program_id = $1), 0) AS newest,
        r.points_id, r.next_build, r.next_id, r.days_total, r.walk_slice, r.walk_slices, r.walk_at IS NOT NULL AS is_walking, r.walk_full, r.rebuild OR r.orders_to IS NULL AS is_asked,
        r.months_at IS NOT NULL AS has_people, r.full_day IS NOT NULL AS has_cohorts,
        (SELECT count(DISTINCT (c.bin AT TIME ZONE p.time_zone)::date) FROM orders_changed c WHERE c.program_id = $1) AS days
      FROM rollup_state r JOIN program p ON p.id = r.program_id WHERE r.program_id = $1`,
    values: [programId],
  });
  const row = rows[0];
  if (!row) return null;
  const of = (name: string) => Number(row[name] ?? 0);
  return {
    ...{ first: of('first'), newest: of('newest'), pointsId: of('points_id') },
    nextId: row['next_build'] === null ? null : of('next_id'),
    ...{ days: of('days'), daysTotal: of('days_total') },
    walk: row['is_walking'] === true ? { slice: of('walk_slice'), slices: of('walk_slices'), full: row['walk_full'] === true } : null,
    ...{ isAsked: row['is_asked'] === true, hasPeople: row['has_people'] === true, hasCohorts: row['has_cohorts'] === true },
  };
}
