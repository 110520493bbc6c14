import { ISSUED } from './audit-issued.ts';

/** What the ledger audit looks at; each difference names one of these. */
export type AuditCheckName =
  | 'balance'
  | 'sequence'
  | 'negative'
  | 'debt'
  | 'position'
  | 'lot'
  | 'transfer'
  | 'waiting-points'
  | 'business-key'
  | 'books'
  | 'order'
  | 'order-rules'
  | 'tier'
  | 'redemption'
  | 'code'
  | 'issued'
  | 'inbox'
  | 'outbox'
  | 'reference'
  | 'privacy';

/** Something that should not be so. */
export interface AuditFinding {
  readonly check: AuditCheckName;
  readonly memberId: string | null;
  readonly detail: string;
}

const MEMBER = `'pending', 'available', 'held', 'debt'`;
const PROGRAM = `'issued', 'opening', 'redeemed', 'expired', 'revoked', 'adjusted', 'written_off', 'forfeited'`;
const PLACES = `'pending', 'available', 'held', 'expired', 'redeemed'`;
/** A broken ledger would fill the memory with its findings; some hundred of a kind say as much. */
const AT_MOST = 'LIMIT 200';

/*
 * Checks of a page of members: $1 program, $2 below the first id, $3 the last one. A transfer between two members (a merge) has two sides;
 * the receiving side is found in rung_audit_crossing, which the snapshot prepares.
 */

/** Balances against transfers and positions, and the unbroken line of sequence and shown balance. */
export const BALANCES_AGAINST_TRANSFERS = `WITH side AS (
    SELECT member_id, unit, seq, shown_after AS shown, points, from_account AS source, CASE WHEN to_member_id = member_id THEN to_account END AS target
    FROM transfer WHERE program_id = $1 AND member_id > $2 AND member_id <= $3
    UNION ALL
    SELECT to_member_id, unit, to_seq, to_shown_after, points, NULL, to_account
    FROM rung_audit_crossing WHERE to_member_id <> member_id AND to_member_id > $2 AND to_member_id <= $3),
  step AS (
    SELECT *, row_number() OVER line AS place,
      sum(CASE WHEN target IN ('available', 'debt') THEN points ELSE 0 END - CASE WHEN source IN ('available', 'debt') THEN points ELSE 0 END) OVER line AS running
    FROM side WINDOW line AS (PARTITION BY member_id, unit ORDER BY seq ROWS UNBOUNDED PRECEDING)),
  book AS (
    SELECT member_id, unit, count(*) AS entries,
      COALESCE(sum(points) FILTER (WHERE target = 'pending'), 0) - COALESCE(sum(points) FILTER (WHERE source = 'pending'), 0) AS pending,
      COALESCE(sum(points) FILTER (WHERE target = 'available'), 0) - COALESCE(sum(points) FILTER (WHERE source = 'available'), 0) AS available,
      COALESCE(sum(points) FILTER (WHERE target = 'held'), 0) - COALESCE(sum(points) FILTER (WHERE source = 'held'), 0) AS held,
      COALESCE(sum(points) FILTER (WHERE source = 'debt'), 0) - COALESCE(sum(points) FILTER (WHERE target = 'debt'), 0) AS debt,
      min(place) FILTER (WHERE seq IS DISTINCT FROM place) AS gap, min(place) FILTER (WHERE shown IS DISTINCT FROM running) AS jump
    FROM step GROUP BY member_id, unit),
  place AS (
    SELECT member_id, unit, COALESCE(sum(points) FILTER (WHERE account = 'pending'), 0) AS pending,
      COALESCE(sum(points) FILTER (WHERE account = 'available'), 0) AS available, COALESCE(sum(points) FILTER (WHERE account = 'held'), 0) AS held
    FROM position WHERE program_id = $1 AND member_id > $2 AND member_id <= $3 GROUP BY member_id, unit),
  row_of AS (SELECT * FROM balance WHERE program_id = $1 AND member_id > $2 AND member_id <= $3),
  whole AS (
    SELECT member_id, unit, COALESCE(b.pending, 0) AS pending, COALESCE(b.available, 0) AS available, COALESCE(b.held, 0) AS held, COALESCE(b.debt, 0) AS debt,
      COALESCE(b.seq, 0) AS seq, COALESCE(k.entries, 0) AS entries, k.gap, k.jump,
      ARRAY[COALESCE(k.pending, 0), COALESCE(k.available, 0), COALESCE(k.held, 0), COALESCE(k.debt, 0)] AS moved,
      ARRAY[COALESCE(p.pending, 0), COALESCE(p.available, 0), COALESCE(p.held, 0)] AS placed
    FROM row_of b FULL JOIN book k USING (member_id, unit) FULL JOIN place p USING (member_id, unit))
  SELECT f.name AS check, w.member_id, f.detail FROM whole w, LATERAL (VALUES
    ('balance', ARRAY[w.pending, w.available, w.held, w.debt]::numeric[] <> w.moved, format('%s: the balance says pending %s, available %s, held %s, debt %s; the transfers say %s',
      w.unit, w.pending, w.available, w.held, w.debt, array_to_string(w.moved, ', '))),
    ('balance', ARRAY[w.pending, w.available, w.held]::numeric[] <> w.placed, format('%s: the balance says pending %s, available %s, held %s; the positions say %s',
      w.unit, w.pending, w.available, w.held, array_to_string(w.placed, ', '))),
    ('sequence', w.seq <> w.entries, format('%s: the balance counts %s entries, there are %s', w.unit, w.seq, w.entries)),
    ('sequence', w.gap IS NOT NULL, format('%s: the sequence of entries breaks at place %s', w.unit, w.gap)),
    ('sequence', w.jump IS NOT NULL, format('%s: the shown balance of entry %s does not follow from the entries before it', w.unit, w.jump)),
    ('negative', LEAST(w.pending, w.available, w.held, w.debt) < 0, format('%s: an account is below zero', w.unit)),
    ('debt', w.debt > 0 AND w.available > 0, format('%s: a debt of %s is open beside %s available', w.unit, w.debt, w.available))
  ) AS f(name, wrong, detail) WHERE f.wrong ${AT_MOST}`;

