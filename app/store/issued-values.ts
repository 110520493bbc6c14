import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

/** What is handed out for a redemption, and how far that is. */
export interface IssuedValueRecord {
  readonly redemptionId: string;
  readonly storeId: string;
  readonly kind: 'gift-card' | 'store-credit' | 'voucher' | 'donation' | 'draw';
  readonly customerId: string | null;
  readonly amountMinor: number | null;
  readonly currency: string;
  /** Our own code of a gift card. */
  readonly sealedCode: string | null;
  readonly lastCharacters: string | null;
  readonly platformRef: string | null;
  readonly expiresAt: Instant | null;
  readonly shownAt: Instant | null;
  /** How often the giving was begun. */
  readonly tries: number;
  /** A call went out whose answer is not known; null: none, or it is known. */
  readonly sentAt: Instant | null;
  /** The newest booking that the platform knew before that call. */
  readonly sentMark: string | null;
  readonly removalTries: number;
  readonly removalSentAt: Instant | null;
  readonly removalMark: string | null;
}

interface IssuedRow {
  readonly redemption_id: string;
  readonly store_id: string;
  readonly kind: IssuedValueRecord['kind'];
  readonly customer_id: string | null;
  readonly amount_minor: string | null;
  readonly currency: string;
  readonly sealed_code: string | null;
  readonly last_characters: string | null;
  readonly platform_ref: string | null;
  readonly expires_at: Date | null;
  readonly shown_at: Date | null;
  readonly tries: number;
  readonly sent_at: Date | null;
  readonly sent_mark: string | null;
  readonly removal_tries: number;
  readonly removal_sent_at: Date | null;
  readonly removal_mark: string | null;
}

const COLUMNS = `redemption_id, store_id, kind, customer_id, amount_minor, currency, sealed_code, last_characters, platform_ref, expires_at, shown_at, tries, sent_at, sent_mark,
  removal_tries, removal_sent_at, removal_mark`;

function toRecord(row: IssuedRow): IssuedValueRecord {
  return {
    redemptionId: row.redemption_id,
    storeId: row.store_id,
    kind: row.kind,
    customerId: row.customer_id,
    amountMinor: row.amount_minor === null ? null : Number(row.amount_minor),
    currency: row.currency,
    sealedCode: row.sealed_code,
    lastCharacters: row.last_characters,
    platformRef: row.platform_ref,
    expiresAt: toInstant(row.expires_at),
    shownAt: toInstant(row.shown_at),
    tries: row.tries,
    sentAt: toInstant(row.sent_at),
    sentMark: row.sent_mark,
    removalTries: row.removal_tries,
    removalSentAt: toInstant(row.removal_sent_at),
    removalMark: row.removal_mark,
  };
}

export type NewIssuedValue = Pick<
  IssuedValueRecord,
  'redemptionId' | 'storeId' | 'kind' | 'customerId' | 'amountMinor' | 'currency' | 'sealedCode' | 'lastCharacters' | 'expiresAt'
>;

