import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readEnv } from '#app/env.server.ts';
import { demoProgram } from '#app/domain/program/templates/index.ts';
import { createLog } from '#app/log.server.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { startEmbeddedPostgres } from '#app/store/embedded-postgres.ts';
import { type Wiring, createWiring } from '#app/wiring.server.ts';
import { connectSimulator } from '#tests/simulator/main.ts';
import { ensureRedisServer, startRedis } from '../redis.ts';
import { ProcessGroup, freePort, waitForAnswer } from './processes.ts';
import { type SecondStore, joinSecondStore, openSecondShop, secondStoreVariables, withSecondCurrency } from './second-store.ts';

export const SHOP = 'bean-there.myshopify.com';
/** What a browser calls itself: the Shopify library refuses programs that look like robots. */
export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';

export type QueueChoice = 'postgres' | 'redis';

/** Everything that runs during a demo, and the handles that the story needs. */
export interface Stage {
  readonly appUrl: string;
  readonly simulator: ReturnType<typeof connectSimulator>;
  readonly wiring: Wiring;
  readonly address: StoreAddress;
  readonly products: Readonly<Record<string, string>>;
  /** The other shop of the same program, on WooCommerce. */
  readonly second: SecondStore;
  readonly folder: string;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly folder: string;
  readonly queue: QueueChoice;
  /** From when on the sample program is in force: the history is settled under it. */
  readonly programFrom: number;
  /** Without campaigns the books do not depend on the day of the week. */
  readonly campaigns: boolean;
  /** What the second shop did before it was connected. */
  readonly before: (shop: Pick<SecondStore, 'woo' | 'products'>) => Promise<void>;
  readonly say: (line: string) => void;
}

/** The sample shop's shelf: title, price in EUR. */
const SHELF = [
  ['House Blend 250 g', '9.90', 'Coffee'],
  ['Ethiopia Sidamo 250 g', '14.50', 'Coffee'],
  ['Espresso Nero 1 kg', '26.00', 'Coffee'],
  ['Decaf Swiss Water 250 g', '11.90', 'Coffee'],
  ['Filter papers, 100', '4.50', 'Equipment'],
  ['Hand grinder', '59.00', 'Equipment'],
  ['Pour-over set', '38.00', 'Equipment'],
  ['Stoneware cup', '16.00', 'Equipment'],
] as const;

