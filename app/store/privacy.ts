import type { Instant } from '#app/domain/instant.ts';
import type { Queryable } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/**
 * Removes the person and keeps the anonymous member: late refunds settle there, and the keyed e-mail hash guards once-only bonuses. Members who were merged
 * into this one were the same person.
 */
export async function anonymise(
  client: Queryable,
  programId: string,
  { memberId, forgetHashAt }: { readonly memberId: string; readonly forgetHashAt: Instant },
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `WITH RECURSIVE person AS (
       SELECT $2::uuid AS id UNION SELECT m.id FROM member m JOIN person p ON m.program_id = $1 AND m.merged_into = p.id)
     UPDATE member m SET state = CASE WHEN m.state = 'merged' THEN m.state ELSE 'erased' END, first_name = NULL, last_name = NULL, email = NULL, by_email = false,
       forget_hash_at = $3, updated_at = clock_timestamp()
     FROM person WHERE m.program_id = $1 AND m.id = person.id RETURNING m.id`,
    [programId, memberId, new Date(forgetHashAt)],
  );
  const ids = rows.map((row) => row.id);
  await client.query(
    `UPDATE order_record SET revision = revision + 1,
       snapshot = jsonb_set(snapshot, '{customer}', jsonb_build_object('customerId', snapshot#>'{customer,customerId}', 'email', NULL, 'firstName', NULL, 'lastName', NULL))
     WHERE program_id = $1 AND member_id = $2 AND jsonb_typeof(snapshot->'customer') = 'object'`,
    [programId, memberId],
  );
  await client.query(`UPDATE notice SET data = '{}' WHERE program_id = $1 AND member_id = ANY ($2::uuid[])`, [programId, ids]);
  await client.query(`DELETE FROM data_export WHERE program_id = $1 AND file#>>'{member,memberId}' = ANY ($2::text[])`, [programId, ids]);
  await client.query('DELETE FROM member_note WHERE program_id = $1 AND member_id = ANY ($2::uuid[])', [programId, ids]);
  // What was to prove that somebody is there proves nothing any more.
  await client.query('DELETE FROM till_code WHERE program_id = $1 AND member_id = ANY ($2::uuid[])', [programId, ids]);
  await client.query(
    `DELETE FROM link_code c USING member_identity i
     WHERE c.program_id = $1 AND i.program_id = $1 AND i.store_id = c.store_id AND i.customer_id = c.customer_id AND i.member_id = ANY ($2::uuid[])`,
    [programId, ids],
  );
  // Nobody is left to climb or to be told.
  await client.query('DELETE FROM member_tier WHERE program_id = $1 AND member_id = $2', [programId, memberId]);
}

/** Takes the person out of orders that never were theirs in our books: nobody's, or another member's by now. */
export async function anonymiseOrders(client: Queryable, address: StoreAddress, orderIds: readonly string[]): Promise<void> {
  await client.query(
    `UPDATE order_record SET revision = revision + 1,
       snapshot = jsonb_set(snapshot, '{customer}', jsonb_build_object('customerId', snapshot#>'{customer,customerId}', 'email', NULL, 'firstName', NULL, 'lastName', NULL))
     WHERE program_id = $1 AND store_id = $2 AND order_id = ANY ($3) AND jsonb_typeof(snapshot->'customer') = 'object'`,
    [address.programId, address.storeId, orderIds],
  );
}

/** A store's customers with this address, capitals aside, and whose they are here. At most 50. */
export async function findCustomersByEmail(
  client: Queryable,
  address: StoreAddress,
  email: string,
): Promise<{ readonly customerId: string; readonly memberId: string }[]> {
  const { rows } = await client.query<{ customer_id: string; member_id: string }>(
    `SELECT i.customer_id, i.member_id FROM member m JOIN member_identity i ON i.program_id = m.program_id AND i.member_id = m.id
     WHERE m.program_id = $1 AND lower(m.email) = lower($3) AND i.store_id = $2 ORDER BY i.created_at LIMIT 50`,
    [address.programId, address.storeId, email],
  );
  return rows.map((row) => ({ customerId: row.customer_id, memberId: row.member_id }));
}

