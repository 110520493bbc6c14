import type { Instant } from '#app/domain/instant.ts';
import { fromInstant, type Queryable } from './database.ts';
import type { RollupState } from './rollups.ts';

type Place = Pick<RollupState, 'programId' | 'timeZone'>;

/** Puts every day that has orders, or sums of orders, on the list of days to be summed; answers how many they are. */
export async function listEveryDay(client: Queryable, { programId, timeZone }: Place): Promise<number> {
  const { rowCount } = await client.query(
    `INSERT INTO orders_changed (program_id, bin)
     SELECT $1, (day::timestamp AT TIME ZONE $2) FROM (
       SELECT (placed_at AT TIME ZONE $2)::date AS day FROM order_record WHERE program_id = $1 AND placed_at IS NOT NULL
       UNION SELECT day FROM orders_day WHERE program_id = $1
       UNION SELECT day FROM campaign_day WHERE program_id = $1) AS days`,
    [programId, timeZone],
  );
  await client.query('UPDATE rollup_state SET orders_to = clock_timestamp(), days_total = $2 WHERE program_id = $1', [
    programId,
    rowCount ?? 0,
  ]);
  return rowCount ?? 0;
}

/** Local days whose orders must be summed ("2026-11-23"), newest first. */
export async function readChangedDays(client: Queryable, { programId, timeZone }: Place): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `SELECT DISTINCT to_char((bin AT TIME ZONE $2)::date, 'YYYY-MM-DD') AS day FROM orders_changed WHERE program_id = $1 ORDER BY day DESC`,
    [programId, timeZone],
  );
  return rows.map((row) => row.day);
}

/** The orders are summed as of a moment. */
export async function markOrders(client: Queryable, programId: string, at: Instant): Promise<void> {
  await client.query('UPDATE rollup_state SET orders_to = $2 WHERE program_id = $1', [programId, fromInstant(at)]);
}

/** Whether the order is a member's. Platforms say when an order was placed to the second: who joined within it counts as joined before. */
export const IS_MEMBER = `(date_trunc('second', m.joined_at) <= o.placed_at) IS TRUE`;

/** Paid, not taken back as a whole, and no trial. */
export const COUNTS = `o.snapshot->>'payment' IN ('paid', 'partially-refunded') AND o.snapshot->>'cancelledAt' IS NULL
  AND NOT (o.snapshot->>'deleted')::boolean AND NOT (o.snapshot->>'test')::boolean`;

/** What is left of the order, in the program's currency (`currency` is the place of its value in the statement). */
export function valueOf(currency: string): string {
  return `CASE WHEN o.snapshot->>'currency' = ${currency} THEN (o.snapshot->>'totalMinor')::bigint - (o.snapshot->>'refundedMinor')::bigint ELSE o.spend_minor END`;
}

/** The orders of a local day ($2) with what is summed of them. */
const DAY_ORDERS = `SELECT extract(hour FROM o.placed_at AT TIME ZONE $3)::smallint AS hour, o.store_id, ${IS_MEMBER} AS is_member,
    COALESCE(o.settled#>>'{context,member,tierId}', '') AS tier_id, COALESCE(o.channel, 'other') AS channel, ${valueOf('$4')} AS value, u.uses, COALESCE(u.discount, 0) AS discount, o.trace
  FROM order_record o
  LEFT JOIN member m ON m.program_id = $1 AND m.id = o.member_id
  CROSS JOIN LATERAL (SELECT count(*) AS uses, sum(r.discount_minor) FILTER (WHERE r.discount_currency = $4) AS discount FROM redemption r
    WHERE r.program_id = $1 AND r.store_id = o.store_id AND r.order_id = o.order_id AND r.state = 'captured') AS u
  WHERE o.program_id = $1 AND o.settled_at IS NOT NULL AND o.placed_at >= $2::date::timestamp AT TIME ZONE $3 AND o.placed_at < ($2::date + 1)::timestamp AT TIME ZONE $3 AND ${COUNTS}`;

/**
 * Sums the paid orders of a local day, in place of what was there, and takes its notes off the list. The notes go in an earlier statement than the orders are read in: a change
 * whose note is gone has been seen, and one that is committed in between keeps its note.
 */
export async function sumDay(
  client: Queryable,
  { programId, timeZone, currency }: Place & Pick<RollupState, 'currency'>,
  day: string,
): Promise<void> {
  await client.query(
    'DELETE FROM orders_changed WHERE program_id = $1 AND bin >= $2::date::timestamp AT TIME ZONE $3 AND bin < ($2::date + 1)::timestamp AT TIME ZONE $3',
    [programId, day, timeZone],
  );
  const values = [programId, day, timeZone, currency];
  await client.query('DELETE FROM orders_day WHERE program_id = $1 AND day = $2::date', [programId, day]);
  await client.query(
    `INSERT INTO orders_day (program_id, day, hour, store_id, is_member, tier_id, channel, orders, value_minor, with_reward, discount_minor)
     SELECT $1, $2::date, hour, store_id, is_member, tier_id, channel, count(*), sum(value), count(*) FILTER (WHERE uses > 0), sum(discount) FROM (${DAY_ORDERS}) AS o GROUP BY 3, 4, 5, 6, 7`,
    values,
  );
  await client.query('DELETE FROM campaign_day WHERE program_id = $1 AND day = $2::date', [programId, day]);
  const campaigns = await readCampaignIds(client, programId);
  if (campaigns.length === 0) return;
  await client.query(
    `INSERT INTO campaign_day (program_id, day, hour, store_id, is_member, tier_id, channel, campaign_id, orders, value_minor, with_reward, discount_minor, points, own_points)
     SELECT $1, $2::date, hour, store_id, is_member, tier_id, channel, c.id, count(*), sum(value), count(*) FILTER (WHERE uses > 0), sum(discount), sum(of.points), sum(of.own)
     FROM (${DAY_ORDERS}) AS o
     CROSS JOIN LATERAL (SELECT id FROM unnest($5::text[]) AS id
       WHERE o.trace->'bonuses' @> jsonb_build_array(jsonb_build_object('id', id)) OR o.trace->'rules' @> jsonb_build_array(jsonb_build_object('ruleId', id, 'outcome', 'gives'))) AS c
     CROSS JOIN LATERAL (SELECT COALESCE((o.trace#>>'{totals,points,earned}')::bigint - (o.trace#>>'{totals,points,reversed}')::bigint, 0) AS points,
       COALESCE((SELECT sum((r->>'kept')::bigint) FROM jsonb_array_elements(o.trace->'rules') AS r WHERE r->>'ruleId' = c.id AND r->>'outcome' = 'gives'), 0) AS own) AS of
     GROUP BY 3, 4, 5, 6, 7, 8`,
    [...values, campaigns],
  );
}

/** Ids of all campaigns that the program ever had; ids are never used again. */
async function readCampaignIds(client: Queryable, programId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT c->>'id' AS id FROM program_version v, jsonb_array_elements(v.document->'campaigns') AS c WHERE v.program_id = $1 ORDER BY 1`,
    [programId],
  );
  return rows.map((row) => row.id);
}
