import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  /** Removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A migrated, empty database of the caller's own: one per test file, made in beforeAll and dropped in afterAll. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, template } = inject('postgres');
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await query(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: url.replace(/[^/]+$/, name),
    drop: () => query(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
