import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { readEnv } from '#app/env.server.ts';
import { createLog, type Log } from '#app/log.server.ts';
import { startEmbeddedPostgres } from '#app/store/embedded-postgres.ts';
import { type Wiring, createWiring } from '#app/wiring.server.ts';
import { ensureRedisServer, startRedis } from '../../tools/redis.ts';
import { createBareTables } from './bare.ts';

export type QueueKind = 'redis' | 'postgres';

/** Where a bench runs: a database of its own on the embedded PostgreSQL, a Redis of its own where the machine has one, and the app over both. */
export interface Stage {
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly queues: readonly QueueKind[];
  readonly log: Log;
  readonly wiring: { readonly postgres: Wiring; readonly redis: Wiring | null };
  /** The variables that a process of the app needs to run on this stage. */
  variables(queue: QueueKind): Record<string, string>;
  close(): Promise<void>;
}

const DATA = path.resolve('.data/bench');

export async function openStage(say: (message: string) => void): Promise<Stage> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: path.join(DATA, 'postgres'), log: say });
    closers.push(() => postgres.stop());
    const databaseUrl = await createDatabase(postgres.url, closers);
    const redisUrl = await openRedis(say, closers);
    const secrets = { SHOPIFY_API_SECRET: randomBytes(24).toString('hex'), ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}` };
    const variables = (queue: QueueKind): Record<string, string> => ({
      ...{
        NODE_ENV: 'test',
        DATABASE_URL: databaseUrl,
        REDIS_URL: queue === 'redis' ? (redisUrl ?? '') : '',
        SHOPIFY_API_KEY: 'bench',
        LOG_LEVEL: 'error',
        ...secrets,
      },
    });
    const log = createLog({ level: 'error', process: 'bench' });
    const wire = async (queue: QueueKind): Promise<Wiring> => {
      const wiring = await createWiring({ env: readEnv(variables(queue)), log });
      closers.push(() => wiring.close());
      return wiring;
    };
    const wiring = { postgres: await wire('postgres'), redis: redisUrl === null ? null : await wire('redis') };
    await createBareTables(wiring.postgres.database.pool);
    const queues: readonly QueueKind[] = redisUrl === null ? ['postgres'] : ['redis', 'postgres'];
    return { databaseUrl, redisUrl, queues, log, wiring, variables, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function createDatabase(url: string, closers: (() => Promise<void>)[]): Promise<string> {
  const name = `bench_${process.pid}`;
  const maintenance = url.replace(/[^/]+$/, 'postgres');
  await runOnce(maintenance, `CREATE DATABASE ${name}`);
  closers.push(() => runOnce(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  return url.replace(/[^/]+$/, name);
}

async function runOnce(connectionString: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function openRedis(say: (message: string) => void, closers: (() => Promise<void>)[]): Promise<string | null> {
  const program = await ensureRedisServer(say);
  if (!program.ok) {
    say(`SKIPPED: everything on Redis: ${program.refusal}`);
    return null;
  }
  const dataDir = path.join(DATA, `redis-${process.pid}`);
  const redis = await startRedis({ dataDir, program: program.value });
  closers.push(async () => {
    await redis.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return redis.url;
}
