import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { createLog, type Log } from '#app/log.server.ts';
import type { StoreAddress } from '#app/queue/catalog.ts';
import type { QueueAddress } from '#app/queue/connection.ts';
import { openProducer, type Producer } from '#app/queue/producer.ts';
import { type Database, openDatabase } from '#app/store/database.ts';
import type { ConveyorServices } from '#jobs/handlers/handler.ts';
import { type RunningWorker, startWorker, type StartWorkerOptions } from '#jobs/start-worker.ts';
import { createTestDatabase } from '#tests/setup/database.ts';
import { NOTHING } from './queue-timing.ts';

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [fact: string]: unknown;
}

/** A conveyor of the test's own: its queue, its database for schedules, what it said, and everything closed at the end. */
export interface Conveyor {
  readonly queue: QueueAddress;
  readonly database: Database;
  readonly log: Log;
  readonly said: LogLine[];
  producer(): Promise<Producer>;
  worker(services: Partial<ConveyorServices>, options?: Partial<StartWorkerOptions>): Promise<RunningWorker>;
  close(): Promise<void>;
}

/** A conveyor on Redis, or on PostgreSQL when `redisUrl` is null. */
export async function openConveyor(redisUrl: string | null): Promise<Conveyor> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({ url: testDatabase.url, maxConnections: 3 });
  const queue = { redisUrl, databaseUrl: testDatabase.url, prefix: `test-${randomUUID()}` };
  const said: LogLine[] = [];
  const destination = { write: (line: string): void => void said.push(JSON.parse(line) as LogLine) };
  const log = createLog({ level: 'info', process: 'test', destination });
  const closing: (() => Promise<unknown>)[] = [];
  return {
    queue,
    database,
    log,
    said,
    async producer() {
      const producer = await openProducer({ ...queue, log });
      closing.push(() => producer.close());
      return producer;
    },
    async worker(services, options = {}) {
      const idle = () => Promise.resolve(NOTHING);
      const all = { drainStore: idle, relayErrands: idle, fetchOrders: idle, runSchedule: () => Promise.resolve({}), ...services };
      const worker = await startWorker({ services: all, database: database.pool, queue, log, ...options });
      closing.push(() => worker.close(5_000));
      return worker;
    },
    async close() {
      for (const close of closing.reverse()) await close();
      await database.close();
      await testDatabase.drop();
    },
  };
}

export function newStore(): StoreAddress {
  return { programId: randomUUID(), storeId: randomUUID() };
}

/** Waits until `check` holds; throws, with `what`, when it does not within `limitMs`. */
export async function until(what: string, check: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await wait(10);
  }
}

/** A door that a turn waits at until the test opens it. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
