import type { Role } from '#app/domain/staff/rights.ts';
import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, toInstant } from './database.ts';

/** Somebody as the platform vouched for them when they came in. Null: the platform did not say. */
export interface StaffVisitor {
  readonly programId: string;
  readonly storeId: string;
  readonly staffId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly ownsStore: boolean | null;
}

export interface StaffRecord {
  readonly id: string;
  readonly storeId: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly role: Role | null;
  readonly ownsStore: boolean;
  readonly locale: string | null;
  readonly seenAt: Instant;
  /** Their store is connected: they can come in. */
  readonly present: boolean;
}

/** A person and the policy that holds for them, both as they are kept. */
export interface StaffLook {
  /** Null: never seen. */
  readonly person: Pick<StaffRecord, 'role' | 'ownsStore' | 'locale' | 'name' | 'email' | 'storeId' | 'seenAt'> | null;
  readonly policy: unknown;
  readonly now: Instant;
}

interface StaffRow {
  readonly id: string;
  readonly store_id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly role: Role | null;
  readonly owns_store: boolean;
  readonly locale: string | null;
  readonly seen_at: Date;
}

/** What is known of one person, in one question: asked with each request. */
export async function lookAtStaff(client: Queryable, programId: string, staffId: string): Promise<StaffLook> {
  const { rows } = await client.query<Partial<StaffRow> & { policy: unknown; now: Date }>({
    name: 'look_at_staff',
    text: `SELECT p.policy, m.id, m.store_id, m.name, m.email, m.role, m.owns_store, m.locale, m.seen_at, clock_timestamp() AS now FROM (SELECT 1) AS one
           LEFT JOIN staff_policy p ON p.program_id = $1 LEFT JOIN staff_member m ON m.program_id = $1 AND m.id = $2`,
    values: [programId, staffId],
  });
  const [row] = rows;
  if (!row) throw new Error('a question about one person answered no row');
  const now = row.now.getTime();
  if (row.id == null) return { person: null, policy: row.policy, now };
  const { store_id, name = null, email = null, role = null, owns_store = false, locale = null, seen_at } = row;
  if (store_id === undefined || seen_at === undefined) throw new Error('a row of staff has no store or no date');
  return {
    person: { role, ownsStore: owns_store, locale, name, email, storeId: store_id, seenAt: seen_at.getTime() },
    policy: row.policy,
    now,
  };
}

/**
 * Notes that somebody came in. What the platform did not say stays as it was. Whoever owns one store of the program stays its owner on a visit to another one, and a
 * Shopify shop has one owner: who was it before is not any more.
 */
export async function noteStaff(client: Queryable, visitor: StaffVisitor): Promise<void> {
  const { programId, storeId, staffId, name, email, ownsStore } = visitor;
  const ELSEWHERE = 'm.owns_store AND m.store_id <> $3 AND NOT COALESCE($6, false)';
  await client.query(
    `INSERT INTO staff_member AS m (program_id, id, store_id, name, email, owns_store, first_seen_at, seen_at)
     VALUES ($1, $2, $3, $4, $5, COALESCE($6, false), clock_timestamp(), clock_timestamp())
     ON CONFLICT (program_id, id) DO UPDATE SET name = COALESCE($4, m.name), email = COALESCE($5, m.email), seen_at = clock_timestamp(),
       store_id = CASE WHEN ${ELSEWHERE} THEN m.store_id ELSE $3 END,
       owns_store = CASE WHEN ${ELSEWHERE} THEN true ELSE COALESCE($6, m.owns_store) END`,
    [programId, staffId, storeId, name, email, ownsStore],
  );
  if (ownsStore !== true || !staffId.startsWith('shopify:')) return;
  await client.query(
    `UPDATE staff_member SET owns_store = false WHERE program_id = $1 AND store_id = $2 AND id <> $3 AND owns_store AND id LIKE 'shopify:%'`,
    [programId, storeId, staffId],
  );
}

/** Everybody seen so far, owners of stores first, then the most recent, at most 500. */
export async function readStaff(client: Queryable, programId: string): Promise<StaffRecord[]> {
  return everybody(client, programId, 'ORDER BY m.owns_store DESC, m.seen_at DESC, m.id LIMIT 500');
}

/** The same of everybody who counts for who owns the program, locked in one order until the caller's transaction ends. */
export async function lockStaff(client: Queryable, programId: string): Promise<StaffRecord[]> {
  return everybody(client, programId, 'ORDER BY m.id FOR UPDATE OF m');
}

