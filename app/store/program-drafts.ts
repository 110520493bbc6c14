import type { Instant } from '#app/domain/instant.ts';
import { type Database, type Queryable, toInstant } from './database.ts';

export interface DraftRecord {
  /** Null: nothing is being written at the moment. */
  readonly document: unknown;
  readonly basedOn: number;
  readonly revision: number;
  readonly updatedBy: string;
  readonly updatedAt: Instant;
}

/** The program's draft, also when it is empty; null: there never was one. */
export async function readDraft(client: Queryable, programId: string): Promise<DraftRecord | null> {
  const { rows } = await client.query<{
    document: unknown;
    based_on: number;
    revision: number;
    updated_by: string;
    updated_at: Date;
  }>('SELECT document, based_on, revision, updated_by, updated_at FROM program_draft WHERE program_id = $1', [programId]);
  const [row] = rows;
  if (!row) return null;
  return {
    document: row.document,
    basedOn: row.based_on,
    revision: row.revision,
    updatedBy: row.updated_by,
    updatedAt: toInstant(row.updated_at),
  };
}

export interface DraftWriting {
  /** Null empties it. */
  readonly document: unknown;
  readonly basedOn: number;
  readonly updatedBy: string;
  /** The revision that the writer read; 0 when there was none. */
  readonly revision: number;
}

/** Writes the draft and answers its new revision; null when somebody else wrote since `revision` was read. */
export async function writeDraft(client: Queryable, programId: string, draft: DraftWriting): Promise<number | null> {
  const { rows } = await client.query<{ revision: number }>(
    `INSERT INTO program_draft (program_id, document, based_on, revision, updated_by, updated_at) VALUES ($1, $2, $3, 1, $4, clock_timestamp())
     ON CONFLICT (program_id) DO UPDATE SET document = EXCLUDED.document, based_on = EXCLUDED.based_on, updated_by = EXCLUDED.updated_by,
       updated_at = EXCLUDED.updated_at, revision = program_draft.revision + 1
     WHERE program_draft.revision = $5 RETURNING revision`,
    [programId, draft.document === null ? null : JSON.stringify(draft.document), draft.basedOn, draft.updatedBy, draft.revision],
  );
  return rows[0]?.revision ?? null;
}

export interface VersionLine {
  readonly no: number;
  readonly effectiveAt: Instant;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
}

/** The newest versions without their documents, newest first. */
export async function readVersionLines(database: Database, programId: string, limit: number): Promise<VersionLine[]> {
  const rows = await database.prisma.programVersion.findMany({
    where: { programId },
    orderBy: { no: 'desc' },
    take: limit,
    select: { no: true, effectiveAt: true, publishedAt: true, publishedBy: true },
  });
  return rows.map((row) => ({ ...row, effectiveAt: toInstant(row.effectiveAt), publishedAt: toInstant(row.publishedAt) }));
}

/** Pauses a program or lets it go on. False: it was so already, or is frozen. */
export async function setProgramState(client: Queryable, programId: string, state: 'live' | 'paused'): Promise<boolean> {
  const { rows } = await client.query(
    `UPDATE program SET state = $2 WHERE id = $1 AND state IN ('live', 'paused') AND state <> $2 RETURNING 1`,
    [programId, state],
  );
  return rows.length > 0;
}

export interface FirstStepsRecord {
  readonly published: boolean;
  readonly hidden: boolean;
}

/** Whether anybody but the installation has published a version, and whether the checklist of the first days was put away. */
export async function readFirstSteps(client: Queryable, programId: string): Promise<FirstStepsRecord> {
  const { rows } = await client.query<FirstStepsRecord>(
    `SELECT EXISTS (SELECT 1 FROM program_version WHERE program_id = $1 AND published_by <> 'system') AS published,
       COALESCE((SELECT checklist_hidden_at IS NOT NULL FROM program WHERE id = $1), false) AS hidden`,
    [programId],
  );
  return rows[0] ?? { published: false, hidden: false };
}

export async function hideChecklist(client: Queryable, programId: string): Promise<void> {
  await client.query('UPDATE program SET checklist_hidden_at = COALESCE(checklist_hidden_at, clock_timestamp()) WHERE id = $1', [
    programId,
  ]);
}

const ORDERS_LOOKED_AT = 500;
const ENOUGH_TO_TELL = 20;

/** What half of the latest orders were worth at most, in minor units of the program's currency; null while there are too few to tell. */
export async function typicalOrder(client: Queryable, programId: string): Promise<number | null> {
  const { rows } = await client.query<{ orders: number; median: string | null }>(
    `SELECT count(*)::int AS orders, percentile_disc(0.5) WITHIN GROUP (ORDER BY spend_minor) AS median
     FROM (SELECT spend_minor FROM order_record WHERE program_id = $1 AND settled_at IS NOT NULL AND counts_as_order AND spend_minor > 0
       ORDER BY settled_at DESC LIMIT ${ORDERS_LOOKED_AT}) AS latest`,
    [programId],
  );
  const [row] = rows;
  return row && row.orders >= ENOUGH_TO_TELL && row.median !== null ? Number(row.median) : null;
}
