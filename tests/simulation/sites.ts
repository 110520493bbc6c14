import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createWooCommerceIntake } from '#app/intake/woocommerce.ts';
import { connectWooCommerce, disconnectWooCommerce, probeWooCommerce, type WooCommerceTools } from '#app/services/connect-woocommerce.ts';
import { hashJoinCode, makeJoinCode } from '#app/services/join-codes.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { receiveMessage } from '#app/services/receive-message.ts';
import type { StoreAddress } from '#app/services/services.ts';
import type { Desk } from '#app/services/desk.ts';
import { createWooCommerceConnections } from '#app/store/woocommerce-connections.ts';
import { type RunningWooCommerce, startWooCommerce } from '#tests/simulator-woocommerce/main.ts';
import { createWooCommerceClient } from '#woo/client.ts';
import { createWooCommerceSites } from '#woo/connect.ts';
import { createWooCommercePlatform } from '#woo/platform.ts';
import { isDraftMessage, translateWooCommerceMessage } from '#woo/translate.ts';
import { verifyWooCommerceSignature } from '#woo/verify.ts';
import type { Beside } from '../services/service-stage.ts';

/** A WooCommerce site in a program of the stage. */
export interface SiteShop {
  readonly woo: RunningWooCommerce;
  readonly address: StoreAddress;
  readonly domain: string;
}

/** WooCommerce beside the stage's Shopify: the real bridge, the real door over HTTP, and as many sites as a run needs. */
export interface Sites {
  readonly beside: (desk: Desk, now: () => number) => Beside;
  readonly tools: () => WooCommerceTools;
  /** A site that nobody knows yet. `history`: what happened there before, of which no webhook tells. */
  open(): Promise<RunningWooCommerce>;
  /** Connects a site: alone, or by a one-time code into the program of another store. */
  connect(woo: RunningWooCommerce, into: StoreAddress | null): Promise<SiteShop>;
  /** True: the app answers every message with an error, so that the site's webhooks are switched off in the end. */
  refuseMessages(refuse: boolean): void;
  /** Ends the connection and the site. */
  end(site: Pick<SiteShop, 'woo' | 'domain'>): Promise<void>;
  close(): Promise<void>;
}

export const CLERK = { kind: 'merchant', id: 'shopify:1' } as const;

/** Opens the door for webhooks; the desk comes with the stage (`beside`). */
export async function openSites(): Promise<Sites> {
  const door = createServer();
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  const appUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  const running = new Map<string, RunningWooCommerce>();
  let clock = (): number => Date.now();
  let tools: WooCommerceTools | undefined;
  let refusing = false;
  const opened = (): WooCommerceTools => {
    if (!tools) throw new Error('the stage is not open yet');
    return tools;
  };
  return {
    tools: opened,
    beside(desk, now) {
      clock = now;
      const parts = openTools(desk, { now, appUrl });
      tools = parts;
      const { connections } = parts;
      const intake = createWooCommerceIntake({
        findDoor: (token) => connections.findDoor(token),
        verify: verifyWooCommerceSignature,
        isDraft: isDraftMessage,
        acceptMessage: (message) => receiveMessage(desk, message),
        log: { info: () => undefined, warn: () => undefined, error: () => undefined } as never,
      });
      door.on('request', (request, response) => {
        if (!refusing) return intake(request, response);
        request.resume();
        response.writeHead(503).end();
      });
      return {
        desk: deskParts(desk, { tools: parts, now }),
        async deliver() {
          for (const woo of running.values()) await woo.webhooks.allDelivered({ timeoutMs: 20_000, failedToo: true });
        },
        advance: (ms) => running.forEach((woo) => void woo.clock.advance({ ms })),
      };
    },
    async open() {
      const woo = await startWooCommerce({ site: { signedWithinSeconds: Number.MAX_SAFE_INTEGER, title: 'Roastery' } });
      woo.clock.advance({ ms: clock() - Date.now() });
      woo.webhooks.configure({ timeoutMs: 10_000 });
      running.set(woo.url, woo);
      return woo;
    },
    async connect(woo, into) {
      const code = into === null ? null : (await makeJoinCode(opened().desk, { programId: into.programId, actor: CLERK })).code;
      const connected = await connectWooCommerce(opened(), {
        access: { baseUrl: woo.url, consumerKey: woo.consumerKey, consumerSecret: woo.consumerSecret },
        joinCodeHash: code === null ? null : hashJoinCode(code),
      });
      if (!connected.ok) throw new Error(`the site was not connected: ${connected.refusal.message}`);
      const { programId, storeId, domain } = connected.value;
      return { woo, address: { programId, storeId }, domain };
    },
    refuseMessages: (refuse) => void (refusing = refuse),
    async end({ woo, domain }) {
      woo.faults.clear();
      await disconnectWooCommerce(opened(), { domain, actor: CLERK });
      running.delete(woo.url);
      await woo.stop();
    },
    async close() {
      for (const woo of running.values()) await woo.stop();
      door.closeAllConnections();
      door.close();
    },
  };
}

/** The real client, in a hurry. */
function openTools(desk: Desk, { now, appUrl }: { readonly now: () => number; readonly appUrl: string }): WooCommerceTools & ClientParts {
  const client = createWooCommerceClient({
    allowLocal: true,
    gapMs: 0,
    timeoutMs: 500,
    random: () => 0,
    sleep: (ms) => wait(Math.min(ms, 5)),
  });
  const connections = createWooCommerceConnections(desk.database, desk.secrets);
  return { desk, client, connections, sites: createWooCommerceSites({ client, allowLocal: true, now }), appUrl };
}

interface ClientParts {
  readonly client: ReturnType<typeof createWooCommerceClient>;
}

function deskParts(
  desk: Desk,
  { tools, now }: { readonly tools: WooCommerceTools & ClientParts; readonly now: () => number },
): Beside['desk'] {
  const { client, connections } = tools;
  const { forgetStore } = desk;
  return {
    platforms: {
      woocommerce: createWooCommercePlatform({
        client,
        now,
        async accessFor(store) {
          const connection = await connections.find(store);
          if (connection) return connection;
          throw new PlatformError('unauthorized', 'the site is not connected any more');
        },
      }),
    },
    translators: { woocommerce: translateWooCommerceMessage },
    probeWebhooks: (at) => probeWooCommerce(tools, at),
    forgetStore: (platform, domain, asOf) =>
      platform === 'woocommerce' ? connections.forget(domain, asOf) : forgetStore(platform, domain, asOf),
  };
}
