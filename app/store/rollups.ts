import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

/** A program whose sums may be behind. */
export interface RollupProgram {
  readonly programId: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly pointsTo: Instant | null;
  readonly ordersTo: Instant | null;
  readonly monthsAt: Instant | null;
  readonly firstPosting: Instant | null;
}

const NO_STORE = '00000000-0000-0000-0000-000000000000';

/** Every program gets its row. */
export async function insertRollups(client: Queryable): Promise<void> {
  await client.query(
    'INSERT INTO rollup_state (program_id) SELECT id FROM program WHERE NOT EXISTS (SELECT 1 FROM rollup_state r WHERE r.program_id = program.id) ON CONFLICT DO NOTHING',
  );
}

/** Locks one program that was not looked at since `before`, longest ago first. Null: there is none. The caller is in a transaction. */
export async function lockRollup(client: Queryable, before: Instant): Promise<RollupProgram | null> {
  const { rows } = await client.query<{
    id: string;
    time_zone: string;
    currency: string;
    points_to: Date | null;
    orders_to: Date | null;
    months_at: Date | null;
    first_posting: Date | null;
  }>(
    `SELECT p.id, p.time_zone, p.currency, r.points_to, r.orders_to, r.months_at,
       (SELECT min(g.recorded_at) FROM posting g WHERE g.program_id = p.id) AS first_posting
     FROM rollup_state r JOIN program p ON p.id = r.program_id
     WHERE r.checked_at IS NULL OR r.checked_at <= $1 ORDER BY r.checked_at NULLS FIRST LIMIT 1 FOR UPDATE OF r SKIP LOCKED`,
    [fromInstant(before)],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    ...{ programId: row.id, timeZone: row.time_zone, currency: row.currency },
    ...{ pointsTo: toInstant(row.points_to), ordersTo: toInstant(row.orders_to), monthsAt: toInstant(row.months_at) },
    firstPosting: toInstant(row.first_posting),
  };
}

