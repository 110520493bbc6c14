import { fromInstant, type Queryable } from './database.ts';
import type { Instant } from '#app/domain/instant.ts';
import { COUNTS, IS_MEMBER, valueOf } from './order-sums.ts';
import type { RollupState, Walk } from './rollups.ts';

type Place = Pick<RollupState, 'programId' | 'timeZone' | 'currency'>;

const BYTES = 256;

/** In how many slices people are counted, so that each has some `each` of them: a power of two, at most 256. */
export async function readSlices(client: Queryable, programId: string, each: number): Promise<number> {
  const { rows } = await client.query<{ people: string }>('SELECT count(*) AS people FROM member WHERE program_id = $1', [programId]);
  const wanted = Math.ceil(Number(rows[0]?.people ?? 0) / each);
  let slices = 1;
  while (slices < wanted && slices < BYTES) slices *= 2;
  return slices;
}

/** Begins to count people as of a moment. */
export async function beginWalk(client: Queryable, programId: string, walk: Walk): Promise<void> {
  await client.query(
    'UPDATE rollup_state SET walk_at = $2, walk_from = $3, walk_full = $4, walk_slice = $5, walk_slices = $6 WHERE program_id = $1',
    [programId, fromInstant(walk.at), walk.from, walk.full, walk.slice, walk.slices],
  );
}

/** The people of a slice: $1 program, $2 and $3 the last bytes of their ids. */
const OWNERS = `SELECT id, state, joined_at, created_at FROM member WHERE program_id = $1 AND get_byte(uuid_send(id), 15) BETWEEN $2::int AND $3::int`;
const IN = `state IN ('member', 'guest', 'blocked')`;

/**
 * The orders of one member, found by the index whatever the planner thinks of conditions on documents: it takes those for very rare, and would read every order of the program for
 * every member. What counts is therefore judged outside.
 */
const ORDERS_OF_ONE = `SELECT o.placed_at, o.snapshot, o.spend_minor FROM order_record o WHERE o.program_id = $1 AND o.member_id = m.id AND o.settled_at IS NOT NULL`;

/** Counts the months of one slice, in place of what was there, and its cohorts when the walk is over everything; the next slice is then due. */
export async function countSlice(client: Queryable, place: Place, walk: Walk): Promise<void> {
  const { programId, timeZone, currency } = place;
  const width = BYTES / walk.slices;
  const owners = [programId, walk.slice * width, (walk.slice + 1) * width - 1];
  await client.query('DELETE FROM people_part WHERE program_id = $1 AND slice = $2 AND month >= $3', [programId, walk.slice, walk.from]);
  await client.query(COUNT_MONTHS, [...owners, timeZone, fromInstant(walk.at), walk.from, walk.slice]);
  if (walk.full) {
    await client.query('DELETE FROM cohort_part WHERE program_id = $1 AND slice = $2', [programId, walk.slice]);
    await client.query(COUNT_COHORTS, [...owners, timeZone, fromInstant(walk.at), currency, walk.slice]);
  }
  await client.query('UPDATE rollup_state SET walk_slice = walk_slice + 1 WHERE program_id = $1', [programId]);
}

