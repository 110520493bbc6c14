import { fromInstant, type Queryable } from './database.ts';
import type { Instant } from '#app/domain/instant.ts';
import { COUNTS } from './order-sums.ts';

/** Orders paid and points moved on one local day. */
export interface DayNumbers {
  readonly day: string;
  readonly orders: number;
  readonly earned: number;
  readonly redeemed: number;
}

/**
 * 30 local days up to today, oldest first: paid orders by the day they were placed, points by the day they moved. Points that are summed already come from the sums, the rest
 * from the books; days whose orders changed since they were summed are counted in the books. Always exact, and quick however long the history is.
 */
export async function readDays(client: Queryable, programId: string, timeZone: string): Promise<DayNumbers[]> {
  for (let look = 0; ; look += 1) {
    const { today, pointsId, hasOrders } = await readSummed(client, programId, timeZone);
    const { rows } = await client.query<{ day: string; orders: string; earned: string; redeemed: string; points_id: string }>({
      // Not named: planned for this very posting, behind which the books hold little. A plan for any reads them whole.
      text: DAYS,
      values: [programId, timeZone, today, pointsId, hasOrders],
    });
    // Postings that were summed between the two statements would count twice.
    if (rows[0]?.points_id !== pointsId && look < LOOKS) continue;
    return rows.map((row) => ({
      ...{ day: row.day, orders: Number(row.orders), earned: Number(row.earned), redeemed: Number(row.redeemed) },
    }));
  }
}

const LOOKS = 5;

/** A day of more orders is shown as it was last summed, some minutes ago. */
const COUNTED_OF_A_DAY = 2_000;
const OF_THE_DAY = `o.program_id = $1 AND o.settled_at IS NOT NULL AND o.placed_at >= c.day::timestamp AT TIME ZONE $2 AND o.placed_at < (c.day + 1)::timestamp AT TIME ZONE $2`;

const DAYS = `WITH days AS (SELECT $3::date - n AS day FROM generate_series(0, 29) AS n),
  changed AS MATERIALIZED (
    SELECT day FROM days WHERE NOT $5::boolean
    UNION SELECT DISTINCT (bin AT TIME ZONE $2)::date FROM orders_changed WHERE program_id = $1 AND bin >= ($3::date - 29)::timestamp AT TIME ZONE $2),
  orders AS (
    SELECT day, sum(orders) AS orders FROM orders_day WHERE program_id = $1 AND day > $3::date - 30 AND day NOT IN (SELECT day FROM changed) GROUP BY 1
    UNION ALL
    SELECT c.day, CASE
      WHEN few.orders <= ${COUNTED_OF_A_DAY} THEN (SELECT count(*) FROM order_record o WHERE ${OF_THE_DAY} AND ${COUNTS})
      ELSE COALESCE((SELECT sum(d.orders) FROM orders_day d WHERE d.program_id = $1 AND d.day = c.day), (SELECT count(*) FROM order_record o WHERE ${OF_THE_DAY})) END
    FROM changed c CROSS JOIN LATERAL (SELECT count(*) AS orders FROM (SELECT 1 FROM order_record o WHERE ${OF_THE_DAY} LIMIT ${COUNTED_OF_A_DAY + 1}) AS counted) AS few),
  moved AS (
    SELECT day, flow, points FROM points_day WHERE program_id = $1 AND build = COALESCE((SELECT build FROM rollup_state WHERE program_id = $1), 0) AND unit = 'points' AND day > $3::date - 30
    UNION ALL
    SELECT (p.occurred_at AT TIME ZONE $2)::date,
      CASE WHEN t.from_account IN ('issued', 'opening') THEN 'issued' WHEN t.to_account = 'revoked' THEN 'revoked' WHEN t.to_account = 'redeemed' THEN 'redeemed' END, t.points
    FROM posting p JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id
    WHERE p.program_id = $1 AND t.unit = 'points' AND p.id > $4::bigint AND p.recorded_at >= ($3::date - 30)::timestamp AT TIME ZONE $2),
  points AS (
    SELECT day, COALESCE(sum(points) FILTER (WHERE flow = 'issued'), 0) - COALESCE(sum(points) FILTER (WHERE flow = 'revoked'), 0) AS earned,
      COALESCE(sum(points) FILTER (WHERE flow = 'redeemed'), 0) AS redeemed FROM moved GROUP BY 1)
  SELECT to_char(d.day, 'YYYY-MM-DD') AS day, COALESCE((SELECT sum(o.orders) FROM orders o WHERE o.day = d.day), 0) AS orders,
    GREATEST(0, COALESCE(p.earned, 0)) AS earned, COALESCE(p.redeemed, 0) AS redeemed, COALESCE((SELECT points_id FROM rollup_state WHERE program_id = $1), 0)::text AS points_id
  FROM days d LEFT JOIN points p ON p.day = d.day ORDER BY d.day`;

