import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { localDate } from '#app/domain/instant.ts';
import { demoProgram } from '#app/domain/program/templates/index.ts';
import { readEnv } from '#app/env.server.ts';
import { createLog } from '#app/log.server.ts';
import { type RunningServer, startServer } from '#app/server.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { createWiring, type Wiring } from '#app/wiring.server.ts';
import { type RunningWorker, startWorker } from '#jobs/start-worker.ts';
import { createTestDatabase } from '#tests/setup/database.ts';
import { openAsMerchant } from '#tests/setup/merchant-visit.ts';
import { type RunningSimulator, startSimulator } from '#tests/simulator/main.ts';

export { embeddedUrl, openAsMerchant } from '#tests/setup/merchant-visit.ts';

export const SHOP = 'roastery.myshopify.com';
export const HANDLE = 'roastery';
export const API_KEY = 'client-id-of-the-app';
export const API_SECRET = 'client-secret-of-the-app';

/** The app as it really runs (HTTP process, worker, database, queue in the database), and the simulator in Shopify's place. */
export interface ServerStage {
  readonly sim: RunningSimulator;
  readonly server: RunningServer;
  readonly wiring: Wiring;
  readonly address: StoreAddress;
  /** What the app wrote to its log. */
  readonly logged: readonly string[];
  /** Waits until every message was delivered and everything that follows from it is done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Publishes the sample program, as if it had been live for a year; true unless given. */
  readonly program?: boolean;
}

/** Opens a stage with one shop, in which the app was installed by opening it. Needs the built app. */
export async function openServerStage({ program = true }: StageOptions = {}): Promise<ServerStage> {
  const database = await createTestDatabase();
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const sim = await startSimulator({ apiKey: API_KEY, apiSecret: API_SECRET, appUrl });
  const logged: string[] = [];
  const log = createLog({ level: 'info', process: 'test', destination: { write: (line) => void logged.push(line) } });
  const env = readEnv({
    NODE_ENV: 'test',
    PORT: String(port),
    APP_URL: appUrl,
    DATABASE_URL: database.url,
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: API_SECRET,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
    SHOPIFY_ADMIN_ORIGIN: sim.url,
    APP_BRIDGE_URL: `${sim.url}/app-bridge.js`,
    FRAME_ANCESTORS: sim.url,
  });
  const wiring = await createWiring({ env, log });
  const server = await startServer({ env, wiring, log, host: '127.0.0.1' });
  const worker = await startWorker({ services: wiring.services, database: wiring.database.pool, queue: wiring.queue, log });
  sim.desk.createShop({
    domain: SHOP,
    name: 'The Roastery',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    installed: true,
    catalog: false,
  });
  const address = await openAsMerchant({ sim, server, wiring }, SHOP);
  if (program) await publishSample(wiring, address);
  return {
    sim,
    server,
    wiring,
    address,
    logged,
    settle: () => settle(sim, wiring),
    close: async () => {
      await closeAll({ sim, server, worker, wiring });
      await database.drop();
    },
  };
}

/** Publishes the sample program of a coffee roaster, as if it had been live for a year. */
export async function publishSample(wiring: Wiring, { programId }: StoreAddress): Promise<void> {
  const sample = demoProgram({ name: 'Roastery Rewards', currency: 'EUR', timeZone: 'Europe/Berlin' });
  // Without campaigns the numbers do not depend on the day of the week; turning expiry on starts its clock that day.
  const document = { ...sample, campaigns: [], expiry: { ...sample.expiry, startsOn: localDate(Date.now(), sample.timeZone) } };
  const effectiveAt = Date.now() - 365 * 86_400_000;
  const published = await publishProgram(wiring.desk, {
    programId,
    basedOn: 1,
    document,
    publishedBy: 'test',
    effectiveAt,
    overImportedHistory: true,
  });
  if (!published.ok) throw new Error(`the sample program was refused: ${JSON.stringify(published.refusal)}`);
  await wiring.services.runSchedule('fill-pools');
}

const SETTLE_LIMIT_MS = 30_000;

async function settle(sim: RunningSimulator, wiring: Wiring): Promise<void> {
  const until = Date.now() + SETTLE_LIMIT_MS;
  await sim.webhooks.allDelivered({ timeoutMs: SETTLE_LIMIT_MS });
  for (let quiet = 0; quiet < 3;) {
    const { inboxWaiting, outboxWaiting } = await wiring.services.readBacklog();
    const fetching = await wiring.database.prisma.orderRecord.count({ where: { wantedAt: { not: null } } });
    quiet = inboxWaiting + outboxWaiting + fetching === 0 ? quiet + 1 : 0;
    if (Date.now() > until) throw new Error(`still waiting: inbox ${inboxWaiting}, outbox ${outboxWaiting}, orders to fetch ${fetching}`);
    await wait(100);
  }
}

interface Running extends Pick<ServerStage, 'sim' | 'server' | 'wiring'> {
  readonly worker: RunningWorker;
}

async function closeAll({ sim, server, worker, wiring }: Running): Promise<void> {
  await sim.stop();
  await worker.close(5_000);
  await server.close();
  await wiring.close();
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
