import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

const FOLDER = path.resolve(import.meta.dirname, '../../prisma/migrations');
/** The advisory lock that Prisma's own engine takes, so that both wait for each other. */
const LOCK = 72_707_369;
const LOCK_LIMIT_MS = 120_000;

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
}

/**
 * Applies the migrations of prisma/migrations that the database has not seen, oldest first, and returns their names. Safe to call from
 * several processes at once. Keeps the same book as `prisma migrate deploy`, so either may follow the other.
 * Throws when an applied file was changed, or one failed: a failed one is rolled back whole, those before it stay.
 */
export async function migrate(databaseUrl: string, folder: string = FOLDER): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`SET lock_timeout = ${LOCK_LIMIT_MS}`);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await client.query('SET lock_timeout = 0');
    // The app's own role may not create tables, and need not where the owner has migrated.
    const { rows: tables } = await client.query<{ name: string | null }>(`SELECT to_regclass('_prisma_migrations')::text AS name`);
    if (tables[0]?.name == null) await client.query(CREATE_TABLE);
    const query = 'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL';
    const { rows } = await client.query<Applied>(query);
    const pending = (await readMigrations(folder)).filter((migration) => isPending(migration, rows));
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrations = names.sort().map(async (name) => {
    const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
  return Promise.all(migrations);
}

function isPending({ name, checksum }: Migration, applied: readonly Applied[]): boolean {
  const row = applied.find((candidate) => candidate.migration_name === name);
  if (!row) return true;
  if (row.finished_at === null) {
    throw new Error(`the migration ${name} failed before: repair the database, then run "npx prisma migrate resolve"`);
  }
  if (row.checksum !== checksum) throw new Error(`the migration ${name} was changed after it was applied; write a new one instead`);
  return false;
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const { name, sql, checksum } = migration;
  // PostgreSQL builds an index "concurrently" only outside a transaction; such a statement stands alone in its file.
  const alone = /\bCONCURRENTLY\b/i.test(sql.replaceAll(/--.*$/gm, ''));
  const id = randomUUID();
  try {
    if (!alone) await client.query('BEGIN');
    await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [id, checksum, name]);
    await client.query(sql);
    await client.query('UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1', [id]);
    if (!alone) await client.query('COMMIT');
  } catch (cause) {
    if (!alone) await client.query('ROLLBACK');
    throw new Error(`the migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}
