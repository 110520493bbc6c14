import type pg from 'pg';
import type { StoreAddress } from '#app/services/services.ts';

/**
 * A year of a busy program, written straight into the tables: members who joined over the year, orders of theirs (some come much more often), each with a posting, a lot
 * and two transfers, and a redemption for each 25th. Triggers are off meanwhile; the list of members is made at the end. Answers one of the busiest members.
 */
export async function seedYear(
  pool: pg.Pool,
  { programId, storeId }: StoreAddress,
  size: { readonly members: number; readonly orders: number },
): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query(`SET session_replication_role = replica; SET statement_timeout = 0`);
    await client.query(`CREATE TEMP TABLE seed_order (n int, member_n int, placed_at timestamptz, total int, channel text)`);
    await client.query(
      `INSERT INTO seed_order SELECT n, 1 + floor(power(random(), 2) * $2), clock_timestamp() - power(random(), 0.8) * interval '364 days', 500 + floor(random() * 9500),
      CASE WHEN random() < 0.2 THEN 'pos' ELSE 'web' END FROM generate_series(1, $1::int) AS n`,
      [size.orders, size.members],
    );
    await client.query(`CREATE TEMP TABLE seed_member (n int PRIMARY KEY, id uuid)`);
    await client.query(`INSERT INTO seed_member SELECT n, gen_random_uuid() FROM generate_series(1, $1::int) AS n`, [size.members]);
    for (const statement of STATEMENTS)
      await client.query(statement.replaceAll('$1', `'${programId}'::uuid`).replaceAll('$2', `'${storeId}'::uuid`));
    const { rows } = await client.query<{ id: string }>('SELECT id FROM seed_member WHERE n = 1');
    await client.query('DROP TABLE seed_order, seed_member');
    await client.query('SET session_replication_role = DEFAULT; RESET statement_timeout');
    await client.query('VACUUM ANALYZE');
    return rows[0]?.id ?? '';
  } finally {
    client.release();
  }
}

const STATEMENTS = [
  `INSERT INTO member (program_id, id, state, first_name, last_name, email, joined_at, joined_via, created_at)
   SELECT $1, id, CASE WHEN n % 5 = 0 THEN 'guest' ELSE 'member' END, 'Person', 'Number ' || n, 'person' || n || '@example.com', CASE WHEN n % 5 <> 0 THEN at END, 'widget', at
   FROM (SELECT *, clock_timestamp() - (364.0 * n / (SELECT count(*) FROM seed_member)) * interval '1 day' AS at FROM seed_member) AS m`,
  `INSERT INTO member_identity (program_id, store_id, customer_id, member_id) SELECT $1, $2, n::text, id FROM seed_member`,
  `INSERT INTO member_tier (program_id, member_id, tier_id, state) SELECT $1, id, CASE WHEN n % 10 = 0 THEN 'silver' ELSE 'bronze' END, '{}' FROM seed_member WHERE n % 3 <> 0`,
  `INSERT INTO tier_change (program_id, member_id, to_tier_id, kind, because, occurred_at)
   SELECT $1, id, 'bronze', 'raised', '{}', clock_timestamp() - random() * interval '300 days' FROM seed_member WHERE n % 3 <> 0`,
  `INSERT INTO order_record (program_id, store_id, order_id, name, member_id, snapshot, settled, placed_at, settled_at, generation, spend_minor, counts_as_order, visit, channel, local_day)
   SELECT $1, $2, o.n::text, '#' || o.n, m.id,
     jsonb_build_object('currency', 'USD', 'totalMinor', o.total, 'refundedMinor', 0, 'payment', 'paid', 'cancelledAt', NULL, 'deleted', false, 'test', false),
     jsonb_build_object('context', jsonb_build_object('member', jsonb_build_object('tierId', CASE WHEN m.n % 3 <> 0 THEN 'bronze' END))),
     o.placed_at, o.placed_at, 1, o.total, true, true, o.channel, to_char(o.placed_at, 'YYYY-MM-DD')
   FROM seed_order o JOIN seed_member m ON m.n = o.member_n`,
  `INSERT INTO posting (program_id, id, business_key, content_hash, kind, member_id, store_id, order_id, actor_kind, reason_code, channel, version_no, because, occurred_at, recorded_at)
   SELECT $1, o.n, 'order:' || o.n || ':1', 'seed', 'order-settled', m.id, $2, o.n::text, 'system', 'order', o.channel, 1, '{}', o.placed_at, o.placed_at
   FROM seed_order o JOIN seed_member m ON m.n = o.member_n`,
  `INSERT INTO lot (program_id, id, member_id, unit, source, posting_id, earned_at, available_at)
   SELECT $1, o.n, m.id, 'points', 'order:' || o.n, o.n, o.placed_at, o.placed_at FROM seed_order o JOIN seed_member m ON m.n = o.member_n`,
  `INSERT INTO transfer (program_id, id, posting_id, unit, member_id, to_member_id, lot_id, to_lot_id, from_account, to_account, points, seq, shown_after)
   SELECT $1, 2 * o.n + step, o.n, 'points', m.id, m.id, o.n, o.n, CASE step WHEN 0 THEN 'issued' ELSE 'pending' END, CASE step WHEN 0 THEN 'pending' ELSE 'available' END,
     o.total / 100, 2 * o.n + step, o.total / 100
   FROM seed_order o JOIN seed_member m ON m.n = o.member_n, generate_series(0, 1) AS step`,
  `INSERT INTO position (program_id, member_id, lot_id, account, unit, points)
   SELECT $1, m.id, o.n, 'available', 'points', o.total / 100 FROM seed_order o JOIN seed_member m ON m.n = o.member_n`,
  `INSERT INTO balance (program_id, member_id, unit, available, seq)
   SELECT $1, m.id, 'points', sum(o.total / 100), 2 * max(o.n) + 1 FROM seed_order o JOIN seed_member m ON m.n = o.member_n GROUP BY m.id`,
  `INSERT INTO redemption (program_id, id, member_id, store_id, reward_id, version_no, reward, unit, points, state, order_id, captured_points, discount_minor, discount_currency, created_at)
   SELECT $1, gen_random_uuid(), m.id, $2, 'five', 1, '{"id": "five", "name": "5.00 off", "value": {"kind": "amount", "amounts": {"USD": 500}}}', 'points', 10, 'captured', o.n::text, 10, 500, 'USD', o.placed_at
   FROM seed_order o JOIN seed_member m ON m.n = o.member_n WHERE o.n % 25 = 0`,
  `INSERT INTO member_search (program_id, member_id, state, name, surname, email, created_at, joined_at, tier_id, shown, spend_minor, last_order_at)
   SELECT m.program_id, m.id, m.state, lower(m.first_name || ' ' || m.last_name), lower(m.last_name), m.email, m.created_at, m.joined_at, t.tier_id, COALESCE(b.available, 0),
     COALESCE(o.spend, 0), COALESCE(o.last, '1970-01-01 00:00:00+00')
   FROM member m LEFT JOIN member_tier t ON t.program_id = m.program_id AND t.member_id = m.id LEFT JOIN balance b ON b.program_id = m.program_id AND b.member_id = m.id
   LEFT JOIN (SELECT member_id, sum(spend_minor) AS spend, max(placed_at) AS last FROM order_record WHERE program_id = $1 GROUP BY 1) AS o ON o.member_id = m.id
   WHERE m.program_id = $1`,
];
