import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { Instant } from '#app/domain/instant.ts';

export interface FeedRow {
  readonly kind: 'order' | 'posting' | 'tier' | 'redemption';
  readonly id: string;
  readonly at: Instant;
  readonly what: string;
  readonly memberId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly memberState: string | null;
  readonly orderId: string | null;
  readonly storeId: string | null;
  readonly points: number | null;
  readonly code: string | null;
  readonly because: readonly string[];
}

/**
 * What happened in a program since a moment, newest first: settled orders, other postings, tier changes, redemptions. Postings that tell of something of their own are looked
 * for among the newest: behind so many orders none would be shown, and where nearly all are of orders the search would read the whole ledger.
 */
export async function readFeedRows(
  client: Queryable,
  programId: string,
  options: { readonly since: Instant; readonly limit: number },
): Promise<FeedRow[]> {
  const { rows } = await client.query<{
    kind: FeedRow['kind'];
    id: string;
    at: Date;
    what: string;
    member_id: string | null;
    first_name: string | null;
    last_name: string | null;
    email: string | null;
    state: string | null;
    order_id: string | null;
    store_id: string | null;
    points: string | null;
    code: string | null;
    because: string[];
  }>({
    name: 'read_feed',
    text: `WITH entry AS (
        (SELECT 'order' AS kind, o.store_id::text || '/' || o.order_id || '/' || o.revision AS id, o.settled_at AS at, o.name AS what, o.member_id, o.order_id, o.store_id,
           (COALESCE((o.settled#>>'{targets,points,earned}')::bigint, 0) - COALESCE((o.settled#>>'{targets,points,reversed}')::bigint, 0)) AS points, NULL AS code,
           COALESCE((SELECT p.because FROM posting p WHERE p.program_id = o.program_id AND p.store_id = o.store_id AND p.order_id = o.order_id ORDER BY p.id DESC LIMIT 1), '{}') AS because
         FROM order_record o WHERE o.program_id = $1 AND o.settled_at > $2 ORDER BY o.settled_at DESC LIMIT $3)
        UNION ALL
        (SELECT 'posting', p.id::text, p.recorded_at, p.kind, p.member_id, p.order_id, p.store_id,
           (SELECT sum(t.points) FROM transfer t WHERE t.program_id = p.program_id AND t.posting_id = p.id), NULL, p.because
         FROM (SELECT * FROM posting WHERE program_id = $1 AND recorded_at > $2 ORDER BY id DESC LIMIT $3 * 20) AS p WHERE p.kind NOT IN ('order-settled', 'redemption-held', 'redemption-captured', 'redemption-released', 'late-capture')
         ORDER BY p.id DESC LIMIT $3)
        UNION ALL
        (SELECT 'tier', id::text, recorded_at, kind || ':' || COALESCE(to_tier_id, ''), member_id, NULL, NULL, NULL, NULL, because
         FROM tier_change WHERE program_id = $1 AND recorded_at > $2 ORDER BY id DESC LIMIT $3)
        UNION ALL
        (SELECT 'redemption', id::text || '/' || state, updated_at, state || ':' || (reward->>'name'), member_id, order_id, store_id, points, code, '{}'::text[]
         FROM redemption WHERE program_id = $1 AND updated_at > $2 ORDER BY updated_at DESC LIMIT $3))
      SELECT e.*, m.first_name, m.last_name, m.email, m.state FROM entry e LEFT JOIN member m ON m.program_id = $1 AND m.id = e.member_id ORDER BY e.at DESC, e.kind, e.id DESC LIMIT $3`,
    values: [programId, fromInstant(options.since), options.limit],
  });
  return rows.map((row) => ({
    kind: row.kind,
    id: row.id,
    at: toInstant(row.at),
    what: row.what,
    memberId: row.member_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    memberState: row.state,
    orderId: row.order_id,
    storeId: row.store_id,
    points: row.points === null ? null : Number(row.points),
    code: row.code,
    because: row.because,
  }));
}
