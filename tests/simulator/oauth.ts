import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { faultAfter, faultBefore, readBody, sendJson } from './answers.ts';
import type { FaultBook } from './faults.ts';
import { mintSessionToken, readSessionToken } from './session-token.ts';
import type { Shop } from './shop-state.ts';
import { sameText } from './signatures.ts';
import { shopOf, type World } from './world.ts';

const ACCESS_SECONDS = 3_600;
const REFRESH_SECONDS = 90 * 86_400;
const RETRY_WINDOW_MS = 30 * 86_400_000;

interface AccessToken {
  readonly shop: string;
  /** null: a token that does not expire. */
  expiresAt: number | null;
  readonly userId: string | null;
}

interface RefreshToken {
  readonly token: string;
  readonly shop: string;
  readonly expiresAt: number;
  firstUsedAt: number | null;
  /** The token that took its place, once it was used. */
  successor: RefreshToken | null;
  retired: boolean;
}

/** The tokens that the platform gave out: exchange, refresh with rotation, death by expiry or uninstall. */
export class TokenOffice {
  private readonly world: World;
  private readonly moveRealTime: (ms: number) => void;
  private readonly access = new Map<string, AccessToken>();
  private readonly refreshes = new Map<string, RefreshToken>();

  constructor(world: World, moveRealTime: (ms: number) => void) {
    this.world = world;
    this.moveRealTime = moveRealTime;
  }

  /** Whether a token opens this shop's Admin API now. */
  opens(shop: Shop, token: string): boolean {
    const found = this.access.get(token);
    if (!found || found.shop !== shop.domain || !shop.installed) return false;
    return found.expiresAt === null || found.expiresAt > this.world.realNow();
  }

  kill = (shop: Shop): void => {
    for (const [token, found] of this.access) if (found.shop === shop.domain) this.access.delete(token);
    for (const [token, found] of this.refreshes) if (found.shop === shop.domain) this.refreshes.delete(token);
  };

  /** What tests and operators may ask for directly. */
  readonly tools = {
    issue: ({ shop }: { readonly shop: string }) => {
      const answer = this.offlinePair(shopOf(this.world, shop), this.newRefresh(shopOf(this.world, shop)));
      return { accessToken: answer.access_token, refreshToken: answer.refresh_token };
    },
    /** Access tokens are over now; refresh tokens still work. */
    expire: ({ shop }: { readonly shop: string }) => {
      const { domain } = shopOf(this.world, shop);
      for (const found of this.access.values()) if (found.shop === domain) found.expiresAt = this.world.realNow() - 1;
      return { expired: domain };
    },
    kill: ({ shop }: { readonly shop: string }) => {
      this.kill(shopOf(this.world, shop));
      return { killed: shop };
    },
    /** Moves real time as the token office sees it. */
    advance: ({ ms }: { readonly ms: number }) => {
      this.moveRealTime(ms);
      return { now: this.world.realNow() };
    },
    sessionToken: (input: { readonly shop: string; readonly userId?: string; readonly lifetimeSeconds?: number }) => this.mint(input),
  };

  mint(input: { readonly shop: string; readonly userId?: string; readonly lifetimeSeconds?: number }): string {
    const { apiKey, apiSecret } = this.world.settings;
    return mintSessionToken({
      shop: shopOf(this.world, input.shop).domain,
      userId: input.userId ?? '4201',
      apiKey,
      secret: apiSecret,
      nowMs: this.world.realNow(),
      ...(input.lifetimeSeconds === undefined ? {} : { lifetimeSeconds: input.lifetimeSeconds }),
    });
  }

  /** Answers a body of POST /admin/oauth/access_token. */
  grant(shop: Shop, body: Readonly<Record<string, unknown>>): { readonly status: number; readonly answer: object } {
    const { apiKey, apiSecret } = this.world.settings;
    const client = typeof body.client_id === 'string' && sameText(body.client_id, apiKey);
    if (!client || typeof body.client_secret !== 'string' || !sameText(body.client_secret, apiSecret)) {
      return refusal(401, 'invalid_client', 'The client credentials are not those of an app.');
    }
    if (!shop.installed) return refusal(400, 'app_not_installed', 'The application is not installed on this shop.');
    if (body.grant_type === 'urn:ietf:params:oauth:grant-type:token-exchange') return this.exchange(shop, body);
    if (body.grant_type === 'refresh_token') return this.refresh(shop, body);
    return refusal(400, 'unsupported_grant_type', 'This grant type is not played.');
  }