/** Saves what shall be handed out, before anybody is asked for it. */
export async function insertIssuedValue(client: Queryable, programId: string, value: NewIssuedValue): Promise<void> {
  await client.query(
    `INSERT INTO issued_value (program_id, redemption_id, store_id, kind, customer_id, amount_minor, currency, sealed_code, last_characters, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      programId,
      value.redemptionId,
      value.storeId,
      value.kind,
      value.customerId,
      value.amountMinor,
      value.currency,
      value.sealedCode,
      value.lastCharacters,
      fromInstant(value.expiresAt),
    ],
  );
}

/** What is handed out for these redemptions, by redemption. */
export async function readIssuedValues(
  client: Queryable,
  programId: string,
  redemptionIds: readonly string[],
): Promise<Map<string, IssuedValueRecord>> {
  if (redemptionIds.length === 0) return new Map();
  const { rows } = await client.query<IssuedRow>(
    `SELECT ${COLUMNS} FROM issued_value WHERE program_id = $1 AND redemption_id = ANY ($2::uuid[])`,
    [programId, redemptionIds],
  );
  return new Map(rows.map((row) => [row.redemption_id, toRecord(row)]));
}

export async function readIssuedValue(client: Queryable, programId: string, redemptionId: string): Promise<IssuedValueRecord | null> {
  return (await readIssuedValues(client, programId, [redemptionId])).get(redemptionId) ?? null;
}

/** No other booking `o` of the customer of `v` waits for its answer in that currency. */
const NOTHING_UNCLEAR = `NOT EXISTS (SELECT 1 FROM issued_value o
  WHERE v.kind = 'store-credit' AND o.program_id = v.program_id AND o.store_id = v.store_id AND o.customer_id = v.customer_id
    AND o.kind = v.kind AND o.currency = v.currency AND (o.sent_at IS NOT NULL OR o.removal_sent_at IS NOT NULL))`;

/**
 * Begins to hand out: from here on a call may be on its way. Null: another worker began since it was read, or the platform's answer to another booking of the same
 * customer and currency is not known yet (two of the same amount could not be told apart).
 */
export async function beginIssuing(
  client: Queryable,
  programId: string,
  begun: { readonly was: IssuedValueRecord; readonly mark: string | null },
): Promise<boolean> {
  const { was, mark } = begun;
  const { rows } = await client.query(
    `UPDATE issued_value v SET tries = tries + 1, sent_at = clock_timestamp(), sent_mark = $4
     WHERE program_id = $1 AND redemption_id = $2 AND tries = $3 AND sent_at IS NULL
       AND ${NOTHING_UNCLEAR}
     RETURNING 1`,
    [programId, was.redemptionId, was.tries, mark],
  );
  return rows.length > 0;
}

/** The platform gave it, as `platformRef`. */
export async function saveGiven(
  client: Queryable,
  programId: string,
  given: { readonly redemptionId: string; readonly platformRef: string },
): Promise<void> {
  await client.query('UPDATE issued_value SET sent_at = NULL, platform_ref = $3 WHERE program_id = $1 AND redemption_id = $2', [
    programId,
    given.redemptionId,
    given.platformRef,
  ]);
}

/** The call of this try surely gave nothing. False: another try was begun meanwhile, of which that says nothing. */
export async function endIssuing(
  client: Queryable,
  programId: string,
  ended: { readonly redemptionId: string; readonly tries: number },
): Promise<boolean> {
  const { rows } = await client.query(
    'UPDATE issued_value SET sent_at = NULL WHERE program_id = $1 AND redemption_id = $2 AND tries = $3 RETURNING 1',
    [programId, ended.redemptionId, ended.tries],
  );
  return rows.length > 0;
}

/** Begins to take back, as `beginIssuing`. */
export async function beginRemoval(
  client: Queryable,
  programId: string,
  begun: { readonly was: IssuedValueRecord; readonly mark: string | null },
): Promise<boolean> {
  const { was, mark } = begun;
  const { rows } = await client.query(
    `UPDATE issued_value v SET removal_tries = removal_tries + 1, removal_sent_at = clock_timestamp(), removal_mark = $4
     WHERE program_id = $1 AND redemption_id = $2 AND removal_tries = $3 AND removal_sent_at IS NULL
       AND ${NOTHING_UNCLEAR}
     RETURNING 1`,
    [programId, was.redemptionId, was.removalTries, mark],
  );
  return rows.length > 0;
}

/** The answer to the call that takes back is known. `tries`: of that try alone, another one may be on its way; null: whatever was tried, it is over. */
export async function endRemoval(
  client: Queryable,
  programId: string,
  ended: { readonly redemptionId: string; readonly tries: number | null },
): Promise<void> {
  await client.query(
    'UPDATE issued_value SET removal_sent_at = NULL WHERE program_id = $1 AND redemption_id = $2 AND ($3::int IS NULL OR removal_tries = $3)',
    [programId, ended.redemptionId, ended.tries],
  );
}

/** It is over, whatever calls were on their way: nothing waits for their answers, and nothing has to wait for them. */
export async function endAnswers(client: Queryable, programId: string, redemptionId: string): Promise<void> {
  await client.query('UPDATE issued_value SET sent_at = NULL, removal_sent_at = NULL WHERE program_id = $1 AND redemption_id = $2', [
    programId,
    redemptionId,
  ]);
}

/** Whom it goes to became known, or became somebody else (merged at the platform). */
export async function saveIssuedCustomer(
  client: Queryable,
  programId: string,
  { redemptionId, customerId }: { readonly redemptionId: string; readonly customerId: string },
): Promise<void> {
  await client.query('UPDATE issued_value SET customer_id = $3 WHERE program_id = $1 AND redemption_id = $2', [
    programId,
    redemptionId,
    customerId,
  ]);
}

/** Their members see these codes now. */
export async function markIssuedShown(client: Queryable, programId: string, redemptionIds: readonly string[]): Promise<void> {
  await client.query(
    'UPDATE issued_value SET shown_at = clock_timestamp() WHERE program_id = $1 AND redemption_id = ANY ($2::uuid[]) AND shown_at IS NULL',
    [programId, redemptionIds],
  );
}

/** The person is gone: codes and customers of what is out are forgotten. What is on its way keeps them until it is ended. */
export async function forgetIssuedCodes(client: Queryable, programId: string, memberId: string): Promise<void> {
  await client.query(
    `UPDATE issued_value v SET sealed_code = NULL, last_characters = NULL, customer_id = NULL FROM redemption r
     WHERE v.program_id = $1 AND r.program_id = v.program_id AND r.id = v.redemption_id AND r.member_id = $2 AND r.state IN ('captured', 'released') AND r.side_state IS NULL`,
    [programId, memberId],
  );
}

/** Those of the platform's bookings that stand for one of our redemptions already. */
export async function findKnownRefs(
  client: Queryable,
  programId: string,
  asked: { readonly storeId: string; readonly refs: readonly string[] },
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ ref: string }>(
    'SELECT platform_ref AS ref FROM issued_value WHERE program_id = $1 AND store_id = $2 AND platform_ref = ANY ($3)',
    [programId, asked.storeId, asked.refs],
  );
  return new Set(rows.map(({ ref }) => ref));
}

/** When accounts were last linked to a member, or null; merges that were undone do not count. */
export async function readLinkedAt(client: Queryable, programId: string, memberId: string): Promise<Instant | null> {
  const { rows } = await client.query<{ at: Date | null }>(
    'SELECT max(merged_at) AS at FROM member_merge WHERE program_id = $1 AND to_id = $2 AND undone_at IS NULL',
    [programId, memberId],
  );
  return toInstant(rows[0]?.at ?? null);
}

export interface DonationRow {
  readonly rewardId: string;
  readonly cause: string;
  readonly currency: string;
  readonly isFinal: boolean;
  readonly times: number;
  readonly points: number;
  readonly worthMinor: number;
}

/** What was given to causes, by reward, cause and currency; what was given before `finalBefore` cannot be taken back any more. */
export async function sumDonations(client: Queryable, programId: string, finalBefore: Instant): Promise<DonationRow[]> {
  const { rows } = await client.query<{
    reward_id: string;
    cause: string;
    currency: string;
    final: boolean;
    times: string;
    points: string;
    worth: string;
  }>(
    `SELECT r.reward_id, COALESCE(r.reward #>> '{value,cause}', '') AS cause, v.currency, r.created_at < $2 AS final, count(*) AS times,
       sum(r.captured_points - r.returned_points) AS points, COALESCE(sum(v.amount_minor), 0) AS worth
     FROM issued_value v JOIN redemption r ON r.program_id = v.program_id AND r.id = v.redemption_id
     WHERE v.program_id = $1 AND v.kind = 'donation' AND r.state = 'captured' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 LIMIT 1000`,
    [programId, fromInstant(finalBefore)],
  );
  return rows.map((row) => ({
    rewardId: row.reward_id,
    cause: row.cause,
    currency: row.currency,
    isFinal: row.final,
    times: Number(row.times),
    points: Number(row.points),
    worthMinor: Number(row.worth),
  }));
}

/** Redemptions of connected stores whose value is neither out nor gone, and whose errand is not waiting (given up, or lost with its store). */
export async function readLeftIssues(
  client: Queryable,
  limit: number,
): Promise<{ readonly programId: string; readonly storeId: string; readonly redemptionId: string; readonly isReturning: boolean }[]> {
  const { rows } = await client.query<{ program_id: string; store_id: string; id: string; returning: boolean }>(
    `SELECT r.program_id, r.store_id, r.id, r.side_state IS NOT DISTINCT FROM 'returning' AS returning
     FROM redemption r JOIN issued_value v ON v.program_id = r.program_id AND v.redemption_id = r.id
       JOIN store s ON s.program_id = r.program_id AND s.id = r.store_id AND s.state = 'connected'
     WHERE (r.state = 'creating' OR r.state = 'captured' AND r.side_state = 'returning')
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.program_id = r.program_id AND o.state = 'waiting' AND o.key IN ('issue:' || r.id, 'remove-value:' || r.id))
     ORDER BY r.created_at LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({ programId: row.program_id, storeId: row.store_id, redemptionId: row.id, isReturning: row.returning }));
}
