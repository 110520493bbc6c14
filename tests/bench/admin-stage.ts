import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { readEnv } from '#app/env.server.ts';
import { startServer } from '#app/server.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { createWiring, type Wiring } from '#app/wiring.server.ts';
import { embeddedUrl, openAsMerchant } from '#tests/setup/merchant-visit.ts';
import { startSimulator } from '#tests/simulator/main.ts';
import { seedYear } from './seed-year.ts';
import type { Stage } from './stage.ts';
import { benchProgram, drainAll, fillInbox } from './tenants.ts';

const SHOP = 'bench.myshopify.com';
const YEAR_MS = 365 * 86_400_000;

export interface AdminStage {
  readonly wiring: Wiring;
  readonly address: StoreAddress;
  /** One of the busiest members. */
  readonly memberId: string;
  /** An order that has its trace. */
  readonly orderId: string;
  /** Where the admin stands: pages of the app open inside it, below this address. */
  readonly adminUrl: string;
  /** The app's own address. */
  readonly appUrl: string;
  /** The address of a page as the admin's frame asks for it, with a fresh token. */
  pageUrl(path: string): string;
  /** What a page's own requests carry. */
  token(): string;
  close(): Promise<void>;
}

/** The built app behind its real server, with the simulator as the admin around it and a year of a busy program in its books. */
export async function openAdminStage(
  stage: Stage,
  { size, say }: { readonly size: { readonly members: number; readonly orders: number }; readonly say: (line: string) => void },
): Promise<AdminStage> {
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const variables = stage.variables('postgres');
  const apiKey = variables['SHOPIFY_API_KEY'] ?? '';
  const sim = await startSimulator({ apiKey, apiSecret: variables['SHOPIFY_API_SECRET'] ?? '', appUrl });
  sim.webhooks.configure({ muted: true });
  const env = readEnv({
    ...variables,
    PORT: String(port),
    APP_URL: appUrl,
    SHOPIFY_ADMIN_ORIGIN: sim.url,
    APP_BRIDGE_URL: `${sim.url}/app-bridge.js`,
    FRAME_ANCESTORS: sim.url,
  });
  const wiring = await createWiring({ env, log: stage.log });
  const server = await startServer({ env, wiring, log: stage.log, host: '127.0.0.1' });
  sim.desk.createShop({ domain: SHOP, name: 'Bench', currency: 'USD', timeZone: 'UTC', installed: true, catalog: false });
  const address = await openAsMerchant({ sim, server, wiring }, SHOP);
  await publish(wiring, address);
  say(`seeding ${size.members} members, ${size.orders} orders, ${2 * size.orders} transfers`);
  const memberId = await seedYear(wiring.database.pool, address, size);
  await wiring.services.runSchedule('roll-up');
  const token = () => sim.tokens.sessionToken({ shop: SHOP });
  return {
    ...{ wiring, address, memberId, appUrl, token, orderId: await settleOne(wiring, address, size) },
    adminUrl: `${sim.url}/store/${SHOP.split('.')[0]}/apps/rung`,
    pageUrl: (path) => embeddedUrl({ url: appUrl }, path, token()),
    close: async () => {
      await sim.stop();
      await server.close();
      await wiring.close();
    },
  };
}

async function publish(wiring: Wiring, { programId }: StoreAddress): Promise<void> {
  const wish = { programId, basedOn: 1, document: benchProgram(), publishedBy: 'bench', overImportedHistory: true };
  const published = await publishProgram(wiring.desk, { ...wish, effectiveAt: Date.now() - YEAR_MS });
  if (!published.ok) throw new Error(`the bench's program was refused: ${JSON.stringify(published.refusal)}`);
}

/** One order that really was settled, with its trace: those of the year were only written down. Answers its id. */
async function settleOne(wiring: Wiring, address: StoreAddress, size: { readonly orders: number }): Promise<string> {
  const { pool } = wiring.database;
  for (const table of ['posting', 'lot', 'transfer'])
    await pool.query(`SELECT setval(pg_get_serial_sequence($1, 'id'), $2)`, [table, 3 * size.orders + 10]);
  await fillInbox(wiring, address, { count: 1, customers: 1 });
  await drainAll(wiring, address);
  const { rows } = await pool.query<{ order_id: string }>(
    'SELECT order_id FROM order_record WHERE program_id = $1 ORDER BY length(order_id) DESC LIMIT 1',
    [address.programId],
  );
  return rows[0]?.order_id ?? '';
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
