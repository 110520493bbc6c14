import type { Queryable } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** Units in which a member has a balance row. */
export async function readUnits(client: Queryable, programId: string, memberId: string): Promise<string[]> {
  const { rows } = await client.query<{ unit: string }>('SELECT unit FROM balance WHERE program_id = $1 AND member_id = $2 ORDER BY unit', [
    programId,
    memberId,
  ]);
  return rows.map((row) => row.unit);
}

/** A platform customer becomes another name of a member. */
export async function saveAlias(
  client: Queryable,
  address: StoreAddress,
  alias: { readonly customerId: string; readonly memberId: string },
): Promise<void> {
  await client.query(
    `INSERT INTO member_identity (program_id, store_id, customer_id, member_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (program_id, store_id, customer_id) DO UPDATE SET member_id = EXCLUDED.member_id`,
    [address.programId, address.storeId, alias.customerId, alias.memberId],
  );
}

/** Everything that names one member names another from now on; the ledger moves by its own posting. Both members are locked by the caller. */
export async function moveRecords(
  client: Queryable,
  programId: string,
  members: { readonly from: string; readonly to: string },
): Promise<void> {
  const values = [programId, members.from, members.to];
  await client.query('UPDATE member_identity SET member_id = $3 WHERE program_id = $1 AND member_id = $2', values);
  await client.query('UPDATE order_record SET member_id = $3, revision = revision + 1 WHERE program_id = $1 AND member_id = $2', values);
  await client.query('UPDATE redemption SET member_id = $3 WHERE program_id = $1 AND member_id = $2', values);
  await client.query('UPDATE tier_change SET member_id = $3 WHERE program_id = $1 AND member_id = $2', values);
  await client.query('DELETE FROM member_tier WHERE program_id = $1 AND member_id = $2', [programId, members.from]);
  await client.query(
    `UPDATE member SET state = 'merged', merged_into = $3, by_email = false, updated_at = clock_timestamp() WHERE program_id = $1 AND id = $2`,
    values,
  );
  await client.query(
    `UPDATE member k SET state = CASE WHEN k.state = 'guest' AND g.joined_at IS NOT NULL THEN 'member' ELSE k.state END, joined_at = LEAST(k.joined_at, g.joined_at),
       joined_via = COALESCE(k.joined_via, g.joined_via), updated_at = clock_timestamp()
     FROM member g WHERE g.program_id = $1 AND g.id = $2 AND k.program_id = $1 AND k.id = $3`,
    values,
  );
}
