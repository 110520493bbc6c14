import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

/** Whom to look for; null and false ask nothing. */
export interface MemberFilter {
  readonly text: string;
  /** Very many are named like that (see `isCommonText`): then they are met on the way through the list instead of being gathered first. */
  readonly common: boolean;
  readonly state: string | null;
  /** '' asks for those without a tier. */
  readonly tierId: string | null;
  readonly storeId: string | null;
  readonly debt: boolean;
  readonly pending: boolean;
  readonly balanceFrom: number | null;
  readonly balanceTo: number | null;
  readonly joinedFrom: Instant | null;
  readonly joinedBefore: Instant | null;
  readonly orderedFrom: Instant | null;
  readonly orderedBefore: Instant | null;
  /** true: has ordered; false: never has. */
  readonly ordered: boolean | null;
}

export interface MemberSearchRow {
  readonly memberId: string;
  readonly state: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly tierId: string | null;
  readonly shown: number;
  readonly pending: number;
  readonly debt: number;
  readonly spendMinor: number;
  readonly lastOrderAt: Instant | null;
  readonly joinedAt: Instant | null;
  readonly createdAt: Instant;
}

export type MemberOrder = 'newest' | 'balance' | 'last-order' | 'spend';

/** A place in the list: the value that it is sorted by (a moment or a number), and the member there. */
export interface MemberPlace {
  readonly value: number;
  readonly memberId: string;
}

const SORT_COLUMN: Readonly<Record<MemberOrder, string>> = {
  newest: 'created_at',
  balance: 'shown',
  'last-order': 'last_order_at',
  spend: 'spend_minor',
};
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

class Conditions {
  readonly values: unknown[];
  readonly parts: string[] = ['s.program_id = $1'];

  constructor(programId: string) {
    this.values = [programId];
  }

  add(part: string, ...values: readonly unknown[]): void {
    this.parts.push(this.write(part, ...values));
  }

  /** `$` stands for the next value, `@` for the program. */
  write(part: string, ...values: readonly unknown[]): string {
    const places = values.map((value) => `$${this.values.push(value)}`);
    return part.replace(/\$/g, () => places.shift() ?? '').replaceAll('@', () => '$1');
  }

  get where(): string {
    return this.parts.join(' AND ');
  }
}

/** Each way of naming somebody uses an index of its own; together they are a small set to pick from. `@` stands for the program, `$` for a value. */
const NAMED = `SELECT member_id FROM member_search WHERE program_id = @ AND name <> '' AND name LIKE $
  UNION ALL SELECT member_id FROM member_search WHERE program_id = @ AND surname <> '' AND surname = $ AND name LIKE $
  UNION ALL SELECT member_id FROM member_search WHERE program_id = @ AND surname <> '' AND surname LIKE $
  UNION ALL SELECT member_id FROM member_search WHERE program_id = @ AND email <> '' AND email LIKE $
  UNION ALL SELECT member_id FROM member_identity WHERE program_id = @ AND store_id = ANY (ARRAY(SELECT id FROM store WHERE program_id = @)) AND customer_id = $
  UNION ALL SELECT $::uuid`;
/** The same asked of each row. It does not say that a name is not empty, so that no index of names tempts the planner to gather them all. */
const NAMED_HERE = '(s.name LIKE $ OR (s.surname = $ AND s.name LIKE $) OR s.surname LIKE $ OR s.email LIKE $)';
/** More than that many are not gathered. */
const GATHERED = 5_000;

function namesOf(text: string): readonly unknown[] {
  const words = text.toLowerCase().split(/\s+/);
  const beginning = (pattern: string) => `${pattern.replace(/[\\%_]/g, '\\$&')}%`;
  const asked = beginning(words.join(' '));
  // "kowalska an": the surname first.
  return [asked, words.slice(0, -1).join(' '), beginning(words.at(-1) ?? ''), asked, asked];
}

/** True when very many are named like that; looks at no more of them than it takes to know. */
export async function isCommonText(client: Queryable, programId: string, text: string): Promise<boolean> {
  if (text === '') return false;
  const named = new Conditions(programId);
  const place = named.write(NAMED, ...namesOf(text), text, null);
  const { rows } = await client.query<{ named: string }>(
    `SELECT count(*) AS named FROM (SELECT 1 FROM (${place}) AS n LIMIT ${GATHERED + 1}) AS counted`,
    named.values,
  );
  return Number(rows[0]?.named ?? 0) > GATHERED;
}

