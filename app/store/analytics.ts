import { type Queryable, toInstant } from './database.ts';
import type { Instant } from '#app/domain/instant.ts';

/** What is asked of the sums; days as "2026-11-01", both included. */
export interface SumsWish {
  readonly programId: string;
  readonly from: string;
  readonly to: string;
  readonly storeId: string | null;
  readonly tierId: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
}

export interface DayFlow {
  readonly day: string;
  readonly flow: string;
  readonly points: number;
}

/**
 * Points by day and flow. Under a tier or a channel: those that orders moved. The ledger knows no campaign of a point that a multiplied order earned, so that filter does not hold
 * here; `readCampaigns` says what campaigns gave.
 */
export async function readFlows(client: Queryable, { programId, from, to, storeId, tierId, channel }: SumsWish): Promise<DayFlow[]> {
  const { rows } = await client.query<{ day: string; flow: string; points: string }>({
    name: 'analytics_flows',
    text: `SELECT to_char(day, 'YYYY-MM-DD') AS day, flow, sum(points) AS points FROM points_day
      WHERE program_id = $1 AND build = (SELECT build FROM rollup_state WHERE program_id = $1) AND day BETWEEN $2::date AND $3::date AND unit = 'points'
        AND ($4::uuid IS NULL OR store_id = $4) AND ($5::text IS NULL OR tier_id = $5) AND ($6::text IS NULL OR channel = $6) GROUP BY 1, 2 ORDER BY 1`,
    values: [programId, from, to, storeId, tierId, channel],
  });
  return rows.map((row) => ({ day: row.day, flow: row.flow, points: Number(row.points) }));
}

export interface DayOrders {
  readonly day: string;
  readonly isMember: boolean;
  readonly orders: number;
  readonly valueMinor: number;
  readonly withReward: number;
  readonly discountMinor: number;
}

const FILTER = `program_id = $1 AND day BETWEEN $2::date AND $3::date AND ($4::uuid IS NULL OR store_id = $4)
  AND ($5::text IS NULL OR tier_id = $5 AND is_member) AND ($6::text IS NULL OR channel = $6)`;

function filterOf({ programId, from, to, storeId, tierId, channel, campaignId }: SumsWish): unknown[] {
  return [programId, from, to, storeId, tierId, channel, ...(campaignId === null ? [] : [campaignId])];
}

/** Where the sums of all orders stand, or those of the orders in which one campaign was in force. */
function sumsOf({ campaignId }: SumsWish): { readonly table: string; readonly filter: string; readonly name: string } {
  return campaignId === null
    ? { table: 'orders_day', filter: FILTER, name: '' }
    : { table: 'campaign_day', filter: `${FILTER} AND campaign_id = $7`, name: '_campaign' };
}

/** Orders by day, of members and of others. */
export async function readOrderDays(client: Queryable, wish: SumsWish): Promise<DayOrders[]> {
  const { table, filter, name } = sumsOf(wish);
  const { rows } = await client.query<{
    day: string;
    is_member: boolean;
    orders: string;
    value: string;
    with_reward: string;
    discount: string;
  }>({
    name: `analytics_orders${name}`,
    text: `SELECT to_char(day, 'YYYY-MM-DD') AS day, is_member, sum(orders) AS orders, sum(value_minor) AS value, sum(with_reward) AS with_reward, sum(discount_minor) AS discount
      FROM ${table} WHERE ${filter} GROUP BY 1, 2 ORDER BY 1`,
    values: filterOf(wish),
  });
  return rows.map((row) => ({
    ...{ day: row.day, isMember: row.is_member, orders: Number(row.orders), valueMinor: Number(row.value) },
    ...{ withReward: Number(row.with_reward), discountMinor: Number(row.discount) },
  }));
}

/** Orders by the tier that the member had. */
export async function readTierOrders(
  client: Queryable,
  wish: SumsWish,
): Promise<readonly { readonly tierId: string; readonly orders: number; readonly valueMinor: number }[]> {
  const { table, filter, name } = sumsOf(wish);
  const { rows } = await client.query<{ tier_id: string; orders: string; value: string }>({
    name: `analytics_tiers${name}`,
    text: `SELECT tier_id, sum(orders) AS orders, sum(value_minor) AS value FROM ${table} WHERE ${filter} AND is_member GROUP BY 1`,
    values: filterOf(wish),
  });
  return rows.map((row) => ({ tierId: row.tier_id, orders: Number(row.orders), valueMinor: Number(row.value) }));
}

/** Orders by weekday (0: Monday) and hour. */
export async function readHours(
  client: Queryable,
  wish: SumsWish,
): Promise<readonly { readonly weekday: number; readonly hour: number; readonly members: number; readonly all: number }[]> {
  const { table, filter, name } = sumsOf(wish);
  const { rows } = await client.query<{ weekday: string; hour: number; members: string; all: string }>({
    name: `analytics_hours${name}`,
    text: `SELECT extract(isodow FROM day) - 1 AS weekday, hour, COALESCE(sum(orders) FILTER (WHERE is_member), 0) AS members, sum(orders) AS "all"
      FROM ${table} WHERE ${filter} GROUP BY 1, 2 ORDER BY 1, 2`,
    values: filterOf(wish),
  });
  return rows.map((row) => ({ weekday: Number(row.weekday), hour: row.hour, members: Number(row.members), all: Number(row.all) }));
}

