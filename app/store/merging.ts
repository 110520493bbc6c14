import type { Actor } from '#app/domain/ledger/posting.ts';
import type { Instant } from '#app/domain/instant.ts';
import { fromInstant, type Queryable, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';
import { type TierRecord, readTiers } from './tiers.ts';

/** What named a member before it was merged away, and how the other one stood: ids only. */
export interface Belongings {
  readonly fromState: string;
  readonly toState: string;
  readonly byEmail: boolean;
  readonly identities: readonly { readonly storeId: string; readonly customerId: string }[];
  readonly orders: readonly { readonly storeId: string; readonly orderId: string }[];
  readonly redemptionIds: readonly string[];
  readonly tier: TierRecord | null;
  /** What the other one was counted with besides, because this one had taken it of caps and places: by counter. Absent: of a merge from before that was kept. */
  readonly lent?: Readonly<Record<string, number>>;
}

export interface MergeRecord {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly actor: Actor;
  readonly at: Instant;
  readonly before: Belongings;
  readonly undoneAt: Instant | null;
}

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
  // Nobody gets rid of a block by becoming somebody else.
  const { rows } = await client.query("SELECT 1 FROM member WHERE program_id = $1 AND id = ANY ($2::uuid[]) AND state = 'blocked'", [
    programId,
    [members.from, members.to],
  ]);
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
    `UPDATE member k SET state = CASE WHEN $4 THEN 'blocked' WHEN k.state = 'guest' AND g.joined_at IS NOT NULL THEN 'member' ELSE k.state END, joined_at = LEAST(k.joined_at, g.joined_at),
       joined_via = COALESCE(k.joined_via, g.joined_via), updated_at = clock_timestamp()
     FROM member g WHERE g.program_id = $1 AND g.id = $2 AND k.program_id = $1 AND k.id = $3`,
    [...values, rows.length > 0],
  );
}

