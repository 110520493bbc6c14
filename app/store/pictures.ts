import type { CleanPicture, PictureType } from '#app/domain/pictures/picture.ts';
import type { Queryable } from './database.ts';

export interface KeptPicture {
  readonly type: PictureType;
  readonly bytes: Buffer;
}

/** One picture of a program; null: there is none of that name. */
export async function readPicture(client: Queryable, programId: string, hash: string): Promise<KeptPicture | null> {
  const { rows } = await client.query<{ content_type: PictureType; bytes: Buffer }>({
    name: 'read_picture',
    text: 'SELECT content_type, bytes FROM picture WHERE program_id = $1 AND hash = $2',
    values: [programId, hash],
  });
  return rows[0] ? { type: rows[0].content_type, bytes: rows[0].bytes } : null;
}

/** Keeps a picture under its content's name; the same one twice is one. */
export async function insertPicture(
  client: Queryable,
  programId: string,
  { hash, picture, uploadedBy }: { readonly hash: string; readonly picture: CleanPicture; readonly uploadedBy: string },
): Promise<void> {
  await client.query(
    `INSERT INTO picture (program_id, hash, content_type, bytes, width, height, uploaded_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())
     ON CONFLICT (program_id, hash) DO NOTHING`,
    [programId, hash, picture.type, picture.bytes, picture.width, picture.height, uploadedBy],
  );
}

export async function countPictures(client: Queryable, programId: string): Promise<number> {
  const { rows } = await client.query<{ pictures: number }>('SELECT count(*)::int AS pictures FROM picture WHERE program_id = $1', [
    programId,
  ]);
  return rows[0]?.pictures ?? 0;
}

/** Takes away pictures older than a day that neither a version nor the draft names. Answers how many. */
export async function deleteUnusedPictures(client: Queryable, programId: string): Promise<number> {
  const { rowCount } = await client.query(
    `DELETE FROM picture p WHERE program_id = $1 AND created_at < clock_timestamp() - interval '1 day'
       AND NOT EXISTS (SELECT 1 FROM program_version v WHERE v.program_id = $1 AND strpos(v.document::text, p.hash) > 0)
       AND NOT EXISTS (SELECT 1 FROM program_draft d WHERE d.program_id = $1 AND strpos(d.document::text, p.hash) > 0)`,
    [programId],
  );
  return rowCount ?? 0;
}