/** Today, the last posting that is summed, and whether days of orders are listed and summed at all. */
async function readSummed(
  client: Queryable,
  programId: string,
  timeZone: string,
): Promise<{ readonly today: string; readonly pointsId: string; readonly hasOrders: boolean }> {
  const { rows } = await client.query<{ today: string; pointsId: string; hasOrders: boolean }>({
    name: 'overview_summed',
    text: `SELECT (clock_timestamp() AT TIME ZONE $2)::date::text AS today, COALESCE(points_id, 0)::text AS "pointsId", orders_to IS NOT NULL AS "hasOrders"
      FROM (SELECT 1) AS one LEFT JOIN rollup_state ON program_id = $1`,
    values: [programId, timeZone],
  });
  const row = rows[0];
  if (!row) throw new Error('the database does not say what day it is');
  return row;
}

export interface Standing {
  readonly people: number;
  readonly joined: number;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
}

/** Up to so many people are counted anew each time; of more, the sums of some minutes ago are shown. */
const COUNTED_ANEW = 20_000;

/** How many people there are, and what they have all together. */
export async function readStanding(client: Queryable, programId: string): Promise<Standing> {
  const summed = await client.query<Record<keyof Standing, string>>({
    name: 'overview_summed_standing',
    text: `SELECT people, joined, available, pending, held, debt FROM rollup_state WHERE program_id = $1 AND checked_at IS NOT NULL AND people > ${COUNTED_ANEW}`,
    values: [programId],
  });
  const { rows } =
    summed.rows.length > 0
      ? summed
      : await client.query<Record<keyof Standing, string>>({
          name: 'overview_standing',
          text: `SELECT m.people, m.joined, b.available, b.pending, b.held, b.debt FROM
            (SELECT count(*) AS people, count(*) FILTER (WHERE state = 'member') AS joined FROM member WHERE program_id = $1 AND state IN ('guest', 'member', 'blocked')) AS m,
            (SELECT COALESCE(sum(available), 0) AS available, COALESCE(sum(pending), 0) AS pending, COALESCE(sum(held), 0) AS held, COALESCE(sum(debt), 0) AS debt
             FROM balance WHERE program_id = $1 AND unit = 'points') AS b`,
          values: [programId],
        });
  const of = (name: keyof Standing) => Number(rows[0]?.[name] ?? 0);
  return {
    ...{ people: of('people'), joined: of('joined'), available: of('available') },
    ...{ pending: of('pending'), held: of('held'), debt: of('debt') },
  };
}

/** Orders that were settled: all of them as far as they are summed or not many, and those placed since a moment. */
export async function countOrders(
  client: Queryable,
  programId: string,
  since: Instant,
): Promise<{ readonly total: number; readonly recent: number }> {
  const { rows } = await client.query<{ summed: string; anew: string; recent: string }>({
    name: 'overview_orders',
    text: `SELECT (SELECT COALESCE(sum(orders), 0) FROM orders_day WHERE program_id = $1) AS summed,
        (SELECT count(*) FROM (SELECT 1 FROM order_record WHERE program_id = $1 AND settled_at IS NOT NULL LIMIT ${COUNTED_ANEW}) AS few) AS anew,
        (SELECT count(*) FROM order_record WHERE program_id = $1 AND settled_at IS NOT NULL AND placed_at > $2) AS recent`,
    values: [programId, fromInstant(since)],
  });
  const row = rows[0];
  const anew = Number(row?.anew ?? 0);
  return { total: anew < COUNTED_ANEW ? anew : Math.max(anew, Number(row?.summed ?? 0)), recent: Number(row?.recent ?? 0) };
}
