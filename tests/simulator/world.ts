import type { ShopClock } from './clock.ts';
import type { Shop } from './shop-state.ts';
import { required } from './refusal.ts';

/** What a caller may set when it starts the simulator. */
export interface SimulatorOptions {
  readonly host?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** The app's client id and secret, as its own settings have them. */
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Where the app listens ("http://127.0.0.1:3000"). */
  readonly appUrl: string;
  readonly appName?: string;
  /** The path that the admin frame opens first. */
  readonly appHome?: string;
  /** The shop's clock starts here and stands still; absent: it shows real time. */
  readonly now?: string | number;
  readonly webhooks?: readonly WebhookRoute[];
  /** What a shop grants at installation. */
  readonly scopes?: readonly string[];
  /** HTML that the shop's theme carries at the end of every page (a theme app embed). */
  readonly themeEmbed?: string;
}

/** Which topics go to which path of the app, as shopify.app.toml says it. */
export interface WebhookRoute {
  readonly topics: readonly string[];
  readonly uri: string;
}

export interface Settings {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly appUrl: string;
  readonly appName: string;
  readonly appHome: string;
  readonly webhooks: readonly WebhookRoute[];
  readonly scopes: readonly string[];
  readonly proxyPrefix: string;
  readonly proxyTarget: string;
  readonly themeEmbed: string;
}

const ORDER_TOPICS = [
  'orders/create',
  'orders/paid',
  'orders/updated',
  'orders/cancelled',
  'orders/edited',
  'orders/delete',
  'refunds/create',
];
const RISK_TOPICS = ['orders/risk_assessment_changed', 'disputes/create', 'disputes/update'];
const CUSTOMER_TOPICS = ['customers/create', 'customers/update', 'customers/delete', 'customers/merge'];
const APP_TOPICS = ['app/uninstalled', 'app/scopes_update'];
const COMPLIANCE_TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'];
const SCOPES = [
  'read_orders',
  'read_customers',
  'write_customers',
  'read_customer_merge',
  'write_discounts',
  'read_products',
  'read_locations',
  'read_shopify_payments_disputes',
  'write_app_proxy',
  'read_gift_cards',
  'write_gift_cards',
  'read_store_credit_accounts',
  'read_store_credit_account_transactions',
  'write_store_credit_account_transactions',
];

/** The options with everything that was left open filled in. */
export function settingsFrom(options: SimulatorOptions): Settings {
  return {
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    appUrl: options.appUrl.replace(/\/+$/, ''),
    appName: options.appName ?? 'Rung',
    appHome: options.appHome ?? '/app',
    webhooks: options.webhooks ?? [
      { topics: [...ORDER_TOPICS, ...RISK_TOPICS, ...CUSTOMER_TOPICS, ...APP_TOPICS], uri: '/webhooks/shopify' },
      { topics: COMPLIANCE_TOPICS, uri: '/webhooks/shopify/compliance' },
    ],
    scopes: options.scopes ?? SCOPES,
    proxyPrefix: '/apps/rung',
    proxyTarget: '/proxy',
    themeEmbed: options.themeEmbed ?? '',
  };
}

/** One message of a merchant's action; all of one action share an event id. */
export interface Message {
  readonly topic: string;
  readonly payload: object;
}

/** The simulated platform: its shops, its two clocks, and the way out for messages. */
export interface World {
  readonly settings: Settings;
  readonly shops: Map<string, Shop>;
  readonly clock: ShopClock;
  /** Real time, as the app reads it too (moved only by tests of token expiry). */
  readonly realNow: () => number;
  readonly discountTiming: {
    /** How long bulk jobs on codes take; null: they never finish until this is changed. */
    asyncDelayMs: number | null;
    /** How far asyncUsageCount lags behind. */
    usageLagMs: number;
    readonly failingCodes: Set<string>;
    failNext: number;
  };
  /** Tells the app what happened in one action of the merchant or the shopper. */
  tell(shop: Shop, messages: readonly Message[]): void;
}

/** A shop and the world that it is in. */
export interface Place {
  readonly world: World;
  readonly shop: Shop;
}

/** The shop of a domain or a handle; refuses unknown ones. */
export function shopOf(world: World, domain: string): Shop {
  return required(findShop(world, domain), `there is no shop "${domain}"`);
}

export function findShop(world: World, domain: string): Shop | undefined {
  const name = domain.toLowerCase();
  return world.shops.get(name) ?? world.shops.get(`${name}.myshopify.com`);
}
