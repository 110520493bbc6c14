import type { Queryable } from './database.ts';

/** Orders settled and points moved on one local day. */
export interface DayNumbers {
  readonly day: string;
  readonly orders: number;
  readonly earned: number;
  readonly redeemed: number;
}

/** 30 local days up to today, oldest first: orders by the day they were placed, points by the day they moved. */
export async function readDays(client: Queryable, programId: string, timeZone: string): Promise<DayNumbers[]> {
  const { rows } = await client.query<{ day: string; orders: string; earned: string; redeemed: string }>({
    name: 'overview_days',
    text: `WITH days AS (
        SELECT ((clock_timestamp() AT TIME ZONE $2)::date - n) AS day FROM generate_series(0, 29) AS n),
      orders AS (
        SELECT (placed_at AT TIME ZONE $2)::date AS day, count(*) AS orders FROM order_record
        WHERE program_id = $1 AND settled_at IS NOT NULL AND placed_at > clock_timestamp() - interval '31 days' GROUP BY 1),
      moved AS (
        SELECT (p.occurred_at AT TIME ZONE $2)::date AS day,
          sum(t.points) FILTER (WHERE t.from_account = 'issued') - COALESCE(sum(t.points) FILTER (WHERE t.to_account = 'revoked'), 0) AS earned,
          sum(t.points) FILTER (WHERE t.to_account = 'redeemed') AS redeemed
        FROM posting p JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id
        WHERE p.program_id = $1 AND t.unit = 'points' AND p.occurred_at > clock_timestamp() - interval '31 days' GROUP BY 1)
      SELECT to_char(d.day, 'YYYY-MM-DD') AS day, COALESCE(o.orders, 0) AS orders, GREATEST(0, COALESCE(m.earned, 0)) AS earned, COALESCE(m.redeemed, 0) AS redeemed
      FROM days d LEFT JOIN orders o ON o.day = d.day LEFT JOIN moved m ON m.day = d.day ORDER BY d.day`,
    values: [programId, timeZone],
  });
  return rows.map((row) => ({ day: row.day, orders: Number(row.orders), earned: Number(row.earned), redeemed: Number(row.redeemed) }));
}
