import { createHmac, randomUUID } from 'node:crypto';
import { sameText } from './signatures.ts';

/** What Shopify signs for the embedded app and the UI extensions. */
export interface SessionTokenClaims {
  readonly iss: string;
  readonly dest: string;
  readonly aud: string;
  readonly sub: string;
  readonly exp: number;
  readonly nbf: number;
  readonly iat: number;
  readonly jti: string;
  readonly sid: string;
}

/** A signed session token (HS256 with the client secret) for one minute, as App Bridge hands it out. */
export function mintSessionToken(options: {
  readonly shop: string;
  readonly userId: string;
  readonly apiKey: string;
  readonly secret: string;
  readonly nowMs: number;
  readonly lifetimeSeconds?: number;
}): string {
  const issued = Math.floor(options.nowMs / 1000);
  const claims: SessionTokenClaims = {
    iss: `https://${options.shop}/admin`,
    dest: `https://${options.shop}`,
    aud: options.apiKey,
    sub: options.userId,
    exp: issued + (options.lifetimeSeconds ?? 60),
    nbf: issued,
    iat: issued,
    jti: randomUUID(),
    sid: randomUUID(),
  };
  const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${head}.${createHmac('sha256', options.secret).update(head).digest('base64url')}`;
}

/** The claims of a token that we signed and that holds now (10 s leeway), or null. */
export function readSessionToken(
  token: string,
  options: { readonly apiKey: string; readonly secret: string; readonly nowMs: number },
): SessionTokenClaims | null {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || signature === '') return null;
  if (!sameText(signature, createHmac('sha256', options.secret).update(`${header}.${payload}`).digest('base64url'))) return null;
  const claims = decode(payload);
  const now = options.nowMs / 1000;
  if (!claims || claims.aud !== options.apiKey || claims.exp + 10 < now || claims.nbf - 10 > now) return null;
  return claims;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): SessionTokenClaims | null {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as SessionTokenClaims;
  } catch {
    return null;
  }
}
