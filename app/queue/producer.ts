import { createPostgresBackend, type JobsOptions, Queue, withBackend } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Log } from '#app/log.server.ts';
import { JOBS, type JobName, jobOptions, type QueueName, type StoreAddress } from './catalog.ts';
import {
  checkRedis,
  connectProducer,
  DEFAULT_PREFIX,
  describeRedis,
  errorReporter,
  EVENTS_KEPT,
  isReadyWithin,
  postgresSettings,
  preparePostgres,
  type QueueAddress,
  QueueAwayError,
} from './connection.ts';

const START_LIMIT_MS = 3_000;
const ACTIVE_LIMIT = 50;
const QUEUES: readonly QueueName[] = ['ledger', 'outside'];

/** Puts wakes on the conveyor. */
export interface Producer {
  /**
   * Says that work waits for a store. Resolves once a turn will be taken that begins after this call.
   * Rejects at once while Redis is known to be away, and within seconds when the queue does not answer; it does not try again.
   */
  wakeStore(job: JobName, address: StoreAddress): Promise<void>;
  /** The ids of turns that any worker is taking now, at most 50. Each turn has an id of its own. */
  activeTurns(queue: QueueName): Promise<string[]>;
  close(): Promise<void>;
}

/** What we use of BullMQ's queue, the same on both backends. */
interface JobQueue {
  add(name: JobName, payload: StoreAddress, options: JobsOptions): Promise<unknown>;
  getActive(start: number, end: number): Promise<readonly { readonly id?: string | undefined }[]>;
  waitUntilReady(): Promise<void>;
  close(): Promise<void>;
}

type Queues = Record<QueueName, JobQueue>;

interface Link {
  /** Throws QueueAwayError at once when the server is known to be away. */
  queues(): Promise<Queues>;
  close(): Promise<void>;
}

/**
 * Opens a producer with connections of its own. A Redis that is away is no reason not to start: it is reported, and joined when it
 * comes. Throws QueueSettingsError when Redis may evict jobs, and Error when the PostgreSQL queue cannot be prepared.
 */
export async function openProducer({ log, ...address }: QueueAddress & { readonly log: Log }): Promise<Producer> {
  const link = address.redisUrl === null ? await linkPostgres(address, log) : await linkRedis(address.redisUrl, address, log);
  return {
    async wakeStore(job, store) {
      const payload = JOBS[job].payload.parse(store);
      const queues = await link.queues();
      await queues[JOBS[job].queue].add(job, payload, jobOptions(job, payload));
    },
    async activeTurns(name) {
      const queues = await link.queues();
      const active = await queues[name].getActive(0, ACTIVE_LIMIT - 1);
      return active.flatMap(({ id }) => id ?? []);
    },
    close: () => link.close(),
  };
}

async function linkPostgres({ databaseUrl }: QueueAddress, log: Log): Promise<Link> {
  await preparePostgres(databaseUrl);
  const { Queue: PostgresQueue } = withBackend(createPostgresBackend);
  const onError = errorReporter(log, 'the queue (PostgreSQL) has a connection error');
  const options = { connection: postgresSettings(databaseUrl, 2), streams: EVENTS_KEPT };
  const queues = openQueues((name) => new PostgresQueue<StoreAddress, void, JobName>(name, options).on('error', onError));
  await readyAll(queues);
  return { queues: () => Promise.resolve(queues), close: () => closeAll(queues) };
}

async function linkRedis(redisUrl: string, address: QueueAddress, log: Log): Promise<Link> {
  const onError = errorReporter(log, 'the queue (Redis) has a connection error');
  const redis = connectProducer(redisUrl, onError);
  let opened: Promise<Queues> | null = null;
  const link: Link = {
    queues() {
      if (redis.status !== 'ready') return Promise.reject(new QueueAwayError(`Redis at ${describeRedis(redis)} does not answer`));
      // BullMQ's queue remembers a failed beginning for ever, so the next call makes new ones.
      opened ??= openOnRedis(redis, address, onError).catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    },
    async close() {
      const queues = await opened?.catch(() => null);
      if (queues) await closeAll(queues);
      redis.disconnect();
    },
  };
  try {
    if (await isReadyWithin(redis, START_LIMIT_MS)) await link.queues();
    else log.warn(`Redis at ${describeRedis(redis)} does not answer; work waits in the database until it does`);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return link;
}

async function openOnRedis(redis: Redis, { prefix = DEFAULT_PREFIX }: QueueAddress, onError: (error: Error) => void): Promise<Queues> {
  await checkRedis(redis);
  const options = { connection: redis, prefix, streams: EVENTS_KEPT };
  const queues = openQueues((name) => new Queue<StoreAddress, void, JobName>(name, options).on('error', onError));
  await readyAll(queues);
  return queues;
}

function openQueues(open: (name: QueueName) => JobQueue): Queues {
  return { ledger: open('ledger'), outside: open('outside') };
}

async function readyAll(queues: Queues): Promise<void> {
  await Promise.all(QUEUES.map((name) => queues[name].waitUntilReady()));
}

async function closeAll(queues: Queues): Promise<void> {
  await Promise.all(QUEUES.map((name) => queues[name].close()));
}
