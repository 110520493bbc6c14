import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { v7 as newId } from 'uuid';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { createShopifyIntake } from '#app/intake/shopify.ts';
import type { CommercePlatform } from '#app/platforms/commerce-platform.ts';
import { createShopifyClient } from '#app/platforms/shopify/client.ts';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { createShopifyPlatform } from '#app/platforms/shopify/platform.ts';
import { refreshOfflineToken } from '#app/platforms/shopify/tokens.ts';
import { translateShopifyMessage } from '#app/platforms/shopify/translate.ts';
import { createServices } from '#app/services/create-services.ts';
import type { Desk } from '#app/services/desk.ts';
import { createProgramLibrary } from '#app/services/program-library.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import type { Services, StoreAddress, Turn } from '#app/services/services.ts';
import { type Database, openDatabase } from '#app/store/database.ts';
import { insertStore } from '#app/store/programs.ts';
import { createSecretBox } from '#app/store/secrets.ts';
import { aProgram } from '#tests/builders.ts';
import { createTestDatabase } from '#tests/setup/database.ts';
import { type RunningSimulator, startSimulator } from '#tests/simulator/main.ts';

const CREDENTIALS = { apiKey: 'stage-key', apiSecret: 'stage-secret' };
const SYMBOLS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export interface StageLogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly facts: Record<string, unknown>;
}

/**
 * The desk as the wiring makes it, with a database of its own, the real Shopify adapter and the simulator behind it; only the conveyor is missing:
 * tests drain, fetch and relay by hand, so that each step happens when it is told to. Shop and database have one clock, which runs and can be put forward (`advance`).
 */
export interface ServiceStage {
  readonly sim: RunningSimulator;
  readonly desk: Desk;
  readonly services: Services;
  readonly database: Database;
  readonly platform: CommercePlatform;
  readonly log: StageLogLine[];
  /** Wakes that services asked for, as "job storeId". */
  readonly wakes: string[];
  /** What the door answered, how often. */
  readonly received: Readonly<Record<'stored' | 'duplicate' | 'unknown-store', number>>;
  /** A shop with the app in it and a program in force since ten days ago. `together`: it joins the program of another store. */
  openShop(options?: ShopOptions): Promise<StageShop>;
  /** Moves the clock of shop, desk and database. */
  advance(ms: number): Promise<void>;
  now(): number;
  /** Waits until the platform's messages arrived. */
  deliver(): Promise<void>;
  drainAll(): Promise<number>;
  fetchAll(): Promise<number>;
  relayAll(): Promise<number>;
  /** Everything that waits for a later try, or for another worker's lease to run out, is due now. */
  hurry(): Promise<void>;
  /** Delivers, drains, fetches and relays until nothing waits. Throws with what still waits. */
  settleDown(): Promise<void>;
  waiting(): Promise<{ readonly inbox: number; readonly outbox: number; readonly wanted: number }>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Puts something between the desk and its database. */
  readonly wrap?: (database: Database) => Database;
  /** Shops of another platform beside those of Shopify. */
  readonly beside?: (desk: Desk, now: () => number) => Beside;
}

/** What the desk needs for shops of another platform, and how their messages and clocks go along with the stage's. */
export interface Beside {
  readonly desk: Pick<Desk, 'platforms' | 'translators' | 'probeWebhooks' | 'forgetStore'>;
  deliver(): Promise<void>;
  advance(ms: number): void;
}

export interface ShopOptions {
  readonly domain?: string;
  /** Parts of the program; 1 point per 1.00 and nothing pending unless said. */
  readonly program?: Partial<ProgramDraft>;
  /** Two shops with the same base give the same ids to their customers and orders. */
  readonly idBase?: number;
  readonly together?: StoreAddress;
  readonly development?: boolean;
}

export interface StageShop {
  readonly shop: string;
  readonly address: StoreAddress;
}

const DAY = 86_400_000;

