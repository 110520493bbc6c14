import { v7 as newId } from 'uuid';
import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** Whom an order names: a platform customer, or only an e-mail (by its hash). */
export interface NamedCustomer {
  readonly customerId: string | null;
  readonly emailHash: string | null;
  readonly email: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

export interface MemberRecord {
  readonly memberId: string;
  readonly state: 'guest' | 'member' | 'left' | 'blocked' | 'erased' | 'merged';
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly joinedAt: Instant | null;
  /** Rests of points under rounding `carry`, by rule. */
  readonly carry: Readonly<Record<string, string>>;
}

/**
 * Names and addresses have places in indexes, which take no text of any length; some shops let people type thousands of letters. A name is cut; an address so long is none.
 */
const LONGEST = {
  name: (column: string) => `left(${column}, 255)`,
  email: (column: string) => `CASE WHEN length(${column}) <= 320 THEN ${column} END`,
};

function bounded(...[firstName, lastName, email]: [string, string, string]): string {
  return [LONGEST.name(firstName), LONGEST.name(lastName), LONGEST.email(email)].join(', ');
}

/**
 * Finds whose these customers are, and makes a guest member for each that is new. An e-mail alone finds only a guest known by it:
 * it proves nothing about a platform customer with the same address (rules, 8). The answer stands at the customer's place; null: nobody is named.
 */
export async function resolveOwners(
  client: Queryable,
  address: StoreAddress,
  customers: readonly NamedCustomer[],
): Promise<(string | null)[]> {
  const byId = new Map(customers.filter((c) => c.customerId !== null).map((c) => [c.customerId ?? '', c]));
  const byEmail = new Map(customers.filter((c) => c.customerId === null && c.emailHash !== null).map((c) => [c.emailHash ?? '', c]));
  const identities = await findIdentities(client, address, [...byId.keys()]);
  const missing = [...byId.values()].filter((c) => !identities.has(c.customerId ?? ''));
  if (missing.length > 0) {
    await insertIdentities(client, address, missing);
    for (const [customerId, memberId] of await findIdentities(
      client,
      address,
      missing.map((c) => c.customerId ?? ''),
    ))
      identities.set(customerId, memberId);
  }
  const guests = byEmail.size === 0 ? new Map<string, string>() : await findOrMakeGuests(client, address.programId, [...byEmail.values()]);
  return customers.map(
    (c) => (c.customerId !== null ? identities.get(c.customerId) : c.emailHash !== null ? guests.get(c.emailHash) : undefined) ?? null,
  );
}

async function findIdentities(client: Queryable, address: StoreAddress, customerIds: readonly string[]): Promise<Map<string, string>> {
  if (customerIds.length === 0) return new Map();
  const { rows } = await client.query<{ customer_id: string; member_id: string }>({
    name: 'find_identities',
    text: 'SELECT customer_id, member_id FROM member_identity WHERE program_id = $1 AND store_id = $2 AND customer_id = ANY ($3)',
    values: [address.programId, address.storeId, customerIds],
  });
  return new Map(rows.map((row) => [row.customer_id, row.member_id]));
}

/** Identities first: when two transactions meet on a new customer the second finds the first one's member, and no orphan is made. */
async function insertIdentities(client: Queryable, address: StoreAddress, customers: readonly NamedCustomer[]): Promise<void> {
  const rows = customers.map((c) => ({ ...c, memberId: newId() })).sort((a, b) => ((a.customerId ?? '') < (b.customerId ?? '') ? -1 : 1));
  await client.query({
    name: 'insert_identities',
    text: `WITH wanted AS (
        SELECT * FROM jsonb_to_recordset($3::jsonb) AS w("memberId" uuid, "customerId" text, "emailHash" text, email text, "firstName" text, "lastName" text)),
      made AS (
        INSERT INTO member_identity (program_id, store_id, customer_id, member_id) SELECT $1, $2, "customerId", "memberId" FROM wanted
        ON CONFLICT DO NOTHING RETURNING member_id)
      INSERT INTO member (program_id, id, state, first_name, last_name, email, email_hash)
      SELECT $1, w."memberId", 'guest', ${bounded('w."firstName"', 'w."lastName"', 'w.email')}, w."emailHash" FROM wanted w JOIN made ON made.member_id = w."memberId"`,
    values: [address.programId, address.storeId, JSON.stringify(rows)],
  });
}

async function findOrMakeGuests(client: Queryable, programId: string, customers: readonly NamedCustomer[]): Promise<Map<string, string>> {
  const rows = customers.map((c) => ({ ...c, memberId: newId() })).sort((a, b) => ((a.emailHash ?? '') < (b.emailHash ?? '') ? -1 : 1));
  await client.query({
    name: 'insert_guests',
    text: `INSERT INTO member (program_id, id, state, by_email, first_name, last_name, email, email_hash)
      SELECT $1, "memberId", 'guest', true, ${bounded('"firstName"', '"lastName"', 'email')}, "emailHash"
      FROM jsonb_to_recordset($2::jsonb) AS w("memberId" uuid, "emailHash" text, email text, "firstName" text, "lastName" text)
      ON CONFLICT (program_id, email_hash) WHERE by_email AND state = 'guest' DO NOTHING`,
    values: [programId, JSON.stringify(rows)],
  });
  const found = await client.query<{ id: string; email_hash: string }>({
    name: 'find_guests',
    text: `SELECT id, email_hash FROM member WHERE program_id = $1 AND by_email AND state = 'guest' AND email_hash = ANY ($2)`,
    values: [programId, rows.map((row) => row.emailHash)],
  });
  return new Map(found.rows.map((row) => [row.email_hash, row.id]));
}

/** Takes the members' locks in sorted order, as the ledger does, and reads them. */
export async function lockMembers(client: Queryable, programId: string, memberIds: readonly string[]): Promise<Map<string, MemberRecord>> {
  const { rows } = await client.query<{
    id: string;
    state: MemberRecord['state'];
    first_name: string | null;
    last_name: string | null;
    email: string | null;
    joined_at: Date | null;
    carry: Record<string, string> | null;
  }>({
    name: 'lock_members',
    text: `SELECT id, state, first_name, last_name, email, joined_at, carry FROM member WHERE program_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
    values: [programId, [...new Set(memberIds)].sort()],
  });
  return new Map(
    rows.map((row) => [
      row.id,
      {
        memberId: row.id,
        state: row.state,
        firstName: row.first_name,
        lastName: row.last_name,
        email: row.email,
        joinedAt: toInstant(row.joined_at),
        carry: row.carry ?? {},
      },
    ]),
  );
}

/** Members with exactly this address, capitals aside; those who were merged away are another name of somebody else. At most 50. `programId` null: in all programs. */
export async function findMembersByEmail(client: Queryable, programId: string | null, email: string): Promise<string[]> {
  // Compared as text: as a pattern, the underscore of one address would match every letter of another.
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM member WHERE ($1::uuid IS NULL OR program_id = $1) AND lower(email) = lower($2) AND state <> 'merged'
     ORDER BY joined_at NULLS LAST, created_at DESC LIMIT 50`,
    [programId, email],
  );
  return rows.map((row) => row.id);
}

/** Those of the members who were erased. */
export async function readErased(client: Queryable, programId: string, memberIds: readonly string[]): Promise<Set<string>> {
  if (memberIds.length === 0) return new Set();
  const { rows } = await client.query<{ id: string }>({
    name: 'read_erased',
    text: `SELECT id FROM member WHERE program_id = $1 AND id = ANY ($2::uuid[]) AND state = 'erased'`,
    values: [programId, memberIds],
  });
  return new Set(rows.map((row) => row.id));
}

/** The member behind a platform customer, or null. */
export async function findMemberByCustomer(client: Queryable, address: StoreAddress, customerId: string): Promise<string | null> {
  return (await findIdentities(client, address, [customerId])).get(customerId) ?? null;
}

/** Platform customers of members in one store: where a member's state is published. */
export async function findCustomersOfMembers(
  client: Queryable,
  address: StoreAddress,
  memberIds: readonly string[],
): Promise<{ readonly memberId: string; readonly customerId: string }[]> {
  const { rows } = await client.query<{ member_id: string; customer_id: string }>(
    'SELECT member_id, customer_id FROM member_identity WHERE program_id = $1 AND store_id = $2 AND member_id = ANY ($3::uuid[]) ORDER BY created_at',
    [address.programId, address.storeId, memberIds],
  );
  return rows.map((row) => ({ memberId: row.member_id, customerId: row.customer_id }));
}

/** Turns a guest into a member. Members stay as they are; who left, was blocked or erased does not come back this way. */
export async function markJoined(
  client: Queryable,
  programId: string,
  joining: { readonly memberId: string; readonly at: Instant; readonly via: string },
): Promise<void> {
  await client.query(
    `UPDATE member SET state = 'member', joined_at = $3, joined_via = $4, by_email = false, updated_at = clock_timestamp() WHERE program_id = $1 AND id = $2 AND state = 'guest'`,
    [programId, joining.memberId, fromInstant(joining.at), joining.via],
  );
}

/** Gives members who have no e-mail yet the one of their order: who joined before any message named them would stay nameless. Proves and links nothing. */
export async function fillProfiles(
  client: Queryable,
  programId: string,
  profiles: readonly (Omit<NamedCustomer, 'customerId'> & { readonly memberId: string })[],
): Promise<void> {
  if (profiles.length === 0) return;
  await client.query(
    `UPDATE member m SET email = ${LONGEST.email('p.email')}, email_hash = p."emailHash", first_name = COALESCE(m.first_name, ${LONGEST.name('p."firstName"')}), last_name = COALESCE(m.last_name, ${LONGEST.name('p."lastName"')}),
       updated_at = clock_timestamp()
     FROM jsonb_to_recordset($2::jsonb) AS p("memberId" uuid, email text, "emailHash" text, "firstName" text, "lastName" text)
     WHERE m.program_id = $1 AND m.id = p."memberId" AND m.email IS NULL AND m.state IN ('guest', 'member')`,
    [programId, JSON.stringify(profiles)],
  );
}

/** Keeps a member's name and e-mail as the platform knew them at `updatedAt`, unless something newer is known. A changed address proves nothing and links nothing. */
export async function updateProfile(
  client: Queryable,
  address: StoreAddress,
  customer: NamedCustomer & { readonly customerId: string; readonly updatedAt: Instant },
): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE member m SET first_name = ${LONGEST.name('$4::text')}, last_name = ${LONGEST.name('$5::text')}, email = ${LONGEST.email('$6::text')}, email_hash = $7, profile_at = $8, updated_at = clock_timestamp()
     FROM member_identity i WHERE i.program_id = $1 AND i.store_id = $2 AND i.customer_id = $3 AND m.program_id = i.program_id AND m.id = i.member_id
       AND m.state NOT IN ('erased', 'merged') AND (m.profile_at IS NULL OR m.profile_at <= $8) RETURNING m.id`,
    [
      ...[address.programId, address.storeId, customer.customerId, customer.firstName, customer.lastName],
      ...[customer.email, customer.emailHash, fromInstant(customer.updatedAt)],
    ],
  );
  return rows[0]?.id ?? null;
}

/** The next revision of members' published state, one for each. */
export async function nextRevisions(client: Queryable, programId: string, memberIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; revision: number }>(
    'UPDATE member SET revision = revision + 1 WHERE program_id = $1 AND id = ANY ($2::uuid[]) RETURNING id, revision',
    [programId, memberIds],
  );
  return new Map(rows.map((row) => [row.id, row.revision]));
}

/** Keeps rests of points for members' next orders. */
export async function saveCarry(
  client: Queryable,
  programId: string,
  rests: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Promise<void> {
  if (rests.size === 0) return;
  const rows = [...rests].map(([memberId, carry]) => ({ memberId, carry }));
  await client.query({
    name: 'save_carry',
    text: `UPDATE member m SET carry = r.carry FROM jsonb_to_recordset($2::jsonb) AS r("memberId" uuid, carry jsonb) WHERE m.program_id = $1 AND m.id = r."memberId"`,
    values: [programId, JSON.stringify(rows)],
  });
}
