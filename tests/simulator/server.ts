import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adminFramePage, embeddedAppUrl, installPage } from './admin-frame.ts';
import { readBody, sendHtml, sendJson, sendText } from './answers.ts';
import { answerControl } from './control.ts';
import { counterPage } from './counter-page.ts';
import { answerTokenRequest } from './oauth.ts';
import type { Shop } from './shop-state.ts';
import type { Simulator } from './simulator.ts';
import { sendAsset } from './storefront.ts';
import { findShop } from './world.ts';

/** The files that browsers get, by name; nothing else of the disk can be reached. */
const FILES: Readonly<Record<string, string>> = {
  '/app-bridge.js': 'app-bridge.js',
  '/pages/admin-frame.js': 'admin-frame.js',
  '/pages/admin-frame.css': 'admin-frame.css',
  '/pages/counter.js': 'counter.js',
  '/pages/counter-parts.js': 'counter-parts.js',
  '/pages/counter.css': 'counter.css',
  '/pages/storefront.css': 'storefront.css',
  '/pages/storefront.js': 'storefront.js',
};

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The shop that the host of the request names. */
  readonly shop: Shop | undefined;
  /** The one address under which the app lets itself be embedded. */
  readonly ownHost: string;
}

/** Opens the simulator's doors on loopback. */
export async function openDoors(
  simulator: Simulator,
  place: { readonly host: string; readonly port: number },
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://simulator');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    answer(simulator, { request, response, url, shop: shopOfHost(simulator, request), ownHost: hostOf(place.host, server) }).catch(
      (error: unknown) => {
        console.error('[simulator]', error);
        if (response.headersSent) response.destroy();
        else sendText(response, 500, 'the simulator failed');
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.port, place.host, resolve);
  });
  return { server, url: `http://${hostOf(place.host, server)}` };
}

function hostOf(host: string, server: Server): string {
  return `${host}:${(server.address() as AddressInfo).port}`;
}

async function answer(simulator: Simulator, visit: Visit): Promise<void> {
  const { request, response, url, shop } = visit;
  const path = url.pathname;
  const proxyPrefix = simulator.world.settings.proxyPrefix;
  if (/^\/admin\/api\/[^/]+\/graphql\.json$/.test(path)) {
    if (!path.startsWith('/admin/api/2026-10/')) return sendJson(response, 404, { errors: 'Not Found' });
    return simulator.graphql.answer(shop, request, response);
  }
  if (path === '/admin/oauth/access_token')
    return answerTokenRequest(simulator.office, shop, { request, response, faults: simulator.faultBook });
  if (path.startsWith('/_control/')) return answerControl(simulator.groups, path.slice('/_control/'.length), { request, response });
  if (FILES[path] !== undefined) return sendFile(response, FILES[path]);
  if (path.startsWith('/store/')) return answerAdmin(simulator, visit);
  if (path.startsWith('/storefront/')) return answerStorefrontPath(simulator, visit);
  if (shop && (path === proxyPrefix || path.startsWith(`${proxyPrefix}/`))) {
    return simulator.proxy.forward(shop, path.slice(proxyPrefix.length), { request, response });
  }
  if (await sendAsset(path, { request, response })) return;
  if (shop) return simulator.storefront.answer(shop, path, { request, response, base: '' });
  if (path === '/') return sendHtml(response, 200, counterPage(simulator.world, url.searchParams.get('shop')));
  sendText(response, 404, 'Not Found');
}

/** /store/<handle>/apps/rung[/path], the session token for its frame, and the install button. */
async function answerAdmin(simulator: Simulator, visit: Visit): Promise<void> {
  const { request, response, url } = visit;
  const { world, office, groups } = simulator;
  const [, , name = '', section = '', ...rest] = url.pathname.split('/');
  const shop = findShop(world, name);
  if (!shop) return sendText(response, 404, `There is no shop "${name}".`);
  if (section === 'install' && request.method === 'POST') {
    groups.desk.install({ shop: shop.domain });
    response.writeHead(303, { Location: `/store/${shop.handle}/apps/rung` });
    response.end();
    return;
  }
  if (section === 'session-token' && request.method === 'POST') {
    const body = await readBody(request, 1_000);
    // Only pages of our own origin may ask: a JSON body makes the browser ask first, and we never answer that question.
    if (!body || request.headers['content-type'] !== 'application/json') return sendText(response, 415, 'send application/json');
    return sendJson(response, 200, { token: office.mint({ shop: shop.domain }) });
  }
  if (section === 'app-url') return sendJson(response, 200, { url: embeddedAppUrl(world, shop, url.searchParams.get('path') ?? '') });
  if (section !== 'apps') return sendText(response, 404, 'Not Found');
  if (request.headers.host !== visit.ownHost) {
    response.writeHead(302, { Location: `http://${visit.ownHost}${url.pathname}${url.search}` });
    response.end();
    return;
  }
  if (!shop.installed) return sendHtml(response, 200, installPage(world, shop));
  const path = rest.slice(1).join('/');
  sendHtml(response, 200, adminFramePage(world, shop, path === '' ? '' : `/${path}${url.search}`));
}

/** /storefront/<shop>/…: the shop's own pages for browsers that cannot reach <shop>.localhost. */
async function answerStorefrontPath(simulator: Simulator, visit: Visit): Promise<void> {
  const { request, response, url } = visit;
  const { world } = simulator;
  const [, , name = '', ...rest] = url.pathname.split('/');
  const shop = findShop(world, name);
  if (!shop) return sendText(response, 404, `There is no shop "${name}".`);
  const path = `/${rest.join('/')}`;
  const prefix = world.settings.proxyPrefix;
  if (path === prefix || path.startsWith(`${prefix}/`))
    return simulator.proxy.forward(shop, path.slice(prefix.length), { request, response });
  return simulator.storefront.answer(shop, path, { request, response, base: `/storefront/${name}` });
}

/** The app names the shop by X-Forwarded-Host; a browser by <handle>.localhost or <shop>.localhost. */
function shopOfHost(simulator: Simulator, request: IncomingMessage): Shop | undefined {
  const forwarded = request.headers['x-forwarded-host'];
  const host = (typeof forwarded === 'string' ? forwarded : (request.headers.host ?? '')).replace(/:\d+$/, '').toLowerCase();
  return findShop(simulator.world, host.replace(/\.localhost$/, ''));
}

async function sendFile(response: ServerResponse, name: string): Promise<void> {
  const bytes = await readFile(new URL(`./pages/${name}`, import.meta.url));
  const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' });
  response.end(bytes);
}
