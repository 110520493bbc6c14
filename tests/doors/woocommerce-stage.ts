import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { readEnv } from '#app/env.server.ts';
import { createRequestLimits } from '#app/http/request-limits.ts';
import { woocommerceConnectDoor } from '#app/http/woocommerce-connect.ts';
import { createWooCommerceIntake } from '#app/intake/woocommerce.ts';
import { createLog } from '#app/log.server.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { createWiring, type Wiring } from '#app/wiring.server.ts';
import { aProgram } from '#tests/builders.ts';
import { createTestDatabase } from '#tests/setup/database.ts';
import { type RunningWooCommerce, startWooCommerce } from '#tests/simulator-woocommerce/main.ts';

/** The app's own wiring with a database, its two WooCommerce doors over real HTTP, and a site; drained and fetched by hand. */
export interface WooCommerceStage {
  readonly woo: RunningWooCommerce;
  readonly wiring: Wiring;
  readonly appUrl: string;
  readonly logged: string[];
  /** The environment of another process that works with the same data. */
  readonly variables: Readonly<Record<string, string>>;
  /** A program that has been live for ten days: 1 point per 1.00, nothing pending. */
  publish(programId: string): Promise<void>;
  /** Delivers webhooks, drains and fetches until nothing is left. */
  settle(address: StoreAddress): Promise<void>;
  close(): Promise<void>;
}

const DAY = 86_400_000;

export async function openWooCommerceStage(): Promise<WooCommerceStage> {
  const database = await createTestDatabase();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const woo = await startWooCommerce({});
  const logged: string[] = [];
  const log = createLog({ level: 'info', process: 'test', destination: { write: (line) => void logged.push(line) } });
  const variables = {
    ...{ NODE_ENV: 'test', APP_URL: appUrl, DATABASE_URL: database.url, SHOPIFY_API_KEY: 'key', SHOPIFY_API_SECRET: 'secret' },
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  };
  const wiring = await createWiring({ env: readEnv(variables), log });
  openDoors(server, wiring, log);
  return {
    woo,
    wiring,
    appUrl,
    logged,
    variables,
    async publish(programId) {
      const effectiveAt = (await wiring.database.now()) - 10 * DAY;
      const published = await publishProgram(wiring.desk, {
        programId,
        basedOn: 1,
        document: aProgram(),
        publishedBy: 'test',
        effectiveAt,
        overImportedHistory: true,
      });
      if (!published.ok) throw new Error(`the program of a test was not published: ${JSON.stringify(published.refusal)}`);
    },
    async settle(address) {
      for (let round = 0; round < 10; round += 1) {
        await woo.webhooks.allDelivered({ timeoutMs: 10_000, failedToo: true });
        const { taken } = await wiring.services.drainStore(address);
        const fetched = await wiring.services.fetchOrders(address);
        const done = await wiring.services.relayErrands(address);
        if (taken + fetched.taken + done.taken === 0) return;
      }
      throw new Error('something waits for ever');
    },
    async close() {
      await woo.stop();
      server.closeAllConnections();
      server.close();
      await wiring.close();
      await database.drop();
    },
  };
}

function openDoors(server: Server, wiring: Wiring, log: ReturnType<typeof createLog>): void {
  const intake = createWooCommerceIntake({ ...wiring.woocommerceDoor, log });
  const pages = express().use(woocommerceConnectDoor({ tools: wiring.woocommerce, limits: createRequestLimits(), log }));
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/webhooks/') === true) intake(request, response);
    else pages(request, response);
  });
}
