import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

export interface ExpiryCandidate {
  readonly memberId: string;
  readonly unit: string;
  /** The last order, redemption or join. */
  readonly lastActiveAt: Instant | null;
}

/** Programs that have members with points, for schedules that look at each. At most 10,000. */
export async function readProgramIds(client: Queryable): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`SELECT id FROM program WHERE state <> 'frozen' ORDER BY id LIMIT 10000`);
  return rows.map((row) => row.id);
}

/** Where the next page of candidates begins: after this member and unit. */
export type ExpiryPlace = Pick<ExpiryCandidate, 'memberId' | 'unit'>;

export const BEFORE_ALL_CANDIDATES: ExpiryPlace = { memberId: '00000000-0000-0000-0000-000000000000', unit: '' };

/** Members with available points of which some end before a moment by their lots' dates, in the order of their ids. */
export async function readLotCandidates(
  client: Queryable,
  programId: string,
  wanted: { readonly endingBefore: Instant; readonly after: ExpiryPlace; readonly limit: number },
): Promise<ExpiryCandidate[]> {
  const { rows } = await client.query<{ member_id: string; unit: string }>(
    `SELECT DISTINCT p.member_id, p.unit FROM lot l JOIN position p ON p.program_id = l.program_id AND p.lot_id = l.id AND p.account = 'available'
     WHERE l.program_id = $1 AND l.expires_at <= $2 AND (p.member_id, p.unit) > ($4, $5) ORDER BY p.member_id, p.unit LIMIT $3`,
    [programId, fromInstant(wanted.endingBefore), wanted.limit, wanted.after.memberId, wanted.after.unit],
  );
  return rows.map((row) => ({ memberId: row.member_id, unit: row.unit, lastActiveAt: null }));
}

/** Members with available points who did nothing that counts since a moment, in the order of their ids. `resetBy` names what counts. */
export async function readIdleCandidates(
  client: Queryable,
  programId: string,
  wanted: { readonly idleSince: Instant; readonly resetBy: readonly string[]; readonly after: ExpiryPlace; readonly limit: number },
): Promise<ExpiryCandidate[]> {
  const { rows } = await client.query<{ member_id: string; unit: string; last_active: Date | null }>(
    `SELECT b.member_id, b.unit, a.last_active FROM balance b JOIN member m ON m.program_id = b.program_id AND m.id = b.member_id
     CROSS JOIN LATERAL (SELECT GREATEST(
       m.joined_at, m.created_at,
       CASE WHEN 'order' = ANY ($3) THEN (SELECT max(o.placed_at) FROM order_record o WHERE o.program_id = b.program_id AND o.member_id = b.member_id) END,
       CASE WHEN 'redemption' = ANY ($3) THEN (SELECT max(r.created_at) FROM redemption r WHERE r.program_id = b.program_id AND r.member_id = b.member_id) END,
       CASE WHEN 'action' = ANY ($3) THEN (SELECT max(t.earned_at) FROM lot t WHERE t.program_id = b.program_id AND t.member_id = b.member_id AND t.source NOT LIKE 'adjust:%') END,
       CASE WHEN 'manual' = ANY ($3) THEN (SELECT max(t.earned_at) FROM lot t WHERE t.program_id = b.program_id AND t.member_id = b.member_id AND t.source LIKE 'adjust:%') END
     ) AS last_active) AS a
     WHERE b.program_id = $1 AND b.available > 0 AND m.state IN ('member', 'guest', 'blocked') AND a.last_active <= $2 AND (b.member_id, b.unit) > ($5, $6) ORDER BY b.member_id, b.unit LIMIT $4`,
    [programId, fromInstant(wanted.idleSince), wanted.resetBy, wanted.limit, wanted.after.memberId, wanted.after.unit],
  );
  return rows.map((row) => ({ memberId: row.member_id, unit: row.unit, lastActiveAt: toInstant(row.last_active) }));
}

/** A member's available lots of a unit with their ends. */
export async function readAvailableLots(
  client: Queryable,
  programId: string,
  wanted: { readonly memberId: string; readonly unit: string },
): Promise<{ readonly expiresAt: Instant | null; readonly points: number }[]> {
  const { rows } = await client.query<{ expires_at: Date | null; points: string }>(
    `SELECT l.expires_at, p.points FROM position p JOIN lot l ON l.program_id = p.program_id AND l.id = p.lot_id
     WHERE p.program_id = $1 AND p.member_id = $2 AND p.unit = $3 AND p.account = 'available'`,
    [programId, wanted.memberId, wanted.unit],
  );
  return rows.map((row) => ({ expiresAt: toInstant(row.expires_at), points: Number(row.points) }));
}

/** Expiry warnings that stand in a member's account, with the moment they were put there. */
export async function readExpiryWarnings(
  client: Queryable,
  programId: string,
  memberId: string,
): Promise<{ readonly endsAt: Instant; readonly daysBefore: number; readonly acceptedAt: Instant }[]> {
  const { rows } = await client.query<{ ends_at: string; days_before: string; created_at: Date }>(
    `SELECT data->>'endsAt' AS ends_at, data->>'daysBefore' AS days_before, created_at FROM notice
     WHERE program_id = $1 AND member_id = $2 AND kind = 'expiry-warning' ORDER BY created_at DESC LIMIT 100`,
    [programId, memberId],
  );
  return rows.map((row) => ({ endsAt: Number(row.ends_at), daysBefore: Number(row.days_before), acceptedAt: toInstant(row.created_at) }));
}
