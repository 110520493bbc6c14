import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { type AuditFinding, BALANCES_AGAINST_TRANSFERS, ORDER_CHECKS, PLACES_AGAINST_TRANSFERS, PROGRAM_CHECKS } from './audit-checks.ts';
import { type Database, type Queryable, toInstant } from './database.ts';

export type { AuditFinding } from './audit-checks.ts';

/** Far above what ten million rows need; an audit must end some day. */
const STATEMENT_LIMIT = '15min';
const MEMORY = '128MB';

/** Below and above every id. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * One consistent look at a program: all that `work` reads is of one moment, however busy the system is, and nothing can be written.
 * Transfers between two members are set aside first, because only one of the two finds them by an index.
 */
export async function withAuditSnapshot<Value>(
  database: Database,
  programId: string,
  work: (client: Queryable) => Promise<Value>,
): Promise<Value> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    await client.query(`SELECT set_config('statement_timeout', $1, true), set_config('work_mem', $2, true)`, [STATEMENT_LIMIT, MEMORY]);
    await client.query(`CREATE TEMP TABLE rung_audit_crossing (LIKE transfer) ON COMMIT DROP`);
    await client.query(
      `INSERT INTO rung_audit_crossing SELECT * FROM transfer WHERE program_id = $1 AND (to_member_id <> member_id OR to_seq IS NOT NULL)`,
      [programId],
    );
    await client.query('SET TRANSACTION READ ONLY');
    return await work(client);
  } finally {
    await client.query('ROLLBACK').catch((error: unknown) => {
      broken = error instanceof Error ? error : new Error(String(error));
    });
    client.release(broken);
  }
}

/** Ids of the programs to look at: the one that was asked for (when it exists), or all, oldest first. */
export async function readAuditedPrograms(client: Queryable, programId: string | null): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM program WHERE $1::uuid IS NULL OR id = $1 ORDER BY created_at, id', [
    programId,
  ]);
  return rows.map((row) => row.id);
}

/** How many rows of each kind a program has. */
export interface AuditedRows {
  readonly members: number;
  readonly postings: number;
  readonly transfers: number;
  readonly lots: number;
  readonly positions: number;
  readonly balances: number;
  readonly orders: number;
  readonly tiers: number;
  readonly redemptions: number;
  readonly codes: number;
  readonly messages: number;
  readonly errands: number;
}

const COUNTED: Readonly<Record<keyof AuditedRows, string>> = {
  members: 'member',
  postings: 'posting',
  transfers: 'transfer',
  lots: 'lot',
  positions: 'position',
  balances: 'balance',
  orders: 'order_record',
  tiers: 'member_tier',
  redemptions: 'redemption',
  codes: 'reward_code',
  messages: 'inbox',
  errands: 'outbox',
};

export async function countAuditedRows(client: Queryable, programId: string): Promise<AuditedRows> {
  const names = Object.entries(COUNTED).map(([name, table]) => `(SELECT count(*) FROM ${table} WHERE program_id = $1) AS ${name}`);
  const { rows } = await client.query<Record<keyof AuditedRows, string>>(`SELECT ${names.join(', ')}`, [programId]);
  const [row] = rows;
  if (!row) throw new Error('a count answered no row');
  const entries = (Object.keys(COUNTED) as (keyof AuditedRows)[]).map((name) => [name, Number(row[name])] as const);
  return Object.fromEntries(entries) as Record<keyof AuditedRows, number>;
}

/** Members with ids above `after`, up to and with `upTo`. Pages cover every possible id, also of members that do not exist. */
export interface MemberPage {
  readonly after: string;
  readonly upTo: string;
  readonly isLast: boolean;
}

export async function nextMemberPage(
  client: Queryable,
  programId: string,
  { after, limit }: { after: string; limit: number },
): Promise<MemberPage> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT id FROM member WHERE program_id = $1 AND id > $2 ORDER BY id OFFSET $3 LIMIT 1',
    [programId, after, limit - 1],
  );
  const upTo = rows[0]?.id;
  return { after, upTo: upTo ?? LAST_ID, isLast: upTo === undefined };
}

