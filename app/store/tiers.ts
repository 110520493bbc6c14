import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

/** Where a member stands; `state` is the rule book's own memory of it. */
export interface TierRecord<State = unknown> {
  readonly memberId: string;
  readonly tierId: string | null;
  readonly provisional: boolean;
  readonly state: State;
  readonly reviewAt: Instant | null;
}

export async function readTiers(client: Queryable, programId: string, memberIds: readonly string[]): Promise<Map<string, TierRecord>> {
  const { rows } = await client.query<{
    member_id: string;
    tier_id: string | null;
    provisional: boolean;
    state: unknown;
    review_at: Date | null;
  }>({
    name: 'read_tiers',
    text: 'SELECT member_id, tier_id, provisional, state, review_at FROM member_tier WHERE program_id = $1 AND member_id = ANY ($2::uuid[])',
    values: [programId, memberIds],
  });
  return new Map(
    rows.map((row) => [
      row.member_id,
      { memberId: row.member_id, tierId: row.tier_id, provisional: row.provisional, state: row.state, reviewAt: toInstant(row.review_at) },
    ]),
  );
}

/** Saves members' standing; the caller holds their locks. */
export async function writeTiers(client: Queryable, programId: string, tiers: readonly TierRecord[]): Promise<void> {
  if (tiers.length === 0) return;
  await client.query({
    name: 'write_tiers',
    text: `INSERT INTO member_tier (program_id, member_id, tier_id, provisional, state, review_at)
      SELECT $1, t."memberId", t."tierId", t.provisional, t.state, to_timestamp(t."reviewAt" / 1000.0)
      FROM jsonb_to_recordset($2::jsonb) AS t("memberId" uuid, "tierId" text, provisional boolean, state jsonb, "reviewAt" numeric)
      ON CONFLICT (program_id, member_id) DO UPDATE SET tier_id = EXCLUDED.tier_id, provisional = EXCLUDED.provisional, state = EXCLUDED.state, review_at = EXCLUDED.review_at,
        updated_at = clock_timestamp()`,
    values: [programId, JSON.stringify(tiers)],
  });
}

export interface TierChangeRecord {
  readonly memberId: string;
  readonly fromTierId: string | null;
  readonly toTierId: string | null;
  readonly kind: string;
  readonly because: readonly string[];
  readonly occurredAt: Instant;
}

export async function insertTierChanges(client: Queryable, programId: string, changes: readonly TierChangeRecord[]): Promise<void> {
  if (changes.length === 0) return;
  await client.query({
    name: 'insert_tier_changes',
    text: `INSERT INTO tier_change (program_id, member_id, from_tier_id, to_tier_id, kind, because, occurred_at)
      SELECT $1, c."memberId", c."fromTierId", c."toTierId", c.kind, ARRAY(SELECT jsonb_array_elements_text(c.because)), to_timestamp(c."occurredAt" / 1000.0)
      FROM jsonb_to_recordset($2::jsonb) AS c("memberId" uuid, "fromTierId" text, "toTierId" text, kind text, because jsonb, "occurredAt" numeric)`,
    values: [programId, JSON.stringify(changes)],
  });
}

/** Members whose standing must be looked at again by now, in all programs. */
export async function readDueReviews(
  client: Queryable,
  now: Instant,
  limit: number,
): Promise<{ readonly programId: string; readonly memberId: string }[]> {
  const { rows } = await client.query<{ program_id: string; member_id: string }>(
    'SELECT program_id, member_id FROM member_tier WHERE review_at <= $1 ORDER BY review_at LIMIT $2',
    [fromInstant(now), limit],
  );
  return rows.map((row) => ({ programId: row.program_id, memberId: row.member_id }));
}

export interface NoticeRecord {
  readonly key: string;
  readonly memberId: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Notes what members are told; a key that was used is told once and not again. */
export async function insertNotices(client: Queryable, programId: string, notices: readonly NoticeRecord[]): Promise<void> {
  if (notices.length === 0) return;
  await client.query({
    name: 'insert_notices',
    text: `INSERT INTO notice (program_id, key, member_id, kind, data) SELECT $1, n.key, n."memberId", n.kind, n.data
      FROM jsonb_to_recordset($2::jsonb) AS n(key text, "memberId" uuid, kind text, data jsonb) ON CONFLICT DO NOTHING`,
    values: [programId, JSON.stringify(notices)],
  });
}

/** Members by tier; those without one under "". */
export async function readTierSizes(client: Queryable, programId: string): Promise<Map<string, number>> {
  const { rows } = await client.query<{ tier_id: string; members: string }>({
    name: 'tier_sizes',
    text: `SELECT COALESCE(tier_id, '') AS tier_id, count(*) AS members FROM member_tier WHERE program_id = $1 GROUP BY 1`,
    values: [programId],
  });
  return new Map(rows.map((row) => [row.tier_id, Number(row.members)]));
}
