import type { Instant } from '#app/domain/instant.ts';
import type { Balance } from '#app/domain/ledger/posting.ts';
import { type Queryable, fromInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';
import type { MemberRecord } from './members.ts';

/** Everything of one shopper that is not a list of its own, read at one moment. */
export interface ShopperRecord {
  readonly now: Instant;
  /** Null: no such customer, or none is signed in. */
  readonly member: ShopperMember | null;
}

export interface ShopperMember {
  readonly memberId: string;
  readonly state: MemberRecord['state'];
  readonly carry: Readonly<Record<string, string>>;
  /** Of points. */
  readonly balance: Balance;
  /** The rule book's TierState; null: never looked at. */
  readonly tierState: unknown;
  readonly ordersBefore: number;
  readonly undosToday: number;
  /** When pending points become available, soonest first, at most 5; null: not known yet. */
  readonly arriving: readonly { readonly points: number; readonly at: Instant | null }[];
  /** Available lots by their end. */
  readonly lots: readonly { readonly points: number; readonly expiresAt: Instant | null }[];
  readonly waitingForRate: readonly { readonly orderName: string; readonly currency: string }[];
  /** Newest first, at most 20. */
  readonly notices: readonly ShopperNotice[];
  readonly lastActive: Readonly<Record<'joined' | 'order' | 'redemption' | 'action' | 'manual', Instant | null>>;
}

export interface ShopperNotice {
  readonly key: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
  readonly shownAt: Instant | null;
}

/** A moment of a column as milliseconds, in JSON. */
const ms = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::bigint`;

const READ_SHOPPER = `
  SELECT ${ms('clock_timestamp()')} AS now, m.id, m.state, m.carry, t.state AS tier_state,
    (SELECT jsonb_build_object('pending', b.pending, 'available', b.available, 'held', b.held, 'debt', b.debt)
      FROM balance b WHERE b.program_id = $1 AND b.member_id = m.id AND b.unit = 'points') AS balance,
    (SELECT jsonb_build_object('orders', count(*) FILTER (WHERE o.counts_as_order), 'last', ${ms('max(o.placed_at)')})
      FROM order_record o WHERE o.program_id = $1 AND o.member_id = m.id) AS orders,
    (SELECT jsonb_agg(jsonb_build_object('orderName', w.name, 'currency', w.snapshot->>'currency') ORDER BY w.placed_at DESC)
      FROM (SELECT name, snapshot, placed_at FROM order_record o WHERE o.program_id = $1 AND o.member_id = m.id AND o.waiting_for = 'rate'
        ORDER BY placed_at DESC LIMIT 20) AS w) AS waiting,
    (SELECT jsonb_build_object('undos', count(*) FILTER (WHERE r.end_reason = 'undone'
        AND (r.updated_at AT TIME ZONE p.time_zone)::date = (clock_timestamp() AT TIME ZONE p.time_zone)::date), 'last', ${ms('max(r.created_at)')})
      FROM redemption r WHERE r.program_id = $1 AND r.member_id = m.id) AS redemptions,
    (SELECT jsonb_agg(jsonb_build_object('points', a.points, 'at', ${ms('a.at')}) ORDER BY a.at NULLS LAST)
      FROM (SELECT sum(q.points) AS points, q.at FROM (
          SELECT p2.points, CASE WHEN o.settled->'availability'->>'basis' = 'backstop' THEN NULL ELSE l.available_at END AS at
          FROM position p2 JOIN lot l ON l.program_id = p2.program_id AND l.id = p2.lot_id
          LEFT JOIN order_record o ON o.program_id = $1 AND l.source LIKE 'order:%'
            AND o.store_id = CASE WHEN l.source LIKE 'order:%' THEN split_part(l.source, ':', 2)::uuid END AND o.order_id = split_part(l.source, ':', 3)
          WHERE p2.program_id = $1 AND p2.member_id = m.id AND p2.account = 'pending' AND p2.unit = 'points' AND p2.points > 0) AS q
        GROUP BY q.at ORDER BY q.at NULLS LAST LIMIT 5) AS a) AS arriving,
    (SELECT jsonb_agg(jsonb_build_object('points', a.points, 'expiresAt', ${ms('a.expires_at')}))
      FROM (SELECT sum(p2.points) AS points, l.expires_at FROM position p2 JOIN lot l ON l.program_id = p2.program_id AND l.id = p2.lot_id
        WHERE p2.program_id = $1 AND p2.member_id = m.id AND p2.account = 'available' AND p2.unit = 'points' AND p2.points > 0
        GROUP BY l.expires_at) AS a) AS lots,
    (SELECT jsonb_agg(jsonb_build_object('key', n.key, 'kind', n.kind, 'data', n.data, 'createdAt', ${ms('n.created_at')}, 'shownAt', ${ms('n.shown_at')})
        ORDER BY n.created_at DESC, n.key)
      FROM (SELECT * FROM notice n WHERE n.program_id = $1 AND n.member_id = m.id ORDER BY n.created_at DESC, n.key LIMIT 20) AS n) AS notices,
    jsonb_build_object('joined', ${ms('GREATEST(m.joined_at, m.created_at)')},
      'action', (SELECT ${ms('max(l.earned_at)')} FROM lot l WHERE l.program_id = $1 AND l.member_id = m.id AND l.source NOT LIKE 'adjust:%'),
      'manual', (SELECT ${ms('max(l.earned_at)')} FROM lot l WHERE l.program_id = $1 AND l.member_id = m.id AND l.source LIKE 'adjust:%')) AS active
  FROM program p
  LEFT JOIN member_identity i ON i.program_id = $1 AND i.store_id = $2 AND i.customer_id = $3
  LEFT JOIN member m ON m.program_id = $1 AND m.id = i.member_id
  LEFT JOIN member_tier t ON t.program_id = $1 AND t.member_id = m.id
  WHERE p.id = $1`;

interface ShopperRow {
  readonly now: string;
  readonly id: string | null;
  readonly state: MemberRecord['state'];
  readonly carry: Record<string, string> | null;
  readonly tier_state: unknown;
  readonly balance: Balance | null;
  readonly orders: { readonly orders: number; readonly last: number | null };
  readonly waiting: ShopperMember['waitingForRate'] | null;
  readonly redemptions: { readonly undos: number; readonly last: number | null };
  readonly arriving: ShopperMember['arriving'] | null;
  readonly lots: ShopperMember['lots'] | null;
  readonly notices: ShopperMember['notices'] | null;
  readonly active: { readonly joined: number | null; readonly action: number | null; readonly manual: number | null };
}

/** A store's signed-in customer as the program knows them, in one statement. `customerId` null: nobody is signed in, only the clock is read. Throws when there is no such program. */
export async function readShopperRecord(client: Queryable, address: StoreAddress, customerId: string | null): Promise<ShopperRecord> {
  const { rows } = await client.query<ShopperRow>({
    name: 'read_shopper',
    text: READ_SHOPPER,
    values: [address.programId, address.storeId, customerId],
  });
  const row = rows[0];
  if (!row) throw new Error(`there is no program ${address.programId}`);
  return { now: Number(row.now), member: row.id === null ? null : toMember(row, row.id) };
}

function toMember(row: ShopperRow, memberId: string): ShopperMember {
  return {
    memberId,
    state: row.state,
    carry: row.carry ?? {},
    balance: row.balance ?? { pending: 0, available: 0, held: 0, debt: 0 },
    tierState: row.tier_state,
    ordersBefore: row.orders.orders,
    undosToday: row.redemptions.undos,
    arriving: row.arriving ?? [],
    lots: row.lots ?? [],
    waitingForRate: row.waiting ?? [],
    notices: row.notices ?? [],
    lastActive: { ...row.active, order: row.orders.last, redemption: row.redemptions.last },
  };
}

/** An entry of a member's account history. */
export interface ActivityRecord {
  readonly postingId: string;
  readonly kind: string;
  readonly reasonCode: string;
  readonly occurredAt: Instant;
  /** What it did to available − debt, and to pending. */
  readonly shown: number;
  readonly pending: number;
  readonly orderName: string | null;
  /** The newest trace of its order. */
  readonly trace: unknown;
  readonly rewardName: string | null;
}

/**
 * What moved a member's points, newest first; postings that changed neither the shown balance nor what is pending are left out. Also what came with members
 * who were merged into this one. `before`: only entries older than that posting.
 */
export async function readActivity(
  client: Queryable,
  programId: string,
  wanted: { readonly memberId: string; readonly before: string | null; readonly limit: number },
): Promise<ActivityRecord[]> {
  const { rows } = await client.query<
    Record<'id' | 'kind' | 'reason_code' | 'shown' | 'pending', string> & {
      readonly occurred_at: string;
      readonly order_name: string | null;
      readonly trace: unknown;
      readonly reward_name: string | null;
    }
  >({
    name: 'read_activity',
    text: `WITH RECURSIVE names(id) AS (
        SELECT $2::uuid
        UNION SELECT p.other_member_id FROM names n JOIN posting p ON p.program_id = $1 AND p.member_id = n.id AND p.kind = 'merged' AND p.other_member_id IS NOT NULL),
      moved AS (
        SELECT t.posting_id,
          sum(CASE WHEN t.to_member_id IN (SELECT id FROM names) AND t.to_account IN ('available', 'debt') THEN t.points ELSE 0 END
            - CASE WHEN t.member_id IN (SELECT id FROM names) AND t.from_account IN ('available', 'debt') THEN t.points ELSE 0 END) AS shown,
          sum(CASE WHEN t.to_member_id IN (SELECT id FROM names) AND t.to_account = 'pending' THEN t.points ELSE 0 END
            - CASE WHEN t.member_id IN (SELECT id FROM names) AND t.from_account = 'pending' THEN t.points ELSE 0 END) AS pending
        FROM transfer t
        WHERE t.program_id = $1 AND t.member_id IN (SELECT id FROM names) AND t.unit = 'points' AND ($3::bigint IS NULL OR t.posting_id < $3)
        GROUP BY t.posting_id)
      SELECT p.id, p.kind, p.reason_code, ${ms('p.occurred_at')} AS occurred_at, m.shown, m.pending, o.name AS order_name, o.trace, r.reward->>'name' AS reward_name
      FROM (SELECT * FROM moved WHERE shown <> 0 OR pending <> 0 ORDER BY posting_id DESC LIMIT $4) AS m
      JOIN posting p ON p.program_id = $1 AND p.id = m.posting_id
      LEFT JOIN order_record o ON o.program_id = $1 AND o.store_id = p.store_id AND o.order_id = p.order_id
      LEFT JOIN redemption r ON r.program_id = $1 AND r.id = p.redemption_id
      ORDER BY p.id DESC`,
    values: [programId, wanted.memberId, wanted.before, wanted.limit],
  });
  return rows.map((row) => ({
    postingId: row.id,
    kind: row.kind,
    reasonCode: row.reason_code,
    occurredAt: Number(row.occurred_at),
    shown: Number(row.shown),
    pending: Number(row.pending),
    orderName: row.order_name,
    trace: row.trace,
    rewardName: row.reward_name,
  }));
}

/** Notes when notices were first shown to their member. Those that were shown before keep their moment. */
export async function markNoticesShown(
  client: Queryable,
  programId: string,
  shown: { readonly keys: readonly string[]; readonly at: Instant },
): Promise<void> {
  if (shown.keys.length === 0) return;
  await client.query('UPDATE notice SET shown_at = $3 WHERE program_id = $1 AND key = ANY ($2) AND shown_at IS NULL', [
    programId,
    shown.keys,
    fromInstant(shown.at),
  ]);
}
