import type { Instant } from '#app/domain/instant.ts';
import type { Result } from '#app/domain/result.ts';
import type { Log } from '#app/log.server.ts';
import type { PluginStore } from '#app/services/connect-woocommerce.ts';
import type { Services } from '#app/services/services.ts';
import type { StoreConnections } from '#app/services/store-connections.ts';
import type { RequestLimits } from './request-limits.ts';
import type { SiteVisitor } from './woocommerce-token.ts';

/** What a shop's app proxy vouches for. */
export interface ProxyVisitor {
  readonly shop: string;
  /** Null: nobody is logged in. */
  readonly customerId: string | null;
}

/** What the session token of an extension vouches for. */
export interface ExtensionVisitor {
  readonly shop: string;
  /** "gid://shopify/Customer/1" of a signed-in buyer, "1" of staff at a till; null: nobody is signed in. */
  readonly subject: string | null;
  readonly sessionId: string | null;
}

/** Of shopifyApp(): the sign-in of a merchant, by session token. */
export interface ShopifyDoor {
  readonly authenticate: {
    admin(request: Request): Promise<{
      readonly session: {
        readonly shop: string;
      };
      readonly sessionToken?: { readonly sub?: string | undefined; readonly iss?: string | undefined } | undefined;
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
  /** Path and query exactly as the request line has them: what a signature was made over. */
  readonly requestTarget: string;
  /** Who a member of a Shopify shop's staff is, and whether the shop is theirs. Throws when Shopify does not say. */
  readonly whoIsStaff: (visit: { readonly shop: string; readonly userId: string; readonly sessionToken: string }) => Promise<{
    readonly isOwner: boolean;
    readonly name: string | null;
    readonly email: string | null;
  }>;
  /** The stores of programs: connecting, joining, disconnecting. */
  readonly stores: StoreConnections;
  /** Who came from the wp-admin of a WooCommerce site; null: nobody, so the sign-in is Shopify's. */
  readonly siteVisitor: SiteVisitor | null;
  /** The connected store whose WordPress plugin has this key, and what its requests and tokens are signed with. */
  readonly findPlugin: (storeKey: string) => Promise<PluginStore | null>;
  /** Checks a session token of a checkout, account or till extension, for this app and just now. The refusal is for the log. */
  readonly verifyExtensionToken: (token: string) => Result<ExtensionVisitor, { readonly problem: string }>;
  /** Checks that a shop's app proxy signed the address, just now. The refusal is for the log. */
  readonly verifyProxy: (url: URL) => Result<ProxyVisitor, { readonly problem: string }>;
}

declare module '@remix-run/server-runtime' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- only an interface can be added to Remix's own
  interface AppLoadContext extends RequestContext {}
}
