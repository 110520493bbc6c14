import type { Queryable } from './database.ts';

/** A code as a pool keeps it: hashed with a key, and sealed. */
export interface PooledVoucher {
  readonly codeHash: Buffer;
  readonly sealed: string;
  /** "2027-01-31"; null: it has no last day. */
  readonly expiresOn: string | null;
  readonly line: number;
}

interface Pool {
  readonly programId: string;
  readonly rewardId: string;
}

/** Adds codes to a pool; those that it has already are left as they are. Answers the hashes (hex) that are new. */
export async function insertVouchers(
  client: Queryable,
  { programId, rewardId, uploadId }: Pool & { readonly uploadId: string },
  vouchers: readonly PooledVoucher[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ hash: string }>(
    `INSERT INTO voucher (program_id, reward_id, code_hash, sealed, expires_on, upload_id, line)
     SELECT $1, $2, code_hash, sealed, expires_on, $3, line FROM unnest($4::bytea[], $5::text[], $6::date[], $7::int[]) AS v(code_hash, sealed, expires_on, line)
     ON CONFLICT DO NOTHING RETURNING encode(code_hash, 'hex') AS hash`,
    [
      programId,
      rewardId,
      uploadId,
      vouchers.map(({ codeHash }) => codeHash),
      vouchers.map(({ sealed }) => sealed),
      vouchers.map(({ expiresOn }) => expiresOn),
      vouchers.map(({ line }) => line),
    ],
  );
  return new Set(rows.map(({ hash }) => hash));
}

/** Those of the hashes (hex) that the pool has already, whatever became of them. */
export async function findVouchers(client: Queryable, { programId, rewardId }: Pool, hashes: readonly Buffer[]): Promise<Set<string>> {
  const { rows } = await client.query<{ hash: string }>(
    `SELECT encode(code_hash, 'hex') AS hash FROM voucher WHERE program_id = $1 AND reward_id = $2 AND code_hash = ANY ($3::bytea[])`,
    [programId, rewardId, hashes],
  );
  return new Set(rows.map(({ hash }) => hash));
}

export interface ClaimedVoucher {
  readonly rewardId: string;
  readonly redemptionId: string;
  readonly codeHash: Buffer;
  readonly sealed: string;
  readonly state: 'claimed' | 'given';
  readonly expiresOn: string | null;
}

const CLAIMED = `reward_id AS "rewardId", redemption_id AS "redemptionId", code_hash AS "codeHash", sealed, state, expires_on::text AS "expiresOn"`;

/** Takes a free code that still works `today` ("2026-11-24") for a redemption, the soonest to end first; null: there is none. Racing claims never get the same one. */
export async function claimVoucher(
  client: Queryable,
  programId: string,
  claim: { readonly rewardId: string; readonly redemptionId: string; readonly today: string },
): Promise<ClaimedVoucher | null> {
  const { rows } = await client.query<ClaimedVoucher>({
    name: 'claim_voucher',
    text: `UPDATE voucher SET state = 'claimed', redemption_id = $3, changed_at = clock_timestamp() WHERE program_id = $1 AND reward_id = $2 AND code_hash = (
        SELECT code_hash FROM voucher WHERE program_id = $1 AND reward_id = $2 AND state = 'free' AND (expires_on IS NULL OR expires_on >= $4)
        ORDER BY expires_on, upload_id, line LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING ${CLAIMED}`,
    values: [programId, claim.rewardId, claim.redemptionId, claim.today],
  });
  return rows[0] ?? null;
}

/** The codes of redemptions, by redemption; one that was freed again has none. */
export async function readVouchersOf(
  client: Queryable,
  programId: string,
  redemptionIds: readonly string[],
): Promise<Map<string, ClaimedVoucher>> {
  if (redemptionIds.length === 0) return new Map();
  const { rows } = await client.query<ClaimedVoucher>(
    `SELECT ${CLAIMED} FROM voucher WHERE program_id = $1 AND redemption_id = ANY ($2::uuid[])`,
    [programId, redemptionIds],
  );
  return new Map(rows.map((row) => [row.redemptionId, row]));
}

/** A redemption's code, under lock until the transaction ends; null: it has none (yet, any more). */
export async function lockVoucherOf(client: Queryable, programId: string, redemptionId: string): Promise<ClaimedVoucher | null> {
  const { rows } = await client.query<ClaimedVoucher>(
    `SELECT ${CLAIMED} FROM voucher WHERE program_id = $1 AND redemption_id = $2 FOR UPDATE`,
    [programId, redemptionId],
  );
  return rows[0] ?? null;
}

/** Their members are about to see these codes: from now on they stay theirs. */
export async function markVouchersGiven(client: Queryable, programId: string, redemptionIds: readonly string[]): Promise<void> {
  await client.query(
    `UPDATE voucher SET state = 'given', changed_at = clock_timestamp() WHERE program_id = $1 AND redemption_id = ANY ($2::uuid[]) AND state = 'claimed'`,
    [programId, redemptionIds],
  );
}

