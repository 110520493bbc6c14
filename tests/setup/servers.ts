import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#app/store/embedded-postgres.ts';
import { migrate } from '#app/store/migrate.ts';
import { type RunningRedis, ensureRedisServer, startRedis } from '../../tools/redis.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the maintenance database, and the name of the migrated database that each test file copies. */
    postgres: { readonly url: string; readonly template: string };
    /** Null where the machine has no Redis and cannot get one. */
    redisUrl: string | null;
  }
}

const DATA = path.resolve('.data/tests');
const TEMPLATE_LOCK = 7_001;
const TEMPLATES_KEPT = 5;

const say = (message: string): void => console.log(`[servers] ${message}`);

/** Runs once per test run and project: starts what the tests share, and ends it after the last of them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(DATA, 'postgres'), log: say });
  const url = postgres.url.replace(/[^/]+$/, 'postgres');
  const redis = await startTestRedis().catch(async (error: unknown) => {
    await postgres.stop();
    throw error;
  });
  await dropLeftovers(url);
  project.provide('postgres', { url, template: await makeTemplate(url) });
  project.provide('redisUrl', redis?.url ?? null);
  return async () => {
    await redis?.stop();
    await postgres.stop();
  };
}

async function startTestRedis(): Promise<RunningRedis | null> {
  const program = await ensureRedisServer(say);
  if (!program.ok) {
    const message = `SKIPPED: all tests on Redis: ${program.refusal}`;
    if (process.env['CI'] === 'true') throw new Error(`${message} (CI must not skip)`);
    say(message);
    return null;
  }
  const dataDir = path.join(DATA, `redis-${process.pid}-${Date.now()}`);
  const redis = await startRedis({ dataDir, program: program.value });
  return {
    url: redis.url,
    stop: async () => {
      await redis.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes the migrated template once per set of migrations; later runs find it. */
async function makeTemplate(url: string): Promise<string> {
  const name = `rung_template_${await hashOfMigrations()}`;
  const half = `${name}_half`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rows } = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname LIKE 'rung_template_%' ORDER BY oid DESC",
    );
    if (rows.some((row) => row.datname === name)) return name;
    for (const { datname } of rows.slice(TEMPLATES_KEPT)) await client.query(`DROP DATABASE IF EXISTS "${datname}"`);
    await client.query(`DROP DATABASE IF EXISTS "${half}" WITH (FORCE)`);
    await client.query(`CREATE DATABASE "${half}"`);
    await migrate(url.replace(/[^/]+$/, half));
    await client.query(`ALTER DATABASE "${half}" RENAME TO "${name}"`);
    await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS false`);
    return name;
  } finally {
    await client.end();
  }
}

async function hashOfMigrations(): Promise<string> {
  const folder = path.resolve('prisma/migrations');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.sql')).sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(path.join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Removes what killed runs left behind: the names of databases and folders hold the process that made them. */
async function dropLeftovers(url: string): Promise<void> {
  const folders = (await readdir(DATA)).filter((name) => name.startsWith('redis-') && !isAlive(Number(name.split('-')[1])));
  for (const name of folders) await rm(path.join(DATA, name), { recursive: true, force: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(String.raw`SELECT datname FROM pg_database WHERE datname LIKE 'test\_%'`);
    for (const { datname } of rows) {
      if (!isAlive(Number(datname.split('_')[1]))) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
    }
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
