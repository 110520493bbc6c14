import type { Log } from '#app/log.server.ts';
import { JOBS, type JobName, type QueueName } from '#app/queue/catalog.ts';
import type { QueueAddress } from '#app/queue/connection.ts';
import { type Consumer, openConsumer, type Timing } from '#app/queue/consumer.ts';
import { openProducer, type Producer } from '#app/queue/producer.ts';
import type { StoreAddress } from '#app/services/services.ts';
import type { Queryable } from '#app/store/database.ts';
import type { ConveyorServices } from './handlers/handler.ts';
import { HANDLERS } from './handlers/handlers.ts';
import { startSchedules } from './schedules.ts';
import { withTimeLimit } from './time-limit.ts';

export interface StartWorkerOptions {
  readonly services: ConveyorServices;
  /** Where the schedules' rows are. */
  readonly database: Queryable;
  readonly queue: QueueAddress;
  readonly log: Log;
  /** How many turns at once, of different stores; 4 and 8 unless given (turns outside mostly wait). */
  readonly concurrency?: Readonly<Record<QueueName, number>>;
  readonly timing?: Timing;
  /** How long a turn may take, instead of what the catalog says for its job. */
  readonly turnLimitMs?: number;
}

/** What this process did with one queue. */
export interface TurnStats {
  /** Turns that it is taking now. */
  readonly active: number;
  readonly done: number;
  readonly failed: number;
}

export interface RunningWorker {
  /**
   * Takes no new turn and waits for the active ones, at most `deadlineMs`. `abandoned`: some had not ended; they are given to another
   * worker when their hold runs out. Asked again, it answers the same.
   */
  close(deadlineMs: number): Promise<'finished' | 'abandoned'>;
  stats(queue: QueueName): TurnStats;
  /** The ids of turns that any worker of this queue is taking. */
  activeTurns(queue: QueueName): Promise<string[]>;
}

const DEFAULT_CONCURRENCY: Readonly<Record<QueueName, number>> = { ledger: 4, outside: 8 };

/**
 * Takes turns from both queues and runs the schedules, in this process, until it is closed. Throws when the queue does not answer or
 * must not be used as it is set; once begun, it outlives any absence of the queue or the database.
 */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const { log, queue, concurrency = DEFAULT_CONCURRENCY } = options;
  const producer = await openProducer({ ...queue, log });
  const stats = { ledger: { active: 0, done: 0, failed: 0 }, outside: { active: 0, done: 0, failed: 0 } };
  const open = (name: QueueName): Promise<Consumer> =>
    openConsumer({
      address: queue,
      queue: name,
      concurrency: concurrency[name],
      log,
      takeTurn: (job, address) => counted(stats[name], () => takeTurn({ ...options, producer }, job, address)),
      ...(options.timing ? { timing: options.timing } : {}),
    });
  const consumers = await openAll([open('ledger'), open('outside')], producer);
  const schedules = startSchedules(options);
  async function close(deadlineMs: number): Promise<'finished' | 'abandoned'> {
    const ended = Promise.all([schedules.close(), ...consumers.map((consumer) => consumer.close())]);
    const finished = await endsWithin(ended, deadlineMs);
    if (!finished) {
      for (const consumer of consumers) consumer.abandon();
      const turns = stats.ledger.active + stats.outside.active;
      log.warn({ turns }, 'the worker left at its deadline; turns that had not ended begin again elsewhere');
    }
    await producer.close();
    return finished ? 'finished' : 'abandoned';
  }
  let closing: Promise<'finished' | 'abandoned'> | null = null;
  return {
    stats: (name) => ({ ...stats[name] }),
    activeTurns: (name) => producer.activeTurns(name),
    close: (deadlineMs) => (closing ??= close(deadlineMs)),
  };
}

async function openAll(opening: readonly Promise<Consumer>[], producer: Producer): Promise<Consumer[]> {
  const results = await Promise.allSettled(opening);
  const failure = results.find((result) => result.status === 'rejected');
  const consumers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  if (failure === undefined) return consumers;
  await Promise.all([producer.close(), ...consumers.map((consumer) => consumer.close())]);
  throw failure.reason;
}

type TurnTools = Pick<StartWorkerOptions, 'services' | 'log' | 'turnLimitMs'> & { readonly producer: Producer };

async function takeTurn({ services, log, producer, turnLimitMs }: TurnTools, job: JobName, address: StoreAddress): Promise<void> {
  const turn = await withTimeLimit(HANDLERS[job](services, address), turnLimitMs ?? JOBS[job].timeoutMs, `a turn of ${job}`);
  if (!turn.more) return;
  // The END of the queue: a store with much work waits for every other store between two of its turns.
  await producer.wakeStore(job, address).catch((error: unknown) => {
    log.warn({ err: error, job, ...address }, 'a store with more work was not put in the queue again; the sweeper finds it');
  });
}

async function counted(stats: { active: number; done: number; failed: number }, turn: () => Promise<void>): Promise<void> {
  stats.active += 1;
  try {
    await turn();
    stats.done += 1;
  } catch (error) {
    stats.failed += 1;
    throw error;
  } finally {
    stats.active -= 1;
  }
}

async function endsWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const ended = work.then(() => true as const);
  ended.catch(() => undefined); // an error after the deadline has nobody to hear it
  try {
    return await Promise.race([ended, limit]);
  } finally {
    clearTimeout(timer);
  }
}
