import type { Redemption } from '#app/domain/decisions/redemption-state.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** A redemption as the vault keeps it: what the rules read, where it came from, and the discount its code stands under. */
export interface RedemptionRecord extends Redemption {
  readonly origin: string;
  readonly discountId: string | null;
  /** A piece of the counted stock was set aside for it. */
  readonly fromStock: boolean;
  readonly handedOverAt: Instant | null;
  readonly handedOverBy: string | null;
}

interface RedemptionRow {
  readonly id: string;
  readonly member_id: string;
  readonly store_id: string;
  readonly reward_id: string;
  readonly version_no: number;
  readonly reward: Reward;
  readonly unit: string;
  readonly points: string;
  readonly state: Redemption['state'];
  readonly side_state: RedemptionRecord['sideState'];
  readonly end_reason: string | null;
  readonly origin: string;
  readonly discount_id: string | null;
  readonly code: string | null;
  readonly code_expires_at: Date | null;
  readonly hold_ends_at: Date | null;
  readonly order_id: string | null;
  readonly captured_points: string;
  readonly returned_points: string;
  readonly discount_minor: string | null;
  readonly discount_currency: string | null;
  readonly from_stock: boolean;
  readonly handed_over_at: Date | null;
  readonly handed_over_by: string | null;
  readonly created_at: Date;
}

const COLUMNS = `id, member_id, store_id, reward_id, version_no, reward, unit, points, state, side_state, end_reason, origin, discount_id, code, code_expires_at, hold_ends_at,
  order_id, captured_points, returned_points, discount_minor, discount_currency, from_stock, handed_over_at, handed_over_by, created_at`;

function toRecord(row: RedemptionRow): RedemptionRecord {
  return {
    redemptionId: row.id,
    memberId: row.member_id,
    storeId: row.store_id,
    rewardId: row.reward_id,
    versionNo: row.version_no,
    reward: row.reward,
    unit: row.unit,
    points: Number(row.points),
    state: row.state,
    sideState: row.side_state,
    endReason: row.end_reason,
    origin: row.origin,
    discountId: row.discount_id,
    code: row.code,
    codeExpiresAt: toInstant(row.code_expires_at),
    holdEndsAt: toInstant(row.hold_ends_at),
    orderId: row.order_id,
    capturedPoints: Number(row.captured_points),
    returnedPoints: Number(row.returned_points),
    discountMinor: row.discount_minor === null ? null : Number(row.discount_minor),
    discountCurrency: row.discount_currency,
    fromStock: row.from_stock,
    handedOverAt: toInstant(row.handed_over_at),
    handedOverBy: row.handed_over_by,
    createdAt: toInstant(row.created_at),
  };
}

export async function readRedemption(client: Queryable, programId: string, redemptionId: string): Promise<RedemptionRecord | null> {
  const { rows } = await client.query<RedemptionRow>(`SELECT ${COLUMNS} FROM redemption WHERE program_id = $1 AND id = $2`, [
    programId,
    redemptionId,
  ]);
  return rows[0] ? toRecord(rows[0]) : null;
}

/** These redemptions, in no order; those that do not exist are absent. */
export async function readRedemptions(client: Queryable, programId: string, redemptionIds: readonly string[]): Promise<RedemptionRecord[]> {
  if (redemptionIds.length === 0) return [];
  const { rows } = await client.query<RedemptionRow>(`SELECT ${COLUMNS} FROM redemption WHERE program_id = $1 AND id = ANY ($2::uuid[])`, [
    programId,
    redemptionIds,
  ]);
  return rows.map(toRecord);
}

/** Reads a redemption and takes its row until the transaction ends. */
export async function lockRedemption(client: Queryable, programId: string, redemptionId: string): Promise<RedemptionRecord | null> {
  const { rows } = await client.query<RedemptionRow>(`SELECT ${COLUMNS} FROM redemption WHERE program_id = $1 AND id = $2 FOR UPDATE`, [
    programId,
    redemptionId,
  ]);
  return rows[0] ? toRecord(rows[0]) : null;
}

/** The redemptions behind codes used at a store, and those attached to or captured by these orders; locked in id order. Codes are compared in capitals. */
export async function lockRedemptionsOfOrders(
  client: Queryable,
  address: StoreAddress,
  wanted: { readonly codes: readonly string[]; readonly orderIds: readonly string[] },
): Promise<RedemptionRecord[]> {
  const { rows } = await client.query<RedemptionRow>({
    name: 'lock_redemptions_of_orders',
    text: `SELECT ${COLUMNS} FROM redemption WHERE program_id = $1 AND store_id = $2 AND (code = ANY ($3) OR order_id = ANY ($4)) ORDER BY id FOR UPDATE`,
    values: [address.programId, address.storeId, wanted.codes.map((code) => code.toUpperCase()), wanted.orderIds],
  });
  return rows.map(toRecord);
}

/** A member's redemptions, newest first, at most 500. */
export async function readRedemptionsOfMember(client: Queryable, programId: string, memberId: string): Promise<RedemptionRecord[]> {
  const { rows } = await client.query<RedemptionRow>(
    `SELECT ${COLUMNS} FROM redemption WHERE program_id = $1 AND member_id = $2 ORDER BY created_at DESC, id DESC LIMIT 500`,
    [programId, memberId],
  );
  return rows.map(toRecord);
}