/** Every place of every lot, from the transfers; only differences come out. */
export const PLACES_AGAINST_TRANSFERS = `WITH flow AS (
    SELECT member_id, lot_id, from_account AS account, CASE WHEN from_account IN ('held', 'redeemed') THEN COALESCE(redemption_id::text, '') ELSE '' END AS ref, unit, -points AS points
    FROM transfer WHERE program_id = $1 AND member_id > $2 AND member_id <= $3 AND from_account IN (${PLACES})
    UNION ALL
    SELECT member_id, to_lot_id, to_account, CASE WHEN to_account IN ('held', 'redeemed') THEN COALESCE(redemption_id::text, '') ELSE '' END, unit, points
    FROM transfer WHERE program_id = $1 AND member_id > $2 AND member_id <= $3 AND to_member_id = member_id AND to_account IN (${PLACES})
    UNION ALL
    SELECT to_member_id, to_lot_id, to_account, CASE WHEN to_account IN ('held', 'redeemed') THEN COALESCE(redemption_id::text, '') ELSE '' END, unit, points
    FROM rung_audit_crossing WHERE to_member_id <> member_id AND to_member_id > $2 AND to_member_id <= $3 AND to_account IN (${PLACES})
    UNION ALL
    SELECT member_id, lot_id, account, ref, unit, -points FROM position WHERE program_id = $1 AND member_id > $2 AND member_id <= $3)
  SELECT member_id, lot_id, account, ref, unit, sum(points) AS missing FROM flow GROUP BY member_id, lot_id, account, ref, unit HAVING sum(points) <> 0 LIMIT 20000`;

/**
 * What orders remember against what the ledger wrote for them, for the orders from ($2, $3) to ($4, $5). After an order changed hands only
 * the last change and what came later speak of its present owner.
 */
