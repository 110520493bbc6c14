import type { Instant } from '#app/domain/instant.ts';
import { fromInstant, type Queryable } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** Notes that a store turned us away. Answers since when it does. */
export async function noteRefusal(
  client: Queryable,
  address: StoreAddress,
  refusal: { readonly at: Instant; readonly words: string },
): Promise<Instant> {
  const { rows } = await client.query<{ since: Date }>(
    `INSERT INTO store_refusal (program_id, store_id, since, words) VALUES ($1, $2, $3, $4)
     ON CONFLICT (program_id, store_id) DO UPDATE SET words = $4 RETURNING since`,
    [address.programId, address.storeId, fromInstant(refusal.at), refusal.words.slice(0, 500)],
  );
  return rows[0]?.since.getTime() ?? refusal.at;
}

/** It let us in (again), or is let go. */
export async function forgetRefusal(client: Queryable, address: StoreAddress): Promise<void> {
  await client.query('DELETE FROM store_refusal WHERE program_id = $1 AND store_id = $2', [address.programId, address.storeId]);
}

/** Stores of a program that turn us away at the moment, by id. */
export async function readRefusals(
  client: Queryable,
  programId: string,
): Promise<Map<string, { readonly since: Instant; readonly words: string }>> {
  const { rows } = await client.query<{ store_id: string; since: Date; words: string }>(
    'SELECT store_id, since, words FROM store_refusal WHERE program_id = $1',
    [programId],
  );
  return new Map(rows.map((row) => [row.store_id, { since: row.since.getTime(), words: row.words }]));
}
