import type { Queryable } from './database.ts';

export interface NoteRecord {
  readonly id: string;
  readonly memberId: string;
  readonly text: string;
  readonly writtenBy: string;
  readonly createdAt: Date;
}

/** Keeps a note under an id that the client made. False: it was kept before. */
export async function insertNote(client: Queryable, programId: string, note: Omit<NoteRecord, 'createdAt'>): Promise<boolean> {
  const { rowCount } = await client.query(
    'INSERT INTO member_note (program_id, id, member_id, text, written_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [programId, note.id, note.memberId, note.text, note.writtenBy],
  );
  return rowCount === 1;
}

/** The same note to many, as a bulk action's. */
export async function insertNotes(
  client: Queryable,
  programId: string,
  notes: { readonly memberIds: readonly string[]; readonly text: string; readonly writtenBy: string; readonly bulkId: string },
): Promise<void> {
  await client.query(
    `INSERT INTO member_note (program_id, id, member_id, text, written_by, bulk_id)
     SELECT $1, gen_random_uuid(), id, $3, $4, $5 FROM unnest($2::uuid[]) AS id`,
    [programId, notes.memberIds, notes.text, notes.writtenBy, notes.bulkId],
  );
}

/** Newest first, at most 100: of the member and of everybody who was merged into it. */
export async function readNotes(client: Queryable, programId: string, memberIds: readonly string[]): Promise<NoteRecord[]> {
  const { rows } = await client.query<{ id: string; member_id: string; text: string; written_by: string; created_at: Date }>(
    `SELECT id, member_id, text, written_by, created_at FROM member_note WHERE program_id = $1 AND member_id = ANY ($2::uuid[])
     ORDER BY created_at DESC, id DESC LIMIT 100`,
    [programId, memberIds],
  );
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    text: row.text,
    writtenBy: row.written_by,
    createdAt: row.created_at,
  }));
}

/** Takes back what a bulk action wrote to these members. */
export async function deleteNotes(
  client: Queryable,
  programId: string,
  { bulkId, memberIds }: { readonly bulkId: string; readonly memberIds: readonly string[] },
): Promise<void> {
  // The note may have gone along with its member into another one: it is the bulk action that names it.
  await client.query('DELETE FROM member_note WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) AND bulk_id = $3', [
    programId,
    memberIds,
    bulkId,
  ]);
}

export interface AuditRecord {
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Who did what to a member, newest first, at most 50. */
export async function readAuditOf(client: Queryable, programId: string, subjects: readonly string[]): Promise<AuditRecord[]> {
  const { rows } = await client.query<{
    at: Date;
    actor_kind: string;
    actor_id: string | null;
    action: string;
    details: Record<string, unknown>;
  }>(
    'SELECT at, actor_kind, actor_id, action, details FROM audit_entry WHERE program_id = $1 AND subject = ANY ($2) ORDER BY id DESC LIMIT 50',
    [programId, subjects],
  );
  return rows.map((row) => ({ at: row.at, actorKind: row.actor_kind, actorId: row.actor_id, action: row.action, details: row.details }));
}

/** Blocks a member or guest, or lets it be one again. The caller holds the lock. */
export async function writeMemberState(
  client: Queryable,
  programId: string,
  change: { readonly memberId: string; readonly to: 'blocked' | 'unblocked' },
): Promise<void> {
  await client.query(
    change.to === 'blocked'
      ? `UPDATE member SET state = 'blocked', updated_at = clock_timestamp() WHERE program_id = $1 AND id = $2`
      : `UPDATE member SET state = CASE WHEN joined_at IS NULL THEN 'guest' ELSE 'member' END, updated_at = clock_timestamp() WHERE program_id = $1 AND id = $2`,
    [programId, change.memberId],
  );
}

/** True for a guest that nothing names but an e-mail. */
export async function isKnownByEmailAlone(client: Queryable, programId: string, memberId: string): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM member WHERE program_id = $1 AND id = $2 AND by_email', [programId, memberId]);
  return rows.length > 0;
}

/** Whom each member is by now, after merges; who was merged into nobody is oneself. */
export async function readPresentMembers(client: Queryable, programId: string, memberIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ was: string; id: string }>(
    `WITH RECURSIVE way AS (
       SELECT id AS was, id, merged_into, state FROM member WHERE program_id = $1 AND id = ANY ($2::uuid[])
       UNION SELECT way.was, m.id, m.merged_into, m.state FROM way JOIN member m ON m.program_id = $1 AND m.id = way.merged_into WHERE way.state = 'merged')
     SELECT was, id FROM way WHERE state <> 'merged'`,
    [programId, memberIds],
  );
  return new Map(rows.map((row) => [row.was, row.id]));
}