/** What is kept of a look: how far each kind of sum is. Null leaves it. */
export async function saveRollup(
  client: Queryable,
  programId: string,
  done: { readonly at: Instant; readonly pointsTo: Instant | null; readonly ordersTo: Instant | null; readonly monthsAt: Instant | null },
): Promise<void> {
  const instant = (at: Instant | null) => (at === null ? null : fromInstant(at));
  await client.query(
    `UPDATE rollup_state SET checked_at = $2, points_to = COALESCE($3, points_to), orders_to = COALESCE($4, orders_to), months_at = COALESCE($5, months_at) WHERE program_id = $1`,
    [programId, fromInstant(done.at), instant(done.pointsTo), instant(done.ordersTo), instant(done.monthsAt)],
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

const FLOW = `CASE
  WHEN t.from_account IN ('issued', 'opening') THEN 'issued' WHEN t.to_account = 'revoked' THEN 'revoked' WHEN t.to_account = 'redeemed' THEN 'redeemed'
  WHEN t.from_account = 'redeemed' THEN 'returned' WHEN t.to_account = 'expired' THEN 'expired' WHEN t.from_account = 'adjusted' THEN 'adjusted-up'
  WHEN t.to_account = 'adjusted' THEN 'adjusted-down' WHEN t.to_account = 'forfeited' THEN 'forfeited' WHEN t.from_account = 'written_off' THEN 'written-off' END`;

/**
 * Sums the points that were recorded on the local days from the one of `from` to the one of `until`, by the days on which they moved, in place of what was there. Answers
 * how many rows there are now.
 */
export async function rollUpPoints(
  client: Queryable,
  { programId, timeZone }: Pick<RollupProgram, 'programId' | 'timeZone'>,
  period: { readonly from: Instant; readonly until: Instant },
): Promise<number> {
  const values = [programId, timeZone, fromInstant(period.from), fromInstant(period.until)];
  const days = `BETWEEN ($3::timestamptz AT TIME ZONE $2)::date AND ($4::timestamptz AT TIME ZONE $2)::date`;
  await client.query(`DELETE FROM points_day WHERE program_id = $1 AND recorded_day ${days}`, values);
  const { rowCount } = await client.query(
    `INSERT INTO points_day (program_id, day, recorded_day, store_id, unit, flow, points, transfers)
     SELECT p.program_id, (p.occurred_at AT TIME ZONE $2)::date, (p.recorded_at AT TIME ZONE $2)::date, COALESCE(p.store_id, '${NO_STORE}'), t.unit, ${FLOW}, sum(t.points), count(*)
     FROM posting p JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id
     WHERE p.program_id = $1 AND p.recorded_at >= (($3::timestamptz AT TIME ZONE $2)::date)::timestamp AT TIME ZONE $2
       AND p.recorded_at < ((($4::timestamptz AT TIME ZONE $2)::date + 1)::timestamp AT TIME ZONE $2) AND ${FLOW} IS NOT NULL
     GROUP BY 1, 2, 3, 4, 5, 6`,
    values,
  );
  return rowCount ?? 0;
}

/** Local days with orders that were settled since a moment ("2026-11-23"), oldest first. */
export async function readChangedDays(
  client: Queryable,
  { programId, timeZone }: Pick<RollupProgram, 'programId' | 'timeZone'>,
  since: Instant | null,
): Promise<string[]> {
  const { rows } = await client.query<{ day: string }>(
    `SELECT DISTINCT to_char((placed_at AT TIME ZONE $2)::date, 'YYYY-MM-DD') AS day FROM order_record
     WHERE program_id = $1 AND placed_at IS NOT NULL AND settled_at IS NOT NULL AND ($3::timestamptz IS NULL OR settled_at >= $3) ORDER BY day`,
    [programId, timeZone, since === null ? null : fromInstant(since)],
  );
  return rows.map((row) => row.day);
}

/** Whether the order is a member's. Platforms say when an order was placed to the second: who joined within it counts as joined before. */
const IS_MEMBER = `(date_trunc('second', m.joined_at) <= o.placed_at) IS TRUE`;

/** Sums the paid orders of local days, in place of what was there. */
export async function rollUpOrders(
  client: Queryable,
  { programId, timeZone, currency }: Pick<RollupProgram, 'programId' | 'timeZone' | 'currency'>,
  days: readonly string[],
): Promise<void> {
  const values = [programId, days];
  await client.query('DELETE FROM orders_day WHERE program_id = $1 AND day = ANY ($2::date[])', values);
  await client.query(
    `INSERT INTO orders_day (program_id, day, hour, store_id, is_member, tier_id, channel, orders, value_minor, with_reward, discount_minor)
     SELECT $1, d.day, extract(hour FROM o.placed_at AT TIME ZONE $3), o.store_id, ${IS_MEMBER},
       COALESCE(o.settled#>>'{context,member,tierId}', ''), COALESCE(o.channel, 'other'), count(*), sum(v.value), count(*) FILTER (WHERE u.uses > 0), COALESCE(sum(u.discount), 0)
     FROM unnest($2::date[]) AS d(day)
     JOIN order_record o ON o.program_id = $1 AND o.settled_at IS NOT NULL AND o.placed_at >= d.day::timestamp AT TIME ZONE $3 AND o.placed_at < (d.day + 1)::timestamp AT TIME ZONE $3
     LEFT JOIN member m ON m.program_id = $1 AND m.id = o.member_id
     CROSS JOIN LATERAL (SELECT CASE WHEN o.snapshot->>'currency' = $4 THEN (o.snapshot->>'totalMinor')::bigint - (o.snapshot->>'refundedMinor')::bigint
       ELSE o.spend_minor END AS value) AS v
     CROSS JOIN LATERAL (SELECT count(*) AS uses, sum(r.discount_minor) FILTER (WHERE r.discount_currency = $4) AS discount FROM redemption r
       WHERE r.program_id = $1 AND r.store_id = o.store_id AND r.order_id = o.order_id AND r.state = 'captured') AS u
     WHERE ${COUNTS} GROUP BY 2, 3, 4, 5, 6, 7`,
    [...values, timeZone, currency],
  );
}

/** Paid, not taken back as a whole, and no trial. */
const COUNTS = `o.snapshot->>'payment' IN ('paid', 'partially-refunded') AND o.snapshot->>'cancelledAt' IS NULL
  AND NOT (o.snapshot->>'deleted')::boolean AND NOT (o.snapshot->>'test')::boolean`;

/** Counts the persons of a month ("2026-11") in the program's time zone, in place of what was there. */
export async function rollUpMonth(
  client: Queryable,
  { programId, timeZone }: Pick<RollupProgram, 'programId' | 'timeZone'>,
  month: string,
): Promise<void> {
  await client.query(
    `INSERT INTO month_numbers (program_id, month, members, customers, joined, activated, active, quiet, member_buyers, member_orders, other_buyers, other_orders,
       member_repeat, member_year, other_repeat, other_year, computed_at)
     WITH period AS (
       SELECT ($2 || '-01')::timestamp AT TIME ZONE $3 AS since, LEAST((($2 || '-01')::timestamp + interval '1 month') AT TIME ZONE $3, clock_timestamp()) AS until,
         (($2 || '-01')::timestamp - interval '11 months') AT TIME ZONE $3 AS year_since),
     bought AS (
       SELECT o.member_id, ${IS_MEMBER} AS is_member, o.placed_at >= period.since AS in_month
       FROM period JOIN order_record o ON o.program_id = $1 AND o.settled_at IS NOT NULL AND o.placed_at >= period.year_since AND o.placed_at < period.until
       JOIN member m ON m.program_id = $1 AND m.id = o.member_id WHERE ${COUNTS}),
     buyer AS (SELECT member_id, is_member, count(*) AS orders, count(*) FILTER (WHERE in_month) AS month_orders FROM bought GROUP BY 1, 2),
     person AS (SELECT m.id, m.state, m.joined_at, m.created_at FROM member m, period WHERE m.program_id = $1 AND m.state IN ('member', 'guest', 'blocked') AND m.created_at < period.until),
     present AS (
       SELECT person.id, EXISTS (SELECT 1 FROM order_record o WHERE o.program_id = $1 AND o.member_id = person.id AND o.placed_at >= period.since AND o.placed_at < period.until)
           OR EXISTS (SELECT 1 FROM redemption r WHERE r.program_id = $1 AND r.member_id = person.id AND r.created_at >= period.since AND r.created_at < period.until) AS active,
         person.joined_at > period.until - interval '90 days'
           OR EXISTS (SELECT 1 FROM order_record o WHERE o.program_id = $1 AND o.member_id = person.id AND o.placed_at >= period.until - interval '90 days' AND o.placed_at < period.until)
           OR EXISTS (SELECT 1 FROM redemption r WHERE r.program_id = $1 AND r.member_id = person.id AND r.created_at >= period.until - interval '90 days' AND r.created_at < period.until) AS lately
       FROM person, period WHERE person.joined_at < period.until),
     newcomer AS (
       SELECT person.id, EXISTS (SELECT 1 FROM order_record o WHERE o.program_id = $1 AND o.member_id = person.id AND o.counts_as_order AND o.placed_at >= person.joined_at) AS earned
       FROM person, period WHERE person.joined_at >= period.since AND person.joined_at < period.until)
     SELECT $1, $2, (SELECT count(*) FROM present), (SELECT count(*) FROM person), (SELECT count(*) FROM newcomer), (SELECT count(*) FROM newcomer WHERE earned),
       (SELECT count(*) FROM present WHERE active), (SELECT count(*) FROM present WHERE NOT lately),
       count(*) FILTER (WHERE is_member AND month_orders > 0), COALESCE(sum(month_orders) FILTER (WHERE is_member), 0),
       count(*) FILTER (WHERE NOT is_member AND month_orders > 0), COALESCE(sum(month_orders) FILTER (WHERE NOT is_member), 0),
       count(*) FILTER (WHERE is_member AND orders > 1), count(*) FILTER (WHERE is_member),
       count(*) FILTER (WHERE NOT is_member AND orders > 1), count(*) FILTER (WHERE NOT is_member), clock_timestamp()
     FROM buyer
     ON CONFLICT (program_id, month) DO UPDATE SET members = EXCLUDED.members, customers = EXCLUDED.customers, joined = EXCLUDED.joined, activated = EXCLUDED.activated,
       active = EXCLUDED.active, quiet = EXCLUDED.quiet, member_buyers = EXCLUDED.member_buyers, member_orders = EXCLUDED.member_orders, other_buyers = EXCLUDED.other_buyers,
       other_orders = EXCLUDED.other_orders, member_repeat = EXCLUDED.member_repeat, member_year = EXCLUDED.member_year, other_repeat = EXCLUDED.other_repeat,
       other_year = EXCLUDED.other_year, computed_at = EXCLUDED.computed_at`,
    [programId, month, timeZone],
  );
}
