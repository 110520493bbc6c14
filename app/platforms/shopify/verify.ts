import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { shopDomain } from './shop-domain.ts';

/** How far a proxy request's clock may be from ours. */
const PROXY_WINDOW_SECONDS = 90;
/** Clocks differ a little: a token may start this early or have ended this long ago. */
const TOKEN_LEEWAY_SECONDS = 10;
const MAX_TOKEN_LENGTH = 4_096;

/** Why a visitor was not let in; for the log, never shown. It holds nothing of the visitor's. */
export interface NotVerified {
  readonly problem: string;
}

/**
 * True when Shopify signed these bytes with one of the secrets (`X-Shopify-Hmac-Sha256`: base64 HMAC-SHA256 of the raw body).
 * Several secrets, because the old one may still sign for an hour after a rotation. Takes the same time whatever the difference.
 */
export function verifyWebhookSignature(rawBody: Uint8Array, header: string | undefined, secrets: readonly string[]): boolean {
  if (header === undefined || header === '') return false;
  const given = Buffer.from(header, 'base64');
  return anySecret(secrets, (secret) => createHmac('sha256', secret).update(rawBody).digest(), given);
}

/**
 * Checks a request that came through a shop's app proxy: hex HMAC-SHA256 over all decoded `key=value` (values of one key joined by commas), sorted, joined
 * by nothing; a timestamp within 90 seconds; and each of Shopify's own parameters exactly once, so that a doubled one cannot name another customer.
 * The body is not signed. Answers the shop, the logged-in customer (null: a guest), and the path the merchant gave the proxy.
 */
export function verifyProxyRequest(
  url: URL,
  secrets: readonly string[],
  now: Instant,
): Result<{ readonly shop: string; readonly customerId: string | null; readonly pathPrefix: string }, NotVerified> {
  const params = url.searchParams;
  for (const name of ['shop', 'logged_in_customer_id', 'path_prefix', 'timestamp', 'signature']) {
    const count = params.getAll(name).length;
    if (count !== 1) return refused({ problem: `${name} is there ${count} times, not once` });
  }
  const signature = params.get('signature') ?? '';
  const given = /^[0-9a-f]{64}$/i.test(signature) ? Buffer.from(signature, 'hex') : Buffer.alloc(0);
  const text = signedText(params);
  if (!anySecret(secrets, (secret) => createHmac('sha256', secret).update(text).digest(), given))
    return refused({ problem: 'the signature is wrong' });
  const timestamp = params.get('timestamp') ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return refused({ problem: 'the timestamp is no number of seconds' });
  if (Math.abs(now / 1000 - Number(timestamp)) > PROXY_WINDOW_SECONDS)
    return refused({ problem: 'the timestamp is more than 90 seconds away' });
  const shop = shopDomain(params.get('shop'));
  if (shop === null) return refused({ problem: 'shop is not a myshopify.com address' });
  const customerId = params.get('logged_in_customer_id') ?? '';
  if (!/^\d{0,20}$/.test(customerId)) return refused({ problem: 'logged_in_customer_id is no id' });
  return accepted({ shop, customerId: customerId === '' ? null : customerId, pathPrefix: params.get('path_prefix') ?? '' });
}

function signedText(params: URLSearchParams): string {
  const values = new Map<string, string[]>();
  for (const [key, value] of params) {
    if (key !== 'signature') values.set(key, [...(values.get(key) ?? []), value]);
  }
  return [...values]
    .map(([key, all]) => `${key}=${all.join(',')}`)
    .sort()
    .join('');
}

/** Who a session token speaks for. */
export interface SessionTokenClaims {
  readonly shop: string;
  /** Admin: the staff member's id. Extensions: "gid://shopify/Customer/…" of a logged-in buyer; null when nobody is logged in. */
  readonly subject: string | null;
  readonly sessionId: string | null;
}

/**
 * Checks a session token of App Bridge (`admin`) or of a checkout, account or till extension (`extension`): HS256 and nothing else, signed with one of the
 * secrets, for this app (`aud`), within its time (`exp`, `nbf`), and from the shop it is for (`iss` host = `dest` host; extensions may leave `iss` out).
 * The tenant is `dest`, never a parameter of the request.
 */
export function verifySessionToken(
  token: string,
  options: { readonly apiKey: string; readonly secrets: readonly string[]; readonly now: Instant; readonly surface: 'admin' | 'extension' },
): Result<SessionTokenClaims, NotVerified> {
  const parts = token.split('.');
  const [head, body, signature] = parts;
  if (token.length > MAX_TOKEN_LENGTH || parts.length !== 3 || !head || !body || !signature)
    return refused({ problem: 'not a token of three parts' });
  if (jsonPart(head)?.alg !== 'HS256') return refused({ problem: 'the token is not signed with HS256' });
  const given = Buffer.from(signature, 'base64url');
  if (!anySecret(options.secrets, (secret) => createHmac('sha256', secret).update(`${head}.${body}`).digest(), given)) {
    return refused({ problem: 'the signature is wrong' });
  }
  const claims = jsonPart(body);
  if (claims === null) return refused({ problem: 'the claims are no object' });
  return checkClaims(claims, options);
}

function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  options: { readonly apiKey: string; readonly now: Instant; readonly surface: 'admin' | 'extension' },
): Result<SessionTokenClaims, NotVerified> {
  const seconds = options.now / 1000;
  if (claims.aud !== options.apiKey) return refused({ problem: 'the token is for another app' });
  if (typeof claims.exp !== 'number' || seconds > claims.exp + TOKEN_LEEWAY_SECONDS) return refused({ problem: 'the token has ended' });
  if (typeof claims.nbf !== 'number' || seconds < claims.nbf - TOKEN_LEEWAY_SECONDS) return refused({ problem: 'the token has not begun' });
  const shop = shopDomain(hostOf(claims.dest));
  if (shop === null) return refused({ problem: 'dest is not a myshopify.com address' });
  const issuedElsewhere = hostOf(claims.iss) !== shop;
  if (issuedElsewhere && (options.surface === 'admin' || claims.iss !== undefined))
    return refused({ problem: 'iss and dest are different shops' });
  return accepted({
    shop,
    subject: typeof claims.sub === 'string' && claims.sub !== '' ? claims.sub : null,
    sessionId: typeof claims.sid === 'string' ? claims.sid : null,
  });
}

function hostOf(claim: unknown): string | null {
  if (typeof claim !== 'string') return null;
  if (!claim.includes('://')) return claim.toLowerCase();
  return URL.parse(claim)?.hostname ?? null;
}

function jsonPart(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Compares with every secret, also after a hit, so that time tells nothing about which one it was. */
function anySecret(secrets: readonly string[], digest: (secret: string) => Buffer, given: Buffer): boolean {
  let matches = false;
  for (const secret of secrets) {
    const expected = digest(secret);
    if (secret !== '' && given.length === expected.length && timingSafeEqual(given, expected)) matches = true;
  }
  return matches;
}