function conditionsOf(programId: string, filter: MemberFilter): Conditions {
  const found = new Conditions(programId);
  if (filter.state === null) found.add(`s.state IN ('member', 'guest', 'blocked', 'left')`);
  else found.add('s.state = $', filter.state);
  if (filter.tierId === '') found.add('s.tier_id IS NULL');
  else if (filter.tierId !== null) found.add('s.tier_id = $', filter.tierId);
  if (filter.storeId !== null)
    found.add(
      'EXISTS (SELECT 1 FROM member_identity i WHERE i.program_id = s.program_id AND i.member_id = s.member_id AND i.store_id = $)',
      filter.storeId,
    );
  if (filter.debt) found.add('s.debt > 0');
  if (filter.pending) found.add('s.pending > 0');
  if (filter.balanceFrom !== null) found.add('s.shown >= $', filter.balanceFrom);
  if (filter.balanceTo !== null) found.add('s.shown <= $', filter.balanceTo);
  if (filter.joinedFrom !== null) found.add('s.joined_at >= $', fromInstant(filter.joinedFrom));
  if (filter.joinedBefore !== null) found.add('s.joined_at < $', fromInstant(filter.joinedBefore));
  if (filter.orderedFrom !== null) found.add('s.last_order_at >= $', fromInstant(filter.orderedFrom));
  if (filter.orderedBefore !== null) found.add('s.last_order_at < $', fromInstant(filter.orderedBefore));
  if (filter.ordered !== null) found.add(`s.last_order_at ${filter.ordered ? '>' : '='} '1970-01-01 00:00:00+00'`);
  const { text } = filter;
  if (text !== '' && filter.common) found.add(NAMED_HERE, ...namesOf(text));
  else if (text !== '') found.add(`s.member_id IN (${NAMED})`, ...namesOf(text), text, UUID.test(text) ? text : null);
  return found;
}

/** One page of the members that match, in the order asked for (highest or newest first), after a place. */
export async function findMembers(
  client: Queryable,
  programId: string,
  wanted: { readonly filter: MemberFilter; readonly sort: MemberOrder; readonly after: MemberPlace | null; readonly limit: number },
): Promise<MemberSearchRow[]> {
  const { filter, sort, after, limit } = wanted;
  const column = SORT_COLUMN[sort];
  const found = conditionsOf(programId, filter);
  if (after !== null) {
    const isMoment = sort === 'newest' || sort === 'last-order';
    found.add(`(s.${column}, s.member_id) < ($, $::uuid)`, isMoment ? fromInstant(after.value) : after.value, after.memberId);
  }
  const { rows } = await client.query<SearchRow>(
    `SELECT s.member_id, s.state, m.first_name, m.last_name, m.email, s.tier_id, s.shown, s.pending, s.debt, s.spend_minor, s.last_order_at, s.joined_at, s.created_at
     FROM (SELECT * FROM member_search s WHERE ${found.where} ORDER BY s.${column} DESC, s.member_id DESC LIMIT $${found.values.push(limit)}) s
     JOIN member m ON m.program_id = s.program_id AND m.id = s.member_id ORDER BY s.${column} DESC, s.member_id DESC`,
    found.values,
  );
  return rows.map(toRow);
}

/** Where a row stands in a list. */
export function placeOf(row: MemberSearchRow, sort: MemberOrder): MemberPlace {
  const values: Record<MemberOrder, number> = {
    newest: row.createdAt,
    balance: row.shown,
    'last-order': row.lastOrderAt ?? 0,
    spend: row.spendMinor,
  };
  return { value: values[sort], memberId: row.memberId };
}

/** How many match, counted up to `limit`. */
export async function countMembers(
  client: Queryable,
  programId: string,
  { filter, limit }: { readonly filter: MemberFilter; readonly limit: number },
): Promise<number> {
  if (filter.common && (await countAmongNamed(client, programId, { filter, limit })) >= limit) return limit;
  const found = conditionsOf(programId, filter);
  const { rows } = await client.query<{ members: string }>(
    `SELECT count(*) AS members FROM (SELECT 1 FROM member_search s WHERE ${found.where} LIMIT $${found.values.push(limit)}) AS matching`,
    found.values,
  );
  return Number(rows[0]?.members ?? 0);
}

/**
 * How many match among the first of those who are named like that. Where very many are, that is as a rule enough to know that there are more than anybody counts, without
 * meeting everybody on the way through the list.
 */
