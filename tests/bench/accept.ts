import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './case.ts';
import { type RawRequest, sendAll } from './load.ts';
import type { Contender } from './measure.ts';
import type { QueueKind, Stage } from './stage.ts';
import { type Tenant, addTenant, orderBody } from './tenants.ts';

const CONNECTIONS = 32;
const STORES = 20;
const START_LIMIT_MS = 30_000;

/** Webhooks through the real HTTP process (signature, inbox row, wake, 200) against bare node:http with the signature and one INSERT. */
export const accept: Bench = {
  name: 'accept',
  what: 'webhooks accepted over HTTP',
  unit: 'messages/s',
  target: 0.7,
  async open(stage, { quick }) {
    const wiring = stage.wiring.postgres;
    const tenants = await Promise.all(Array.from({ length: STORES }, () => addTenant(wiring)));
    const count = quick ? 1_500 : 6_000;
    const servers = await Promise.all([...stage.queues.map((queue) => startOurs(stage, queue)), startBare(stage)]);
    const contenders = servers.map((server): Contender => ({
      name: server.name,
      async prepare() {
        await wiring.database.pool.query('TRUNCATE inbox, bare_inbox');
        const requests = Array.from({ length: count }, (_, index) =>
          webhook(tenants[index % STORES] ?? tenants[0], stage.variables('postgres')['SHOPIFY_API_SECRET'] ?? ''),
        );
        return () => sendAll(server.port, requests, CONNECTIONS);
      },
    }));
    return {
      contenders,
      ceiling: 'bare node:http',
      close: async () => {
        await Promise.all(servers.map((server) => server.stop()));
      },
    };
  },
};

function webhook(tenant: Tenant | undefined, secret: string): RawRequest {
  const body = Buffer.from(orderBody(Math.floor(Math.random() * 1_000)).body);
  const headers = {
    Host: '127.0.0.1',
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    'X-Shopify-Topic': 'orders/paid',
    'X-Shopify-Shop-Domain': tenant?.domain ?? '',
    'X-Shopify-Webhook-Id': randomUUID(),
    'X-Shopify-Event-Id': randomUUID(),
    'X-Shopify-Triggered-At': new Date().toISOString(),
    'X-Shopify-Api-Version': '2026-10',
    'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST /webhooks/shopify HTTP/1.1\r\n${lines.join('')}\r\n`), body]);
}

interface Server {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

async function startOurs(stage: Stage, queue: QueueKind): Promise<Server> {
  const port = await freePort();
  return startServer(`rung, queue on ${queue}`, { script: 'app/server.ts', port, env: { ...stage.variables(queue), PORT: String(port) } });
}

async function startBare(stage: Stage): Promise<Server> {
  const port = await freePort();
  return startServer('bare node:http', {
    script: 'tests/bench/bare-server.ts',
    port,
    env: { ...stage.variables('postgres'), BARE_PORT: String(port) },
  });
}

async function startServer(
  name: string,
  { script, port, env }: { readonly script: string; readonly port: number; readonly env: Record<string, string> },
): Promise<Server> {
  const child = spawn(process.execPath, [script], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  await waitUntilListening(child, port);
  return {
    name,
    port,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function waitUntilListening(child: ChildProcess, port: number): Promise<void> {
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error('a server of the bench ended by itself');
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
    socket.destroy();
    if (isOpen) return;
    await wait(100);
  }
  throw new Error('a server of the bench did not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