const COUNT_MONTHS = `WITH owner AS MATERIALIZED (${OWNERS}),
  span AS MATERIALIZED (
    SELECT to_char(start, 'YYYY-MM') AS month, (extract(year FROM start) * 12 + extract(month FROM start))::int AS no, start AT TIME ZONE $4 AS since,
      LEAST((start + interval '1 month') AT TIME ZONE $4, $5::timestamptz) AS until
    FROM generate_series(($6 || '-01')::timestamp, date_trunc('month', $5::timestamptz AT TIME ZONE $4), interval '1 month') AS start),
  edge AS MATERIALIZED (
    SELECT (($6 || '-01')::timestamp - interval '11 months') AT TIME ZONE $4 AS year_since, min(LEAST(since, until - interval '90 days')) AS act_since, min(since) AS since, max(until) AS until FROM span),
  placed AS MATERIALIZED (
    SELECT m.id AS member_id, ${IS_MEMBER} AS is_member, o.placed_at, ${COUNTS} AS counts FROM edge CROSS JOIN owner m CROSS JOIN LATERAL (${ORDERS_OF_ONE} AND o.placed_at >= edge.year_since AND o.placed_at < edge.until OFFSET 0) AS o),
  bought AS (
    SELECT member_id, is_member, (extract(year FROM placed_at AT TIME ZONE $4) * 12 + extract(month FROM placed_at AT TIME ZONE $4))::int AS no, count(*) AS orders
    FROM placed WHERE counts GROUP BY 1, 2, 3),
  buyer AS (
    SELECT s.month, b.member_id, b.is_member, sum(b.orders) AS orders, COALESCE(sum(b.orders) FILTER (WHERE b.no = s.no), 0) AS month_orders
    FROM span s JOIN bought b ON b.no BETWEEN s.no - 11 AND s.no GROUP BY 1, 2, 3),
  buyers AS (
    SELECT month, count(*) FILTER (WHERE is_member AND month_orders > 0) AS member_buyers, COALESCE(sum(month_orders) FILTER (WHERE is_member), 0) AS member_orders,
      count(*) FILTER (WHERE NOT is_member AND month_orders > 0) AS other_buyers, COALESCE(sum(month_orders) FILTER (WHERE NOT is_member), 0) AS other_orders,
      count(*) FILTER (WHERE is_member AND orders > 1) AS member_repeat, count(*) FILTER (WHERE is_member) AS member_year,
      count(*) FILTER (WHERE NOT is_member AND orders > 1) AS other_repeat, count(*) FILTER (WHERE NOT is_member) AS other_year
    FROM buyer GROUP BY 1),
  person AS MATERIALIZED (
    SELECT p.id, p.joined_at, p.created_at, p.joined_at >= edge.since AND EXISTS (
      SELECT 1 FROM order_record o WHERE o.program_id = $1 AND o.member_id = p.id AND o.counts_as_order AND o.placed_at >= p.joined_at) AS earned
    FROM owner p, edge WHERE p.${IN}),
  act AS (
    SELECT p.id, o.placed_at AS at FROM edge CROSS JOIN person p CROSS JOIN LATERAL (SELECT placed_at FROM order_record WHERE program_id = $1 AND member_id = p.id
      AND placed_at >= edge.act_since AND placed_at < edge.until OFFSET 0) AS o
    UNION ALL
    SELECT p.id, r.created_at FROM edge CROSS JOIN person p CROSS JOIN LATERAL (SELECT created_at FROM redemption WHERE program_id = $1 AND member_id = p.id
      AND created_at >= edge.act_since AND created_at < edge.until OFFSET 0) AS r),
  seen AS (
    SELECT s.month, a.id, bool_or(a.at >= s.since) AS active, bool_or(a.at >= s.until - interval '90 days') AS lately
    FROM span s JOIN act a ON a.at >= LEAST(s.since, s.until - interval '90 days') AND a.at < s.until GROUP BY 1, 2),
  standing AS (
    SELECT s.month, count(*) FILTER (WHERE p.joined_at < s.until) AS members, count(*) AS customers, count(*) FILTER (WHERE p.joined_at >= s.since AND p.joined_at < s.until) AS joined,
      count(*) FILTER (WHERE p.joined_at >= s.since AND p.joined_at < s.until AND p.earned) AS activated, count(*) FILTER (WHERE p.joined_at < s.until AND seen.active) AS active,
      count(*) FILTER (WHERE p.joined_at <= s.until - interval '90 days' AND seen.lately IS NOT TRUE) AS quiet
    FROM span s JOIN person p ON p.created_at < s.until LEFT JOIN seen ON seen.month = s.month AND seen.id = p.id GROUP BY 1)
  INSERT INTO people_part (program_id, slice, month, members, customers, joined, activated, active, quiet, member_buyers, member_orders, other_buyers, other_orders, member_repeat, member_year,
    other_repeat, other_year)
  SELECT $1, $7::int, s.month, COALESCE(t.members, 0), COALESCE(t.customers, 0), COALESCE(t.joined, 0), COALESCE(t.activated, 0), COALESCE(t.active, 0), COALESCE(t.quiet, 0),
    COALESCE(b.member_buyers, 0), COALESCE(b.member_orders, 0), COALESCE(b.other_buyers, 0), COALESCE(b.other_orders, 0), COALESCE(b.member_repeat, 0), COALESCE(b.member_year, 0),
    COALESCE(b.other_repeat, 0), COALESCE(b.other_year, 0)
  FROM span s LEFT JOIN standing t ON t.month = s.month LEFT JOIN buyers b ON b.month = s.month`;

