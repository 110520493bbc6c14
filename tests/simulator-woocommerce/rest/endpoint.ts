import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '#tests/simulator/answers.ts';
import { SimulatorRefusal } from '#tests/simulator/refusal.ts';
import type { CallLog } from '../call-log.ts';
import { faultAfter, faultBefore, type FaultBook, type FaultTarget } from '../faults.ts';
import { phpJson } from '../php-json.ts';
import type { Site } from '../site-state.ts';
import type { WebhookQueue } from '../webhooks.ts';
import { keyOfCall, namedConsumerKey, notAllowed } from './access.ts';
import { couponRoutes } from './coupon-routes.ts';
import { customerRoutes } from './customer-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { pluginRoutes } from './plugin-routes.ts';
import { refundRoutes } from './refund-routes.ts';
import { noRoute, RestError } from './rest-error.ts';
import type { RestAnswer, Route } from './route.ts';
import { shopRoutes } from './shop-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

const ROUTES: readonly Route[] = [...orderRoutes, ...refundRoutes, ...customerRoutes, ...couponRoutes, ...webhookRoutes, ...shopRoutes];
const PREFIX = '/wp-json/wc/v3';
const PLUGIN_PREFIX = '/wp-json/wc-rung/v1';

/** The routes of the address's namespace and what of the path is theirs; null: an address of neither. */
function routesOf(pathname: string): { readonly routes: readonly Route[]; readonly inside: string } | null {
  if (pathname.startsWith(PREFIX)) return { routes: ROUTES, inside: pathname.slice(PREFIX.length) };
  if (pathname.startsWith(PLUGIN_PREFIX)) return { routes: pluginRoutes, inside: pathname.slice(PLUGIN_PREFIX.length) };
  return null;
}

export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

export interface Doors {
  readonly site: Site;
  readonly webhooks: WebhookQueue;
  readonly faults: FaultBook;
  readonly calls: CallLog;
}

/** Answers everything under /wp-json/. */
export async function answerRest(doors: Doors, visit: Visit): Promise<void> {
  const { request, response, url } = visit;
  const method = request.method ?? 'GET';
  const place = routesOf(url.pathname);
  const inside = url.pathname.startsWith(PREFIX) ? (place?.inside ?? '') : url.pathname;
  const target: FaultTarget = place ? 'rest' : 'index';
  const fault = doors.faults.strike({ target, method, path: inside });
  const logged = logCall(doors, visit, fault?.kind ?? null);
  response.on('finish', () => {
    logged.status = response.statusCode;
  });
  setHeaders(doors.site, visit);
  if (fault?.kind === 'drops-authorization') delete request.headers.authorization;
  const json = (status: number, value: unknown): void => sendPhpJson(response, status, phpJson(value));
  if (await faultBefore(fault, response, json)) return;
  const answer = await answered(() => answerFor(doors, visit));
  const text = phpJson(answer.body);
  if (await faultAfter(fault, response, text)) return;
  pageHeaders(doors.site, visit, answer);
  sendPhpJson(response, answer.status ?? 200, text);
}

async function answered(act: () => Promise<RestAnswer>): Promise<RestAnswer> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RestError) return { status: error.status, body: error.body() };
    // What the counter would refuse with words is a bad parameter here.
    if (error instanceof SimulatorRefusal || error instanceof RangeError) {
      return { status: 400, body: { code: 'rest_invalid_param', message: error.message, data: { status: 400 } } };
    }
    throw error;
  }
}