export interface RewardSums {
  readonly rewardId: string;
  readonly name: string;
  readonly redeemed: number;
  readonly used: number;
  readonly points: number;
  readonly discountMinor: number;
}

/** Rewards that were redeemed on the days of a period, by the newest name of each; discounts in the program's currency alone. */
export async function readRewardSums(
  client: Queryable,
  wish: SumsWish,
  at: { readonly timeZone: string; readonly currency: string },
): Promise<RewardSums[]> {
  const { rows } = await client.query<{
    reward_id: string;
    name: string;
    redeemed: string;
    used: string;
    points: string;
    discount: string;
  }>({
    name: 'analytics_rewards',
    text: `SELECT reward_id, (array_agg(reward->>'name' ORDER BY created_at DESC))[1] AS name, count(*) AS redeemed, count(*) FILTER (WHERE state = 'captured') AS used,
        COALESCE(sum(captured_points - returned_points) FILTER (WHERE state = 'captured'), 0) AS points,
        COALESCE(sum(discount_minor) FILTER (WHERE state = 'captured' AND discount_currency = $6), 0) AS discount
      FROM redemption WHERE program_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE $5 AND created_at < ($3::date + 1)::timestamp AT TIME ZONE $5
        AND ($4::uuid IS NULL OR store_id = $4) GROUP BY 1 ORDER BY redeemed DESC, reward_id LIMIT 100`,
    values: [wish.programId, wish.from, wish.to, wish.storeId, at.timeZone, at.currency],
  });
  return rows.map((row) => ({
    ...{ rewardId: row.reward_id, name: row.name, redeemed: Number(row.redeemed), used: Number(row.used) },
    ...{ points: Number(row.points), discountMinor: Number(row.discount) },
  }));
}

export interface MonthRow {
  readonly month: string;
  readonly members: number;
  readonly customers: number;
  readonly joined: number;
  readonly activated: number;
  readonly active: number;
  readonly quiet: number;
  readonly memberBuyers: number;
  readonly memberOrders: number;
  readonly otherBuyers: number;
  readonly otherOrders: number;
  readonly memberRepeat: number;
  readonly memberYear: number;
  readonly otherRepeat: number;
  readonly otherYear: number;
}

/** Months up to one ("2026-11"), oldest first, at most `limit`. */
export async function readMonths(
  client: Queryable,
  programId: string,
  wanted: { readonly upTo: string; readonly limit: number },
): Promise<MonthRow[]> {
  const { rows } = await client.query<MonthRow>({
    name: 'analytics_months',
    text: `SELECT month, members, customers, joined, activated, active, quiet, member_buyers AS "memberBuyers", member_orders AS "memberOrders", other_buyers AS "otherBuyers",
        other_orders AS "otherOrders", member_repeat AS "memberRepeat", member_year AS "memberYear", other_repeat AS "otherRepeat", other_year AS "otherYear"
      FROM month_numbers WHERE program_id = $1 AND month <= $2 ORDER BY month DESC LIMIT $3`,
    values: [programId, wanted.upTo, wanted.limit],
  });
  return rows.toReversed();
}

export interface Owed {
  readonly asOf: Instant | null;
  readonly available: number;
  readonly pending: number;
  readonly held: number;
  readonly debt: number;
  readonly holders: number;
}

/** What all members together had when the sums were made. */
export async function readOwed(client: Queryable, programId: string): Promise<Owed> {
  const { rows } = await client.query<{
    as_of: Date | null;
    available: string;
    pending: string;
    held: string;
    debt: string;
    holders: number;
  }>(
    'SELECT LEAST(points_to, orders_to) AS as_of, available, pending, held, debt, holders FROM rollup_state WHERE program_id = $1 AND checked_at IS NOT NULL',
    [programId],
  );
  const row = rows[0];
  return {
    asOf: toInstant(row?.as_of ?? null),
    ...{ available: Number(row?.available ?? 0), pending: Number(row?.pending ?? 0), held: Number(row?.held ?? 0) },
    ...{ debt: Number(row?.debt ?? 0), holders: row?.holders ?? 0 },
  };
}

/** A median of more changes would be the same, and slower. */
const NEWEST_CHANGES = 3_000;

