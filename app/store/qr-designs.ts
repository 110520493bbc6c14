import type { Queryable } from './database.ts';

/** The saved design as it was written; null: there is none. */
export async function readQrDesign(client: Queryable, programId: string): Promise<unknown> {
  const { rows } = await client.query<{ document: unknown }>('SELECT document FROM qr_design WHERE program_id = $1', [programId]);
  return rows[0]?.document ?? null;
}

/** Keeps a design in place of the one before. */
export async function writeQrDesign(
  client: Queryable,
  programId: string,
  { document, updatedBy }: { readonly document: unknown; readonly updatedBy: string },
): Promise<void> {
  await client.query(
    `INSERT INTO qr_design (program_id, document, updated_by, updated_at) VALUES ($1, $2, $3, clock_timestamp())
     ON CONFLICT (program_id) DO UPDATE SET document = EXCLUDED.document, updated_by = EXCLUDED.updated_by, updated_at = EXCLUDED.updated_at`,
    [programId, JSON.stringify(document), updatedBy],
  );
}
