import type { Instant } from '#app/domain/instant.ts';
import type { DiscountDescription } from '#app/domain/rewards/discount.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** A discount on the platform under which codes of one reward and one expiry cohort stand. */
export interface DiscountRecord {
  readonly discountId: string;
  readonly storeId: string;
  readonly rewardId: string;
  readonly valueHash: string;
  readonly cohort: string;
  readonly description: DiscountDescription;
  /** Set for a discount that was made for one redemption. */
  readonly redemptionId: string | null;
  readonly platformRef: string | null;
  readonly endsAt: Instant | null;
}

interface DiscountRow {
  readonly id: string;
  readonly store_id: string;
  readonly reward_id: string;
  readonly value_hash: string;
  readonly cohort: string;
  readonly description: DiscountDescription;
  readonly redemption_id: string | null;
  readonly platform_ref: string | null;
  readonly ends_at: Date | null;
}

const COLUMNS = 'id, store_id, reward_id, value_hash, cohort, description, redemption_id, platform_ref, ends_at';

function toRecord(row: DiscountRow): DiscountRecord {
  return {
    discountId: row.id,
    storeId: row.store_id,
    rewardId: row.reward_id,
    valueHash: row.value_hash,
    cohort: row.cohort,
    description: row.description,
    redemptionId: row.redemption_id,
    platformRef: row.platform_ref,
    endsAt: toInstant(row.ends_at),
  };
}

/** Finds the pool of (store, reward, value, cohort), or makes it; for a discount of one redemption always makes one. */
export async function ensureDiscount(client: Queryable, programId: string, discount: DiscountRecord): Promise<DiscountRecord> {
  const d = discount;
  await client.query(
    `INSERT INTO reward_discount (program_id, id, store_id, reward_id, value_hash, cohort, description, redemption_id, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT DO NOTHING`,
    [
      programId,
      d.discountId,
      d.storeId,
      d.rewardId,
      d.valueHash,
      d.cohort,
      JSON.stringify(d.description),
      d.redemptionId,
      fromInstant(d.endsAt),
    ],
  );
  const { rows } = await client.query<DiscountRow>(
    `SELECT ${COLUMNS} FROM reward_discount WHERE program_id = $1 AND (id = $2 OR ($3::uuid IS NULL AND redemption_id IS NULL AND store_id = $4 AND reward_id = $5 AND value_hash = $6 AND cohort = $7))`,
    [programId, d.discountId, d.redemptionId, d.storeId, d.rewardId, d.valueHash, d.cohort],
  );
  const row = rows[0];
  if (!row) throw new Error('a discount that was just saved is not there');
  return toRecord(row);
}

export async function readDiscount(client: Queryable, programId: string, discountId: string): Promise<DiscountRecord | null> {
  const { rows } = await client.query<DiscountRow>(`SELECT ${COLUMNS} FROM reward_discount WHERE program_id = $1 AND id = $2`, [
    programId,
    discountId,
  ]);
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Takes one prepared code out of a pool, or null when it is empty. Racing claims never get the same one. */
export async function claimCode(
  client: Queryable,
  programId: string,
  claim: { readonly discountId: string; readonly redemptionId: string },
): Promise<string | null> {
  const { rows } = await client.query<{ code: string }>({
    name: 'claim_code',
    text: `UPDATE reward_code SET redemption_id = $3 WHERE program_id = $1 AND (store_id, code) = (
        SELECT store_id, code FROM reward_code WHERE program_id = $1 AND discount_id = $2 AND state = 'ready' AND redemption_id IS NULL LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING code`,
    values: [programId, claim.discountId, claim.redemptionId],
  });
  return rows[0]?.code ?? null;
}

/** Saves codes before the platform hears of them. */
export async function insertCodes(
  client: Queryable,
  address: StoreAddress,
  codes: { readonly discountId: string; readonly redemptionId: string | null; readonly codes: readonly string[] },
): Promise<void> {
  await client.query(
    `INSERT INTO reward_code (program_id, store_id, code, discount_id, state, redemption_id) SELECT $1, $2, code, $4, 'planned', $5 FROM unnest($3::text[]) AS code`,
    [address.programId, address.storeId, codes.codes, codes.discountId, codes.redemptionId],
  );
}

/** Codes that the platform does not know yet; those that a redemption waits for come first. */
export async function readPlannedCodes(client: Queryable, programId: string, discountId: string): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(
    `SELECT code FROM reward_code WHERE program_id = $1 AND discount_id = $2 AND state = 'planned' ORDER BY (redemption_id IS NULL), created_at, code LIMIT 250`,
    [programId, discountId],
  );
  return rows.map((row) => row.code);
}

