import { createHash } from 'node:crypto';
import type { Balance, PostingDraft, PostingOutcome, Unit } from '#app/domain/ledger/posting.ts';
import type { Queryable } from './database.ts';

/**
 * Posts drafts in order through the ledger's SQL function, in the caller's transaction. Members are locked in sorted order before anything is read;
 * each answer stands at its draft's place. A refused or stale draft leaves no trace and does not stop the others.
 */
export async function postDrafts(client: Queryable, programId: string, drafts: readonly PostingDraft[]): Promise<PostingOutcome[]> {
  if (drafts.length === 0) return [];
  const payload = JSON.stringify(drafts.map((draft) => ({ ...draft, contentHash: contentHash(draft) })));
  const { rows } = await client.query<{ outcomes: PostingOutcome[] }>({
    name: 'rung_post',
    text: 'SELECT rung_post($1, $2::jsonb) AS outcomes',
    values: [programId, payload],
  });
  const outcomes = rows[0]?.outcomes;
  if (outcomes?.length !== drafts.length) throw new Error('the ledger answered another number of outcomes than drafts');
  return outcomes;
}

/** What makes two drafts under one business key "the same": everything but the words of the explanation. */
export function contentHash(draft: PostingDraft): string {
  const { because: _words, note: _note, ...content } = draft;
  return createHash('sha256').update(canonical(content)).digest('base64');
}

/** JSON with sorted keys, so that equal content always hashes alike. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(',')}}`;
  }
  return value === undefined ? 'null' : JSON.stringify(value);
}

export const EMPTY_BALANCE: Balance = { pending: 0, available: 0, held: 0, debt: 0 };

interface BalanceRow {
  readonly member_id: string;
  readonly unit: string;
  readonly pending: string;
  readonly available: string;
  readonly held: string;
  readonly debt: string;
}

/** Balances of members by unit; members without postings are absent. */
export async function readBalances(
  client: Queryable,
  programId: string,
  memberIds: readonly string[],
): Promise<Map<string, Record<Unit, Balance>>> {
  const { rows } = await client.query<BalanceRow>({
    name: 'read_balances',
    text: 'SELECT member_id, unit, pending, available, held, debt FROM balance WHERE program_id = $1 AND member_id = ANY ($2::uuid[])',
    values: [programId, memberIds],
  });
  const byMember = new Map<string, Record<Unit, Balance>>();
  for (const row of rows) {
    const units = byMember.get(row.member_id) ?? {};
    units[row.unit] = { pending: Number(row.pending), available: Number(row.available), held: Number(row.held), debt: Number(row.debt) };
    byMember.set(row.member_id, units);
  }
  return byMember;
}

/** What staff's adjustment under a business key did: `given` points, or up to what was asked for `taken`. Null: the key was not used. */
export async function findAdjustment(
  client: Queryable,
  programId: string,
  businessKey: string,
): Promise<{
  readonly postingId: string;
  readonly memberId: string;
  readonly given: number;
  readonly taken: number;
  readonly asked: number | null;
} | null> {
  const { rows } = await client.query<{ id: string; member_id: string; given: string; taken: string; asked: string | null }>(
    `SELECT p.id, p.member_id, COALESCE(sum(t.points) FILTER (WHERE t.from_account = 'adjusted'), 0) AS given,
       COALESCE(sum(t.points) FILTER (WHERE t.to_account = 'adjusted'), 0) AS taken,
       (SELECT a.details->>'points' FROM audit_entry a WHERE a.program_id = p.program_id AND a.action = 'points-adjusted' AND a.subject = p.member_id::text
          AND a.details->>'postingId' = p.id::text LIMIT 1) AS asked
     FROM posting p LEFT JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id
     WHERE p.program_id = $1 AND p.business_key = $2 GROUP BY p.program_id, p.id, p.member_id`,
    [programId, businessKey],
  );
  const [row] = rows;
  if (!row) return null;
  const asked = row.asked === null ? null : Number(row.asked);
  return { postingId: row.id, memberId: row.member_id, given: Number(row.given), taken: Number(row.taken), asked };
}
