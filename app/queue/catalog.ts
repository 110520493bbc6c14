import type { JobsOptions } from 'bullmq';
import { z } from 'zod';

/** Ids only: no person's data enters the queue, so that erasing a person never has to look there. */
const storeAddress = z.object({ programId: z.guid(), storeId: z.guid() }).readonly();

export type StoreAddress = z.infer<typeof storeAddress>;

/** Two queues, so that a slow platform never holds up settling: `ledger` calls nobody outside. */
export type QueueName = 'ledger' | 'outside';

interface Job {
  readonly queue: QueueName;
  readonly payload: typeof storeAddress;
  /** How often a turn is begun before it counts as failed; the sweeper wakes the store later in any case. */
  readonly attempts: number;
  /** After this long a turn is given up: its leases run out by themselves. */
  readonly timeoutMs: number;
}

/** Every job. Each means "work waits for this store"; what the work is stands in the database. */
export const JOBS = {
  'drain-store': { queue: 'ledger', payload: storeAddress, attempts: 3, timeoutMs: 30_000 },
  'relay-store': { queue: 'outside', payload: storeAddress, attempts: 3, timeoutMs: 60_000 },
  'fetch-orders': { queue: 'outside', payload: storeAddress, attempts: 3, timeoutMs: 60_000 },
} as const satisfies Record<string, Job>;

export type JobName = keyof typeof JOBS;

export function isJobName(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}

const RETRY_MS = 1_000;
const FAILED_KEPT = { count: 100, age: 7 * 86_400 };

/**
 * How a job is added: at most one waits for a store, and a wake during an active turn leads to another turn after it.
 * There is no job id, because BullMQ would ignore an id that it still keeps.
 */
export function jobOptions(job: JobName, { storeId }: StoreAddress): JobsOptions {
  return {
    attempts: JOBS[job].attempts,
    backoff: { type: 'fixed', delay: RETRY_MS },
    deduplication: { id: `${job}-${storeId}`, keepLastIfActive: true },
    removeOnComplete: true,
    removeOnFail: FAILED_KEPT,
  };
}