/** How many codes of a pool are free or on their way, and how many were claimed in the last 7 days. */
export async function countPool(
  client: Queryable,
  programId: string,
  discountId: string,
): Promise<{ readonly free: number; readonly claimedLately: number }> {
  const { rows } = await client.query<{ free: string; lately: string }>(
    `SELECT count(*) FILTER (WHERE c.redemption_id IS NULL AND c.state IN ('planned', 'ready')) AS free,
       count(*) FILTER (WHERE r.created_at > clock_timestamp() - interval '7 days') AS lately
     FROM reward_code c LEFT JOIN redemption r ON r.program_id = c.program_id AND r.id = c.redemption_id WHERE c.program_id = $1 AND c.discount_id = $2`,
    [programId, discountId],
  );
  return { free: Number(rows[0]?.free ?? 0), claimedLately: Number(rows[0]?.lately ?? 0) };
}

export interface PreparedCodes {
  readonly discountId: string;
  readonly platformRef: string;
  readonly ready: readonly string[];
  readonly failed: readonly string[];
}

/** Notes what the platform made of planned codes; redemptions that waited for one become ready. */
export async function savePrepared(client: Queryable, programId: string, prepared: PreparedCodes): Promise<string[]> {
  await client.query('UPDATE reward_discount SET platform_ref = $3 WHERE program_id = $1 AND id = $2', [
    programId,
    prepared.discountId,
    prepared.platformRef,
  ]);
  await client.query(
    `UPDATE reward_code SET state = CASE WHEN code = ANY ($3) THEN 'ready' ELSE 'failed' END
     WHERE program_id = $1 AND discount_id = $2 AND state = 'planned' AND (code = ANY ($3) OR code = ANY ($4))`,
    [programId, prepared.discountId, prepared.ready, prepared.failed],
  );
  const { rows } = await client.query<{ member_id: string }>(
    `UPDATE redemption SET state = 'ready', updated_at = clock_timestamp() WHERE program_id = $1 AND discount_id = $2 AND state = 'creating' AND code = ANY ($3) RETURNING member_id`,
    [programId, prepared.discountId, prepared.ready],
  );
  return rows.map((row) => row.member_id);
}

/** A redemption whose code failed on the platform gets another one, saved before the call. */
export async function replaceFailedCode(
  client: Queryable,
  address: StoreAddress,
  change: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const { rows } = await client.query<{ discount_id: string; redemption_id: string }>(
    `SELECT discount_id, redemption_id FROM reward_code WHERE program_id = $1 AND store_id = $2 AND code = $3 AND state = 'failed' AND redemption_id IS NOT NULL`,
    [address.programId, address.storeId, change.from],
  );
  const row = rows[0];
  if (!row) return false;
  await insertCodes(client, address, { discountId: row.discount_id, redemptionId: row.redemption_id, codes: [change.to] });
  const changed = await client.query(
    `UPDATE redemption SET code = $4 WHERE program_id = $1 AND id = $2 AND code = $3 AND state = 'creating' RETURNING 1`,
    [address.programId, row.redemption_id, change.from, change.to],
  );
  return changed.rows.length > 0;
}

export async function markCodeRemoved(client: Queryable, address: StoreAddress, code: string): Promise<void> {
  await client.query(`UPDATE reward_code SET state = 'removed' WHERE program_id = $1 AND store_id = $2 AND code = $3`, [
    address.programId,
    address.storeId,
    code,
  ]);
}

/** Those of the codes that were taken out of use. */
export async function readRemovedCodes(client: Queryable, address: StoreAddress, codes: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ code: string }>(
    `SELECT code FROM reward_code WHERE program_id = $1 AND store_id = $2 AND code = ANY ($3) AND state = 'removed'`,
    [address.programId, address.storeId, codes],
  );
  return rows.map((row) => row.code);
}
