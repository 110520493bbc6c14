import { createHash, randomBytes } from 'node:crypto';
import type { WooCommerceRefusal } from '#app/contracts/woocommerce.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { connectWooCommerce, type WooCommerceTools } from './connect-woocommerce.ts';

/** Long enough to log in at the site and look at what is asked. */
const OPEN_MS = 30 * 60_000;

/** Where the app is called during an authorisation. */
export const CONNECT_PATHS = {
  start: '/connect/woocommerce',
  keys: '/connect/woocommerce/keys',
  done: '/connect/woocommerce/done',
} as const;

export interface StartedAuthorization {
  /** The site's own page, on which its owner approves our keys. */
  readonly approveUrl: string;
  /** Known to the site and to the browser of whoever started: only its hash is kept. */
  readonly state: string;
}

/**
 * Begins WooCommerce's own way of giving keys: its owner approves at the site, the site sends the keys to us, and the browser comes back. `returnUrl`: a page of
 * the same site where the browser goes in the end; another site's is left out.
 */
export async function startAuthorization(
  { desk, sites, connections, appUrl }: WooCommerceTools,
  input: { readonly site: string; readonly returnUrl: string | null },
): Promise<Result<StartedAuthorization, WooCommerceRefusal>> {
  const address = sites.readAddress(input.site);
  if (!address.ok) return address;
  const { baseUrl } = address.value;
  const state = randomBytes(32).toString('base64url');
  const returnUrl = input.returnUrl !== null && URL.parse(input.returnUrl)?.origin === new URL(baseUrl).origin ? input.returnUrl : null;
  await connections.startAuthorization({ stateHash: hashOf(state), baseUrl, returnUrl, expiresAt: (await desk.database.now()) + OPEN_MS });
  const query = new URLSearchParams({
    app_name: 'Rung',
    scope: 'read_write',
    user_id: state,
    return_url: `${appUrl}${CONNECT_PATHS.done}`,
    callback_url: `${appUrl}${CONNECT_PATHS.keys}`,
  });
  return accepted({ approveUrl: `${baseUrl}/wc-auth/v1/authorize?${query.toString()}`, state });
}

/**
 * The site's answer: unsigned, so the state alone says whose it is, once, and the keys are tried at the address that was typed before anything is kept. Refused: the
 * site then deletes the keys it made; what was wrong is kept for the merchant.
 */
export async function acceptKeys(
  tools: WooCommerceTools,
  given: { readonly state: string; readonly consumerKey: string; readonly consumerSecret: string },
): Promise<Result<'connected', WooCommerceRefusal>> {
  const { desk, connections } = tools;
  const stateHash = hashOf(given.state);
  const started = await connections.takeAuthorization(stateHash, await desk.database.now());
  if (started === null) return refused({ reason: 'keys', message: 'Nobody waits for these keys (any more). Start again.' });
  const access = { baseUrl: started.baseUrl, consumerKey: given.consumerKey, consumerSecret: given.consumerSecret };
  const connected = await connectWooCommerce(tools, { access, joinProgramId: null });
  await connections.finishAuthorization(stateHash, connected.ok ? null : connected.refusal.message);
  return connected.ok ? accepted('connected') : connected;
}

export type AuthorizationOutcome =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'connected'; readonly returnUrl: string | null }
  | { readonly kind: 'failed'; readonly problem: string };

/** What came of it, for the browser that began. */
export async function readAuthorization({ connections }: WooCommerceTools, state: string): Promise<AuthorizationOutcome> {
  const found = await connections.readAuthorization(hashOf(state));
  if (found === null) return { kind: 'unknown' };
  if (found.state === 'waiting') return { kind: 'waiting' };
  if (found.state === 'connected') return { kind: 'connected', returnUrl: found.returnUrl };
  return { kind: 'failed', problem: found.state.problem };
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}
