import type { Queryable } from './database.ts';

/** Caps, places and budgets of earning. */
const EARNING = 'earning';

/** Reads counters under lock, in sorted order; rows that were missing are made, so that nobody else makes room out of nothing meanwhile. */
export async function lockCounters(client: Queryable, programId: string, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const sorted = [...new Set(keys)].sort();
  await client.query(
    `INSERT INTO counter (program_id, scope, key, value) SELECT $1, $2, k, 0 FROM unnest($3::text[]) AS k ON CONFLICT DO NOTHING`,
    [programId, EARNING, sorted],
  );
  const { rows } = await client.query<{ key: string; value: string }>(
    'SELECT key, value FROM counter WHERE program_id = $1 AND scope = $2 AND key = ANY ($3) ORDER BY key FOR UPDATE',
    [programId, EARNING, sorted],
  );
  return new Map(rows.map((row) => [row.key, Number(row.value)]));
}

/** Reads counters as they stand, for show: what is decided by them is read under lock. */
export async function readCounters(client: Queryable, programId: string, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const { rows } = await client.query<{ key: string; value: string }>({
    name: 'read_counters',
    text: 'SELECT key, value FROM counter WHERE program_id = $1 AND scope = $2 AND key = ANY ($3)',
    values: [programId, EARNING, [...new Set(keys)]],
  });
  return new Map(rows.map((row) => [row.key, Number(row.value)]));
}

/** Adds what was taken; the caller holds the counters' locks. */
export async function addToCounters(client: Queryable, programId: string, deltas: ReadonlyMap<string, number>): Promise<void> {
  const taken = [...deltas].filter(([, delta]) => delta !== 0).map(([key, delta]) => ({ key, delta }));
  if (taken.length === 0) return;
  await client.query(
    `UPDATE counter c SET value = c.value + t.delta FROM jsonb_to_recordset($3::jsonb) AS t(key text, delta bigint) WHERE c.program_id = $1 AND c.scope = $2 AND c.key = t.key`,
    [programId, EARNING, JSON.stringify(taken)],
  );
}
