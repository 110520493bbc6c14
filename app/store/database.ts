import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Instant } from '#app/domain/instant.ts';
import { PrismaClient } from './generated/client.ts';

/** Anything a statement can be sent to: the pool, or one connection inside a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow>(config: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult<Row>>;
}

/** The vault's connections. Prisma serves reading and plain records; `pg` serves the ledger, the letterboxes and everything that is hot. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** A small pool of its own for webhook intake, so that busy workers cannot keep a message from being stored. */
  readonly intakePool: pg.Pool;
  /** The database's clock: the one `now` of a request or job. */
  now(): Promise<Instant>;
  /** Runs `work` in one transaction; commits when it returns, rolls back when it throws. */
  transaction<Value>(work: (client: pg.PoolClient) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** Errors that PostgreSQL itself asks to try again: serialization failure, deadlock. */
const RETRYABLE = new Set(['40001', '40P01']);
const MAX_TRIES = 5;

export function openDatabase(options: {
  readonly url: string;
  readonly maxConnections?: number;
  readonly onError?: (error: Error) => void;
}): Database {
  const max = options.maxConnections ?? 8;
  const pool = makePool(options.url, max, options.onError);
  const intakePool = makePool(options.url, 4, options.onError);
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: options.url, max: 4 }) });
  return {
    prisma,
    pool,
    intakePool,
    async now() {
      const { rows } = await pool.query<{ at: string }>('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at');
      return Number(rows[0]?.at);
    },
    transaction: (work) => runTransaction(pool, work),
    async close() {
      await Promise.all([prisma.$disconnect(), pool.end(), intakePool.end()]);
    },
  };
}

function makePool(url: string, max: number, onError: ((error: Error) => void) | undefined): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 60_000,
  });
  // An idle connection that dies must not take the process with it; the next query opens another.
  pool.on('error', (error) => onError?.(error));
  return pool;
}

async function runTransaction<Value>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Value>): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const value = await work(client);
      await client.query('COMMIT');
      return value;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: unknown) => {
        broken = rollbackError instanceof Error ? rollbackError : new Error('the rollback failed');
      });
      if (attempt >= MAX_TRIES || !isRetryable(error)) throw error;
    } finally {
      client.release(broken);
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RETRYABLE.has(String(error.code));
}

/** A timestamptz column as an instant. */
export function toInstant(value: Date): Instant;
export function toInstant(value: Date | null): Instant | null;
export function toInstant(value: Date | null): Instant | null {
  return value === null ? null : value.getTime();
}

/** An instant as a parameter of a timestamptz column. */
export function fromInstant(at: Instant): Date;
export function fromInstant(at: Instant | null): Date | null;
export function fromInstant(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