/** What names a member now; the caller holds both locks. */
export async function readBelongings(
  client: Queryable,
  programId: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Belongings> {
  const states = await client.query<{ id: string; state: string; by_email: boolean }>(
    'SELECT id, state, by_email FROM member WHERE program_id = $1 AND id = ANY ($2::uuid[])',
    [programId, [from, to]],
  );
  const identities = await client.query<{ storeId: string; customerId: string }>(
    'SELECT store_id AS "storeId", customer_id AS "customerId" FROM member_identity WHERE program_id = $1 AND member_id = $2',
    [programId, from],
  );
  const orders = await client.query<{ storeId: string; orderId: string }>(
    'SELECT store_id AS "storeId", order_id AS "orderId" FROM order_record WHERE program_id = $1 AND member_id = $2',
    [programId, from],
  );
  const redemptions = await client.query<{ id: string }>('SELECT id FROM redemption WHERE program_id = $1 AND member_id = $2', [
    programId,
    from,
  ]);
  const tiers = await readTiers(client, programId, [from]);
  const gone = states.rows.find(({ id }) => id === from);
  return {
    fromState: gone?.state ?? 'guest',
    toState: states.rows.find(({ id }) => id === to)?.state ?? 'guest',
    byEmail: gone?.by_email ?? false,
    identities: identities.rows,
    orders: orders.rows,
    redemptionIds: redemptions.rows.map(({ id }) => id),
    tier: tiers.get(from) ?? null,
  };
}

/** Points that members were welcomed with, by member; who was not is absent. */
export async function readWelcome(client: Queryable, programId: string, memberIds: readonly string[]): Promise<Map<string, number>> {
  const keys = new Map(memberIds.map((memberId) => [`welcome:${memberId}`, memberId]));
  const { rows } = await client.query<{ business_key: string; points: string }>(
    `SELECT p.business_key, sum(t.points) AS points FROM posting p JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id AND t.from_account = 'issued'
     WHERE p.program_id = $1 AND p.business_key = ANY ($2) GROUP BY p.business_key`,
    [programId, [...keys.keys()]],
  );
  return new Map(rows.map((row) => [keys.get(row.business_key) ?? '', Number(row.points)]));
}

/** Stores at which a member is known. */
export async function readStoresOf(client: Queryable, programId: string, memberId: string): Promise<string[]> {
  const { rows } = await client.query<{ store_id: string }>(
    'SELECT DISTINCT store_id FROM member_identity WHERE program_id = $1 AND member_id = $2 ORDER BY store_id',
    [programId, memberId],
  );
  return rows.map((row) => row.store_id);
}

/** The same of many at once. */
export async function readMemberStores(
  client: Queryable,
  programId: string,
  memberIds: readonly string[],
): Promise<{ readonly memberId: string; readonly storeId: string }[]> {
  if (memberIds.length === 0) return [];
  const { rows } = await client.query<{ member_id: string; store_id: string }>(
    'SELECT DISTINCT member_id, store_id FROM member_identity WHERE program_id = $1 AND member_id = ANY ($2::uuid[])',
    [programId, memberIds],
  );
  return rows.map((row) => ({ memberId: row.member_id, storeId: row.store_id }));
}

/** More than can be on their way out at one moment. */
const UNDER_WAY = 100;

/**
 * Two members exchange customers: what is published of either from now on is newer than anything that was published of the other, or is just being. Platforms keep
 * the highest revision that they were told of a customer, whoever stood behind it then. Both are locked by the caller.
 */
export async function alignRevisions(client: Queryable, programId: string, memberIds: readonly [string, string]): Promise<void> {
  await client.query(
    `UPDATE member SET revision = $3 + (SELECT max(m.revision) FROM member m WHERE m.program_id = $1 AND m.id = ANY ($2::uuid[]))
     WHERE program_id = $1 AND id = ANY ($2::uuid[])`,
    [programId, memberIds, UNDER_WAY],
  );
}

export async function insertMerge(client: Queryable, programId: string, merge: Omit<MergeRecord, 'undoneAt'>): Promise<void> {
  await client.query(
    `INSERT INTO member_merge (program_id, id, from_id, to_id, reason, actor_kind, actor_id, merged_at, before) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[programId, merge.id, merge.from, merge.to, merge.reason, merge.actor.kind, merge.actor.id],
      ...[fromInstant(merge.at), JSON.stringify(merge.before)],
    ],
  );
}

/** Merges into or of a member, newest first, at most 50. */
export async function readMerges(client: Queryable, programId: string, memberId: string): Promise<MergeRecord[]> {
  const { rows } = await client.query<MergeRow>(
    `SELECT ${MERGE_COLUMNS} FROM member_merge WHERE program_id = $1 AND (to_id = $2 OR from_id = $2) ORDER BY merged_at DESC LIMIT 50`,
    [programId, memberId],
  );
  return rows.map(toMerge);
}

/** One merge, locked; null: there is none. */
export async function lockMerge(client: Queryable, programId: string, id: string): Promise<MergeRecord | null> {
  const { rows } = await client.query<MergeRow>(`SELECT ${MERGE_COLUMNS} FROM member_merge WHERE program_id = $1 AND id = $2 FOR UPDATE`, [
    programId,
    id,
  ]);
  return rows[0] ? toMerge(rows[0]) : null;
}

/** The member and everybody who was merged into it, at any distance: whose lots it brought. */
export async function readOwners(client: Queryable, programId: string, memberId: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `WITH RECURSIVE owner AS (
       SELECT $2::uuid AS id
       UNION SELECT m.id FROM member m JOIN owner ON m.merged_into = owner.id WHERE m.program_id = $1 AND m.state = 'merged')
     SELECT id FROM owner`,
    [programId, memberId],
  );
  return rows.map((row) => row.id);
}

/** The names that one member brought name it again. Both members are locked by the caller. */
export async function returnRecords(client: Queryable, programId: string, merge: MergeRecord): Promise<void> {
  const { from, to, before } = merge;
  const values = (rows: readonly unknown[]) => [programId, from, to, JSON.stringify(rows)];
  await client.query(
    `UPDATE member_identity i SET member_id = $2 FROM jsonb_to_recordset($4::jsonb) AS b("storeId" uuid, "customerId" text)
     WHERE i.program_id = $1 AND i.store_id = b."storeId" AND i.customer_id = b."customerId" AND i.member_id = $3`,
    values(before.identities),
  );
  await client.query(
    `UPDATE order_record o SET member_id = $2, revision = o.revision + 1 FROM jsonb_to_recordset($4::jsonb) AS b("storeId" uuid, "orderId" text)
     WHERE o.program_id = $1 AND o.store_id = b."storeId" AND o.order_id = b."orderId" AND o.member_id = $3`,
    values(before.orders),
  );
  await client.query('UPDATE redemption SET member_id = $2 WHERE program_id = $1 AND member_id = $3 AND id = ANY ($4::uuid[])', [
    programId,
    from,
    to,
    before.redemptionIds,
  ]);
  await client.query(
    `UPDATE member SET state = $3, merged_into = NULL, by_email = $4, updated_at = clock_timestamp() WHERE program_id = $1 AND id = $2`,
    [programId, from, before.fromState, before.byEmail],
  );
  // The block that came with the other one goes with it.
  await client.query(`UPDATE member SET state = $3 WHERE program_id = $1 AND id = $2 AND state = 'blocked' AND $3 <> 'blocked'`, [
    programId,
    to,
    before.toState,
  ]);
}

export async function markUndone(
  client: Queryable,
  programId: string,
  merge: { readonly id: string; readonly at: Instant },
): Promise<void> {
  await client.query('UPDATE member_merge SET undone_at = $3 WHERE program_id = $1 AND id = $2', [
    programId,
    merge.id,
    fromInstant(merge.at),
  ]);
}

const MERGE_COLUMNS = 'id, from_id, to_id, reason, actor_kind, actor_id, merged_at, before, undone_at';

interface MergeRow {
  readonly id: string;
  readonly from_id: string;
  readonly to_id: string;
  readonly reason: string;
  readonly actor_kind: Actor['kind'];
  readonly actor_id: string | null;
  readonly merged_at: Date;
  readonly before: Belongings;
  readonly undone_at: Date | null;
}

function toMerge(row: MergeRow): MergeRecord {
  return {
    ...{ id: row.id, from: row.from_id, to: row.to_id, reason: row.reason, before: row.before },
    ...{ actor: { kind: row.actor_kind, id: row.actor_id }, at: toInstant(row.merged_at), undoneAt: toInstant(row.undone_at) },
  };
}
