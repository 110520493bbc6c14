import type { Instant } from '#app/domain/instant.ts';
import { fromInstant, type Queryable } from './database.ts';
import type { StoreAddress } from './inbox.ts';
import { insertStore, type StoreRecord } from './programs.ts';

/** A one-time code with which another store joins a program. Only its hash is known. */
export interface JoinCode {
  readonly programId: string;
  readonly id: string;
  readonly codeHash: string;
  /** The person who made it. */
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export async function insertJoinCode(client: Queryable, code: JoinCode): Promise<void> {
  await client.query(
    'INSERT INTO join_code (program_id, id, code_hash, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [code.programId, code.id, code.codeHash, code.createdBy, fromInstant(code.createdAt), fromInstant(code.expiresAt)],
  );
}

/** The program that a code still opens; null: it is unknown, used or over. */
export async function findJoinCode(client: Queryable, codeHash: string, now: Instant): Promise<string | null> {
  const { rows } = await client.query<{ program_id: string }>(
    'SELECT program_id FROM join_code WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2',
    [codeHash, fromInstant(now)],
  );
  return rows[0]?.program_id ?? null;
}

/** Uses a code, once: of two at the same time the second waits for the first one's commit and gets null. */
export async function takeJoinCode(
  client: Queryable,
  codeHash: string,
  use: { readonly by: string; readonly at: Instant },
): Promise<string | null> {
  const { rows } = await client.query<{ program_id: string }>(
    'UPDATE join_code SET used_at = $2, used_by = $3 WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING program_id',
    [codeHash, fromInstant(use.at), use.by],
  );
  return rows[0]?.program_id ?? null;
}

/** True when points were ever moved in a program: its stores cannot go over to another one by themselves (rules, 8). */
export async function hasPostings(client: Queryable, programId: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM posting WHERE program_id = $1) AS found', [
    programId,
  ]);
  return rows[0]?.found === true;
}

/**
 * Keeps every posting out of a program until the caller's transaction ends: new members wait for the program's row, postings for their members' rows. Postings that were
 * under way when this was called are committed, and seen, once it returns.
 */
export async function lockLedger(client: Queryable, programId: string): Promise<void> {
  await client.query('SELECT 1 FROM program WHERE id = $1 FOR UPDATE', [programId]);
  await client.query('SELECT 1 FROM member WHERE program_id = $1 ORDER BY id FOR UPDATE', [programId]);
}

/** The program's state, which stays as it is until the caller's transaction ends. */
export async function holdProgram(client: Queryable, programId: string): Promise<string | null> {
  const { rows } = await client.query<{ state: string }>('SELECT state FROM program WHERE id = $1 FOR SHARE', [programId]);
  return rows[0]?.state ?? null;
}

export interface LeavingStore {
  readonly reconciledTo: Date | null;
  readonly installedAt: Date;
  readonly development: boolean;
}

/**
 * Takes a store out of its program, with its keys and plugin. Its old row stays behind, marked; under it nothing is posted any more. Null: it is not there, or has left already.
 */
export async function leaveProgram(
  client: Queryable,
  address: StoreAddress,
  move: { readonly to: string; readonly at: Instant },
): Promise<LeavingStore | null> {
  const values = [address.programId, address.storeId];
  const left = await client.query('DELETE FROM store_directory WHERE program_id = $1 AND store_id = $2 RETURNING 1', values);
  if (left.rows.length === 0) return null;
  // The sealed keys are bound to the store's id, which stays the same.
  await client.query('UPDATE woocommerce_connection SET program_id = $3 WHERE program_id = $1 AND store_id = $2', [...values, move.to]);
  const { rows } = await client.query<LeavingStore>(
    `UPDATE store SET state = 'uninstalled', uninstalled_at = $3, moved_to = $4 WHERE program_id = $1 AND id = $2
     RETURNING reconciled_to AS "reconciledTo", installed_at AS "installedAt", development`,
    [...values, fromInstant(move.at), move.to],
  );
  return rows[0] ?? null;
}

/** Puts a store into a program: as a new one, or in place of the row that it left there before. False: its address is taken. */
export async function enterProgram(client: Queryable, store: StoreRecord): Promise<boolean> {
  await client.query('DELETE FROM store WHERE program_id = $1 AND id = $2 AND moved_to IS NOT NULL', [store.programId, store.storeId]);
  return insertStore(client, store);
}

/** What the store was told and nobody has worked on yet goes with it, also what a worker has just taken: that one's turn ends without effect. */
export async function takeMessagesAlong(client: Queryable, from: StoreAddress, toProgramId: string): Promise<void> {
  await client.query(
    `UPDATE inbox m SET program_id = $3, lease_token = NULL, lease_until = NULL, tries = 0, next_try_at = clock_timestamp()
     WHERE program_id = $1 AND store_id = $2 AND state = 'waiting'
       AND NOT EXISTS (SELECT 1 FROM inbox known WHERE known.program_id = $3 AND known.store_id = $2 AND known.dedupe_key = m.dedupe_key)`,
    [from.programId, from.storeId, toProgramId],
  );
}

/** The stores that have gone over from this program to another one. */
export async function storesThatLeft(client: Queryable, programId: string): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>('SELECT id FROM store WHERE program_id = $1 AND moved_to IS NOT NULL', [programId]);
  return new Set(rows.map(({ id }) => id));
}