  private exchange(shop: Shop, body: Readonly<Record<string, unknown>>): { readonly status: number; readonly answer: object } {
    const { apiKey, apiSecret } = this.world.settings;
    if (body.subject_token_type !== 'urn:ietf:params:oauth:token-type:id_token')
      return refusal(400, 'invalid_request', 'subject_token_type must be id_token.');
    const claims = readSessionToken(String(body.subject_token), { apiKey, secret: apiSecret, nowMs: this.world.realNow() });
    if (claims?.dest !== `https://${shop.domain}`)
      return refusal(400, 'invalid_subject_token', 'The session token is not valid for this shop.');
    const scope = shop.scopes.join(',');
    if (body.requested_token_type === 'urn:shopify:params:oauth:token-type:online-access-token') {
      const token = this.newAccess(shop, 86_399, claims.sub);
      return {
        status: 200,
        answer: { access_token: token, scope, expires_in: 86_399, associated_user_scope: scope, associated_user: owner(shop, claims.sub) },
      };
    }
    if (body.requested_token_type !== 'urn:shopify:params:oauth:token-type:offline-access-token') {
      return refusal(400, 'invalid_requested_token_type', 'The requested token type is not known.');
    }
    if (body.expiring === '1') return { status: 200, answer: this.offlinePair(shop, this.newRefresh(shop)) };
    return { status: 200, answer: { access_token: this.newAccess(shop, null, null), scope } };
  }

  /**
   * Rotation: the successor comes with the first use; until the successor is used itself, the old token may be tried again (30 days) and
   * answers with the same successor, so that a lost answer loses nothing.
   */
  private refresh(shop: Shop, body: Readonly<Record<string, unknown>>): { readonly status: number; readonly answer: object } {
    const now = this.world.realNow();
    const found = this.refreshes.get(String(body.refresh_token));
    const tooLate = found?.firstUsedAt !== null && found?.firstUsedAt !== undefined && found.firstUsedAt + RETRY_WINDOW_MS < now;
    if (!found || found.shop !== shop.domain || found.retired || found.expiresAt <= now || tooLate) {
      return refusal(400, 'invalid_grant', 'The refresh token is invalid, expired or was replaced.');
    }
    for (const other of this.refreshes.values()) if (other.successor === found) other.retired = true;
    found.firstUsedAt ??= now;
    found.successor ??= this.newRefresh(shop);
    return { status: 200, answer: this.offlinePair(shop, found.successor) };
  }

  private offlinePair(shop: Shop, refresh: RefreshToken) {
    return {
      access_token: this.newAccess(shop, ACCESS_SECONDS, null),
      scope: shop.scopes.join(','),
      expires_in: ACCESS_SECONDS,
      refresh_token: refresh.token,
      refresh_token_expires_in: Math.floor((refresh.expiresAt - this.world.realNow()) / 1000),
    };
  }

  private newAccess(shop: Shop, seconds: number | null, userId: string | null): string {
    const token = `shpat_${randomBytes(16).toString('hex')}`;
    this.access.set(token, { shop: shop.domain, expiresAt: seconds === null ? null : this.world.realNow() + seconds * 1000, userId });
    return token;
  }

  private newRefresh(shop: Shop): RefreshToken {
    const token = `shprt_${randomBytes(16).toString('hex')}`;
    const expiresAt = this.world.realNow() + REFRESH_SECONDS * 1000;
    const made: RefreshToken = { token, shop: shop.domain, expiresAt, firstUsedAt: null, successor: null, retired: false };
    this.refreshes.set(token, made);
    return made;
  }
}

/** The HTTP side of the token endpoint: JSON or form bodies, faults on demand. */
export async function answerTokenRequest(
  office: TokenOffice,
  shop: Shop | undefined,
  http: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly faults: FaultBook },
): Promise<void> {
  const { request, response, faults } = http;
  const body = await readBody(request, 64_000);
  if (!shop) return sendJson(response, 404, { errors: 'Not Found' });
  if (!body) return sendJson(response, 413, { error: 'invalid_request' });
  const fields = readFields(body, request.headers['content-type'] ?? '');
  const fault = faults.strike({ target: 'oauth', shop: shop.domain, names: [String(fields?.grant_type)] });
  if (await faultBefore(fault, response)) return;
  if (!fields) return sendJson(response, 400, { error: 'invalid_request', error_description: 'The body is neither JSON nor a form.' });
  const { status, answer } = office.grant(shop, fields);
  if (status !== 200) return sendJson(response, status, answer);
  await faultAfter(fault, response, answer);
}

function readFields(body: Buffer, contentType: string): Readonly<Record<string, unknown>> | null {
  if (contentType.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(body.toString()));
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function refusal(status: number, error: string, description: string) {
  return { status, answer: { error, error_description: description } };
}

function owner(shop: Shop, userId: string): object {
  return {
    id: Number(userId),
    first_name: 'Ada',
    last_name: 'Owner',
    email: `owner@${shop.handle}.example`,
    email_verified: true,
    account_owner: true,
    locale: 'en',
    collaborator: false,
  };
}