/** A code that its member never saw can be given to somebody else. False: it was seen, or there is none. */
export async function freeVoucher(client: Queryable, programId: string, redemptionId: string): Promise<boolean> {
  const { rows } = await client.query(
    `UPDATE voucher SET state = 'free', redemption_id = NULL, changed_at = clock_timestamp() WHERE program_id = $1 AND redemption_id = $2 AND state = 'claimed' RETURNING 1`,
    [programId, redemptionId],
  );
  return rows.length > 0;
}

/** Takes free codes out of a pool for good, at most `count` of them (null: all), the last of the file first. Answers how many. */
export async function withdrawVouchers(
  client: Queryable,
  { programId, rewardId }: Pool,
  which: { readonly uploadId: string | null; readonly count: number | null },
): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE voucher SET state = 'withdrawn', changed_at = clock_timestamp() WHERE program_id = $1 AND reward_id = $2 AND code_hash = ANY (ARRAY(
       SELECT code_hash FROM voucher WHERE program_id = $1 AND reward_id = $2 AND state = 'free' AND ($3::uuid IS NULL OR upload_id = $3)
       ORDER BY created_at DESC, line DESC LIMIT $4 FOR UPDATE SKIP LOCKED))`,
    [programId, rewardId, which.uploadId, which.count],
  );
  return rowCount ?? 0;
}

export interface VoucherCounts {
  readonly rewardId: string;
  readonly free: number;
  readonly claimed: number;
  readonly given: number;
  readonly withdrawn: number;
  /** Free ones whose last day has passed: not among `free`. */
  readonly expired: number;
  /** The next last day of free codes, and how many end then. */
  readonly endsNext: { readonly on: string; readonly count: number } | null;
}

/** What became of a program's codes, by reward, as of `today`. `rewardId` null: of all pools. */
export async function countVouchers(
  client: Queryable,
  programId: string,
  asked: { readonly rewardId: string | null; readonly today: string },
): Promise<Map<string, VoucherCounts>> {
  const { rows } = await client.query<{ reward_id: string; state: string; expires_on: string | null; codes: string }>(
    `SELECT reward_id, state, CASE WHEN state = 'free' THEN expires_on::text END AS expires_on, count(*) AS codes FROM voucher
     WHERE program_id = $1 AND ($2::text IS NULL OR reward_id = $2) GROUP BY 1, 2, 3`,
    [programId, asked.rewardId],
  );
  const byReward = Map.groupBy(rows, (row) => row.reward_id);
  return new Map([...byReward].map(([rewardId, of]) => [rewardId, toCounts(rewardId, of, asked.today)]));
}

function toCounts(
  rewardId: string,
  rows: readonly { readonly state: string; readonly expires_on: string | null; readonly codes: string }[],
  today: string,
): VoucherCounts {
  const isOver = (row: { readonly expires_on: string | null }) => row.expires_on !== null && row.expires_on < today;
  const sum = (of: typeof rows) => of.reduce((all, { codes }) => all + Number(codes), 0);
  const free = rows.filter((row) => row.state === 'free');
  const next = free
    .filter((row) => row.expires_on !== null && !isOver(row))
    .sort((a, b) => ((a.expires_on ?? '') < (b.expires_on ?? '') ? -1 : 1))[0];
  return {
    rewardId,
    free: sum(free.filter((row) => !isOver(row))),
    claimed: sum(rows.filter(({ state }) => state === 'claimed')),
    given: sum(rows.filter(({ state }) => state === 'given')),
    withdrawn: sum(rows.filter(({ state }) => state === 'withdrawn')),
    expired: sum(free.filter(isOver)),
    endsNext: next?.expires_on == null ? null : { on: next.expires_on, count: Number(next.codes) },
  };
}

/** Those of the rewards that have a code to give today. */
export async function readRewardsWithVouchers(
  client: Queryable,
  programId: string,
  asked: { readonly rewardIds: readonly string[]; readonly today: string },
): Promise<ReadonlySet<string>> {
  if (asked.rewardIds.length === 0) return new Set();
  const { rows } = await client.query<{ reward_id: string }>({
    name: 'rewards_with_vouchers',
    text: `SELECT reward_id FROM unnest($2::text[]) AS wanted(reward_id) WHERE EXISTS (
      SELECT 1 FROM voucher v WHERE v.program_id = $1 AND v.reward_id = wanted.reward_id AND v.state = 'free' AND (v.expires_on IS NULL OR v.expires_on >= $3))`,
    values: [programId, asked.rewardIds, asked.today],
  });
  return new Set(rows.map((row) => row.reward_id));
}
