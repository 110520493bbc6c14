import { expect } from 'vitest';
import type { ServiceStage } from './service-stage.ts';
import { rowsOf } from './stage-books.ts';

/** What the sums must be, worked out from the books in ways of its own: whole programs at once, without cursors, notes or slices. */

const FLOW = `CASE
  WHEN t.from_account IN ('issued', 'opening') THEN 'issued' WHEN t.to_account = 'revoked' THEN 'revoked' WHEN t.to_account = 'redeemed' THEN 'redeemed'
  WHEN t.from_account = 'redeemed' THEN 'returned' WHEN t.to_account = 'expired' THEN 'expired' WHEN t.from_account = 'adjusted' THEN 'adjusted-up'
  WHEN t.to_account = 'adjusted' THEN 'adjusted-down' WHEN t.to_account = 'forfeited' THEN 'forfeited' WHEN t.from_account = 'written_off' THEN 'written-off' END`;

const IS_MEMBER = `(date_trunc('second', m.joined_at) <= o.placed_at) IS TRUE`;
const COUNTS = `o.snapshot->>'payment' IN ('paid', 'partially-refunded') AND o.snapshot->>'cancelledAt' IS NULL
  AND NOT (o.snapshot->>'deleted')::boolean AND NOT (o.snapshot->>'test')::boolean`;

/** Every sum of the program is that of its books. `months`: the newest so many, as of the moment at which people were counted. */
export async function expectExactSums(stage: ServiceStage, programId: string): Promise<void> {
  expect(await pointsSummed(stage, programId)).toEqual(await pointsOfBooks(stage, programId));
  const orders = await ordersOfBooks(stage, programId);
  expect(await ordersSummed(stage, programId)).toEqual(
    orders.filter((row) => row['campaign_id'] === null).map(({ campaign_id: _, ...row }) => row),
  );
  expect(await campaignsSummed(stage, programId)).toEqual(orders.filter((row) => row['campaign_id'] !== null));
  expect(await cohortsSummed(stage, programId)).toEqual(await cohortsOfBooks(stage, programId));
  const months = await rowsOf<{ month: string; computed_at: Date }>(
    stage,
    'SELECT * FROM month_numbers WHERE program_id = $1 ORDER BY month',
    [programId],
  );
  for (const { computed_at: at, ...month } of months.slice(-3)) {
    const [books] = await monthOfBooks(stage, { programId, month: month.month, at });
    expect(month).toEqual({ program_id: programId, month: month.month, ...books });
  }
}

const pointsSummed = (stage: ServiceStage, programId: string) =>
  rowsOf(
    stage,
    `SELECT day::text, recorded_day::text, store_id, unit, flow, tier_id, channel, points, transfers FROM points_day d
     WHERE program_id = $1 AND build = (SELECT build FROM rollup_state WHERE program_id = $1) ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    [programId],
  );

const pointsOfBooks = (stage: ServiceStage, programId: string) =>
  rowsOf(
    stage,
    `SELECT (p.occurred_at AT TIME ZONE g.time_zone)::date::text AS day, (p.recorded_at AT TIME ZONE g.time_zone)::date::text AS recorded_day,
       COALESCE(p.store_id, '00000000-0000-0000-0000-000000000000') AS store_id, t.unit, ${FLOW} AS flow,
       CASE WHEN p.order_id IS NULL THEN '*' ELSE COALESCE((SELECT o.settled#>>'{context,member,tierId}' FROM order_record o
         WHERE o.program_id = p.program_id AND o.store_id = p.store_id AND o.order_id = p.order_id), '') END AS tier_id,
       COALESCE(p.channel, '') AS channel, sum(t.points)::bigint AS points, count(*)::int AS transfers
     FROM posting p JOIN program g ON g.id = p.program_id JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id
     WHERE p.program_id = $1 AND ${FLOW} IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    [programId],
  );

const KEYS = 'day::text, hour, store_id, is_member, tier_id, channel';

const ordersSummed = (stage: ServiceStage, programId: string) =>
  rowsOf(
    stage,
    `SELECT ${KEYS}, orders, value_minor, with_reward, discount_minor FROM orders_day WHERE program_id = $1 ORDER BY 1, 2, 3, 4, 5, 6`,
    [programId],
  );

