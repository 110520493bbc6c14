import { connectWooCommerce, type RemoteWooCommerce } from './remote.ts';
import { openDoors } from './server.ts';
import type { SiteInput } from './site-state.ts';
import { createWooCommerce, type ControlGroups, type WooCommerceOptions } from './woocommerce.ts';

export { connectWooCommerce, type RemoteWooCommerce, type WooCommerceOptions };
export type { CouponPayload } from './coupon-payload.ts';
export type { CustomerPayload } from './customer-payload.ts';
export type { OrderPayload } from './order-payload.ts';
export type { OrderInput } from './order-placing.ts';
export type { RefundPayload } from './refund-payload.ts';

/** A running site: its address, its first key, how to stop it, and everything it can do (desk, webhooks, faults, calls, clock). */
export type RunningWooCommerce = ControlGroups & {
  readonly url: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  stop(): Promise<void>;
};

/**
 * Starts a stand-in for one WordPress site with WooCommerce on loopback: REST API v3, app authorisation, webhooks, and faults on demand.
 * Refuses a host that is not loopback.
 */
export async function startWooCommerce(options: WooCommerceOptions = {}): Promise<RunningWooCommerce> {
  const host = options.host ?? '127.0.0.1';
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    throw new Error(`the stand-in has no locks and listens on loopback only, not on ${host}`);
  }
  const woo = createWooCommerce(options);
  const { server, url } = await openDoors(woo, { host, port: options.port ?? 0, tls: options.tls });
  woo.doors.site.homeUrl = (options.publicUrl ?? url).replace(/\/+$/, '');
  return {
    ...woo.groups,
    url,
    consumerKey: woo.key.consumerKey,
    consumerSecret: woo.key.consumerSecret,
    stop: () => {
      woo.doors.webhooks.stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** `node tests/simulator-woocommerce/main.ts`: settings from the environment, one line of JSON when it listens. */
async function startFromEnvironment(): Promise<void> {
  const { env } = process;
  const site: SiteInput = {
    ...(env.WOO_TITLE ? { title: env.WOO_TITLE } : {}),
    ...(env.WOO_CURRENCY ? { currency: env.WOO_CURRENCY } : {}),
    ...(env.WOO_TIMEZONE ? { timeZone: env.WOO_TIMEZONE } : {}),
    ...(env.WOO_TAX_PERCENT ? { taxPercent: env.WOO_TAX_PERCENT } : {}),
    ...(env.WOO_PRICES_INCLUDE_TAX ? { pricesIncludeTax: env.WOO_PRICES_INCLUDE_TAX !== 'no' } : {}),
    ...(env.WOO_HPOS ? { hpos: env.WOO_HPOS !== 'no' } : {}),
  };
  const running = await startWooCommerce({
    port: Number(env.WOO_PORT ?? '4020'),
    site,
    ...(env.WOO_HOST ? { host: env.WOO_HOST } : {}),
    ...(env.WOO_NOW ? { now: env.WOO_NOW } : {}),
    ...(env.WOO_CONSUMER_KEY ? { consumerKey: env.WOO_CONSUMER_KEY } : {}),
    ...(env.WOO_CONSUMER_SECRET ? { consumerSecret: env.WOO_CONSUMER_SECRET } : {}),
  });
  const { url, consumerKey, consumerSecret } = running;
  console.log(JSON.stringify({ woocommerce: url, consumerKey, consumerSecret }));
  const stop = (): void => void running.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (import.meta.main) await startFromEnvironment();