export const ORDER_CHECKS = `WITH page AS (
    SELECT store_id, order_id, name, member_id, generation, settled, spend_minor, qualifying_points, counts_as_order, visit
    FROM order_record WHERE program_id = $1 AND (store_id, order_id) >= ($2, $3) AND (store_id, order_id) <= ($4, $5)),
  entry AS (
    SELECT p.store_id, p.order_id, p.id, p.member_id, max(p.id) FILTER (WHERE p.kind = 'reassigned') OVER (PARTITION BY p.store_id, p.order_id) AS moved_by
    FROM page JOIN posting p ON p.program_id = $1 AND p.store_id = page.store_id AND p.order_id = page.order_id AND p.kind IN ('order-settled', 'reassigned', 'points-matured')),
  wrote AS (
    SELECT e.store_id, e.order_id, t.unit, sum(CASE WHEN t.from_account = 'issued' THEN t.points WHEN t.to_account = 'revoked' THEN -t.points ELSE 0 END) AS points
    FROM entry e JOIN transfer t ON t.program_id = $1 AND t.posting_id = e.id
    WHERE e.moved_by IS NULL OR e.id > e.moved_by OR e.id = e.moved_by AND t.from_account = 'issued' AND t.member_id = e.member_id
    GROUP BY e.store_id, e.order_id, t.unit),
  said AS (
    SELECT page.store_id, page.order_id, target.key AS unit,
      (target.value->>'earned')::bigint - (target.value->>'reversed')::bigint + (target.value->>'forgiven')::bigint AS points
    FROM page, LATERAL jsonb_each(COALESCE(NULLIF(page.settled->'targets', 'null'), '{}')) AS target),
  counted AS (SELECT store_id, order_id, count(*) AS postings FROM entry GROUP BY store_id, order_id),
  found AS (
    SELECT page.member_id, format('order %s: %s %s stand for it, the ledger wrote %s', page.name, COALESCE(said.points, 0), unit, COALESCE(wrote.points, 0)) AS detail
    FROM said FULL JOIN wrote USING (store_id, order_id, unit) JOIN page USING (store_id, order_id) WHERE COALESCE(said.points, 0) <> COALESCE(wrote.points, 0)
    UNION ALL
    SELECT page.member_id, format('order %s: it counts %s postings, there are %s', page.name, page.generation, COALESCE(counted.postings, 0))
    FROM page LEFT JOIN counted USING (store_id, order_id) WHERE page.generation <> COALESCE(counted.postings, 0)
    UNION ALL
    SELECT page.member_id, format('order %s: its numbers for tiers are not those it was settled with', page.name)
    FROM page WHERE page.settled IS NOT NULL AND (page.spend_minor, page.qualifying_points, page.counts_as_order, page.visit)
      IS DISTINCT FROM ((page.settled#>>'{metrics,spendMinor}')::bigint, (page.settled#>>'{metrics,points}')::bigint,
        (page.settled#>>'{metrics,countsAsOrder}')::boolean, (page.settled#>>'{metrics,visit}')::boolean))
  SELECT 'order' AS check, member_id, detail FROM found ${AT_MOST}`;

/*
 * Checks of a whole program: $1 program; where `waits`, $2 how many seconds due work may wait.
 */

/** Lots that are missing, of another unit, or not the child they should be. */
const LOTS = `SELECT 'lot' AS check, f.member_id, f.detail FROM (
    SELECT p.member_id, format('lot %s holds %s in %s and is %s', p.lot_id, p.points, p.account, CASE WHEN l.id IS NULL THEN 'missing' ELSE 'of ' || l.unit || ', not ' || p.unit END) AS detail
    FROM position p LEFT JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
    WHERE p.program_id = $1 AND l.unit IS DISTINCT FROM p.unit
    UNION ALL
    SELECT t.member_id, format('transfer %s moves points of lot %s, which is %s', t.id, t.lot_id, CASE WHEN l.id IS NULL THEN 'missing' ELSE 'of ' || l.unit || ', not ' || t.unit END)
    FROM transfer t LEFT JOIN lot l ON l.program_id = t.program_id AND l.id = t.lot_id
    WHERE t.program_id = $1 AND l.unit IS DISTINCT FROM t.unit
    UNION ALL
    SELECT t.member_id, format('transfer %s puts points into lot %s, which is no child of lot %s', t.id, t.to_lot_id, t.lot_id)
    FROM transfer t LEFT JOIN lot l ON l.program_id = t.program_id AND l.id = t.to_lot_id
    WHERE t.program_id = $1 AND t.to_lot_id <> t.lot_id AND (l.parent_id IS DISTINCT FROM t.lot_id OR l.unit <> t.unit)) AS f ${AT_MOST}`;