export async function openServiceStage(options: StageOptions = {}): Promise<ServiceStage> {
  const testDatabase = await createTestDatabase();
  const setClock = await layClock(testDatabase.url);
  const opened = openDatabase({ url: testDatabase.url, maxConnections: 8 });
  const database = options.wrap?.(opened) ?? opened;
  const door = createServer();
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const sim = await startSimulator({ ...CREDENTIALS, appUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}` });
  sim.discounts.configure({ asyncDelayMs: 0, usageLagMs: 0 });
  sim.webhooks.configure({ concurrency: 1, retryDelaysMs: [20, 40, 80] });
  const log: StageLogLine[] = [];
  const wakes: string[] = [];
  const platform = openPlatform(sim);
  const secrets = createSecretBox([{ id: 'stage', key: randomBytes(32) }]);
  const note = (level: StageLogLine['level']) => (facts: Record<string, unknown>, message: string) =>
    void log.push({ level, message, facts });
  const desk: Desk = {
    appUrl: 'https://rung.example',
    database,
    secrets,
    library: createProgramLibrary(database, secrets),
    platforms: { shopify: platform },
    translators: { shopify: translateShopifyMessage },
    wake: (job, address) => void wakes.push(`${job} ${address.storeId}`),
    forgetStore: () => Promise.resolve(),
    keepTokens: () => Promise.resolve(0),
    probeWebhooks: () => Promise.resolve({ sites: 0, repaired: 0 }),
    newId: () => newId(),
    newCode: () => Array.from({ length: 13 }, () => SYMBOLS[randomInt(SYMBOLS.length)]).join(''),
    log: { info: note('info'), warn: note('warn'), error: note('error') },
  };
  const beside = options.beside?.(desk, () => sim.clock.now());
  // The desk stays the same object: what stands beside it works with it.
  if (beside)
    Object.assign(desk, beside.desk, {
      platforms: { ...desk.platforms, ...beside.desk.platforms },
      translators: { ...desk.translators, ...beside.desk.translators },
    });
  const services = createServices(desk);
  const received = { stored: 0, duplicate: 0, 'unknown-store': 0 };
  openDoor(door, { services, log, received });
  const turns = handTurns({ sim, services, database, beside });
  return {
    sim,
    desk,
    services,
    database,
    platform,
    log,
    wakes,
    received,
    ...turns,
    openShop: (shop = {}) => openShop({ sim, desk, services }, shop),
    async advance(ms) {
      sim.clock.advance({ ms });
      beside?.advance(ms);
      await setClock(ms);
    },
    now: () => sim.clock.now(),
    async close() {
      await sim.stop();
      door.closeAllConnections();
      door.close();
      await opened.close();
      await setClock(null);
      await testDatabase.drop();
    },
  };
}

/**
 * Puts a clock that can be put forward before the database's own: statements find it first, defaults of columns keep the real time. Answers how to move it
 * (by milliseconds; null: it is not needed any more).
 */
async function layClock(url: string): Promise<(ms: number | null) => Promise<void>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE SCHEMA stage;
    CREATE TABLE stage.clock (ahead interval NOT NULL);
    INSERT INTO stage.clock VALUES ('0');
    CREATE FUNCTION stage.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.clock_timestamp() + ahead FROM stage.clock'`);
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  await client.query(`ALTER DATABASE ${pg.escapeIdentifier(rows[0]?.name ?? '')} SET search_path = stage, public, pg_catalog`);
  return async (ms) => {
    if (ms === null) await client.end();
    else await client.query(`UPDATE stage.clock SET ahead = ahead + make_interval(secs => $1)`, [ms / 1_000]);
  };
}

function openDoor(
  door: Server,
  { services, log, received }: Pick<ServiceStage, 'services' | 'log'> & { readonly received: Record<string, number> },
): void {
  const intake = createShopifyIntake({
    secrets: [CREDENTIALS.apiSecret],
    acceptMessage: async (message) => {
      const outcome = await services.receiveMessage(message);
      received[outcome] = (received[outcome] ?? 0) + 1;
      return outcome;
    },
    log: {
      info: () => undefined,
      warn: (facts: object, message?: string) => void log.push({ level: 'warn', message: message ?? '', facts: { ...facts } }),
      error: (facts: object, message?: string) => void log.push({ level: 'error', message: message ?? '', facts: { ...facts } }),
    } as never,
  });
  door.on('request', intake);
}

/** The real adapter, in a hurry: short waits, and a time-out that tests can sit through. */
function openPlatform(sim: RunningSimulator): CommercePlatform {
  const fetch = createPlatformFetch(sim.url);
  const sleep = (ms: number) => wait(Math.min(ms, 10));
  const tokens = new Map<string, { accessToken: string; refreshToken: string }>();
  const client = createShopifyClient({
    fetch,
    sleep,
    timeoutMs: 400,
    tokenFor: async (shop, rejected) => {
      const known = tokens.get(shop);
      const fresh =
        known && rejected !== null
          ? await refreshOfflineToken({ ...CREDENTIALS, fetch }, shop, known.refreshToken).catch(() => null)
          : null;
      const token = fresh ?? (known && rejected === null ? known : sim.tokens.issue({ shop }));
      tokens.set(shop, token);
      return token.accessToken;
    },
  });
  return createShopifyPlatform(client, { sleep, now: () => sim.clock.now() });
}

let shopsOpened = 0;

