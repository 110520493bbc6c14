import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { doorWords } from '#app/i18n/door-words.ts';
import { chooseLocaleOf } from '#app/i18n/locale.ts';
import type { Log } from '#app/log.server.ts';
import {
  acceptKeys,
  CONNECT_PATHS,
  type ConnectionWish,
  lookAtWish,
  readAuthorization,
  startAuthorization,
} from '#app/services/authorize-woocommerce.ts';
import type { WooCommerceTools } from '#app/services/connect-woocommerce.ts';
import { confirmPage } from './plain-pages.ts';
import type { RequestLimits } from './request-limits.ts';
import { visitorAddress } from './visitor-address.ts';

const COOKIE = 'rung_connect';

const callback = z.object({
  user_id: z.string().min(20).max(200),
  consumer_key: z.string().max(100),
  consumer_secret: z.string().max(100),
  key_permissions: z.string(),
});

export interface ConnectDoorOptions {
  readonly tools: WooCommerceTools;
  readonly limits: RequestLimits;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

/**
 * The doors of connecting a WooCommerce site by its own approval: GET /connect/woocommerce?site=…&return=…[&join=…] sends the merchant to the site (after a question,
 * unless they come from there), the site posts its keys to
 * …/keys (200 only when it is connected: on anything else the site deletes them), and the merchant comes back to …/done.
 */
export function woocommerceConnectDoor(options: ConnectDoorOptions): Router {
  const router = Router();
  router.get(CONNECT_PATHS.start, (request, response, next) => {
    start(options, request, response).catch(next);
  });
  router.post(CONNECT_PATHS.start, (request, response, next) => {
    start(options, request, response).catch(next);
  });
  router.post(CONNECT_PATHS.keys, express.json({ limit: '8kb', type: () => true }), (request, response, next) => {
    takeKeys(options, request, response).catch(next);
  });
  router.get(CONNECT_PATHS.done, (request, response, next) => {
    finish(options, request, response).catch(next);
  });
  return router;
}

/**
 * Whoever comes by a link of a third party must see where they are led before they go: first a page names the host. Who comes from that very host (the button of its plugin),
 * or from our own page, has seen it.
 */
async function start({ tools, limits }: ConnectDoorOptions, request: Request, response: Response): Promise<void> {
  const wait = await limits.spend('connect', visitorAddress(request));
  if (wait !== null) {
    say(response.set('Retry-After', String(wait)), 429, 'That was a little too often. Please wait a minute.');
    return;
  }
  const wish = { site: textOf(request.query['site']) ?? '', joinCode: textOf(request.query['join']) };
  const asked = await lookAtWish(tools, wish);
  if (!asked.ok) {
    say(response, 400, asked.refusal.message);
    return;
  }
  const { baseUrl } = asked.value;
  if (!comesFrom(request, [new URL(baseUrl).host, new URL(tools.appUrl).host])) {
    askFirst(request, response, asked.value);
    return;
  }
  const started = await startAuthorization(tools, { ...wish, returnUrl: textOf(request.query['return']) });
  if (!started.ok) {
    say(response, 400, started.refusal.message);
    return;
  }
  const secure = tools.appUrl.startsWith('https://');
  response.cookie(COOKIE, started.value.state, { httpOnly: true, sameSite: 'lax', secure, path: CONNECT_PATHS.start, maxAge: 30 * 60_000 });
  response.set('Cache-Control', 'no-store').redirect(303, started.value.approveUrl);
}

/** What the browser says of the page that it comes from; a page can hide where it is, but not claim to be another. */
function comesFrom(request: Request, hosts: readonly string[]): boolean {
  const from = URL.parse(request.headers.origin ?? request.headers.referer ?? '');
  return from !== null && hosts.includes(from.host);
}

function askFirst(request: Request, response: Response, { baseUrl, programName }: ConnectionWish): void {
  const asked = textOf(request.query['locale']);
  const locale = chooseLocaleOf({ asked, acceptLanguage: request.headers['accept-language'] ?? '' });
  const words = doorWords(locale);
  const { host, pathname } = new URL(baseUrl);
  const lines = [
    words.connectGoing(`${host}${pathname.replace(/\/$/, '')}`),
    ...(programName === null ? [] : [words.connectJoin(programName)]),
    words.connectWarning,
  ];
  const action = request.originalUrl;
  response
    .status(200)
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(confirmPage(locale, { title: words.connectTitle, lines, go: words.connectGo, action }));
}

async function takeKeys({ tools, log }: ConnectDoorOptions, request: Request, response: Response): Promise<void> {
  const body = callback.safeParse(request.body);
  if (!body.success) {
    response.status(400).end();
    return;
  }
  const { user_id: state, consumer_key: consumerKey, consumer_secret: consumerSecret } = body.data;
  const connected = await acceptKeys(tools, { state, consumerKey, consumerSecret });
  if (!connected.ok) log.warn({ reason: connected.refusal.reason }, 'the keys of a site were not taken');
  response.status(connected.ok ? 200 : 422).end();
}

/** The site appends whose authorisation it was; only the browser that began it is told what came of it. */
async function finish({ tools }: ConnectDoorOptions, request: Request, response: Response): Promise<void> {
  const state = cookieOf(request);
  if (state === null || (request.query['user_id'] !== undefined && request.query['user_id'] !== state)) {
    say(response, 403, 'This page belongs to a connection that was started in another browser. Start again from your shop.');
    return;
  }
  const outcome = await readAuthorization(tools, state);
  if (outcome.kind === 'connected') {
    response.clearCookie(COOKIE, { path: CONNECT_PATHS.start });
    if (outcome.returnUrl !== null) response.set('Cache-Control', 'no-store').redirect(303, outcome.returnUrl);
    else say(response, 200, 'Your site is connected. You can close this page.');
  } else if (outcome.kind === 'failed') say(response, 409, outcome.problem);
  else if (request.query['success'] === '0')
    say(response, 409, 'You declined, so nothing was connected. Start again from your shop whenever you like.');
  else say(response, 409, 'The site has not sent its keys. Start again from your shop; if it stays so, the site cannot reach this app.');
}

function say(response: Response, status: number, message: string): void {
  response.status(status).set('Cache-Control', 'no-store').type('text').send(`${message}\n`);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 2_000 ? value : null;
}

function cookieOf(request: Request): string | null {
  const found = (request.headers.cookie ?? '').split(/;\s*/).find((entry) => entry.startsWith(`${COOKIE}=`));
  // Ours needs no escapes; what is none of ours is nobody's.
  const state = found?.slice(COOKIE.length + 1) ?? '';
  return /^[\w-]{1,200}$/.test(state) ? state : null;
}
