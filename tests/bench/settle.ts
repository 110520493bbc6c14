import { createPostgresBackend, Queue, withBackend, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { setTimeout as wait } from 'node:timers/promises';
import { startWorker } from '#jobs/start-worker.ts';
import { openProducer } from '#app/queue/producer.ts';
import { createServices } from '#app/services/create-services.ts';
import type { Wiring } from '#app/wiring.server.ts';
import { awardInOneStatement } from './bare.ts';
import type { Bench } from './case.ts';
import { type Contender, timed } from './measure.ts';
import type { QueueKind, Stage } from './stage.ts';
import { type Tenant, addTenant, fillInbox, seedCustomers } from './tenants.ts';

const STORES = 8;
const CUSTOMERS = 40;
/** As many turns at once as the worker takes by default. */
const CONCURRENCY = 4;
const PATIENCE_MS = 300_000;

/** From a row of the inbox to committed books, through queue and worker, against a bare BullMQ job with one statement each. */
function settleOn(queue: QueueKind): Bench {
  return {
    name: `settle-${queue}`,
    what: `orders settled end to end, queue on ${queue}`,
    unit: 'orders/s',
    target: 0.5,
    async open(stage, { quick }) {
      const wiring = stage.wiring[queue];
      if (!wiring) throw new Error(`there is no queue on ${queue}`);
      const tenants = await addTenants(wiring);
      const perStore = quick ? 40 : 150;
      const ours = (batchSize: number): Contender => ({
        name: `rung, batches of ${batchSize}`,
        prepare: () => prepareOurs(stage, wiring, { tenants, perStore, batchSize }),
      });
      const ceiling = 'bare BullMQ + one statement';
      const bare: Contender = { name: ceiling, prepare: (round) => prepareBare(stage, wiring, { queue, count: perStore * STORES, round }) };
      return { contenders: [ours(1), ours(100), bare], ceiling, targets: { 'rung, batches of 100': 1 }, close: () => Promise.resolve() };
    },
  };
}

export const settleOnRedis = settleOn('redis');
export const settleOnPostgres = settleOn('postgres');

async function addTenants(wiring: Wiring): Promise<Tenant[]> {
  const tenants: Tenant[] = [];
  for (let place = 0; place < STORES; place += 1) {
    const tenant = await addTenant(wiring);
    await seedCustomers(wiring, tenant, CUSTOMERS);
    tenants.push(tenant);
  }
  await wiring.database.pool.query('ANALYZE');
  return tenants;
}

async function prepareOurs(
  stage: Stage,
  wiring: Wiring,
  work: { readonly tenants: readonly Tenant[]; readonly perStore: number; readonly batchSize: number },
) {
  const { tenants, perStore, batchSize } = work;
  const nothing = () => Promise.resolve({ taken: 0, more: false });
  // Only the ledger's side is measured: errands to the platform and schedules rest.
  const services = {
    ...createServices(wiring.desk, { batchSize }),
    relayErrands: nothing,
    fetchOrders: nothing,
    runSchedule: () => Promise.resolve({}),
  };
  const worker = await startWorker({ services, database: wiring.database.pool, queue: wiring.queue, log: stage.log });
  const producer = await openProducer({ ...wiring.queue, log: stage.log });
  for (const tenant of tenants) await fillInbox(wiring, tenant, { count: perStore, customers: CUSTOMERS });
  return async () => {
    const sample = await timed(async () => {
      for (const { programId, storeId } of tenants) await producer.wakeStore('drain-store', { programId, storeId });
      await untilDrained(wiring);
      return tenants.length * perStore;
    });
    await worker.close(10_000);
    await producer.close();
    await expectAllSettled(wiring);
    return sample;
  };
}

async function untilDrained({ database }: Wiring): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await database.intakePool.query<{ waits: boolean }>({
      name: 'bench_waits',
      text: `SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting') AS waits`,
    });
    if (rows[0]?.waits === false) return;
    if (Date.now() > until) throw new Error('the inbox of the bench was not drained in time');
    await wait(10);
  }
}

async function expectAllSettled({ database }: Wiring): Promise<void> {
  const { rows } = await database.pool.query<{ reason: string | null }>(`SELECT reason FROM inbox WHERE state <> 'done' LIMIT 1`);
  if (rows[0]) throw new Error(`a message of the bench was not settled: ${rows[0].reason ?? ''}`);
}

interface BareJob {
  readonly storeId: number;
  readonly memberId: number;
  readonly key: string;
}

async function prepareBare(
  stage: Stage,
  { database }: Wiring,
  work: { readonly queue: QueueKind; readonly count: number; readonly round: number },
) {
  const { queue, count, round } = work;
  const name = `bare-${queue}-${round}`;
  const jobs = Array.from({ length: count }, (_, index) => ({
    name: 'award',
    data: { storeId: index % STORES, memberId: index % CUSTOMERS, key: `${name}:${index}` },
    opts: { removeOnComplete: true, removeOnFail: true },
  }));
  let done = 0;
  const award = async ({ data }: { data: BareJob }): Promise<void> => {
    await awardInOneStatement(database.pool, { ...data, points: 69 });
    done += 1;
  };
  const { adding, worker, close } = openBareQueue(stage, { queue, name, award });
  await adding.addBulk(jobs);
  await worker.waitUntilReady();
  return async () => {
    const sample = await timed(async () => {
      void worker.run();
      while (done < count) await wait(5);
      return count;
    });
    await worker.close();
    await adding.close();
    close();
    return sample;
  };
}

function openBareQueue(
  stage: Stage,
  { queue, name, award }: { readonly queue: QueueKind; readonly name: string; readonly award: (job: { data: BareJob }) => Promise<void> },
) {
  const options = { concurrency: CONCURRENCY, autorun: false };
  if (queue === 'postgres') {
    const onPostgres = withBackend(createPostgresBackend);
    const connection = { connectionString: stage.databaseUrl, max: 4 };
    return {
      adding: new onPostgres.Queue<BareJob, void>(name, { connection }),
      worker: new onPostgres.Worker<BareJob, void>(name, award, { connection, ...options }),
      close: () => undefined,
    };
  }
  const redis = () => new Redis(stage.redisUrl ?? '', { maxRetriesPerRequest: null });
  const [forQueue, forWorker] = [redis(), redis()];
  return {
    adding: new Queue<BareJob, void, string>(name, { connection: forQueue }),
    worker: new Worker<BareJob>(name, award, { connection: forWorker, ...options }),
    close: () => {
      forQueue.disconnect();
      forWorker.disconnect();
    },
  };
}
