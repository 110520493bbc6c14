import { createPostgresBackend, type Job, UnrecoverableError, withBackend, Worker } from 'bullmq';
import type { Log } from '#app/log.server.ts';
import { isJobName, JOBS, type JobName, type QueueName, type StoreAddress } from './catalog.ts';
import {
  checkRedis,
  connectWorker,
  DEFAULT_PREFIX,
  describeRedis,
  errorReporter,
  isReadyWithin,
  postgresSettings,
  preparePostgres,
  type QueueAddress,
  QueueAwayError,
} from './connection.ts';

const START_LIMIT_MS = 10_000;
/** With one more to listen, and one spare for locks, a worker needs few connections: a turn's own work has the vault's pool. */
const POSTGRES_CONNECTIONS = 3;
/** A turn that lost its worker is tried again this often; the sweeper wakes its store in any case. */
const STALLED_MAX = 10;

/** How soon a dead worker's turn is given to another. */
export interface Timing {
  /** A worker renews its hold on a turn twice in this time. */
  readonly lockMs: number;
  /** How often dead holds are looked for. */
  readonly stalledCheckMs: number;
}

export const DEFAULT_TIMING: Timing = { lockMs: 15_000, stalledCheckMs: 5_000 };

export interface ConsumerOptions {
  readonly address: QueueAddress;
  readonly queue: QueueName;
  /** How many turns at once, at most one of a store and job. */
  readonly concurrency: number;
  readonly timing?: Timing;
  readonly log: Log;
  /** Takes one turn. When it throws, the turn is tried again a second later, up to the job's attempts. */
  readonly takeTurn: (job: JobName, address: StoreAddress) => Promise<void>;
}

/** Takes turns from one queue until it is closed. */
export interface Consumer {
  /** Takes no new turn and waits for the active ones. */
  close(): Promise<void>;
  /** Leaves at once: turns that are still active are given to another worker when their hold runs out. */
  abandon(): void;
}

/** What we use of BullMQ's worker, the same on both backends. */
interface JobWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: Job<unknown, void> | undefined, error: Error) => void): unknown;
  on(event: 'stalled', listener: (id: string) => void): unknown;
  on(event: 'lockRenewalFailed', listener: (ids: string[]) => void): unknown;
  waitUntilReady(): Promise<void>;
  close(): Promise<void>;
}

/** A turn threw; the log has the reason, and the queue keeps none of it, because an error may name a person. */
class TurnFailedError extends Error {
  override name = 'TurnFailedError';
}

/**
 * Starts taking turns. Throws QueueAwayError when Redis does not answer within 10 s, QueueSettingsError when it may evict jobs,
 * and Error when the PostgreSQL queue cannot be prepared. Once begun, it outlives any absence of the server.
 */
export async function openConsumer(options: ConsumerOptions): Promise<Consumer> {
  return options.address.redisUrl === null ? consumePostgres(options) : consumeRedis(options, options.address.redisUrl);
}

async function consumePostgres(options: ConsumerOptions): Promise<Consumer> {
  await preparePostgres(options.address.databaseUrl);
  const { Worker: PostgresWorker } = withBackend(createPostgresBackend);
  const connection = postgresSettings(options.address.databaseUrl, POSTGRES_CONNECTIONS);
  const worker = new PostgresWorker<unknown, void>(options.queue, processor(options), { connection, ...workerOptions(options) });
  report(worker, options, errorReporter(options.log, `the worker of "${options.queue}" (PostgreSQL) has a connection error`));
  await worker.waitUntilReady();
  return { close: () => worker.close(), abandon: () => void worker.disconnect().catch(() => undefined) };
}

async function consumeRedis(options: ConsumerOptions, redisUrl: string): Promise<Consumer> {
  const onError = errorReporter(options.log, `the worker of "${options.queue}" (Redis) has a connection error`);
  const redis = connectWorker(redisUrl, onError);
  try {
    if (!(await isReadyWithin(redis, START_LIMIT_MS))) throw new QueueAwayError(`Redis at ${describeRedis(redis)} does not answer`);
    await checkRedis(redis);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const { prefix = DEFAULT_PREFIX } = options.address;
  const worker = new Worker<unknown, void>(options.queue, processor(options), { connection: redis, prefix, ...workerOptions(options) });
  report(worker, options, onError);
  await worker.waitUntilReady();
  const disconnect = (): void => {
    void worker.disconnect().catch(() => undefined);
    redis.disconnect();
  };
  return { close: () => worker.close().finally(() => redis.disconnect()), abandon: disconnect };
}

function workerOptions({ concurrency, timing = DEFAULT_TIMING }: ConsumerOptions) {
  return { concurrency, lockDuration: timing.lockMs, stalledInterval: timing.stalledCheckMs, maxStalledCount: STALLED_MAX };
}

function processor({ takeTurn, log }: ConsumerOptions): (job: Job<unknown, void>) => Promise<void> {
  return async ({ id, name, data }) => {
    if (!isJobName(name)) throw new UnrecoverableError(`there is no job "${name}"`);
    const payload = JOBS[name].payload.safeParse(data);
    if (!payload.success) throw new UnrecoverableError(`the payload of "${name}" is not a store's address`);
    try {
      await takeTurn(name, payload.data);
    } catch (error) {
      log.error({ err: error, job: name, turn: id, ...payload.data }, 'a turn failed');
      throw new TurnFailedError('the reason is in the log of the worker');
    }
  };
}

function report(worker: JobWorker, { log, queue }: ConsumerOptions, onError: (error: Error) => void): void {
  worker.on('error', onError);
  worker.on('failed', (job, error) => {
    if (!(error instanceof TurnFailedError)) log.error({ err: error, queue, job: job?.name, turn: job?.id }, 'a turn was given up');
  });
  worker.on('stalled', (id) => log.warn({ queue, turn: id }, 'a turn lost its worker and begins again'));
  worker.on('lockRenewalFailed', (ids) =>
    log.warn({ queue, turns: ids }, 'the hold on turns could not be renewed; they may be taken twice'),
  );
}
