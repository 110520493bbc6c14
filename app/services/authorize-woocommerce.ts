import { createHash, randomBytes } from 'node:crypto';
import type { WooCommerceRefusal } from '#app/contracts/woocommerce.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { readProgram } from '#app/store/programs.ts';
import { hashJoinCode, programOfJoinCode } from './join-codes.ts';
import { UNKNOWN_CODE } from './join-program.ts';
import { connectWooCommerce } from './connect-woocommerce.ts';
import type { WooCommerceTools } from './woocommerce-tools.ts';

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

/** What a merchant is about to do. */
export interface ConnectionWish {
  readonly baseUrl: string;
  /** Of the program that the code opens; null: without a code. */
  readonly programName: string | null;
}

/** Looks at an address and a one-time code as they were typed, and changes nothing. Refuses an address that is none, and a code that opens nothing. */
export async function lookAtWish(
  { desk, sites }: WooCommerceTools,
  input: { readonly site: string; readonly joinCode: string | null },
): Promise<Result<ConnectionWish, WooCommerceRefusal>> {
  const address = sites.readAddress(input.site);
  if (!address.ok) return address;
  const { baseUrl } = address.value;
  if (input.joinCode === null) return accepted({ baseUrl, programName: null });
  const programId = await programOfJoinCode(desk, hashJoinCode(input.joinCode));
  const program = programId === null ? null : await readProgram(desk.database, programId);
  return program === null ? refused({ reason: 'program', message: UNKNOWN_CODE }) : accepted({ baseUrl, programName: program.name });
}

/**
 * Begins WooCommerce's own way of giving keys: its owner approves at the site, the site sends the keys to us, and the browser comes back. `returnUrl`: a page of
 * the same site where the browser goes in the end; another site's is left out. `joinCode`: the one-time code of the program that it joins.
 */
export async function startAuthorization(
  tools: WooCommerceTools,
  input: { readonly site: string; readonly returnUrl: string | null; readonly joinCode: string | null },
): Promise<Result<StartedAuthorization, WooCommerceRefusal>> {
  const { desk, connections, appUrl } = tools;
  const wish = await lookAtWish(tools, input);
  if (!wish.ok) return wish;
  const { baseUrl } = wish.value;
  const state = randomBytes(32).toString('base64url');
  const returnUrl = input.returnUrl !== null && URL.parse(input.returnUrl)?.origin === new URL(baseUrl).origin ? input.returnUrl : null;
  const joinCodeHash = input.joinCode === null ? null : hashJoinCode(input.joinCode);
  const expiresAt = (await desk.database.now()) + OPEN_MS;
  await connections.startAuthorization({ stateHash: hashOf(state), baseUrl, returnUrl, joinCodeHash, expiresAt });
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
  const connected = await connectWooCommerce(tools, { access, joinCodeHash: started.joinCodeHash });
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
