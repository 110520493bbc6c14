import type { Instant } from '#app/domain/instant.ts';
import { fromInstant, type Queryable } from './database.ts';

/** A code that a member shows at the till. */
export interface TillCode {
  readonly sealed: string;
  readonly usedFor: string | null;
}

/** Puts a member's new code in the place of the one before. */
export async function saveTillCode(
  client: Queryable,
  programId: string,
  code: { readonly memberId: string; readonly sealed: string; readonly expiresAt: Instant; readonly tries: number },
): Promise<void> {
  await client.query(
    `INSERT INTO till_code (program_id, member_id, sealed, expires_at, tries_left) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (program_id, member_id) DO UPDATE
       SET sealed = EXCLUDED.sealed, expires_at = EXCLUDED.expires_at, tries_left = EXCLUDED.tries_left, used_for = NULL`,
    [programId, code.memberId, code.sealed, fromInstant(code.expiresAt), code.tries],
  );
}

/** Takes one try at a member's code, before it is compared: tries made at the same time each cost one. Null: there is none, it is over, or no try is left. */
export async function tryTillCode(client: Queryable, programId: string, memberId: string): Promise<TillCode | null> {
  const { rows } = await client.query<{ sealed: string; used_for: string | null }>(
    `UPDATE till_code SET tries_left = tries_left - 1
     WHERE program_id = $1 AND member_id = $2 AND expires_at > clock_timestamp() AND tries_left > 0 RETURNING sealed, used_for`,
    [programId, memberId],
  );
  return rows[0] ? { sealed: rows[0].sealed, usedFor: rows[0].used_for } : null;
}

/** Uses the code for one redemption. False: it was used for another one, or replaced meanwhile. */
export async function useTillCode(
  client: Queryable,
  programId: string,
  use: { readonly memberId: string; readonly sealed: string; readonly redemptionId: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE till_code SET used_for = $4
     WHERE program_id = $1 AND member_id = $2 AND sealed = $3 AND (used_for IS NULL OR used_for = $4)`,
    [programId, use.memberId, use.sealed, use.redemptionId],
  );
  return rowCount === 1;
}

/**
 * The redemption came to nothing: the code may prove another one, while it lasts, and the try is given back. Not when there is a redemption of that name: then it was the
 * second of two requests that was refused, and the first one has used the code.
 */
export async function freeTillCode(
  client: Queryable,
  programId: string,
  use: { readonly memberId: string; readonly redemptionId: string },
): Promise<void> {
  await client.query(
    `UPDATE till_code SET used_for = NULL, tries_left = tries_left + 1 WHERE program_id = $1 AND member_id = $2 AND used_for = $3
       AND NOT EXISTS (SELECT 1 FROM redemption WHERE program_id = $1 AND id = $3)`,
    [programId, use.memberId, use.redemptionId],
  );
}