/** Transfers without their posting, of somebody whom the posting does not name, or between accounts that do not exist. */
const TRANSFERS = `SELECT 'transfer' AS check, t.member_id, format('transfer %s (%s → %s, %s): %s', t.id, t.from_account, t.to_account, t.points,
      CASE WHEN p.id IS NULL THEN 'its posting is missing' WHEN t.points <= 0 THEN 'it moves nothing'
        WHEN t.member_id NOT IN (p.member_id, p.other_member_id) AND t.member_id <> p.member_id OR t.to_member_id NOT IN (p.member_id, p.other_member_id) AND t.to_member_id <> p.member_id
          THEN 'its posting is about somebody else'
        ELSE 'there are no such accounts' END) AS detail
  FROM transfer t LEFT JOIN posting p ON p.program_id = t.program_id AND p.id = t.posting_id
  WHERE t.program_id = $1
    AND (p.id IS NULL OR t.points <= 0
      OR t.member_id <> p.member_id AND t.member_id IS DISTINCT FROM p.other_member_id OR t.to_member_id <> p.member_id AND t.to_member_id IS DISTINCT FROM p.other_member_id
      OR t.from_account NOT IN (${MEMBER}, ${PROGRAM}) OR t.to_account NOT IN (${MEMBER}, ${PROGRAM})
      OR t.from_account NOT IN (${MEMBER}, 'expired', 'redeemed') AND t.to_account NOT IN (${MEMBER})) ${AT_MOST}`;

/** Points that wait for an order which does not know of them: no day would ever make them available. */
const WAITING_POINTS = `SELECT 'waiting-points' AS check, p.member_id, format('%s %s of lot %s wait for order %s, which has none waiting', p.points, p.unit, p.lot_id, o.name) AS detail
  FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
    JOIN posting g ON g.program_id = l.program_id AND g.id = l.posting_id
    JOIN order_record o ON o.program_id = g.program_id AND o.store_id = g.store_id AND o.order_id = g.order_id
  WHERE p.program_id = $1 AND p.account = 'pending' AND g.kind IN ('order-settled', 'reassigned') AND NOT o.points_pending ${AT_MOST}`;

const BUSINESS_KEYS = `SELECT 'business-key' AS check, NULL::uuid AS member_id, format('%s was posted %s times', business_key, count(*)) AS detail
  FROM posting WHERE program_id = $1 GROUP BY business_key HAVING count(*) > 1 ${AT_MOST}`;

/** What the program's accounts gave and took is what members have. */
const BOOKS = `WITH flow AS (
    SELECT unit, COALESCE(sum(points) FILTER (WHERE from_account IN (${PROGRAM})), 0) - COALESCE(sum(points) FILTER (WHERE to_account IN (${PROGRAM})), 0) AS points
    FROM transfer WHERE program_id = $1 GROUP BY unit),
  stands AS (SELECT unit, sum(pending + available + held - debt) AS points FROM balance WHERE program_id = $1 GROUP BY unit)
  SELECT 'books' AS check, NULL::uuid AS member_id, format('%s: the program gave and took %s in all, members have %s', unit, COALESCE(flow.points, 0), COALESCE(stands.points, 0)) AS detail
  FROM flow FULL JOIN stands USING (unit) WHERE COALESCE(flow.points, 0) <> COALESCE(stands.points, 0)`;

