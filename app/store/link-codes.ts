import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** Whose code it is: a signed-in account of a store. */
export interface LinkCodeHolder {
  readonly storeId: string;
  readonly customerId: string;
}

/** Keeps a code by its hash. Earlier codes of the same account do not work any more, and what is long over is removed. */
export async function insertLinkCode(
  client: Queryable,
  address: StoreAddress,
  code: { readonly codeHash: string; readonly customerId: string; readonly now: Instant; readonly expiresAt: Instant },
): Promise<void> {
  const { programId, storeId } = address;
  await client.query(
    'DELETE FROM link_code WHERE program_id = $1 AND ((store_id = $2 AND customer_id = $3 AND used_at IS NULL) OR expires_at < $4)',
    [programId, storeId, code.customerId, fromInstant(code.now - 86_400_000)],
  );
  await client.query(
    'INSERT INTO link_code (program_id, code_hash, store_id, customer_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [programId, code.codeHash, storeId, code.customerId, fromInstant(code.now), fromInstant(code.expiresAt)],
  );
}

/** Takes a code once: null when there is none, it was taken before, or its time is over. */
export async function takeLinkCode(
  client: Queryable,
  programId: string,
  wanted: { readonly codeHash: string; readonly now: Instant },
): Promise<LinkCodeHolder | null> {
  const { rows } = await client.query<{ store_id: string; customer_id: string }>(
    `UPDATE link_code SET used_at = $3 WHERE program_id = $1 AND code_hash = $2 AND used_at IS NULL AND expires_at > $3 RETURNING store_id, customer_id`,
    [programId, wanted.codeHash, fromInstant(wanted.now)],
  );
  return rows[0] ? { storeId: rows[0].store_id, customerId: rows[0].customer_id } : null;
}