/** Median days that members took to a tier, from joining or from their change before, for the newest changes upwards of the last twelve months. */
export async function readTierSpeed(client: Queryable, programId: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ tier_id: string; days: number }>({
    name: 'analytics_tier_speed',
    text: `WITH step AS (
        SELECT c.to_tier_id, c.occurred_at, COALESCE(earlier.occurred_at, m.joined_at) AS since
        FROM (SELECT * FROM tier_change WHERE program_id = $1 AND kind = 'raised' AND to_tier_id IS NOT NULL ORDER BY id DESC LIMIT ${NEWEST_CHANGES}) AS c
        JOIN member m ON m.program_id = c.program_id AND m.id = c.member_id
        LEFT JOIN LATERAL (SELECT occurred_at FROM tier_change e WHERE e.program_id = c.program_id AND e.member_id = c.member_id AND e.id < c.id
          AND e.kind = 'raised' AND e.to_tier_id IS NOT NULL ORDER BY e.id DESC LIMIT 1) AS earlier ON true)
      SELECT to_tier_id AS tier_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM occurred_at - since) / 86400) AS days
      FROM step WHERE since IS NOT NULL AND occurred_at > clock_timestamp() - interval '12 months' AND occurred_at > since GROUP BY 1`,
    values: [programId],
  });
  return new Map(rows.map((row) => [row.tier_id, Math.round(row.days * 10) / 10]));
}

export interface CampaignSums {
  readonly campaignId: string;
  readonly name: string;
  readonly orders: number;
  readonly valueMinor: number;
  /** What these orders earned altogether, and what of it the campaign gave by itself; null: it multiplies, and what others would have given cannot be told apart. */
  readonly points: number;
  readonly ownPoints: number | null;
}

/** Campaigns that were in force in orders of a period, by the newest name of each; the filter for one does not hold here. */
export async function readCampaigns(client: Queryable, wish: SumsWish): Promise<CampaignSums[]> {
  const { rows } = await client.query<Record<'id' | 'name' | 'kind' | 'orders' | 'value' | 'points' | 'own', string>>({
    name: 'analytics_campaigns',
    text: `WITH known AS (
        SELECT DISTINCT ON (c->>'id') c->>'id' AS id, c->>'name' AS name, c->>'kind' AS kind
        FROM program_version v, jsonb_array_elements(v.document->'campaigns') AS c WHERE v.program_id = $1 ORDER BY c->>'id', v.no DESC)
      SELECT known.id, known.name, known.kind, sum(d.orders) AS orders, sum(d.value_minor) AS value, sum(d.points) AS points, sum(d.own_points) AS own
      FROM known JOIN campaign_day d ON d.program_id = $1 AND d.campaign_id = known.id
      WHERE d.day BETWEEN $2::date AND $3::date AND ($4::uuid IS NULL OR d.store_id = $4) AND ($5::text IS NULL OR d.tier_id = $5 AND d.is_member) AND ($6::text IS NULL OR d.channel = $6)
      GROUP BY 1, 2, 3 ORDER BY orders DESC, known.id LIMIT 100`,
    values: filterOf({ ...wish, campaignId: null }),
  });
  return rows.map((row) => ({
    ...{ campaignId: row.id, name: row.name, orders: Number(row.orders), valueMinor: Number(row.value), points: Number(row.points) },
    ownPoints: row.kind === 'multiplier' ? null : Number(row.own),
  }));
}

/** Campaigns that were ever in force in an order, by their newest names: what can be asked for. */
export async function listCampaigns(
  client: Queryable,
  programId: string,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const { rows } = await client.query<{ id: string; name: string }>({
    name: 'analytics_campaign_list',
    text: `SELECT id, name FROM (
        SELECT DISTINCT ON (c->>'id') c->>'id' AS id, c->>'name' AS name
        FROM program_version v, jsonb_array_elements(v.document->'campaigns') AS c WHERE v.program_id = $1 ORDER BY c->>'id', v.no DESC) AS known
      WHERE EXISTS (SELECT 1 FROM campaign_day d WHERE d.program_id = $1 AND d.campaign_id = known.id) ORDER BY name LIMIT 200`,
    values: [programId],
  });
  return rows;
}

export interface CohortRow {
  readonly isMember: boolean;
  readonly month: string;
  readonly tierId: string;
  readonly people: number;
  readonly orders: number;
  readonly valueMinor: number;
  readonly people90: number;
  readonly value90: number;
  readonly people365: number;
  readonly value365: number;
}

/** What people bought since they joined (others: since their first order), by the month of that and the tier they have now; counted once a day. */
export async function readCohorts(client: Queryable, programId: string): Promise<CohortRow[]> {
  const { rows } = await client.query<Record<string, string | number | boolean>>({
    name: 'analytics_cohorts',
    text: 'SELECT is_member, month, tier_id, people, orders, value_minor, people_90, value_90, people_365, value_365 FROM cohort_numbers WHERE program_id = $1 ORDER BY month',
    values: [programId],
  });
  return rows.map((row) => ({
    ...{ isMember: row['is_member'] === true, month: String(row['month']), tierId: String(row['tier_id']), people: Number(row['people']) },
    ...{
      orders: Number(row['orders']),
      valueMinor: Number(row['value_minor']),
      people90: Number(row['people_90']),
      value90: Number(row['value_90']),
    },
    ...{ people365: Number(row['people_365']), value365: Number(row['value_365']) },
  }));
}