/** Guests who are known by nothing but this address (as its keyed hash). */
export async function findGuestsByEmail(client: Queryable, programId: string, emailHash: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM member WHERE program_id = $1 AND email_hash = $2 AND by_email AND state = 'guest'`,
    [programId, emailHash],
  );
  return rows.map((row) => row.id);
}

/** Empties the bodies of handled messages that name a person: by customer id, order ids, or e-mail. */
export async function forgetMessagesOf(
  client: Queryable,
  address: StoreAddress,
  person: { readonly ids: readonly string[]; readonly email: string | null },
): Promise<number> {
  const ids = person.ids.map((id) => id.replace(/[^\w]/g, '')).filter((id) => id !== '');
  if (ids.length === 0 && person.email === null) return 0;
  const { rowCount } = await client.query(
    `UPDATE inbox SET body = '' WHERE program_id = $1 AND store_id = $2 AND state <> 'waiting' AND body <> ''
       AND (body ~ ANY (SELECT '\\m' || n || '\\M' FROM unnest($3::text[]) AS n) OR position(lower($4) IN lower(body)) > 0)`,
    [address.programId, address.storeId, ids, person.email],
  );
  return rowCount ?? 0;
}

/** Empties one message: what asked for an erasure names the person too. */
export async function forgetMessage(client: Queryable, programId: string, inboxId: string): Promise<void> {
  await client.query(`UPDATE inbox SET body = '' WHERE program_id = $1 AND id = $2 AND state <> 'waiting'`, [programId, inboxId]);
}

/** Whether somebody who was erased, and had this member's address, was welcomed with points already. */
export async function wasWelcomedBefore(client: Queryable, programId: string, memberId: string): Promise<boolean> {
  const { rows } = await client.query<{ welcomed: boolean }>(
    `SELECT EXISTS (SELECT FROM member me JOIN member gone ON gone.program_id = me.program_id AND gone.email_hash = me.email_hash AND gone.forget_hash_at IS NOT NULL
       JOIN posting p ON p.program_id = gone.program_id AND p.business_key = 'welcome:' || gone.id
       WHERE me.program_id = $1 AND me.id = $2) AS welcomed`,
    [programId, memberId],
  );
  return rows[0]?.welcomed === true;
}

/** Drops the address hashes of erased people that have guarded long enough, in all programs, a bounded number at a time. */
export async function forgetHashes(client: Queryable, now: Instant, limit: number): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE member SET email_hash = NULL, forget_hash_at = NULL WHERE (program_id, id) IN (
       SELECT program_id, id FROM member WHERE forget_hash_at <= $1 ORDER BY forget_hash_at LIMIT $2)`,
    [new Date(now), limit],
  );
  return rowCount ?? 0;
}

/** Empties the bodies of messages handled more than 30 days ago, in all programs, a bounded number at a time. */
export async function forgetOldMessages(client: Queryable, limit: number): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE inbox SET body = '' WHERE (program_id, id) IN (
       SELECT program_id, id FROM inbox WHERE state IN ('done', 'skipped') AND body <> '' AND done_at < clock_timestamp() - interval '30 days' LIMIT $1)`,
    [limit],
  );
  return rowCount ?? 0;
}

/** Members known through one store alone, at most `limit`, those not erased yet. */
export async function readMembersOnlyOf(client: Queryable, address: StoreAddress, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT m.id FROM member m WHERE m.program_id = $1 AND m.state NOT IN ('erased', 'merged')
       AND (EXISTS (SELECT 1 FROM member_identity i WHERE i.program_id = $1 AND i.member_id = m.id AND i.store_id = $2)
         OR EXISTS (SELECT 1 FROM order_record o WHERE o.program_id = $1 AND o.member_id = m.id AND o.store_id = $2))
       AND NOT EXISTS (SELECT 1 FROM member_identity i WHERE i.program_id = $1 AND i.member_id = m.id AND i.store_id <> $2)
       AND NOT EXISTS (SELECT 1 FROM order_record o WHERE o.program_id = $1 AND o.member_id = m.id AND o.store_id <> $2) LIMIT $3`,
    [address.programId, address.storeId, limit],
  );
  return rows.map((row) => row.id);
}

export async function markRedacted(client: Queryable, address: StoreAddress): Promise<void> {
  await client.query('DELETE FROM data_export WHERE program_id = $1 AND store_id = $2', [address.programId, address.storeId]);
  await client.query(`UPDATE store SET state = 'redacted' WHERE program_id = $1 AND id = $2`, [address.programId, address.storeId]);
  await client.query(`UPDATE inbox SET body = '' WHERE program_id = $1 AND store_id = $2 AND body <> '' AND state <> 'waiting'`, [
    address.programId,
    address.storeId,
  ]);
}

/** Keeps the answer to a data request; the same request is answered once. */
export async function insertDataExport(
  client: Queryable,
  address: StoreAddress,
  answer: { readonly id: string; readonly requestKey: string; readonly file: unknown },
): Promise<void> {
  await client.query(
    `INSERT INTO data_export (program_id, id, store_id, request_key, file) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (program_id, store_id, request_key) DO NOTHING`,
    [address.programId, answer.id, address.storeId, answer.requestKey, JSON.stringify(answer.file)],
  );
}