/** Members count from the day they joined; others from their first order, so that each of them has bought at least once. */
const COUNT_COHORTS = `WITH owner AS MATERIALIZED (${OWNERS} AND ${IN}),
  placed AS MATERIALIZED (
    SELECT m.id AS member_id, o.placed_at, ${valueOf('$6')} AS value, ${COUNTS} AS counts FROM owner m CROSS JOIN LATERAL (${ORDERS_OF_ONE} AND o.placed_at < $5 OFFSET 0) AS o),
  bought AS (SELECT member_id, placed_at, value FROM placed WHERE counts),
  person AS (
    SELECT p.id, p.joined_at IS NOT NULL AS is_member, COALESCE(date_trunc('second', p.joined_at), first.at) AS start, COALESCE(t.tier_id, '') AS tier_id
    FROM owner p LEFT JOIN (SELECT member_id, min(placed_at) AS at FROM bought GROUP BY 1) AS first ON first.member_id = p.id
    LEFT JOIN member_tier t ON t.program_id = $1 AND t.member_id = p.id),
  life AS (
    SELECT p.id, p.is_member, p.start, p.tier_id, count(b.placed_at) AS orders, COALESCE(sum(b.value), 0) AS value,
      COALESCE(sum(b.value) FILTER (WHERE b.placed_at < p.start + interval '90 days'), 0) AS value_90,
      COALESCE(sum(b.value) FILTER (WHERE b.placed_at < p.start + interval '365 days'), 0) AS value_365
    FROM person p LEFT JOIN bought b ON b.member_id = p.id AND b.placed_at >= p.start WHERE p.start <= $5 GROUP BY 1, 2, 3, 4)
  INSERT INTO cohort_part (program_id, slice, is_member, month, tier_id, people, orders, value_minor, people_90, value_90, people_365, value_365)
  SELECT $1, $7::int, is_member, to_char(start AT TIME ZONE $4, 'YYYY-MM'), tier_id, count(*), sum(orders), sum(value),
    count(*) FILTER (WHERE start <= $5::timestamptz - interval '90 days'), COALESCE(sum(value_90) FILTER (WHERE start <= $5::timestamptz - interval '90 days'), 0),
    count(*) FILTER (WHERE start <= $5::timestamptz - interval '365 days'), COALESCE(sum(value_365) FILTER (WHERE start <= $5::timestamptz - interval '365 days'), 0)
  FROM life GROUP BY is_member, 4, tier_id`;

const COUNTED = [
  'members',
  'customers',
  'joined',
  'activated',
  'active',
  'quiet',
  'member_buyers',
  'member_orders',
  'other_buyers',
  'other_orders',
  'member_repeat',
  'member_year',
  'other_repeat',
  'other_year',
];

/** All slices are counted: their sums take the place of the ones that are read, and the walk is over. `day` is the local day of a walk over everything. */
export async function endWalk(
  client: Queryable,
  programId: string,
  { walk, day, at }: { readonly walk: Walk; readonly day: string; readonly at: Instant },
): Promise<void> {
  // Slices of a coarser or finer walk before this one.
  for (const table of ['people_part', 'cohort_part'])
    await client.query(`DELETE FROM ${table} WHERE program_id = $1 AND slice >= $2`, [programId, walk.slices]);
  await client.query(
    `INSERT INTO month_numbers (program_id, month, ${COUNTED.join(', ')}, computed_at)
     SELECT program_id, month, ${COUNTED.map((name) => `sum(${name})`).join(', ')}, $3 FROM people_part WHERE program_id = $1 AND month >= $2 GROUP BY 1, 2
     ON CONFLICT (program_id, month) DO UPDATE SET ${[...COUNTED, 'computed_at'].map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`,
    [programId, walk.from, fromInstant(walk.at)],
  );
  if (walk.full) {
    await client.query('DELETE FROM cohort_numbers WHERE program_id = $1', [programId]);
    await client.query(
      `INSERT INTO cohort_numbers (program_id, is_member, month, tier_id, people, orders, value_minor, people_90, value_90, people_365, value_365)
       SELECT program_id, is_member, month, tier_id, sum(people), sum(orders), sum(value_minor), sum(people_90), sum(value_90), sum(people_365), sum(value_365)
       FROM cohort_part WHERE program_id = $1 GROUP BY 1, 2, 3, 4`,
      [programId],
    );
  }
  await client.query(
    'UPDATE rollup_state SET walk_at = NULL, walk_from = NULL, people_slices = walk_slices, months_at = $2, full_day = CASE WHEN walk_full THEN $3 ELSE full_day END WHERE program_id = $1',
    [programId, fromInstant(at), day],
  );
}
