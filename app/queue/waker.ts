import type { Log } from '#app/log.server.ts';
import type { JobName, StoreAddress } from './catalog.ts';
import type { Producer } from './producer.ts';

/** Collects wakes in memory, so that who stores a message never waits for the queue. */
export interface Waker {
  /** Marks a store as having work. Synchronous; never throws. */
  mark(job: JobName, address: StoreAddress): void;
  /** Adds what is still marked, then stops; what is marked later is left to the sweeper. */
  close(): Promise<void>;
}

export interface WakerOptions {
  readonly log: Log;
  /** How long marks of one store are collected; 25 ms unless given. */
  readonly intervalMs?: number;
}

/** Marks beyond these, while the queue is slow, are left to the sweeper, so that memory stays bounded. */
const MARKS_MAX = 10_000;
const ADDS_AT_ONCE = 16;

interface Mark {
  readonly job: JobName;
  readonly address: StoreAddress;
}

/**
 * Adds one wake per marked store and job per interval. One that the queue refuses is logged and left to the sweeper:
 * the work itself is in the database.
 */
export function createWaker(producer: Pick<Producer, 'wakeStore'>, { log, intervalMs = 25 }: WakerOptions): Waker {
  let marks = new Map<string, Mark>();
  let timer: NodeJS.Timeout | null = null;
  let adding: Promise<void> = Promise.resolve();
  let closed = false;

  async function addAll(): Promise<void> {
    const batch = [...marks.values()];
    marks = new Map();
    const { added, failure } = await addEach(producer, batch);
    if (failure !== null)
      log.warn({ err: failure, wakes: batch.length - added }, 'wakes were not added to the queue; the sweeper finds the work');
  }

  function schedule(): void {
    timer = setTimeout(() => {
      adding = addAll().then(() => {
        timer = null;
        if (marks.size > 0 && !closed) schedule();
      });
    }, intervalMs);
  }

  return {
    mark(job, address) {
      if (closed || marks.size >= MARKS_MAX) return;
      marks.set(`${job} ${address.storeId}`, { job, address });
      if (timer === null) schedule();
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await adding;
      await addAll();
    },
  };
}

/** Adds in parallel, a few at once. Stops at the first failure, because a queue that fails one fails all, and each may take seconds. */
async function addEach(producer: Pick<Producer, 'wakeStore'>, marks: readonly Mark[]): Promise<{ added: number; failure: unknown }> {
  const waiting = marks.values();
  let added = 0;
  let failure: unknown = null;
  async function addNext(): Promise<void> {
    for (let next = waiting.next(); !next.done && failure === null; next = waiting.next()) {
      try {
        await producer.wakeStore(next.value.job, next.value.address);
        added += 1;
      } catch (error) {
        failure = error;
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(ADDS_AT_ONCE, marks.length) }, addNext));
  return { added, failure };
}