const ORPHANED_ORDERS = `SELECT 'order' AS check, p.member_id, format('posting %s is about order %s, which is not kept', p.id, p.order_id) AS detail
  FROM posting p WHERE p.program_id = $1 AND p.kind IN ('order-settled', 'reassigned')
    AND NOT EXISTS (SELECT 1 FROM order_record o WHERE o.program_id = $1 AND o.store_id = p.store_id AND o.order_id = p.order_id) ${AT_MOST}`;

/** Held and redeemed points against the redemptions they belong to. */
const REDEMPTIONS = `WITH place AS (
    SELECT ref, unit, COALESCE(sum(points) FILTER (WHERE account = 'held'), 0) AS held, COALESCE(sum(points) FILTER (WHERE account = 'redeemed'), 0) AS redeemed,
      count(DISTINCT member_id) FILTER (WHERE account = 'held') AS holders, min(member_id::text) FILTER (WHERE account = 'held') AS holder
    FROM position WHERE program_id = $1 AND account IN ('held', 'redeemed') GROUP BY ref, unit),
  kept AS (
    SELECT id::text AS ref, unit, member_id, state, CASE WHEN state IN ('creating', 'ready', 'attached') THEN points ELSE 0 END AS held,
      CASE WHEN state IN ('captured', 'released') THEN captured_points - returned_points ELSE 0 END AS redeemed
    FROM redemption WHERE program_id = $1)
  SELECT 'redemption' AS check, k.member_id, CASE WHEN k.ref IS NULL THEN format('%s %s are held and %s redeemed for "%s", which is no redemption', p.held, p.unit, p.redeemed, p.ref)
      WHEN p.holders > 0 AND (p.holders > 1 OR p.holder <> k.member_id::text) THEN format('redemption %s: somebody else holds its points', k.ref)
      ELSE format('redemption %s (%s): %s held and %s redeemed are due, the lots hold %s and %s', k.ref, k.state, k.held, k.redeemed, COALESCE(p.held, 0), COALESCE(p.redeemed, 0)) END AS detail
  FROM kept k FULL JOIN place p USING (ref, unit)
  WHERE k.ref IS NULL OR k.held <> COALESCE(p.held, 0) OR k.redeemed <> COALESCE(p.redeemed, 0) OR p.holders > 0 AND (p.holders > 1 OR p.holder <> k.member_id::text) ${AT_MOST}`;

/** One code for one redemption, and none that works while its points are back. */
const CODES = `SELECT 'code' AS check, f.member_id, f.detail FROM (
    SELECT r.member_id, format('code %s is claimed by redemption %s, which %s', c.code, c.redemption_id, CASE WHEN r.id IS NULL THEN 'does not exist' ELSE 'has code ' || COALESCE(r.code, '(none)') END) AS detail
    FROM reward_code c LEFT JOIN redemption r ON r.program_id = c.program_id AND r.id = c.redemption_id
    WHERE c.program_id = $1 AND c.redemption_id IS NOT NULL AND c.state <> 'failed' AND (r.id IS NULL OR r.code IS DISTINCT FROM c.code)
    UNION ALL
    SELECT r.member_id, format('redemption %s has code %s, which %s', r.id, r.code, CASE WHEN c.code IS NULL THEN 'is not kept' ELSE 'belongs to another' END)
    FROM redemption r LEFT JOIN reward_code c ON c.program_id = r.program_id AND c.store_id = r.store_id AND c.code = r.code
    WHERE r.program_id = $1 AND r.code IS NOT NULL AND r.discount_id IS NOT NULL AND c.redemption_id IS DISTINCT FROM r.id
    UNION ALL
    SELECT r.member_id, format('redemption %s is %s, its code %s is %s', r.id, r.state, r.code, c.state)
    FROM redemption r JOIN reward_code c ON c.program_id = r.program_id AND c.store_id = r.store_id AND c.code = r.code
    WHERE r.program_id = $1 AND (r.state = 'ready' AND r.side_state IS NULL AND c.state <> 'ready' OR r.state = 'released' AND c.state NOT IN ('removed', 'failed'))
    UNION ALL
    SELECT NULL, format('code %s stands under a discount that %s', c.code, CASE WHEN d.id IS NULL THEN 'does not exist' ELSE 'belongs to another store' END)
    FROM reward_code c LEFT JOIN reward_discount d ON d.program_id = c.program_id AND d.id = c.discount_id WHERE c.program_id = $1 AND d.store_id IS DISTINCT FROM c.store_id) AS f ${AT_MOST}`;

