import type { Queryable } from './database.ts';

/** How many pieces of a reward are left, under lock until the transaction ends; null: nobody counts them. */
export async function lockStock(client: Queryable, programId: string, rewardId: string): Promise<number | null> {
  const { rows } = await client.query<{ left: number }>(
    'SELECT "left" FROM reward_stock WHERE program_id = $1 AND reward_id = $2 FOR UPDATE',
    [programId, rewardId],
  );
  return rows[0]?.left ?? null;
}

/** How many pieces are left as it stands, by reward; rewards that nobody counts are absent. For show: what is given away is decided under lock. */
export async function readStock(client: Queryable, programId: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ reward_id: string; left: number }>({
    name: 'read_reward_stock',
    text: 'SELECT reward_id, "left" FROM reward_stock WHERE program_id = $1',
    values: [programId],
  });
  return new Map(rows.map((row) => [row.reward_id, row.left]));
}

/** Sets a piece aside (−1) or puts it back (1). The caller holds the lock where it takes; where nobody counts any more nothing happens. */
export async function addToStock(
  client: Queryable,
  programId: string,
  { rewardId, by }: { readonly rewardId: string; readonly by: 1 | -1 },
): Promise<void> {
  await client.query('UPDATE reward_stock SET "left" = "left" + $3 WHERE program_id = $1 AND reward_id = $2', [programId, rewardId, by]);
}

/** Writes how many are left, counted by a person. */
export async function writeStock(
  client: Queryable,
  programId: string,
  { rewardId, left, updatedBy }: { readonly rewardId: string; readonly left: number; readonly updatedBy: string },
): Promise<void> {
  await client.query(
    `INSERT INTO reward_stock (program_id, reward_id, "left", updated_by, updated_at) VALUES ($1, $2, $3, $4, clock_timestamp())
     ON CONFLICT (program_id, reward_id) DO UPDATE SET "left" = EXCLUDED."left", updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at`,
    [programId, rewardId, left, updatedBy],
  );
}
