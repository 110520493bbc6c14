import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant } from './database.ts';

/** Beyond that many nobody counts them one by one: the page says "more than". */
export const MOST_COUNTED = 10_000;

export interface RewardUse {
  /** How often it was redeemed, at most MOST_COUNTED + 1. */
  readonly inAll: number;
  readonly lately: number;
}

/** How often rewards were redeemed, in all and since a moment; what was taken back counts as well. A count stops a little above MOST_COUNTED. */
export async function countUses(
  client: Queryable,
  programId: string,
  { rewardIds, since }: { readonly rewardIds: readonly string[]; readonly since: Instant },
): Promise<Map<string, RewardUse>> {
  const { rows } = await client.query<{ reward_id: string; in_all: number; lately: number }>({
    name: 'count_reward_uses',
    text: `SELECT wanted.reward_id,
        (SELECT count(*)::int FROM (SELECT 1 FROM redemption r WHERE r.program_id = $1 AND r.reward_id = wanted.reward_id LIMIT $4) AS found) AS in_all,
        (SELECT count(*)::int FROM (SELECT 1 FROM redemption r WHERE r.program_id = $1 AND r.reward_id = wanted.reward_id AND r.created_at >= $3 LIMIT $4) AS found) AS lately
      FROM unnest($2::text[]) AS wanted(reward_id)`,
    values: [programId, [...new Set(rewardIds)], fromInstant(since), MOST_COUNTED + 1],
  });
  return new Map(rows.map((row) => [row.reward_id, { inAll: row.in_all, lately: row.lately }]));
}

/** From how many pieces or codes on each reward is said to run low, where somebody set it. */
export async function readLowMarks(client: Queryable, programId: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ reward_id: string; low_at: number }>({
    name: 'read_low_marks',
    text: 'SELECT reward_id, low_at FROM reward_low_mark WHERE program_id = $1',
    values: [programId],
  });
  return new Map(rows.map((row) => [row.reward_id, row.low_at]));
}

export async function writeLowMark(
  client: Queryable,
  programId: string,
  { rewardId, lowAt, updatedBy }: { readonly rewardId: string; readonly lowAt: number; readonly updatedBy: string },
): Promise<void> {
  await client.query(
    `INSERT INTO reward_low_mark (program_id, reward_id, low_at, updated_by, updated_at) VALUES ($1, $2, $3, $4, clock_timestamp())
     ON CONFLICT (program_id, reward_id) DO UPDATE SET low_at = EXCLUDED.low_at, updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at`,
    [programId, rewardId, lowAt, updatedBy],
  );
}
