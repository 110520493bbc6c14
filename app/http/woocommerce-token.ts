import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import type { PluginStore } from '#app/services/connect-woocommerce.ts';

/** Who came from a site's wp-admin, as its plugin vouches. */
export interface SiteVisitor {
  readonly programId: string;
  readonly storeId: string;
  /** Of the site: its pages may frame ours and are spoken to by postMessage. */
  readonly origin: string;
  /** "woocommerce:<store>:wp:7": who acts, for the ledger and the audit. */
  readonly staffId: string;
  readonly name: string;
  readonly isOwner: boolean;
}

/** Why nobody may come in. `origin` where the token is really of that site: its page may be told. */
export type SiteTokenProblem =
  | { readonly reason: 'forged'; readonly detail: string }
  /** Was good, not long ago. */
  | { readonly reason: 'expired'; readonly origin: string }
  /** Signed by the site, but of another time: one of the two clocks is wrong. */
  | { readonly reason: 'clock'; readonly origin: string };

export interface SiteTokenOptions {
  readonly findPlugin: (storeKey: string) => Promise<PluginStore | null>;
  readonly appUrl: string;
  readonly nowMs: number;
}

/** A token is good for five minutes; clocks may differ by some seconds. */
const LIFE_SECONDS = 300;
const LEEWAY_SECONDS = 10;
/** An ended token asks for a new one for a day: so long a tab may have slept. */
const RENEWABLE_SECONDS = 86_400;
const MAX_LENGTH = 4_000;
const KEY_ID = /^woocommerce:([A-Za-z0-9_-]{20,64})$/;

const claims = z.object({
  sub: z.string().regex(/^wp:\d{1,20}$/),
  name: z.string().max(250).default(''),
  owner: z.boolean().default(false),
  iat: z.number(),
  exp: z.number(),
});

/** True for a token that names a WooCommerce store as its signer; whether it did sign is another question. */
export function isSiteToken(token: string): boolean {
  return storeKeyOf(token) !== null;
}

/**
 * Checks a token that a site's plugin made for somebody in wp-admin: HS256 with that store's own secret, for this app, for at most five minutes. Nothing of it counts before
 * the signature does. The same token may come often: it is carried by every request of five minutes.
 */
export async function verifySiteToken(token: string, options: SiteTokenOptions): Promise<Result<SiteVisitor, SiteTokenProblem>> {
  const storeKey = storeKeyOf(token);
  if (storeKey === null) return forged('it names no store');
  const store = await options.findPlugin(storeKey);
  if (store === null) return forged('no connected store has this key');
  const secrets = store.earlierSecret === null ? [store.secret] : [store.secret, store.earlierSecret];
  const payload = await payloadOf(token, { secrets, appUrl: options.appUrl });
  if (typeof payload === 'string') return forged(payload);
  const read = claims.safeParse(payload);
  if (!read.success) return forged('its claims have another shape');
  const { sub, name, owner, iat, exp } = read.data;
  const { origin } = new URL(store.baseUrl);
  const now = options.nowMs / 1_000;
  if (exp - iat > LIFE_SECONDS || exp > now + LIFE_SECONDS + LEEWAY_SECONDS) return refused({ reason: 'clock', origin });
  if (exp + LEEWAY_SECONDS <= now)
    return now - exp > RENEWABLE_SECONDS ? forged('it ended long ago') : refused({ reason: 'expired', origin });
  const { programId, storeId } = store;
  return accepted({ programId, storeId, origin, staffId: `woocommerce:${storeId}:${sub}`, name, isOwner: owner });
}

function storeKeyOf(token: string): string | null {
  if (token.length > MAX_LENGTH) return null;
  try {
    return KEY_ID.exec(decodeProtectedHeader(token).kid ?? '')?.[1] ?? null;
  } catch {
    return null;
  }
}

/** The claims once a signature holds, whenever they ended; else why none does. */
async function payloadOf(
  token: string,
  { secrets, appUrl }: { readonly secrets: readonly string[]; readonly appUrl: string },
): Promise<JWTPayload | string> {
  let problem = 'nobody signed it';
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
        algorithms: ['HS256'],
        audience: appUrl,
        requiredClaims: ['iss', 'sub', 'iat', 'exp', 'jti'],
        // Time is looked at afterwards, so that "too late" and "of another site" are told apart.
        currentDate: new Date(0),
      });
      return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      problem = error.code;
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  return problem;
}

function forged(detail: string): Result<never, SiteTokenProblem> {
  return refused({ reason: 'forged', detail });
}
