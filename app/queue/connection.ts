import { assertSchemaCompatibility, LATEST_SCHEMA_VERSION, PostgresConnection, runMigrations, SchemaMigrationRequiredError } from 'bullmq';
import { Redis } from 'ioredis';
import type { Log } from '#app/log.server.ts';

/** Where the queue lives. */
export interface QueueAddress {
  /** Null: BullMQ runs on PostgreSQL, in the schema `bullmq` of `databaseUrl`. */
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
  /** What the keys in Redis begin with; `rung` unless given. */
  readonly prefix?: string;
}

/** The queue's server is there and must not be used as it is set. */
export class QueueSettingsError extends Error {
  override name = 'QueueSettingsError';
}

/** The queue's server does not answer. */
export class QueueAwayError extends Error {
  override name = 'QueueAwayError';
}

export const DEFAULT_PREFIX = 'rung';

/** BullMQ keeps a stream of events for each queue, which nothing of ours reads. */
export const EVENTS_KEPT = { events: { maxLen: 1_000 } };

const REPEAT_MS = 10_000;
const COMMAND_LIMIT_MS = 2_000;
const STATEMENT_LIMIT_MS = 5_000;
const RECONNECT_MS = 100;
const RECONNECT_MAX_MS = 2_000;

/** A connection that fails fast: a command while Redis is away is refused at once, one without an answer after 2 s. */
export function connectProducer(redisUrl: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(redisUrl, {
    connectionName: 'rung-producer',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_LIMIT_MS,
    connectTimeout: COMMAND_LIMIT_MS,
    retryStrategy: reconnectAfter,
  });
  return redis.on('error', onError);
}

/** A connection for a worker: it waits for Redis as long as it takes, which BullMQ asks of workers. */
export function connectWorker(redisUrl: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(redisUrl, { connectionName: 'rung-worker', maxRetriesPerRequest: null, retryStrategy: reconnectAfter });
  return redis.on('error', onError);
}

function reconnectAfter(times: number): number {
  return Math.min(times * RECONNECT_MS, RECONNECT_MAX_MS);
}

/** True as soon as Redis takes commands; false when it does not within `limitMs`. */
export async function isReadyWithin(redis: Redis, limitMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true;
  return new Promise((resolve) => {
    const settle = (ready: boolean): void => {
      clearTimeout(timer);
      redis.off('ready', onReady);
      resolve(ready);
    };
    const onReady = (): void => settle(true);
    const timer = setTimeout(() => settle(false), limitMs);
    redis.once('ready', onReady);
  });
}

/** Throws QueueSettingsError when this Redis may throw jobs away to save memory. */
export async function checkRedis(redis: Redis): Promise<void> {
  // INFO, unlike CONFIG, is allowed by providers of managed Redis too.
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info('memory'))?.[1];
  if (policy === undefined || policy === 'noeviction') return;
  throw new QueueSettingsError(
    `Redis at ${describeRedis(redis)} has maxmemory-policy "${policy}" and would throw jobs away when its memory is full; ` +
      'set "maxmemory-policy noeviction" there (redis-cli CONFIG SET maxmemory-policy noeviction, and in redis.conf)',
  );
}

/** Host and port, without the password. */
export function describeRedis({ options }: Redis): string {
  return options.path ?? `${options.host ?? 'localhost'}:${options.port ?? 6379}`;
}

/** How a queue or worker on PostgreSQL connects, with at most `max` connections and one more that listens. */
export function postgresSettings(databaseUrl: string, max: number) {
  return {
    connectionString: databaseUrl,
    application_name: 'rung-queue',
    max,
    connectionTimeoutMillis: COMMAND_LIMIT_MS,
    statement_timeout: STATEMENT_LIMIT_MS,
    query_timeout: STATEMENT_LIMIT_MS,
    keepAlive: true,
  };
}

/** Makes or brings up to date BullMQ's tables in the schema `bullmq`. Safe to call from several processes at once. */
export async function preparePostgres(databaseUrl: string): Promise<void> {
  const connection = new PostgresConnection({ connectionString: databaseUrl, max: 1, connectionTimeoutMillis: COMMAND_LIMIT_MS });
  connection.on('error', () => undefined); // an idle connection that breaks; the statements below say what matters
  try {
    const client = await connection.pool.connect();
    try {
      const version = await assertSchemaCompatibility(client, connection.schema).catch(noTablesYet);
      if (version < LATEST_SCHEMA_VERSION) await runMigrations(client, connection.schema);
    } finally {
      client.release();
    }
  } catch (cause) {
    throw new Error(`the queue's tables (schema "${connection.schema}") could not be prepared: ${(cause as Error).message}`, { cause });
  } finally {
    await connection.close();
  }
}

function noTablesYet(error: unknown): number {
  if (error instanceof SchemaMigrationRequiredError) return 0;
  throw error;
}

/** Tells the log about errors of a connection, at most one every 10 s: a server that is away fails many times a second. */
export function errorReporter(log: Log, what: string): (error: Error) => void {
  let quietUntil = 0;
  return (error) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + REPEAT_MS;
    log.warn({ err: error }, what);
  };
}