async function answerFor(doors: Doors, { request, response, url }: Visit): Promise<RestAnswer> {
  const { site } = doors;
  if (/^\/wp-json\/?$/.test(url.pathname)) return { body: indexOf(site) };
  const key = keyOfCall(site, { request, url });
  const place = routesOf(url.pathname);
  if (!place) throw noRoute();
  const { routes, inside } = place;
  const here = routes.filter((one) => one.path.test(inside));
  if (here.length > 0) response.setHeader('Allow', [...new Set(here.map((one) => one.method))].join(', '));
  const found = here.find((one) => one.method === (request.method ?? 'GET'));
  if (!found) throw noRoute();
  if (!key) throw notAllowed(found.deed);
  const ids = found.path.exec(inside)?.slice(1) ?? [];
  const body = await bodyOf(request);
  return found.answer({ site, webhooks: doors.webhooks, query: url.searchParams, body, ids });
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  if (request.method === 'GET' || request.method === 'HEAD') return {};
  const bytes = await readBody(request, 10_000_000);
  const text = bytes?.toString() ?? '';
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  // Without a JSON type WordPress does not read the body at all.
  if (text === '' || !type.startsWith('application/json')) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    throw new RestError(400, 'rest_invalid_json', {
      message: 'Invalid JSON body passed.',
      data: { status: 400, json_error_code: 4, json_error_message: 'Syntax error' },
    });
  }
}

function indexOf(site: Site): object {
  const { title, timeZone, gmtOffset } = site.settings;
  const namespaces = ['oembed/1.0', 'wc/v1', 'wc/v2', 'wc/v3', 'wc/store', 'wc/store/v1', 'wp/v2'];
  if (site.settings.pluginVersion !== null) namespaces.push('rung/v1', 'wc-rung/v1');
  return {
    name: title,
    description: '',
    url: site.homeUrl,
    home: site.homeUrl,
    gmt_offset: String(gmtOffset ?? 0),
    timezone_string: gmtOffset === null ? timeZone : '',
    namespaces,
    authentication: [],
    routes: { '/': { namespace: '', methods: ['GET'] }, '/wc/v3': { namespace: 'wc/v3', methods: ['GET'] } },
    _links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
  };
}

/** The headers of every answer. `Date` is the shop's clock: a server with a wrong clock shows it here first. */
export function setHeaders(site: Site, { response }: Pick<Visit, 'response'>): void {
  const headers: Readonly<Record<string, string>> = {
    Date: new Date(site.clock.now()).toUTCString(),
    'X-Powered-By': 'PHP/8.2.36',
    'X-Robots-Tag': 'noindex',
    Link: `<${site.homeUrl}/wp-json/>; rel="https://api.w.org/"`,
    'Access-Control-Expose-Headers': 'X-WP-Total, X-WP-TotalPages, Link',
    'Access-Control-Allow-Headers': 'Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type',
    Expires: 'Wed, 11 Jan 1984 05:00:00 GMT',
    'Cache-Control': 'no-cache, must-revalidate, max-age=0, no-store, private',
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** X-WP-Total, X-WP-TotalPages and links to the pages beside. */
function pageHeaders(site: Site, { response, url }: Visit, answer: RestAnswer): void {
  if (answer.total === undefined || answer.pages === undefined) return;
  response.setHeader('X-WP-Total', String(answer.total));
  response.setHeader('X-WP-TotalPages', String(answer.pages));
  const page = answer.page ?? 1;
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(to));
    return `<${site.homeUrl}${url.pathname}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 && answer.pages > 0 ? [link(page - 1, 'prev')] : []),
    ...(page < answer.pages ? [link(page + 1, 'next')] : []),
  ];
  if (links.length > 0) response.setHeader('Link', links.join(', '));
}

/** Sends text that is JSON already. */
export function sendPhpJson(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=UTF-8', 'X-Content-Type-Options': 'nosniff' });
  response.end(text);
}

function logCall(doors: Doors, { request, url }: Visit, fault: string | null) {
  const query = Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'consumer_secret'));
  return doors.calls.add({
    at: doors.site.clock.now(),
    method: request.method ?? 'GET',
    path: url.pathname,
    query,
    keyTail: namedConsumerKey(request, url)?.slice(-7) ?? null,
    userAgent: request.headers['user-agent'] ?? '',
    fault,
    status: null,
  });
}
