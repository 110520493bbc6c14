import { fromInstant, type Queryable } from './database.ts';
import type { Instant } from '#app/domain/instant.ts';

/** Orders paid and points moved on one local day. */
export interface DayNumbers {
  readonly day: string;
  readonly orders: number;
  readonly earned: number;
  readonly redeemed: number;
}

/**
 * 30 local days up to today, oldest first: paid orders by the day they were placed, points by the day they moved. What is already summed comes from the sums,
 * the rest (as a rule today's) from the books: always exact, and quick however long the history is.
 */
export async function readDays(client: Queryable, programId: string, timeZone: string): Promise<DayNumbers[]> {
  const { rows } = await client.query<{ day: string; orders: string; earned: string; redeemed: string }>({
    name: 'overview_days',
    text: `WITH today AS (SELECT (clock_timestamp() AT TIME ZONE $2)::date AS day),
      days AS (SELECT day - n AS day FROM today, generate_series(0, 29) AS n),
      -- Sums are complete for days before this one; 15 minutes for transactions that were under way.
      summed AS (
        SELECT LEAST(today.day, COALESCE(((points_to - interval '15 minutes') AT TIME ZONE $2)::date, today.day - 31)) AS points_day,
          LEAST(today.day, COALESCE(((orders_to - interval '15 minutes') AT TIME ZONE $2)::date, today.day - 31)) AS orders_day
        FROM today LEFT JOIN rollup_state ON program_id = $1),
      orders AS (
        SELECT o.day, sum(o.orders) AS orders FROM orders_day o, today, summed
        WHERE o.program_id = $1 AND o.day > today.day - 30 AND o.day < summed.orders_day GROUP BY 1
        UNION ALL
        SELECT (o.placed_at AT TIME ZONE $2)::date, count(*) FROM order_record o, summed
        WHERE o.program_id = $1 AND o.settled_at IS NOT NULL AND o.placed_at >= summed.orders_day::timestamp AT TIME ZONE $2 GROUP BY 1),
      moved AS (
        SELECT p.day, p.flow, p.points FROM points_day p, today, summed
        WHERE p.program_id = $1 AND p.unit = 'points' AND p.day > today.day - 30 AND p.recorded_day < summed.points_day
        UNION ALL
        SELECT (p.occurred_at AT TIME ZONE $2)::date,
          CASE WHEN t.from_account IN ('issued', 'opening') THEN 'issued' WHEN t.to_account = 'revoked' THEN 'revoked' WHEN t.to_account = 'redeemed' THEN 'redeemed' END, t.points
        FROM summed, posting p JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id
        WHERE p.program_id = $1 AND t.unit = 'points' AND p.recorded_at >= summed.points_day::timestamp AT TIME ZONE $2),
      points AS (
        SELECT day, COALESCE(sum(points) FILTER (WHERE flow = 'issued'), 0) - COALESCE(sum(points) FILTER (WHERE flow = 'revoked'), 0) AS earned,
          COALESCE(sum(points) FILTER (WHERE flow = 'redeemed'), 0) AS redeemed FROM moved GROUP BY 1)
      SELECT to_char(d.day, 'YYYY-MM-DD') AS day, COALESCE((SELECT sum(o.orders) FROM orders o WHERE o.day = d.day), 0) AS orders,
        GREATEST(0, COALESCE(p.earned, 0)) AS earned, COALESCE(p.redeemed, 0) AS redeemed
      FROM days d LEFT JOIN points p ON p.day = d.day ORDER BY d.day`,
    values: [programId, timeZone],
  });
  return rows.map((row) => ({ day: row.day, orders: Number(row.orders), earned: Number(row.earned), redeemed: Number(row.redeemed) }));
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
    name: 'overview_summed',
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
