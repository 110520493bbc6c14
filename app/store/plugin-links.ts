import type { Queryable } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** Why the last look at a site failed, in words for its owner; null: it was fine, or the site is not connected. */
export async function readSiteProblem(client: Queryable, { programId, storeId }: StoreAddress): Promise<string | null> {
  const { rows } = await client.query<{ problem: string | null }>(
    'SELECT problem FROM woocommerce_connection WHERE program_id = $1 AND store_id = $2',
    [programId, storeId],
  );
  return rows[0]?.problem ?? null;
}
