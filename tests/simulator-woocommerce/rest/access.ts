import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sameText } from '#tests/simulator/signatures.ts';
import type { ApiKey, Site } from '../site-state.ts';
import { RestError } from './rest-error.ts';

/** What a call wants to do; the words of a refusal hang on it. */
export type Deed = 'list' | 'view' | 'create' | 'edit' | 'delete' | 'batch';

const WORDS: Readonly<Record<Deed, readonly [string, string]>> = {
  list: ['view', 'Sorry, you cannot list resources.'],
  view: ['view', 'Sorry, you cannot view this resource.'],
  create: ['create', 'Sorry, you are not allowed to create resources.'],
  edit: ['edit', 'Sorry, you are not allowed to edit this resource.'],
  delete: ['delete', 'Sorry, you are not allowed to delete this resource.'],
  batch: ['batch', 'Sorry, you are not allowed to batch manipulate this resource.'],
};

interface Call {
  readonly request: IncomingMessage;
  readonly url: URL;
}

/**
 * The key that a call comes with: Basic, consumer_key and consumer_secret in the query, or OAuth 1.0a. Null: no key, or one that the shop does not know.
 * Refuses a wrong secret, a wrong signature and a scope that is too small.
 */
export function keyOfCall(site: Site, call: Call): ApiKey | null {
  const key = call.url.searchParams.has('oauth_signature') ? signedKey(site, call) : namedKey(site, call);
  if (!key) return null;
  const reads = ['GET', 'HEAD', 'OPTIONS'].includes(call.request.method ?? 'GET');
  if (reads && key.permissions === 'write') throw denied('The API key provided does not have read permissions.');
  if (!reads && key.permissions === 'read') throw denied('The API key provided does not have write permissions.');
  return key;
}

/** The 401 for somebody without a key that counts. */
export function notAllowed(deed: Deed): RestError {
  const [word, message] = WORDS[deed];
  return new RestError(401, `woocommerce_rest_cannot_${word}`, { message });
}

/** The consumer key that a call names, whether it holds or not. */
export function namedConsumerKey(request: IncomingMessage, url: URL): string | null {
  return basic(request)?.key ?? url.searchParams.get('consumer_key') ?? url.searchParams.get('oauth_consumer_key');
}

function denied(message: string): RestError {
  return new RestError(401, 'woocommerce_rest_authentication_error', { message });
}

function namedKey(site: Site, { request, url }: Call): ApiKey | null {
  const given = basic(request) ?? inQuery(url);
  const key = given ? site.keys.get(given.key) : undefined;
  if (!given || !key) return null;
  if (!sameText(given.secret, key.consumerSecret)) throw denied('Consumer secret is invalid.');
  return key;
}

function basic(request: IncomingMessage): { readonly key: string; readonly secret: string } | null {
  const match = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '');
  if (!match) return null;
  const [key = '', ...secret] = Buffer.from(match[1] ?? '', 'base64')
    .toString()
    .split(':');
  return { key, secret: secret.join(':') };
}

function inQuery(url: URL): { readonly key: string; readonly secret: string } | null {
  const key = url.searchParams.get('consumer_key');
  const secret = url.searchParams.get('consumer_secret');
  return key === null || secret === null ? null : { key, secret };
}

function signedKey(site: Site, { request, url }: Call): ApiKey | null {
  const key = site.keys.get(url.searchParams.get('oauth_consumer_key') ?? '');
  if (!key) throw denied('Consumer key is invalid.');
  const given = url.searchParams.get('oauth_signature') ?? '';
  if (!sameText(given, oauthSignature(site, { request, url, secret: key.consumerSecret })))
    throw denied('Invalid signature - provided signature does not match.');
  const stamp = Number(url.searchParams.get('oauth_timestamp'));
  const now = Math.floor(site.clock.now() / 1000);
  if (!Number.isFinite(stamp) || Math.abs(now - stamp) > site.settings.signedWithinSeconds) throw denied('Invalid timestamp.');
  const nonce = url.searchParams.get('oauth_nonce') ?? '';
  if (key.nonces.has(nonce)) throw denied('Invalid nonce - nonce has already been used.');
  key.nonces.set(nonce, stamp);
  return key;
}

function oauthSignature(site: Site, call: Call & { readonly secret: string }): string {
  const method = call.url.searchParams.get('oauth_signature_method') === 'HMAC-SHA1' ? 'sha1' : 'sha256';
  // As PHP does: of a parameter that comes twice (WooCommerce's own JavaScript library sends each one twice over http) the last counts.
  const pairs = [...new Map(call.url.searchParams)]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [rfc3986(name), rfc3986(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`);
  const address = `${site.homeUrl}${call.url.pathname}`;
  const base = [call.request.method ?? 'GET', rfc3986(address), rfc3986(pairs.join('&'))].join('&');
  return createHmac(method, `${call.secret}&`).update(base).digest('base64');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rfc3986(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}
