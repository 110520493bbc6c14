import type { Instant } from '#app/domain/instant.ts';
import { type Database, type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

export interface ProgramRecord {
  readonly programId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly state: 'live' | 'paused' | 'frozen';
  readonly goLiveAt: Instant;
  /** Sealed; opened by the secret box with the program's id. */
  readonly emailKey: string;
}

export interface StoreRecord extends StoreAddress {
  readonly platform: 'shopify' | 'woocommerce';
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  readonly state: 'connected' | 'uninstalled' | 'redacted';
  readonly development: boolean;
  readonly installedAt: Instant;
  readonly uninstalledAt: Instant | null;
  readonly reconciledTo: Instant | null;
}

export interface VersionRecord {
  readonly no: number;
  readonly effectiveAt: Instant;
  readonly publishedAt: Instant;
  readonly document: unknown;
}

/** host → store, or null. */
export async function findStoreAddress(client: Queryable, platform: string, domain: string): Promise<StoreAddress | null> {
  const { rows } = await client.query<{ program_id: string; store_id: string }>({
    name: 'find_store',
    text: 'SELECT program_id, store_id FROM store_directory WHERE platform = $1 AND domain = $2',
    values: [platform, domain],
  });
  return rows[0] ? { programId: rows[0].program_id, storeId: rows[0].store_id } : null;
}

export async function readStore(database: Database, address: StoreAddress): Promise<StoreRecord | null> {
  const row = await database.prisma.store.findUnique({ where: { programId_id: { programId: address.programId, id: address.storeId } } });
  return row && toStoreRecord(row);
}

/** All stores of a program; of every program when `programId` is null (operators and schedules), at most 10,000. */
export async function readStores(database: Database, programId: string | null): Promise<StoreRecord[]> {
  const rows = await database.prisma.store.findMany({
    ...(programId === null ? {} : { where: { programId } }),
    orderBy: { installedAt: 'asc' },
    take: 10_000,
  });
  return rows.map(toStoreRecord);
}

function toStoreRecord(row: Awaited<ReturnType<Database['prisma']['store']['findMany']>>[number]): StoreRecord {
  return {
    programId: row.programId,
    storeId: row.id,
    platform: row.platform === 'woocommerce' ? 'woocommerce' : 'shopify',
    domain: row.domain,
    name: row.name,
    currency: row.currency,
    state: row.state === 'connected' || row.state === 'uninstalled' ? row.state : 'redacted',
    development: row.development,
    installedAt: toInstant(row.installedAt),
    uninstalledAt: toInstant(row.uninstalledAt),
    reconciledTo: toInstant(row.reconciledTo),
  };
}

export async function readProgram(database: Database, programId: string): Promise<ProgramRecord | null> {
  const row = await database.prisma.program.findUnique({ where: { id: programId } });
  if (!row) return null;
  const state = row.state === 'paused' || row.state === 'frozen' ? row.state : 'live';
  return {
    programId: row.id,
    name: row.name,
    currency: row.currency,
    timeZone: row.timeZone,
    state,
    goLiveAt: toInstant(row.goLiveAt),
    emailKey: row.emailKey,
  };
}

/** Numbers and dates of a program's versions, oldest first; the documents are read one by one and kept (they never change). */
export async function readVersionDates(
  client: Queryable,
  programId: string,
): Promise<{ readonly no: number; readonly effectiveAt: Instant }[]> {
  const { rows } = await client.query<{ no: number; effective_at: Date }>({
    name: 'read_version_dates',
    text: 'SELECT no, effective_at FROM program_version WHERE program_id = $1 ORDER BY no',
    values: [programId],
  });
  return rows.map((row) => ({ no: row.no, effectiveAt: toInstant(row.effective_at) }));
}

export async function readVersion(database: Database, programId: string, no: number): Promise<VersionRecord | null> {
  const row = await database.prisma.programVersion.findUnique({ where: { programId_no: { programId, no } } });
  return row && { no: row.no, effectiveAt: toInstant(row.effectiveAt), publishedAt: toInstant(row.publishedAt), document: row.document };
}

export interface NewVersion {
  readonly basedOn: number;
  readonly document: unknown;
  readonly effectiveAt: Instant;
  readonly publishedBy: string;
  /** The kinds of changes ("reward.costs"), for whoever looks through the table. */
  readonly changes: readonly string[];
}

/** Publishes version basedOn + 1. Null when another was published meanwhile (stale). */
export async function insertVersion(client: Queryable, programId: string, version: NewVersion): Promise<number | null> {
  const { rows } = await client.query<{ no: number }>(
    `INSERT INTO program_version (program_id, no, document, effective_at, published_by, changes)
     SELECT $1, $2 + 1, $3, $4, $5, $6 WHERE (SELECT COALESCE(max(no), 0) FROM program_version WHERE program_id = $1) = $2
     ON CONFLICT DO NOTHING RETURNING no`,
    [programId, version.basedOn, JSON.stringify(version.document), fromInstant(version.effectiveAt), version.publishedBy, version.changes],
  );
  return rows[0]?.no ?? null;
}

export async function insertProgram(client: Queryable, program: ProgramRecord): Promise<void> {
  await client.query(
    'INSERT INTO program (id, name, currency, time_zone, state, go_live_at, email_key) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [program.programId, program.name, program.currency, program.timeZone, program.state, fromInstant(program.goLiveAt), program.emailKey],
  );
}

/** Adds a store and its directory entry. False when the address is taken: somebody else was faster. */
export async function insertStore(client: Queryable, store: StoreRecord): Promise<boolean> {
  const taken = await client.query(
    'INSERT INTO store_directory (platform, domain, program_id, store_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1',
    [store.platform, store.domain, store.programId, store.storeId],
  );
  if (taken.rows.length === 0) return false;
  await client.query(
    'INSERT INTO store (program_id, id, platform, domain, name, currency, state, development, installed_at, reconciled_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    [
      store.programId,
      store.storeId,
      store.platform,
      store.domain,
      store.name,
      store.currency,
      store.state,
      store.development,
      fromInstant(store.installedAt),
      fromInstant(store.reconciledTo),
    ],
  );
  return true;
}