/** Balances, sequences and shown balances of the page's members against their transfers. Findings are at most some hundred a page. */
export async function checkMembers(client: Queryable, programId: string, page: MemberPage): Promise<AuditFinding[]> {
  return findings(client, BALANCES_AGAINST_TRANSFERS, [programId, page.after, page.upTo]);
}

/** A place of a lot whose points differ from what the transfers put there. */
export interface PlaceDifference {
  readonly memberId: string;
  readonly lotId: string;
  readonly account: string;
  readonly ref: string;
  readonly unit: string;
  /** What the transfers say minus what the position says. */
  readonly missing: number;
}

/** Recomputes every position of the page's members. Past points (`expired`, `redeemed`) follow a merge without a transfer: their differences cancel out over all pages. */
export async function readPlaceDifferences(client: Queryable, programId: string, page: MemberPage): Promise<PlaceDifference[]> {
  const { rows } = await client.query<{
    member_id: string;
    lot_id: string;
    account: string;
    ref: string;
    unit: string;
    missing: string;
  }>(PLACES_AGAINST_TRANSFERS, [programId, page.after, page.upTo]);
  return rows.map((row) => ({
    memberId: row.member_id,
    lotId: row.lot_id,
    account: row.account,
    ref: row.ref,
    unit: row.unit,
    missing: Number(row.missing),
  }));
}

/** What is looked at once for the whole program. `waitSeconds`: how long due work may wait before it counts as forgotten. */
export async function checkProgram(
  client: Queryable,
  programId: string,
  { waitSeconds }: { waitSeconds: number },
): Promise<AuditFinding[]> {
  const found: AuditFinding[] = [];
  for (const { text, waits } of PROGRAM_CHECKS) {
    found.push(...(await findings(client, text, waits ? [programId, waitSeconds] : [programId])));
  }
  return found;
}

async function findings(client: Queryable, text: string, values: unknown[]): Promise<AuditFinding[]> {
  const { rows } = await client.query<{ check: AuditFinding['check']; member_id: string | null; detail: string }>(text, values);
  return rows.map((row) => ({ check: row.check, memberId: row.member_id, detail: row.detail }));
}

/** An order with what is needed to settle it once more. */
export interface AuditedOrder {
  readonly storeId: string;
  readonly orderId: string;
  readonly name: string;
  readonly memberId: string | null;
  readonly snapshot: OrderSnapshot | null;
  readonly settled: SettledOrder | null;
  readonly settledAt: Instant | null;
}

/** Where a page of orders begins: after this order. */
export interface OrderPlace {
  readonly storeId: string;
  readonly orderId: string;
}

export const BEFORE_ALL_ORDERS: OrderPlace = { storeId: FIRST_ID, orderId: '' };

/** The next orders of a program after a place, at most `limit`; fewer mean that there are no more. */
export async function readOrderPage(
  client: Queryable,
  programId: string,
  { after, limit }: { after: OrderPlace; limit: number },
): Promise<AuditedOrder[]> {
  const { rows } = await client.query<{
    store_id: string;
    order_id: string;
    name: string;
    member_id: string | null;
    snapshot: OrderSnapshot | null;
    settled: SettledOrder | null;
    settled_at: Date | null;
  }>(
    `SELECT store_id, order_id, name, member_id, snapshot, settled, settled_at FROM order_record
     WHERE program_id = $1 AND (store_id, order_id) > ($2, $3) ORDER BY store_id, order_id LIMIT $4`,
    [programId, after.storeId, after.orderId, limit],
  );
  return rows.map((row) => ({
    storeId: row.store_id,
    orderId: row.order_id,
    name: row.name,
    memberId: row.member_id,
    snapshot: row.snapshot,
    settled: row.settled,
    settledAt: toInstant(row.settled_at),
  }));
}

/** Compares what orders remember with what the ledger wrote for them. Both ends belong to the page. */
export async function checkOrders(
  client: Queryable,
  programId: string,
  page: { first: OrderPlace; last: OrderPlace },
): Promise<AuditFinding[]> {
  return findings(client, ORDER_CHECKS, [programId, page.first.storeId, page.first.orderId, page.last.storeId, page.last.orderId]);
}

