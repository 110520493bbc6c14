import { sendHtml } from '#tests/simulator/answers.ts';
import { escapeHtml } from '#tests/simulator/html.ts';
import { createPoster } from '#tests/simulator/webhook-delivery.ts';
import { readBody } from '#tests/simulator/answers.ts';
import { faultBefore } from './faults.ts';
import { createKey } from './key-desk.ts';
import { phpJson } from './php-json.ts';
import { sendPhpJson, setHeaders, type Doors, type Visit } from './rest/endpoint.ts';
import type { ApiKey } from './site-state.ts';

interface Wish {
  readonly appName: string;
  readonly scope: ApiKey['permissions'];
  readonly userId: string;
  readonly returnUrl: string;
  readonly callbackUrl: string;
}

const NAMES = ['app_name', 'user_id', 'return_url', 'callback_url', 'scope'] as const;
const TIMEOUT_MS = 60_000;

/**
 * /wc-auth/v1/authorize: GET shows the page of consent, POST presses a button of it (decision=approve or deny). Approval makes a key, posts it to
 * callback_url and sends the browser on only after exactly 200; otherwise the key is deleted and a 401 page shown. The merchant counts as logged in.
 */
export async function answerAuthorization(doors: Doors, visit: Visit): Promise<void> {
  const { request, response, url } = visit;
  const method = request.method ?? 'GET';
  setHeaders(doors.site, visit);
  const fault = doors.faults.strike({ target: 'auth', method, path: url.pathname });
  if (await faultBefore(fault, response, (status, value) => sendPhpJson(response, status, phpJson(value)))) return;
  const wish = readWish(doors, url);
  if (typeof wish === 'string') return sendHtml(response, 401, errorPage(wish));
  if (method === 'GET') return sendHtml(response, 200, consentPage(doors, wish, url));
  const form = new URLSearchParams((await readBody(request, 10_000))?.toString());
  if (form.get('decision') !== 'approve') return redirect(visit, wish, '0');
  const problem = await handOver(doors, wish);
  if (problem !== null) return sendHtml(response, 401, errorPage(problem));
  redirect(visit, wish, '1');
}

function readWish(doors: Doors, url: URL): Wish | string {
  const value = (name: (typeof NAMES)[number]): string => url.searchParams.get(name)?.trim() ?? '';
  const missing = NAMES.find((name) => value(name) === '');
  if (missing !== undefined) return `Missing parameter ${missing}`;
  const scope = value('scope');
  if (scope !== 'read' && scope !== 'write' && scope !== 'read_write') return `Invalid scope ${scope}`;
  for (const name of ['return_url', 'callback_url'] as const) {
    if (!URL.canParse(value(name))) return `The ${name} is not a valid URL`;
  }
  const callback = new URL(value('callback_url'));
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(callback.hostname);
  if (callback.protocol !== 'https:' && (!loopback || doors.webhooks.configure({}).checkUrls))
    return 'The callback_url needs to be over SSL';
  return {
    appName: value('app_name'),
    scope,
    userId: value('user_id'),
    returnUrl: value('return_url'),
    callbackUrl: value('callback_url'),
  };
}

/** Null when the receiver took the keys. */
async function handOver(doors: Doors, wish: Wish): Promise<string | null> {
  const { site, faults } = doors;
  const now = new Date(site.clock.now()).toISOString();
  const key = createKey(site, { permissions: wish.scope, description: `${wish.appName} - API (${now.slice(0, 19).replace('T', ' ')})` });
  const body = Buffer.from(
    phpJson({
      key_id: key.id,
      user_id: wish.userId,
      consumer_key: key.consumerKey,
      consumer_secret: key.consumerSecret,
      key_permissions: key.permissions,
    }),
  );
  const headers = {
    'User-Agent': `WordPress/${site.settings.wpVersion}; ${site.homeUrl}`,
    Accept: '*/*',
    'Content-Type': 'application/json;charset=UTF-8',
  };
  const poster = createPoster();
  const post = () => poster.send({ url: wish.callbackUrl, headers, body }, { timeoutMs: TIMEOUT_MS, at: site.clock.now() });
  const fault = faults.strike({ target: 'callback', method: 'POST', path: wish.callbackUrl });
  const first = fault?.kind === 'drop' ? null : await post();
  if (fault?.kind === 'duplicate') await post();
  poster.close();
  if (first?.status === 200) return null;
  site.keys.delete(key.consumerKey);
  return first?.status == null
    ? `An error occurred in the request and at the time were unable to send the consumer data`
    : 'An error occurred in the authentication process';
}

function redirect({ response }: Visit, wish: Wish, success: '0' | '1'): void {
  const target = new URL(wish.returnUrl);
  target.searchParams.set('success', success);
  target.searchParams.set('user_id', wish.userId);
  response.writeHead(302, { Location: target.href });
  response.end();
}

const SCOPE_WORDS: Readonly<Record<ApiKey['permissions'], string>> = { read: 'Read', write: 'Write', read_write: 'Read/Write' };

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en-US">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#222}button{font:inherit;padding:.6rem 1.2rem;margin-right:.5rem}</style></head>
<body class="wc-auth">${body}</body>
</html>`;
}

function consentPage(doors: Doors, wish: Wish, url: URL): string {
  const action = escapeHtml(`${url.pathname}${url.search}`);
  return page(
    'Application authentication request',
    `<h1>${escapeHtml(wish.appName)} would like to connect to your store</h1>
<p>This will give "${escapeHtml(wish.appName)}" <strong>${SCOPE_WORDS[wish.scope]}</strong> access which will allow it to view and manage coupons, customers, orders and webhooks of ${escapeHtml(doors.site.settings.title)}.</p>
<p>The keys go to ${escapeHtml(new URL(wish.callbackUrl).hostname)}.</p>
<form method="post" action="${action}"><button name="decision" value="approve">Approve</button><button name="decision" value="deny">Deny</button></form>`,
  );
}

function errorPage(message: string): string {
  return page('Error', `<h1>Error</h1><p>Error: ${escapeHtml(message)}.</p>`);
}