const campaignsSummed = (stage: ServiceStage, programId: string) =>
  rowsOf(
    stage,
    `SELECT ${KEYS}, campaign_id, orders, value_minor, with_reward, discount_minor FROM campaign_day WHERE program_id = $1 ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    [programId],
  );

/** All orders (no campaign), and once more under each campaign that had a hand in them. */
const ordersOfBooks = (stage: ServiceStage, programId: string) =>
  rowsOf(
    stage,
    `WITH bought AS (
       SELECT o.*, g.time_zone, g.currency, ${IS_MEMBER} AS is_member,
         CASE WHEN o.snapshot->>'currency' = g.currency THEN (o.snapshot->>'totalMinor')::bigint - (o.snapshot->>'refundedMinor')::bigint ELSE o.spend_minor END AS value
       FROM order_record o JOIN program g ON g.id = o.program_id LEFT JOIN member m ON m.program_id = o.program_id AND m.id = o.member_id
       WHERE o.program_id = $1 AND o.settled_at IS NOT NULL AND ${COUNTS}),
     rewarded AS (SELECT store_id, order_id, sum(discount_minor) AS discount FROM redemption WHERE program_id = $1 AND state = 'captured' GROUP BY 1, 2),
     under AS (
       SELECT store_id, order_id, NULL AS campaign_id FROM bought
       UNION SELECT store_id, order_id, b->>'id' FROM bought, jsonb_array_elements(trace->'bonuses') AS b WHERE b->>'id' LIKE 'campaign-%'
       UNION SELECT store_id, order_id, r->>'ruleId' FROM bought, jsonb_array_elements(trace->'rules') AS r WHERE r->>'ruleId' LIKE 'campaign-%' AND r->>'outcome' = 'gives')
     SELECT (b.placed_at AT TIME ZONE b.time_zone)::date::text AS day, extract(hour FROM b.placed_at AT TIME ZONE b.time_zone)::smallint AS hour, b.store_id, b.is_member,
       COALESCE(b.settled#>>'{context,member,tierId}', '') AS tier_id, COALESCE(b.channel, 'other') AS channel, u.campaign_id, count(*)::int AS orders, sum(b.value)::bigint AS value_minor,
       count(r.order_id)::int AS with_reward, COALESCE(sum(r.discount), 0)::bigint AS discount_minor
     FROM bought b JOIN under u USING (store_id, order_id) LEFT JOIN rewarded r USING (store_id, order_id) GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    [programId],
  );

const cohortsSummed = (stage: ServiceStage, programId: string) =>
  rowsOf(stage, `SELECT * FROM cohort_numbers WHERE program_id = $1 ORDER BY is_member, month, tier_id`, [programId]);

interface Person {
  readonly [column: string]: unknown;
  readonly joined_at: Date | null;
  readonly tier_id: string;
  readonly zone: string;
  readonly orders: readonly { readonly at: number; readonly value: number }[] | null;
  readonly asof: Date;
}

const DAY = 86_400_000;

/** Person by person, in TypeScript. */
async function cohortsOfBooks(stage: ServiceStage, programId: string): Promise<unknown[]> {
  const people = await rowsOf<Person>(
    stage,
    `SELECT m.joined_at, COALESCE(t.tier_id, '') AS tier_id, g.time_zone AS zone, (SELECT max(computed_at) FROM month_numbers WHERE program_id = $1) AS asof,
       (SELECT jsonb_agg(jsonb_build_object('at', floor(extract(epoch FROM o.placed_at) * 1000), 'value',
         CASE WHEN o.snapshot->>'currency' = g.currency THEN (o.snapshot->>'totalMinor')::bigint - (o.snapshot->>'refundedMinor')::bigint ELSE o.spend_minor END))
        FROM order_record o WHERE o.program_id = $1 AND o.member_id = m.id AND o.settled_at IS NOT NULL AND ${COUNTS}) AS orders
     FROM member m JOIN program g ON g.id = m.program_id LEFT JOIN member_tier t ON t.program_id = m.program_id AND t.member_id = m.id
     WHERE m.program_id = $1 AND m.state IN ('member', 'guest', 'blocked')`,
    [programId],
  );
  const cohorts = new Map<string, Record<string, unknown>>();
  for (const { joined_at: joined, tier_id: tierId, zone, orders, asof } of people) {
    const known = (orders ?? []).filter(({ at }) => at < asof.getTime());
    const first = Math.min(...known.map(({ at }) => at));
    const start = joined === null ? first : Math.floor(joined.getTime() / 1_000) * 1_000;
    if (!Number.isFinite(start) || start > asof.getTime()) continue;
    const month = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit' }).format(start);
    const own = known.filter(({ at }) => at >= start);
    const worth = (days: number) => own.filter(({ at }) => at < start + days * DAY).reduce((sum, { value }) => sum + value, 0);
    const aged = (days: number) => start <= asof.getTime() - days * DAY;
    const key = `${joined !== null} ${month} ${tierId}`;
    const was = cohorts.get(key) ?? { people: 0, orders: 0, value: 0, people90: 0, value90: 0, people365: 0, value365: 0 };
    const plus = (name: string, more: number) => Number(was[name]) + more;
    cohorts.set(key, {
      ...{ isMember: joined !== null, month, tierId, people: plus('people', 1), orders: plus('orders', own.length) },
      ...{
        value: plus('value', worth(Number.POSITIVE_INFINITY)),
        people90: plus('people90', aged(90) ? 1 : 0),
        value90: plus('value90', aged(90) ? worth(90) : 0),
      },
      ...{ people365: plus('people365', aged(365) ? 1 : 0), value365: plus('value365', aged(365) ? worth(365) : 0) },
    });
  }
  return [...cohorts.values()]
    .map((cohort) => ({
      ...{
        program_id: programId,
        is_member: cohort['isMember'],
        month: cohort['month'],
        tier_id: cohort['tierId'],
        people: cohort['people'],
      },
      ...{
        orders: cohort['orders'],
        value_minor: String(cohort['value']),
        people_90: cohort['people90'],
        value_90: String(cohort['value90']),
      },
      ...{ people_365: cohort['people365'], value_365: String(cohort['value365']) },
    }))
    .toSorted((a, b) =>
      `${String(a.is_member)} ${String(a.month)} ${String(a.tier_id)}` < `${String(b.is_member)} ${String(b.month)} ${String(b.tier_id)}`
        ? -1
        : 1,
    );
}

/** A month, person by person in SQL. */
const monthOfBooks = (
  stage: ServiceStage,
  { programId, month, at }: { readonly programId: string; readonly month: string; readonly at: Date },
) =>
  rowsOf<Record<string, number>>(
    stage,
    `WITH period AS (
       SELECT ($2 || '-01')::timestamp AT TIME ZONE g.time_zone AS since, LEAST((($2 || '-01')::timestamp + interval '1 month') AT TIME ZONE g.time_zone, $3::timestamptz) AS until,
         (($2 || '-01')::timestamp - interval '11 months') AT TIME ZONE g.time_zone AS year_since FROM program g WHERE g.id = $1),
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
     SELECT (SELECT count(*) FROM present)::int AS members, (SELECT count(*) FROM person)::int AS customers, (SELECT count(*) FROM newcomer)::int AS joined,
       (SELECT count(*) FROM newcomer WHERE earned)::int AS activated, (SELECT count(*) FROM present WHERE active)::int AS active, (SELECT count(*) FROM present WHERE NOT lately)::int AS quiet,
       (count(*) FILTER (WHERE is_member AND month_orders > 0))::int AS member_buyers, COALESCE(sum(month_orders) FILTER (WHERE is_member), 0)::int AS member_orders,
       (count(*) FILTER (WHERE NOT is_member AND month_orders > 0))::int AS other_buyers, COALESCE(sum(month_orders) FILTER (WHERE NOT is_member), 0)::int AS other_orders,
       (count(*) FILTER (WHERE is_member AND orders > 1))::int AS member_repeat, (count(*) FILTER (WHERE is_member))::int AS member_year,
       (count(*) FILTER (WHERE NOT is_member AND orders > 1))::int AS other_repeat, (count(*) FILTER (WHERE NOT is_member))::int AS other_year
     FROM buyer`,
    [programId, month, at],
  );