/** Starts database, queue, simulator, app and worker on fresh data, installs the app in the sample shop as a merchant would, and publishes the sample program. */
export async function openStage({ folder, queue, programFrom, campaigns, before, say }: StageOptions): Promise<Stage> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    say('starting PostgreSQL');
    const postgres = await startEmbeddedPostgres({ dataDir: path.resolve(folder), log: say });
    closers.push(() => postgres.stop());
    const redisUrl = queue === 'redis' ? await openRedis(folder, closers) : '';
    const [appPort, simulatorPort, secondPort] = [await freePort(3_000), await freePort(4_010), await freePort(4_020)];
    const variables = demoVariables({ databaseUrl: postgres.url, redisUrl, appPort, simulatorPort, folder });
    writeFileSync(
      path.join(folder, 'rung.env'),
      `${Object.entries(variables)
        .map(([name, value]) => `${name}=${value}`)
        .join('\n')}\n`,
      { mode: 0o600 },
    );
    const processes = new ProcessGroup(path.join(folder, 'logs'));
    closers.push(() => processes.stop());
    const appUrl = `http://127.0.0.1:${appPort}`;
    const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
    const secondUrl = `http://127.0.0.1:${secondPort}`;
    say('starting the stand-ins for Shopify and WooCommerce, the app and the worker');
    processes.start({
      name: 'simulator',
      script: 'tests/simulator/main.ts',
      env: { ...variables, SIM_PORT: String(simulatorPort), SIM_APP_URL: appUrl },
    });
    processes.start({ name: 'woocommerce', script: 'tests/simulator-woocommerce/main.ts', env: secondStoreVariables(secondPort) });
    processes.start({ name: 'app', script: 'app/server.ts', env: variables });
    await Promise.all([waitForAnswer(simulatorUrl, 30_000), waitForAnswer(secondUrl, 30_000), waitForAnswer(`${appUrl}/healthz`, 60_000)]);
    processes.start({ name: 'worker', script: 'jobs/worker.ts', env: variables });
    const env = readEnv({ ...variables, LOG_LEVEL: 'warn' });
    const wiring = await createWiring({ env, log: createLog({ level: 'warn', process: 'demo' }) });
    closers.push(() => wiring.close());
    const simulator = connectSimulator(simulatorUrl);
    const products = await openShop(simulator);
    say('installing the app in the sample shop');
    const address = await installApp({ simulator, wiring, appUrl });
    const shop = await openSecondShop(secondUrl);
    await before(shop);
    say('connecting the second shop to the same program with a one-time code');
    const second = { ...shop, address: await joinSecondStore(shop.woo, { wiring, appUrl, programId: address.programId }) };
    await publishSample(wiring, address, { programFrom, campaigns, freeProductId: products['House Blend 250 g'] ?? '' });
    return { appUrl, simulator, wiring, address, products, second, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openRedis(folder: string, closers: (() => Promise<void>)[]): Promise<string> {
  if (process.env.REDIS_URL) return process.env.REDIS_URL;
  const program = await ensureRedisServer();
  if (!program.ok) throw new Error(`no Redis for this demo: ${program.refusal}`);
  const redis = await startRedis({ dataDir: path.resolve(folder, 'redis') });
  closers.push(() => redis.stop());
  return redis.url;
}

interface Places {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly appPort: number;
  readonly simulatorPort: number;
  readonly folder: string;
}

/** The environment of the demo's processes: fresh secrets, and the three stand-in variables that let the simulator play Shopify. */
function demoVariables({ databaseUrl, redisUrl, appPort, simulatorPort, folder }: Places): Record<string, string> {
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  return {
    NODE_ENV: 'development',
    PORT: String(appPort),
    APP_URL: `http://127.0.0.1:${appPort}`,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    RUNG_DATA_DIR: folder,
    SHOPIFY_API_KEY: 'rung-demo',
    SHOPIFY_API_SECRET: randomBytes(24).toString('hex'),
    ENCRYPTION_KEYS: `demo:${randomBytes(32).toString('base64')}`,
    LOG_LEVEL: 'info',
    SHOPIFY_ADMIN_ORIGIN: simulatorUrl,
    APP_BRIDGE_URL: `${simulatorUrl}/app-bridge.js`,
    FRAME_ANCESTORS: simulatorUrl,
  };
}

async function openShop(simulator: Stage['simulator']): Promise<Record<string, string>> {
  await simulator.desk.createShop({
    domain: SHOP,
    name: 'Bean There',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    taxesIncluded: true,
    installed: true,
    catalog: false,
  });
  const products: Record<string, string> = {};
  for (const [title, price, productType] of SHELF) {
    const product = await simulator.desk.createProduct({ shop: SHOP, title, price, productType });
    products[title] = product.productId;
  }
  return products;
}

/** Opens the app once as the merchant's browser does: the app exchanges the session token for its own and greets the new shop. */
async function installApp({
  simulator,
  wiring,
  appUrl,
}: {
  readonly simulator: Stage['simulator'];
  readonly wiring: Wiring;
  readonly appUrl: string;
}): Promise<StoreAddress> {
  const token = await simulator.tokens.sessionToken({ shop: SHOP });
  const host = Buffer.from(`admin.shopify.com/store/${SHOP.split('.')[0]}`).toString('base64url');
  const query = new URLSearchParams({ embedded: '1', shop: SHOP, host, id_token: token });
  await fetch(`${appUrl}/app?${query.toString()}`, { headers: { 'User-Agent': BROWSER, Accept: 'text/html' } });
  for (let look = 0; look < 100; look += 1) {
    const address = await wiring.services.findStore('shopify', SHOP);
    if (address) return address;
    await wait(100);
  }
  throw new Error('the app was opened, and the shop is still not connected; see the log of the app');
}

async function publishSample(
  wiring: Wiring,
  address: StoreAddress,
  sample: { readonly programFrom: number; readonly campaigns: boolean; readonly freeProductId: string },
): Promise<void> {
  const program = demoProgram({
    name: 'Bean There Rewards',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    freeProductIds: [sample.freeProductId],
  });
  const chosen = { ...program, campaigns: sample.campaigns ? program.campaigns : [] };
  const document = withSecondCurrency(chosen, { first: address, onlyFirst: ['free-bag'] });
  const published = await publishProgram(wiring.desk, {
    programId: address.programId,
    basedOn: 1,
    document,
    publishedBy: 'demo',
    effectiveAt: sample.programFrom,
    overImportedHistory: true,
  });
  if (!published.ok) throw new Error(`the sample program was not published: ${JSON.stringify(published.refusal)}`);
  await wiring.services.runSchedule('fill-pools');
}

/** Waits until every message is delivered, drained and carried out. Throws with what still waits after `limitMs`. */
export async function settleDown(
  stage: Stage,
  options: { readonly limitMs: number; readonly onProgress?: (waiting: number) => void },
): Promise<void> {
  const until = Date.now() + options.limitMs;
  await stage.simulator.webhooks.allDelivered({ timeoutMs: options.limitMs });
  await stage.second.woo.webhooks.allDelivered({ timeoutMs: options.limitMs });
  let quiet = 0;
  while (quiet < 3) {
    const backlog = await stage.wiring.services.readBacklog();
    const wanted = await stage.wiring.database.prisma.orderRecord.count({
      where: { programId: stage.address.programId, wantedAt: { not: null } },
    });
    const waiting = backlog.inboxWaiting + backlog.outboxWaiting + wanted;
    options.onProgress?.(waiting);
    quiet = waiting === 0 ? quiet + 1 : 0;
    if (Date.now() > until)
      throw new Error(`still waiting after ${options.limitMs / 1_000} s: ${JSON.stringify(backlog)}, orders to fetch: ${wanted}`);
    await wait(100);
  }
}
