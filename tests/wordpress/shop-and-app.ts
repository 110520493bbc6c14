import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { readEnv } from '#app/env.server.ts';
import { createLog } from '#app/log.server.ts';
import { type RunningServer, startServer } from '#app/server.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { createWiring, type Wiring } from '#app/wiring.server.ts';
import { startWorker } from '#jobs/start-worker.ts';
import { aProgram } from '#tests/builders.ts';
import { createTestDatabase } from '#tests/setup/database.ts';
import { type HttpsFront, openHttpsFront } from './lab/https-front.ts';

const DAY = 86_400_000;

/** The app as it really runs (HTTP process, worker, database), behind HTTPS as a WooCommerce demands it. */
export interface RunningApp {
  readonly url: string;
  readonly front: HttpsFront;
  readonly wiring: Wiring;
  readonly server: RunningServer;
  /** What the app wrote to its log. */
  readonly logged: readonly string[];
  /** The store that a site is to the app; null: it is not connected. */
  storeOf(siteUrl: string): Promise<StoreAddress | null>;
  /** Publishes a program as if it had been live for ten days. */
  publish(address: StoreAddress, parts: Partial<ProgramDraft>): Promise<void>;
  close(): Promise<void>;
}

/** Starts the app; needs the built app and the run's database. */
export async function startApp(): Promise<RunningApp> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rung-app-'));
  const front = await openHttpsFront(folder);
  const database = await createTestDatabase();
  const logged: string[] = [];
  const log = createLog({ level: 'info', process: 'test', destination: { write: (line) => void logged.push(line) } });
  const env = readEnv({
    ...{ NODE_ENV: 'test', APP_URL: front.url, DATABASE_URL: database.url, SHOPIFY_API_KEY: 'key', SHOPIFY_API_SECRET: 'secret' },
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  });
  const wiring = await createWiring({ env, log });
  const server = await startServer({ env, wiring, log, port: 0, host: '127.0.0.1' });
  const worker = await startWorker({ services: wiring.services, database: wiring.database.pool, queue: wiring.queue, log });
  front.leadTo(server.port);
  return {
    ...{ url: front.url, front, wiring, server, logged },
    storeOf: (siteUrl) => wiring.services.findStore('woocommerce', new URL(siteUrl).host),
    publish: (address, parts) => publish(wiring, address, parts),
    close: async () => {
      await front.close();
      await worker.close(5_000);
      await server.close();
      await wiring.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function publish(wiring: Wiring, { programId }: StoreAddress, parts: Partial<ProgramDraft>): Promise<void> {
  const published = await publishProgram(wiring.desk, {
    programId,
    basedOn: 1,
    document: aProgram(parts),
    publishedBy: 'test',
    effectiveAt: (await wiring.database.now()) - 10 * DAY,
    overImportedHistory: true,
  });
  if (!published.ok) throw new Error(`the program of a test was not published: ${JSON.stringify(published.refusal)}`);
}

/** Asks again and again until the answer is what a test waits for; between two questions `meanwhile` runs. Throws with the last answer after the limit. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  isIt: (answer: Answer) => boolean,
  {
    meanwhile = () => Promise.resolve(),
    limitMs = 90_000,
  }: { readonly meanwhile?: () => Promise<unknown>; readonly limitMs?: number } = {},
): Promise<Answer> {
  const until = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    if (Date.now() > until) throw new Error(`after ${limitMs / 1_000} s it was still ${JSON.stringify(answer)}`);
    await meanwhile();
    await wait(200);
  }
}