/** A code that an order used up. */
export interface CapturedCode {
  readonly storeId: string;
  readonly orderId: string;
  readonly redemptionId: string;
  readonly code: string;
  readonly reward: Reward;
  readonly points: number;
  readonly discountMinor: number;
}

/** The redemptions that a page's orders captured. */
export async function readCapturedCodes(client: Queryable, programId: string, orders: readonly OrderPlace[]): Promise<CapturedCode[]> {
  const { rows } = await client.query<{
    store_id: string;
    order_id: string;
    id: string;
    code: string;
    reward: Reward;
    captured_points: string;
    discount_minor: string | null;
  }>(
    `SELECT r.store_id, r.order_id, r.id, r.code, r.reward, r.captured_points, r.discount_minor
     FROM redemption r JOIN unnest($2::uuid[], $3::text[]) AS o(store_id, order_id) ON r.store_id = o.store_id AND r.order_id = o.order_id
     WHERE r.program_id = $1 AND r.state = 'captured' AND r.code IS NOT NULL`,
    [programId, orders.map(({ storeId }) => storeId), orders.map(({ orderId }) => orderId)],
  );
  return rows.map((row) => ({
    storeId: row.store_id,
    orderId: row.order_id,
    redemptionId: row.id,
    code: row.code,
    reward: row.reward,
    points: Number(row.captured_points),
    discountMinor: Number(row.discount_minor ?? 0),
  }));
}

/** Where a member stands, and when that was last judged. */
export interface AuditedStanding {
  readonly memberId: string;
  readonly isMember: boolean;
  readonly tierId: string | null;
  /** The rule book's own memory; null: never judged. */
  readonly state: unknown;
  readonly reviewAt: Instant | null;
  /** The last moment at which the rules are known to have looked; null: never. */
  readonly judgedAt: Instant | null;
  /** A review was asked for and has not happened yet. */
  readonly reviewWaits: boolean;
}

/** Standings of the page's guests and members; who is blocked, left, erased or merged is judged no more. */
export async function readStandings(client: Queryable, programId: string, page: MemberPage): Promise<AuditedStanding[]> {
  const { rows } = await client.query<{
    id: string;
    member: boolean;
    tier_id: string | null;
    state: unknown;
    review_at: Date | null;
    judged_at: Date | null;
    waits: boolean;
  }>(
    `SELECT m.id, m.state = 'member' AS member, t.tier_id, t.state, t.review_at,
       GREATEST(t.updated_at, (SELECT max(o.settled_at) FROM order_record o WHERE o.program_id = $1 AND o.member_id = m.id)) AS judged_at,
       EXISTS (SELECT 1 FROM outbox b WHERE b.program_id = $1 AND b.state = 'waiting' AND b.key = 'review:' || m.id) AS waits
     FROM member m LEFT JOIN member_tier t ON t.program_id = m.program_id AND t.member_id = m.id
     WHERE m.program_id = $1 AND m.id > $2 AND m.id <= $3 AND m.state IN ('guest', 'member') ORDER BY m.id`,
    [programId, page.after, page.upTo],
  );
  return rows.map((row) => ({
    memberId: row.id,
    isMember: row.member,
    tierId: row.tier_id,
    state: row.state,
    reviewAt: toInstant(row.review_at),
    judgedAt: toInstant(row.judged_at),
    reviewWaits: row.waits,
  }));
}

/** From when on a version can have been judged by: it was published, and in force. */
export async function readVersionStart(client: Queryable, programId: string, no: number): Promise<Instant> {
  const { rows } = await client.query<{ at: Date }>(
    'SELECT GREATEST(effective_at, published_at) AS at FROM program_version WHERE program_id = $1 AND no = $2',
    [programId, no],
  );
  if (!rows[0]) throw new Error(`program ${programId} has no version ${no}`);
  return toInstant(rows[0].at);
}