async function openShop(
  stage: { readonly sim: RunningSimulator; readonly desk: Desk; readonly services: Services },
  options: ShopOptions,
): Promise<StageShop> {
  const { sim, desk, services } = stage;
  const shop = options.domain ?? `stage-${(shopsOpened += 1)}.myshopify.com`;
  sim.desk.createShop({
    domain: shop,
    name: 'Stage',
    currency: 'EUR',
    catalog: false,
    plan: 'plus',
    ...(options.idBase === undefined ? {} : { idBase: options.idBase }),
  });
  const development = options.development ?? false;
  if (options.together) {
    const address = { programId: options.together.programId, storeId: newId() };
    const installedAt = await desk.database.now();
    await desk.database.transaction((client) =>
      insertStore(client, {
        ...address,
        platform: 'shopify',
        domain: shop,
        name: 'Stage',
        currency: 'EUR',
        state: 'connected',
        development,
        installedAt,
        uninstalledAt: null,
        reconciledTo: installedAt,
      }),
    );
    return { shop, address };
  }
  const address = await services.installStore({
    platform: 'shopify',
    domain: shop,
    name: 'Stage',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    development,
  });
  const effectiveAt = (await desk.database.now()) - 10 * DAY;
  const published = await publishProgram(desk, {
    programId: address.programId,
    basedOn: 1,
    document: aProgram(options.program),
    publishedBy: 'test',
    effectiveAt,
    overImportedHistory: true,
  });
  if (!published.ok) throw new Error(`the program of a test was not published: ${JSON.stringify(published.refusal)}`);
  return { shop, address };
}

type Turns = Pick<ServiceStage, 'deliver' | 'drainAll' | 'fetchAll' | 'relayAll' | 'hurry' | 'settleDown' | 'waiting'>;

function handTurns({
  sim,
  services,
  database,
  beside,
}: {
  readonly sim: RunningSimulator;
  readonly services: Services;
  readonly database: Database;
  readonly beside: Beside | undefined;
}): Turns {
  const { pool } = database;
  const stores = async (): Promise<StoreAddress[]> => {
    const { rows } = await pool.query<{ programId: string; storeId: string }>(
      'SELECT program_id AS "programId", id AS "storeId" FROM store ORDER BY program_id, id',
    );
    return rows;
  };
  const takeAll = async (turn: (address: StoreAddress) => Promise<Turn>, goesOn = ({ taken }: Turn) => taken > 0): Promise<number> => {
    let all = 0;
    for (const address of await stores()) {
      for (let taken: Turn = { taken: 0, more: true }, first = true; first || goesOn(taken); first = false) {
        taken = await turn(address);
        all += taken.taken;
      }
    }
    return all;
  };
  const waiting: Turns['waiting'] = async () => {
    const { rows } = await pool.query<{ inbox: string; outbox: string; wanted: string }>(
      `SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting') AS inbox, (SELECT count(*) FROM outbox WHERE state = 'waiting') AS outbox,
         (SELECT count(*) FROM order_record WHERE wanted_at IS NOT NULL) AS wanted`,
    );
    return { inbox: Number(rows[0]?.inbox), outbox: Number(rows[0]?.outbox), wanted: Number(rows[0]?.wanted) };
  };
  const turns: Turns = {
    async deliver() {
      await sim.webhooks.allDelivered({ timeoutMs: 20_000 });
      await beside?.deliver();
    },
    drainAll: () => takeAll(services.drainStore),
    // What was fetched stays wanted until it is drained: one look is enough.
    fetchAll: () => takeAll(services.fetchOrders, ({ more }) => more),
    relayAll: () => takeAll(services.relayErrands),
    async hurry() {
      for (const table of ['inbox', 'outbox']) {
        await pool.query(`UPDATE ${table} SET next_try_at = now(), lease_token = NULL, lease_until = NULL WHERE state = 'waiting'`);
      }
      await pool.query('UPDATE order_record SET wanted_tries = 0 WHERE wanted_at IS NOT NULL');
    },
    async settleDown() {
      for (let round = 0; round < 30; round += 1) {
        await turns.deliver();
        const done = (await turns.drainAll()) + (await turns.fetchAll()) + (await turns.relayAll());
        const left = await waiting();
        if (left.inbox + left.outbox + left.wanted === 0) return;
        if (done === 0) await turns.hurry();
      }
      throw new Error(`something waits for ever: ${JSON.stringify(await whatWaits(database))}`);
    },
    waiting,
  };
  return turns;
}

async function whatWaits({ pool }: Database): Promise<unknown> {
  const inbox = await pool.query(`SELECT topic, tries, reason FROM inbox WHERE state = 'waiting' LIMIT 5`);
  const outbox = await pool.query(`SELECT key, tries, reason FROM outbox WHERE state = 'waiting' LIMIT 5`);
  const wanted = await pool.query('SELECT order_id, wanted_tries FROM order_record WHERE wanted_at IS NOT NULL LIMIT 5');
  return { inbox: inbox.rows, outbox: outbox.rows, wanted: wanted.rows };
}
