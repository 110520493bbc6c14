import type { Instant } from '#app/domain/instant.ts';
import type { Result } from '#app/domain/result.ts';
import type { Log } from '#app/log.server.ts';
import type { Services } from '#app/services/services.ts';
import type { RequestLimits } from './request-limits.ts';

/** What a shop's app proxy vouches for. */
export interface ProxyVisitor {
  readonly shop: string;
  /** Null: nobody is logged in. */
  readonly customerId: string | null;
}

/** Of shopifyApp(): the sign-in of a merchant, by session token. */
export interface ShopifyDoor {
  readonly authenticate: {
    admin(request: Request): Promise<{
      readonly session: {
        readonly shop: string;
        readonly onlineAccessInfo?: { readonly associated_user: { readonly account_owner: boolean } } | undefined;
      };
      readonly sessionToken?: { readonly sub?: string | undefined } | undefined;
    }>;
  };
}

/** What the pages may know of the environment. */
export interface PublicSettings {
  readonly apiKey: string;
  /** Null: App Bridge comes from Shopify. */
  readonly appBridgeUrl: string | null;
}

/** What every route gets as `context`, made anew for each request. */
export interface RequestContext {
  readonly services: Services;
  readonly shopify: ShopifyDoor;
  readonly settings: PublicSettings;
  readonly limits: RequestLimits;
  readonly log: Log;
  readonly now: () => Instant;
  /** Checks that a shop's app proxy signed the address, just now. The refusal is for the log. */
  readonly verifyProxy: (url: URL) => Result<ProxyVisitor, { readonly problem: string }>;
}

declare module '@remix-run/server-runtime' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- only an interface can be added to Remix's own
  interface AppLoadContext extends RequestContext {}
}
