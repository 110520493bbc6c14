import '@shopify/shopify-app-remix/adapters/node';
import { setAbstractFetchFunc } from '@shopify/shopify-api/runtime';
import { ApiVersion, AppDistribution, LogSeverity, shopifyApp } from '@shopify/shopify-app-remix/server';
import type { SessionStorage } from '@shopify/shopify-app-session-storage';
import type { Env } from './env.server.ts';
import type { Log } from './log.server.ts';
import { SHOPIFY_API_VERSION, SHOPIFY_SCOPES } from './platforms/shopify/api-version.ts';
import { createPlatformFetch } from './platforms/shopify/platform-fetch.ts';

export interface ShopifyAppOptions {
  readonly env: Pick<Env, 'appUrl' | 'shopifyApiKey' | 'shopifyApiSecrets' | 'shopifyAdminOrigin'>;
  readonly sessionStorage: SessionStorage;
  /** A shop has got a token: at its installation, and again whenever the token was exchanged anew. Must bear being repeated, also at the same time. */
  readonly onInstalled: (shop: string, details: { readonly scopes: readonly string[] }) => Promise<void>;
  readonly log: Pick<Log, 'debug' | 'info' | 'warn' | 'error'>;
}

/**
 * Shopify's library as Rung uses it: embedded, installed by Shopify (token exchange), with tokens that expire. Only the admin's pages and the sessions go
 * through it; webhooks, the app proxy and extensions' tokens have doors of their own. Call it once per process: the library keeps its `fetch` globally.
 */
export function createShopifyApp({ env, sessionStorage, onInstalled, log }: ShopifyAppOptions) {
  const platformFetch = createPlatformFetch(env.shopifyAdminOrigin ?? undefined);
  setAbstractFetchFunc(platformFetch);
  return shopifyApp({
    appUrl: env.appUrl,
    apiKey: env.shopifyApiKey,
    apiSecretKey: env.shopifyApiSecrets[0],
    apiVersion: apiVersion(),
    scopes: [...SHOPIFY_SCOPES],
    distribution: AppDistribution.AppStore,
    sessionStorage,
    useOnlineTokens: false,
    hooks: {
      afterAuth: async ({ session }) => onInstalled(session.shop, { scopes: session.scope?.split(',').map((scope) => scope.trim()) ?? [] }),
    },
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: { level: LogSeverity.Info, log: (severity, message) => writeLog(log, severity, message) },
  });
}

function writeLog(log: ShopifyAppOptions['log'], severity: LogSeverity, message: string): void {
  const write = {
    [LogSeverity.Error]: log.error,
    [LogSeverity.Warning]: log.warn,
    // It tells of each request that it authenticates; an open page asks every two seconds.
    [LogSeverity.Info]: log.debug,
    [LogSeverity.Debug]: log.debug,
  }[severity];
  write.call(log, { from: 'shopify-library' }, message);
}

/** The library names versions by month; ours must be among those it knows. */
function apiVersion(): ApiVersion {
  const known = Object.values(ApiVersion).find((version: string) => version === SHOPIFY_API_VERSION);
  if (known === undefined) throw new Error(`the Shopify library does not know Admin API version ${SHOPIFY_API_VERSION}`);
  return known;
}