async function everybody(client: Queryable, programId: string, tail: string): Promise<StaffRecord[]> {
  const { rows } = await client.query<StaffRow & { present: boolean }>(
    `SELECT m.id, m.store_id, m.name, m.email, m.role, m.owns_store, m.locale, m.seen_at, s.state = 'connected' AND s.moved_to IS NULL AS present
     FROM staff_member m JOIN store s ON s.program_id = m.program_id AND s.id = m.store_id WHERE m.program_id = $1 ${tail}`,
    [programId],
  );
  return rows.map((row) => ({
    ...{ id: row.id, storeId: row.store_id, name: row.name, email: row.email, role: row.role, ownsStore: row.owns_store },
    ...{ locale: row.locale, seenAt: toInstant(row.seen_at), present: row.present },
  }));
}

export async function saveRole(
  client: Queryable,
  programId: string,
  change: { readonly staffId: string; readonly role: Role | null },
): Promise<void> {
  await client.query('UPDATE staff_member SET role = $3 WHERE program_id = $1 AND id = $2', [programId, change.staffId, change.role]);
}

export async function saveStaffLocale(
  client: Queryable,
  programId: string,
  choice: { readonly staffId: string; readonly locale: string | null },
): Promise<void> {
  await client.query('UPDATE staff_member SET locale = $3 WHERE program_id = $1 AND id = $2', [programId, choice.staffId, choice.locale]);
}

/** Forgets somebody who was seen. */
export async function deleteStaff(client: Queryable, programId: string, staffId: string): Promise<void> {
  await client.query('DELETE FROM staff_member WHERE program_id = $1 AND id = $2', [programId, staffId]);
}

/** Names and addresses of everybody who worked here are taken out; who did what stays. */
export async function anonymiseStaff(client: Queryable, programId: string): Promise<void> {
  await client.query('UPDATE staff_member SET name = NULL, email = NULL WHERE program_id = $1', [programId]);
}

/** The policy as it is kept, null where there is none, and its revision (0: none). */
export async function readStaffPolicy(
  client: Queryable,
  programId: string,
): Promise<{ readonly policy: unknown; readonly revision: number }> {
  const { rows } = await client.query<{ policy: unknown; revision: number }>(
    'SELECT policy, revision FROM staff_policy WHERE program_id = $1',
    [programId],
  );
  return rows[0] ?? { policy: null, revision: 0 };
}

/** Keeps a policy that was made from `revision`. False: somebody else changed it meanwhile. */
export async function saveStaffPolicy(
  client: Queryable,
  programId: string,
  change: { readonly policy: unknown; readonly revision: number; readonly updatedBy: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO staff_policy (program_id, policy, revision, updated_by, updated_at) SELECT $1, $2, 1, $4, clock_timestamp() WHERE $3 = 0 OR EXISTS
       (SELECT 1 FROM staff_policy WHERE program_id = $1)
     ON CONFLICT (program_id) DO UPDATE SET policy = $2, revision = staff_policy.revision + 1, updated_by = $4, updated_at = clock_timestamp()
       WHERE staff_policy.revision = $3`,
    [programId, JSON.stringify(change.policy), change.revision, change.updatedBy],
  );
  return rowCount === 1;
}

/** What somebody gave and took on a local day, with the row locked until the caller's transaction ends. */
export async function lockStaffDay(
  client: Queryable,
  programId: string,
  { staffId, day }: { readonly staffId: string; readonly day: string },
): Promise<{ readonly moved: number; readonly given: number }> {
  const { rows } = await client.query<{ moved: string; given: string }>(
    `INSERT INTO staff_day (program_id, staff_id, day) VALUES ($1, $2, $3)
     ON CONFLICT (program_id, staff_id, day) DO UPDATE SET moved = staff_day.moved RETURNING moved, given`,
    [programId, staffId, day],
  );
  return { moved: Number(rows[0]?.moved ?? 0), given: Number(rows[0]?.given ?? 0) };
}

/** Adds to it, up and down alike. */
export async function addToStaffDay(
  client: Queryable,
  programId: string,
  { staffId, day, points }: { readonly staffId: string; readonly day: string; readonly points: number },
): Promise<void> {
  await client.query('UPDATE staff_day SET moved = moved + $4, given = given + $5 WHERE program_id = $1 AND staff_id = $2 AND day = $3', [
    ...[programId, staffId, day, Math.abs(points), Math.max(0, points)],
  ]);
}