/** Re-installed: the store works again. True when it had been away. */
export async function markInstalled(client: Queryable, address: StoreAddress, at: Instant): Promise<boolean> {
  const { rows } = await client.query(
    `UPDATE store SET state = 'connected', installed_at = $3, uninstalled_at = NULL WHERE program_id = $1 AND id = $2 AND state <> 'connected' RETURNING 1`,
    [address.programId, address.storeId, fromInstant(at)],
  );
  return rows.length > 0;
}

/** Uninstalled, unless it was installed again after the message was sent. True when the state changed. */
export async function markUninstalled(client: Queryable, address: StoreAddress, at: Instant): Promise<boolean> {
  const { rows } = await client.query(
    `UPDATE store SET state = 'uninstalled', uninstalled_at = $3 WHERE program_id = $1 AND id = $2 AND state = 'connected' AND installed_at <= $3 RETURNING 1`,
    [address.programId, address.storeId, fromInstant(at)],
  );
  return rows.length > 0;
}

export async function saveReconciledTo(client: Queryable, address: StoreAddress, at: Instant): Promise<void> {
  await client.query('UPDATE store SET reconciled_to = GREATEST(reconciled_to, $3) WHERE program_id = $1 AND id = $2', [
    address.programId,
    address.storeId,
    fromInstant(at),
  ]);
}

export interface AuditLine {
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly details: Record<string, unknown>;
}

export async function insertAudit(client: Queryable, programId: string, line: AuditLine): Promise<void> {
  await client.query(
    'INSERT INTO audit_entry (program_id, actor_kind, actor_id, action, subject, details) VALUES ($1, $2, $3, $4, $5, $6)',
    [programId, line.actorKind, line.actorId, line.action, line.subject, JSON.stringify(line.details)],
  );
}

/** The same, unless the same was recorded of the subject before. False: it was. */
export async function insertAuditOnce(client: Queryable, programId: string, line: AuditLine): Promise<boolean> {
  const { rows } = await client.query(
    `INSERT INTO audit_entry (program_id, actor_kind, actor_id, action, subject, details) SELECT $1, $2, $3, $4, $5, $6::jsonb
     WHERE NOT EXISTS (SELECT 1 FROM audit_entry WHERE program_id = $1 AND action = $4 AND subject = $5 AND details = $6::jsonb) RETURNING 1`,
    [programId, line.actorKind, line.actorId, line.action, line.subject, JSON.stringify(line.details)],
  );
  return rows.length > 0;
}