async function countAmongNamed(
  client: Queryable,
  programId: string,
  { filter, limit }: { readonly filter: MemberFilter; readonly limit: number },
): Promise<number> {
  const found = conditionsOf(programId, { ...filter, text: '', common: false });
  const enough = `LIMIT ${Math.ceil(limit * 1.2)}`;
  const some = NAMED.split('UNION ALL')
    .map((way) => `(${way} ${enough})`)
    .join(' UNION ALL ');
  found.add(`s.member_id IN (SELECT n.member_id FROM (${some}) AS n)`, ...namesOf(filter.text), filter.text, null);
  const { rows } = await client.query<{ members: string }>(
    `SELECT count(*) AS members FROM (SELECT 1 FROM member_search s WHERE ${found.where} LIMIT $${found.values.push(limit)}) AS matching`,
    found.values,
  );
  return Number(rows[0]?.members ?? 0);
}

/** Whom an action on many is for: those of a list, or those who match a filter and were there at a moment. */
export type Crowd = { readonly memberIds: readonly string[] } | { readonly filter: MemberFilter; readonly knownBefore: Instant };

function conditionsOfCrowd(programId: string, crowd: Crowd): Conditions {
  if ('filter' in crowd) {
    const found = conditionsOf(programId, crowd.filter);
    found.add('s.created_at <= $', fromInstant(crowd.knownBefore));
    found.add(`s.state <> 'erased'`);
    return found;
  }
  const found = new Conditions(programId);
  found.add('s.member_id = ANY ($::uuid[])', crowd.memberIds);
  found.add(`s.state IN ('member', 'guest', 'blocked', 'left')`);
  return found;
}

/** How many are meant, and what taking `atMost` points from each would take in all, and from how many less than that. */
export async function measureCrowd(
  client: Queryable,
  programId: string,
  { crowd, atMost }: { readonly crowd: Crowd; readonly atMost: number },
): Promise<{ readonly members: number; readonly takable: number; readonly short: number }> {
  const found = conditionsOfCrowd(programId, crowd);
  const place = `$${found.values.push(atMost)}::bigint`;
  const { rows } = await client.query<{ members: string; takable: string | null; short: string }>(
    `SELECT count(*) AS members, sum(LEAST(s.shown + s.debt, ${place})) AS takable, count(*) FILTER (WHERE s.shown + s.debt < ${place}) AS short
     FROM member_search s WHERE ${found.where}`,
    found.values,
  );
  return { members: Number(rows[0]?.members ?? 0), takable: Number(rows[0]?.takable ?? 0), short: Number(rows[0]?.short ?? 0) };
}

/** The next of those who are meant, by id. */
export async function readCrowd(
  client: Queryable,
  programId: string,
  wanted: { readonly crowd: Crowd; readonly after: string; readonly limit: number },
): Promise<string[]> {
  const found = conditionsOfCrowd(programId, wanted.crowd);
  found.add('s.member_id > $::uuid', wanted.after);
  const { rows } = await client.query<{ member_id: string }>(
    `SELECT s.member_id FROM member_search s WHERE ${found.where} ORDER BY s.member_id LIMIT $${found.values.push(wanted.limit)}`,
    found.values,
  );
  return rows.map((row) => row.member_id);
}

/** Customer numbers of members, by member. */
export async function readCustomerIds(client: Queryable, programId: string, memberIds: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await client.query<{ member_id: string; ids: string[] }>(
    `SELECT member_id, array_agg(customer_id ORDER BY created_at, customer_id) AS ids FROM member_identity
     WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) GROUP BY member_id`,
    [programId, memberIds],
  );
  return new Map(rows.map((row) => [row.member_id, row.ids]));
}

interface SearchRow {
  readonly member_id: string;
  readonly state: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly tier_id: string | null;
  readonly shown: string;
  readonly pending: string;
  readonly debt: string;
  readonly spend_minor: string;
  readonly last_order_at: Date;
  readonly joined_at: Date | null;
  readonly created_at: Date;
}

function toRow(row: SearchRow): MemberSearchRow {
  const lastOrderAt = toInstant(row.last_order_at);
  return {
    ...{ memberId: row.member_id, state: row.state, firstName: row.first_name, lastName: row.last_name, email: row.email },
    ...{ tierId: row.tier_id, shown: Number(row.shown), pending: Number(row.pending), debt: Number(row.debt) },
    ...{ spendMinor: Number(row.spend_minor), lastOrderAt: lastOrderAt === 0 ? null : lastOrderAt },
    ...{ joinedAt: toInstant(row.joined_at), createdAt: toInstant(row.created_at) },
  };
}