/** Every message and errand ends with a reason, and none that is due waits for ever. */
const letterbox = (table: 'inbox' | 'outbox', states: string, label: string): string =>
  `SELECT '${table}' AS check, NULL::uuid AS member_id, format('${table} row %s (%s) %s', id, ${label}, CASE WHEN state NOT IN (${states}) THEN 'is in no known state: ' || state
      WHEN state = 'waiting' THEN 'has been due since ' || to_char(next_try_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')
      WHEN done_at IS NULL THEN 'has ended and nobody knows when' ELSE 'was given up without a reason' END) AS detail
  FROM ${table} WHERE program_id = $1 AND (state NOT IN (${states}) OR state <> 'waiting' AND done_at IS NULL OR state IN ('skipped', 'dead') AND COALESCE(reason, '') = ''
    OR state = 'waiting' AND next_try_at < clock_timestamp() - make_interval(secs => $2)) ORDER BY id ${AT_MOST}`;

const INBOX = letterbox('inbox', `'waiting', 'done', 'skipped', 'dead'`, 'topic');
const OUTBOX = letterbox('outbox', `'waiting', 'done', 'dead'`, 'kind');

const missingMember = (table: string): string =>
  `SELECT x.member_id, '${table}: there is no such member' AS detail FROM ${table} x
   WHERE x.program_id = $1 AND x.member_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM member m WHERE m.program_id = $1 AND m.id = x.member_id)`;
const mergedMember = (table: string): string =>
  `SELECT x.member_id, '${table}: the member was merged into another' AS detail FROM ${table} x JOIN member m ON m.program_id = $1 AND m.id = x.member_id
   WHERE x.program_id = $1 AND m.state = 'merged'`;
const missingStore = (table: string): string =>
  `SELECT DISTINCT NULL::uuid, format('${table}: store %s does not belong to the program', x.store_id) FROM ${table} x
   WHERE x.program_id = $1 AND x.store_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM store s WHERE s.program_id = $1 AND s.id = x.store_id)`;

/** Nothing points outside the program, to nobody, or to a member who became another. */
const REFERENCES = `SELECT 'reference' AS check, f.member_id, f.detail FROM (${[
  ...['balance', 'member_identity', 'member_tier', 'order_record', 'position', 'posting', 'redemption', 'tier_change'].map(missingMember),
  ...['member_identity', 'member_tier', 'order_record', 'position', 'redemption'].map(mergedMember),
  ...['inbox', 'member_identity', 'order_record', 'outbox', 'posting', 'redemption', 'reward_code', 'reward_discount', 'issued_value'].map(
    missingStore,
  ),
].join('\nUNION ALL\n')}) AS f ${AT_MOST}`;

const PRIVACY = `SELECT 'privacy' AS check, id AS member_id, 'an erased member still has a name or an e-mail address' AS detail
  FROM member WHERE program_id = $1 AND state = 'erased' AND (first_name IS NOT NULL OR last_name IS NOT NULL OR email IS NOT NULL) ${AT_MOST}`;

export const PROGRAM_CHECKS: readonly { readonly text: string; readonly waits: boolean }[] = [
  { text: LOTS, waits: false },
  { text: TRANSFERS, waits: false },
  { text: WAITING_POINTS, waits: false },
  { text: BUSINESS_KEYS, waits: false },
  { text: BOOKS, waits: false },
  { text: ORPHANED_ORDERS, waits: false },
  { text: REDEMPTIONS, waits: false },
  { text: CODES, waits: false },
  { text: ISSUED, waits: false },
  { text: INBOX, waits: true },
  { text: OUTBOX, waits: true },
  { text: REFERENCES, waits: false },
  { text: PRIVACY, waits: false },
];
