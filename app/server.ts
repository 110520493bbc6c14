import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import type { AppLoadContext, ServerBuild } from '@remix-run/node';
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { EnvironmentError, loadEnv, type Env } from './env.server.ts';
import { extensionCors } from './http/extension-cors.ts';
import { stopGracefully } from './http/graceful-stop.ts';
import { widgetFiles } from './http/widget-files.ts';
import { refuseOddAddresses } from './http/odd-addresses.ts';
import { healthDoor, metricsDoor } from './http/operations.ts';
import './http/request-context.ts';
import { createRequestLimits } from './http/request-limits.ts';
import { securityHeaders } from './http/security-headers.ts';
import { woocommerceConnectDoor } from './http/woocommerce-connect.ts';
import { staffOnly } from './http/staff-only.ts';
import { siteVisitorOf, woocommerceDoor } from './http/woocommerce-door.ts';
import { createShopifyIntake } from './intake/shopify.ts';
import { createWooCommerceIntake } from './intake/woocommerce.ts';
import { createLog, type Log } from './log.server.ts';
import { verifyProxyRequest, verifySessionToken } from './platforms/shopify/verify.ts';
import { createStoreConnections } from './services/store-connections.ts';
import { createWiring, type Wiring } from './wiring.server.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const BUILT_SERVER = path.join(ROOT, 'build/server/index.js');
const BUILT_ASSETS = path.join(ROOT, 'build/client/assets');
/** The widget as shops load it, for the preview in the program editor. */
const BUILT_WIDGET = path.join(ROOT, 'build/widget');
const PUBLIC_FILES = path.join(ROOT, 'public');

/** How long requests under way may take once the process was asked to stop. */
const STOP_PATIENCE_MS = 10_000;

export interface ServerOptions {
  readonly env: Env;
  readonly wiring: Pick<Wiring, 'services' | 'shopify' | 'whoIsStaff' | 'acceptShopify' | 'woocommerce' | 'woocommerceDoor'>;
  readonly log: Log;
  /** 0: a free one. `env.port` unless given. */
  readonly port?: number;
  readonly host?: string;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Answers 503 on /healthz, stops accepting, finishes what is under way (at most ten seconds). The wiring stays open. */
  close(): Promise<void>;
}

/** Starts the HTTP process: webhooks first, on bare node:http, then the pages. Throws when the app was not built or the port is taken. */
export async function startServer({ env, wiring, log, port = env.port, host }: ServerOptions): Promise<RunningServer> {
  let stopping = false;
  const pages = createPages({ env, wiring, log, build: await loadBuild(), isStopping: () => stopping });
  const shopifyIntake = createShopifyIntake({ secrets: env.shopifyApiSecrets, acceptMessage: wiring.acceptShopify, log });
  const woocommerceIntake = createWooCommerceIntake({ ...wiring.woocommerceDoor, log });
  const server = createServer((request, response) => {
    const door = isBelow(request, '/webhooks/shopify')
      ? shopifyIntake
      : isBelow(request, '/webhooks/woocommerce')
        ? woocommerceIntake
        : pages;
    door(request, response);
  });
  server.headersTimeout = 15_000;
  server.requestTimeout = 30_000;
  // Longer than a load balancer keeps its connections: it must never send a request into one that we are closing.
  server.keepAliveTimeout = 75_000;
  await listen(server, port, host);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host ?? '127.0.0.1'}:${address.port}`,
    port: address.port,
    close: async () => {
      stopping = true;
      await stopGracefully(server, STOP_PATIENCE_MS);
    },
  };
}

function isBelow(request: IncomingMessage, path: string): boolean {
  const pathname = request.url?.split('?', 1)[0] ?? '';
  return pathname === path || pathname.startsWith(`${path}/`);
}

interface PagesOptions extends Pick<ServerOptions, 'env' | 'wiring' | 'log'> {
  readonly build: ServerBuild;
  readonly isStopping: () => boolean;
}

function createPages({ env, wiring, log, build, isStopping }: PagesOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', healthDoor(wiring.services, isStopping));
  app.get('/metrics', metricsDoor(wiring.services));
  app.use(securityHeaders({ frameAncestors: env.frameAncestors, httpsOnly: env.appUrl.startsWith('https://') }), compression());
  app.use(refuseOddAddresses());
  app.use('/assets', express.static(BUILT_ASSETS, { immutable: true, maxAge: '1y', index: false, fallthrough: false }));
  app.use('/widget', widgetFiles(BUILT_WIDGET));
  for (const name of ['favicon.ico', 'favicon.svg', 'robots.txt']) {
    app.get(`/${name}`, (_request, response) => response.sendFile(name, { root: PUBLIC_FILES, maxAge: '1d' }));
  }
  app.use('/api', extensionCors());
  const limits = createRequestLimits();
  app.use(woocommerceConnectDoor({ tools: wiring.woocommerce, limits, log }));
  const stores = createStoreConnections(wiring.woocommerce);
  const findPlugin = (storeKey: string) => wiring.woocommerce.connections.findPlugin(storeKey);
  app.use(woocommerceDoor({ findPlugin, appUrl: env.appUrl, log }));
  const getLoadContext = ({ originalUrl }: { readonly originalUrl: string }, response: express.Response): AppLoadContext => ({
    services: wiring.services,
    shopify: staffOnly(wiring.shopify),
    settings: { apiKey: env.shopifyApiKey, appBridgeUrl: env.appBridgeUrl },
    limits,
    log,
    now: () => Date.now(),
    requestTarget: originalUrl,
    findPlugin,
    siteVisitor: siteVisitorOf(response),
    whoIsStaff: wiring.whoIsStaff,
    stores,
    verifyExtensionToken: (token) =>
      verifySessionToken(token, { apiKey: env.shopifyApiKey, secrets: env.shopifyApiSecrets, now: Date.now(), surface: 'extension' }),
    verifyProxy: (url) => verifyProxyRequest(url, env.shopifyApiSecrets, Date.now()),
  });
  // The mode of production everywhere: in the other one Remix sends stack traces to the browser.
  const remix = createRequestHandler({ build, getLoadContext, mode: 'production' });
  app.all('*', (request, response, next) => void remix(request, response, next));
  app.use(lastResort(log));
  return app;
}

/** What none of the doors caught: a line in the log, and nothing of it to the outside. */
function lastResort(log: Log): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- Express knows a handler of errors by its four parameters
  return (error: unknown, request, response, next) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, path: request.path }, 'a request failed');
    if (response.headersSent) next(error);
    else
      response
        .status(status)
        .type('text')
        .send(status === 404 ? 'Not found\n' : 'Something went wrong on our side. Please try again.\n');
  };
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

async function loadBuild(): Promise<ServerBuild> {
  if (!existsSync(BUILT_SERVER)) throw new Error('The app is not built yet: run "npm run build" first.');
  return (await import(pathToFileURL(BUILT_SERVER).href)) as ServerBuild;
}

function listen(server: Server, port: number, host: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function main(): Promise<void> {
  const env = loadEnv();
  const log = createLog({ level: env.logLevel, process: 'app' });
  const wiring = await createWiring({ env, log });
  const server = await startServer({ env, wiring, log });
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    await server.close();
    await wiring.close();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  log.info({ url: server.url, appUrl: env.appUrl }, 'listening');
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    const text =
      error instanceof EnvironmentError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  });
}
