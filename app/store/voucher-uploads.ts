import { type Queryable, toInstant } from './database.ts';
import type { Instant } from '#app/domain/instant.ts';

export interface VoucherUploadRecord {
  readonly uploadId: string;
  readonly rewardId: string;
  readonly fileName: string;
  readonly state: 'reading' | 'done' | 'refused';
  readonly lines: number;
  readonly added: number;
  readonly refused: number;
  readonly uploadedBy: string;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  /** Of its codes, how many nobody has yet. */
  readonly free: number;
}

interface UploadRow {
  readonly id: string;
  readonly reward_id: string;
  readonly file_name: string;
  readonly state: VoucherUploadRecord['state'];
  readonly lines: number;
  readonly added: number;
  readonly refused: number;
  readonly uploaded_by: string;
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly free: string;
}

const SELECT = `SELECT u.id, u.reward_id, u.file_name, u.state, u.lines, u.added, u.refused, u.uploaded_by, u.created_at, u.changed_at,
    (SELECT count(*) FROM voucher v WHERE v.program_id = u.program_id AND v.reward_id = u.reward_id AND v.upload_id = u.id AND v.state = 'free') AS free
  FROM voucher_upload u`;

function toRecord(row: UploadRow): VoucherUploadRecord {
  return {
    uploadId: row.id,
    rewardId: row.reward_id,
    fileName: row.file_name,
    state: row.state,
    lines: row.lines,
    added: row.added,
    refused: row.refused,
    uploadedBy: row.uploaded_by,
    createdAt: toInstant(row.created_at),
    changedAt: toInstant(row.changed_at),
    free: Number(row.free),
  };
}

/** Begins an upload; one of the same id that was refused or died (no progress for `staleSeconds`) begins anew. False: it is done, or somebody is at it. */
export async function beginUpload(
  client: Queryable,
  programId: string,
  upload: {
    readonly uploadId: string;
    readonly rewardId: string;
    readonly fileName: string;
    readonly uploadedBy: string;
    readonly staleSeconds: number;
  },
): Promise<boolean> {
  const { rows } = await client.query(
    `INSERT INTO voucher_upload (program_id, id, reward_id, file_name, uploaded_by, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp())
     ON CONFLICT (program_id, id) DO UPDATE SET state = 'reading', lines = 0, added = 0, refused = 0, changed_at = clock_timestamp()
       WHERE voucher_upload.reward_id = EXCLUDED.reward_id
         AND (voucher_upload.state = 'refused' OR voucher_upload.state = 'reading' AND voucher_upload.changed_at < clock_timestamp() - make_interval(secs => $6))
     RETURNING 1`,
    [programId, upload.uploadId, upload.rewardId, upload.fileName, upload.uploadedBy, upload.staleSeconds],
  );
  return rows.length > 0;
}

/** How far a file is read, or what came of it. What is over stays as it ended: one that was taken for dead may end after who took it up. */
export async function saveUpload(
  client: Queryable,
  programId: string,
  upload: Pick<VoucherUploadRecord, 'uploadId' | 'state' | 'lines' | 'added' | 'refused'>,
): Promise<void> {
  await client.query(
    "UPDATE voucher_upload SET state = $3, lines = $4, added = $5, refused = $6, changed_at = clock_timestamp() WHERE program_id = $1 AND id = $2 AND state = 'reading'",
    [programId, upload.uploadId, upload.state, upload.lines, upload.added, upload.refused],
  );
}

export async function readUpload(client: Queryable, programId: string, uploadId: string): Promise<VoucherUploadRecord | null> {
  const { rows } = await client.query<UploadRow>(`${SELECT} WHERE u.program_id = $1 AND u.id = $2`, [programId, uploadId]);
  return rows[0] ? toRecord(rows[0]) : null;
}

/** Uploads into a pool, newest first, at most 20. */
export async function readUploads(client: Queryable, programId: string, rewardId: string): Promise<VoucherUploadRecord[]> {
  const { rows } = await client.query<UploadRow>(
    `${SELECT} WHERE u.program_id = $1 AND u.reward_id = $2 ORDER BY u.created_at DESC, u.id DESC LIMIT 20`,
    [programId, rewardId],
  );
  return rows.map(toRecord);
}
