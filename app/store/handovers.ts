import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant } from './database.ts';

/** A place in the list of what waits, oldest first. */
export interface WaitingPlace {
  readonly createdAt: Instant;
  readonly redemptionId: string;
}

const WAITING = `state = 'ready' AND side_state IS NULL AND discount_id IS NULL AND code IS NOT NULL`;

/** The redemption behind a code that somebody shows: one to be handed over, else one of a cart of the program's stores. Null: there is none. */
export async function findRedemptionByCode(client: Queryable, programId: string, code: string): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM (
       SELECT id, 1 AS rank FROM redemption WHERE program_id = $1 AND code = $2 AND discount_id IS NULL
       UNION ALL
       SELECT r.id, 2 FROM store s JOIN redemption r ON r.program_id = s.program_id AND r.store_id = s.id AND r.code = $2 WHERE s.program_id = $1) AS found
     ORDER BY rank LIMIT 1`,
    [programId, code],
  );
  return rows[0]?.id ?? null;
}

/** Ids of what waits to be handed over, oldest first, after a place. */
export async function listWaiting(
  client: Queryable,
  programId: string,
  { after, limit }: { readonly after: WaitingPlace | null; readonly limit: number },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM redemption WHERE program_id = $1 AND ${WAITING} AND ($2::timestamptz IS NULL OR (created_at, id) > ($2, $3::uuid)) ORDER BY created_at, id LIMIT $4`,
    [programId, fromInstant(after?.createdAt ?? null), after?.redemptionId ?? null, limit],
  );
  return rows.map(({ id }) => id);
}

/** Ids of what was handed over since a moment, newest first. */
export async function listHandedOver(
  client: Queryable,
  programId: string,
  { since, limit }: { readonly since: Instant; readonly limit: number },
): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM redemption WHERE program_id = $1 AND handed_over_at >= $2 AND state = 'captured' ORDER BY handed_over_at DESC, id DESC LIMIT $3`,
    [programId, fromInstant(since), limit],
  );
  return rows.map(({ id }) => id);
}

/** How many of each reward wait to be handed over. */
export async function countWaiting(client: Queryable, programId: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ reward_id: string; waiting: string }>(
    `SELECT reward_id, count(*) AS waiting FROM redemption WHERE program_id = $1 AND ${WAITING} GROUP BY reward_id`,
    [programId],
  );
  return new Map(rows.map((row) => [row.reward_id, Number(row.waiting)]));
}

/** What is shown of the people behind these members. */
export async function readPeople(
  client: Queryable,
  programId: string,
  memberIds: readonly string[],
): Promise<
  Map<
    string,
    { readonly firstName: string | null; readonly lastName: string | null; readonly email: string | null; readonly state: string }
  >
> {
  const { rows } = await client.query<{
    id: string;
    first_name: string | null;
    last_name: string | null;
    email: string | null;
    state: string;
  }>('SELECT id, first_name, last_name, email, state FROM member WHERE program_id = $1 AND id = ANY ($2::uuid[])', [
    programId,
    [...new Set(memberIds)],
  ]);
  return new Map(rows.map((row) => [row.id, { firstName: row.first_name, lastName: row.last_name, email: row.email, state: row.state }]));
}