/** A member's redemptions that still hold points or a usable code, newest first, at most 500. */
export async function readOpenRedemptions(client: Queryable, programId: string, memberId: string): Promise<RedemptionRecord[]> {
  const { rows } = await client.query<RedemptionRow>(
    `SELECT ${COLUMNS} FROM redemption WHERE program_id = $1 AND member_id = $2 AND state IN ('creating', 'ready', 'attached') ORDER BY created_at DESC, id DESC LIMIT 500`,
    [programId, memberId],
  );
  return rows.map(toRecord);
}

/** A store's redemptions that no order has yet and that still hold points or a usable code. */
export async function readOpenOfStore(client: Queryable, address: StoreAddress, limit: number): Promise<RedemptionRecord[]> {
  const { rows } = await client.query<RedemptionRow>(
    `SELECT ${COLUMNS} FROM redemption WHERE program_id = $1 AND store_id = $2 AND state IN ('creating', 'ready') ORDER BY id LIMIT $3`,
    [address.programId, address.storeId, limit],
  );
  return rows.map(toRecord);
}

/** Saves a new redemption. False when the id is taken: it is a repeat; or when its pickup code is. */
export async function insertRedemption(client: Queryable, programId: string, redemption: RedemptionRecord): Promise<boolean> {
  const r = redemption;
  const { rows } = await client.query(
    `INSERT INTO redemption (program_id, id, member_id, store_id, reward_id, version_no, reward, unit, points, state, origin, discount_id, code, code_expires_at, hold_ends_at, created_at, updated_at, from_stock)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17) ON CONFLICT DO NOTHING RETURNING 1`,
    [
      programId,
      r.redemptionId,
      r.memberId,
      r.storeId,
      r.rewardId,
      r.versionNo,
      JSON.stringify(r.reward),
      r.unit,
      r.points,
      r.state,
      r.origin,
      r.discountId,
      r.code,
      fromInstant(r.codeExpiresAt),
      fromInstant(r.holdEndsAt),
      fromInstant(r.createdAt),
      r.fromStock,
    ],
  );
  return rows.length > 0;
}

export type RedemptionChange = Partial<
  Pick<
    RedemptionRecord,
    | 'state'
    | 'sideState'
    | 'endReason'
    | 'orderId'
    | 'capturedPoints'
    | 'returnedPoints'
    | 'discountMinor'
    | 'discountCurrency'
    | 'fromStock'
    | 'handedOverAt'
    | 'handedOverBy'
    | 'memberId'
  >
>;

/** Changes a redemption that is still in the state it was read in. False: somebody was faster. */
export async function changeRedemption(
  client: Queryable,
  programId: string,
  step: { readonly was: RedemptionRecord; readonly change: RedemptionChange },
): Promise<boolean> {
  const { was, change } = step;
  const next = { ...was, ...change };
  const { rows } = await client.query(
    `UPDATE redemption SET state = $5, side_state = $6, end_reason = $7, order_id = $8, captured_points = $9, returned_points = $10, discount_minor = $11, discount_currency = $12,
       member_id = COALESCE($13, member_id), from_stock = $14, handed_over_at = $15, handed_over_by = $16, updated_at = clock_timestamp()
     WHERE program_id = $1 AND id = $2 AND state = $3 AND side_state IS NOT DISTINCT FROM $4 RETURNING 1`,
    [
      programId,
      was.redemptionId,
      was.state,
      was.sideState,
      next.state,
      next.sideState,
      next.endReason,
      next.orderId,
      next.capturedPoints,
      next.returnedPoints,
      next.discountMinor,
      next.discountCurrency,
      // Whose it is may have changed by a merge since it was read.
      change.memberId ?? null,
      next.fromStock,
      fromInstant(next.handedOverAt),
      next.handedOverBy,
    ],
  );
  return rows.length > 0;
}

/** Redemptions whose code the platform refuses to make begin to end; their points come back. Answers their ids. */
export async function endUnmade(client: Queryable, address: StoreAddress, discountId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE redemption SET side_state = 'returning', end_reason = 'not-made', updated_at = clock_timestamp()
     WHERE program_id = $1 AND store_id = $2 AND discount_id = $3 AND state = 'creating' AND side_state IS NULL RETURNING id`,
    [address.programId, address.storeId, discountId],
  );
  return rows.map((row) => row.id);
}

/** Redemptions of a store whose hold is over and that nobody has begun to end. */
export async function readEndedHolds(
  client: Queryable,
  now: Instant,
  limit: number,
): Promise<{ readonly programId: string; readonly redemption: RedemptionRecord }[]> {
  const { rows } = await client.query<RedemptionRow & { program_id: string }>(
    `SELECT program_id, ${COLUMNS} FROM redemption WHERE state IN ('creating', 'ready') AND side_state IS NULL AND hold_ends_at <= $1 ORDER BY hold_ends_at LIMIT $2`,
    [fromInstant(now), limit],
  );
  return rows.map((row) => ({ programId: row.program_id, redemption: toRecord(row) }));
}

/** How many redemptions a member took back since a moment. */
export async function countUndosSince(
  client: Queryable,
  programId: string,
  wanted: { readonly memberId: string; readonly since: Instant },
): Promise<number> {
  const { rows } = await client.query<{ undos: string }>(
    `SELECT count(*) AS undos FROM redemption WHERE program_id = $1 AND member_id = $2 AND end_reason = 'undone' AND updated_at >= $3`,
    [programId, wanted.memberId, fromInstant(wanted.since)],
  );
  return Number(rows[0]?.undos ?? 0);
}
