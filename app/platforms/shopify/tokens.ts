import { z } from 'zod';
import type { Instant } from '#app/domain/instant.ts';
import { assertUnreachable, type Result } from '#app/domain/result.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { shopDomain } from './shop-domain.ts';

/** A new pair of tokens. The refresh token changes with every use. */
export interface RefreshedToken {
  readonly accessToken: string;
  readonly scope: string;
  readonly expires: Instant;
  readonly refreshToken: string;
  readonly refreshTokenExpires: Instant;
}

export interface AppCredentials {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly fetch: typeof fetch;
  readonly now?: () => Instant;
  readonly timeoutMs?: number;
}

const answerSchema = z.object({
  access_token: z.string().min(1),
  scope: z.string().default(''),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.number().positive(),
});

/**
 * Exchanges a refresh token for a new pair. Throws PlatformError: 'unauthorized' when Shopify does not take it (uninstalled, or unused for 90 days: the merchant
 * must open the app again), else 'unreachable', 'throttled' or 'malformed'. After a lost answer the same refresh token may be tried again.
 */
export async function refreshOfflineToken(credentials: AppCredentials, shop: string, refreshToken: string): Promise<RefreshedToken> {
  const domain = shopDomain(shop);
  if (domain === null) throw new PlatformError('refused', 'the shop’s address is not one of myshopify.com');
  const now = credentials.now ?? Date.now;
  const { status, text } = await post(credentials, domain, {
    client_id: credentials.apiKey,
    client_secret: credentials.apiSecret,
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
  if (status === 429) throw new PlatformError('throttled', 'Shopify asks to slow down with token refreshes');
  if (status >= 500) throw new PlatformError('unreachable', `Shopify answered the token refresh with ${status}`);
  if (status !== 200)
    throw new PlatformError('unauthorized', `Shopify does not take the refresh token (${status}): the merchant must open the app again`);
  const parsed = answerSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw new PlatformError('malformed', 'Shopify’s answer to the token refresh cannot be read');
  const at = now();
  return {
    accessToken: parsed.data.access_token,
    scope: parsed.data.scope,
    expires: at + parsed.data.expires_in * 1000,
    refreshToken: parsed.data.refresh_token,
    refreshTokenExpires: at + parsed.data.refresh_token_expires_in * 1000,
  };
}

async function post(credentials: AppCredentials, shop: string, body: object): Promise<{ status: number; text: string }> {
  try {
    const response = await credentials.fetch(`https://${shop}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(credentials.timeoutMs ?? 10_000),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw new PlatformError('unreachable', 'no answer from Shopify to the token refresh', { cause });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where tokens are kept (app/store/shopify-sessions.ts): gives a token that is good for a while, renewing it once for all processes. */
export interface TokenStore {
  offlineToken(shop: string, rejectedToken: string | null): Promise<Result<string, 'no-session' | 'busy' | 'expired'>>;
}

/** What createShopifyClient takes as `tokenFor`. Throws PlatformError. */
export function createTokenSource(store: TokenStore): (shop: string, rejectedToken: string | null) => Promise<string> {
  return async (shop, rejectedToken) => {
    const token = await store.offlineToken(shop, rejectedToken);
    if (token.ok) return token.value;
    switch (token.refusal) {
      case 'no-session':
        throw new PlatformError('unauthorized', 'the app is not installed in this shop');
      case 'expired':
        throw new PlatformError('unauthorized', 'the shop’s token has ended and cannot be renewed: the merchant must open the app again');
      case 'busy':
        throw new PlatformError('unreachable', 'another process is renewing the shop’s token', { retryAfterMs: 2_000 });
      default:
        return assertUnreachable(token.refusal);
    }
  };
}
