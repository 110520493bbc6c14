import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { StoreAddress } from '#app/services/services.ts';
import { insertStore } from '#app/store/programs.ts';
import { startWooCommerce } from '#tests/simulator-woocommerce/main.ts';
import { type ServerStage, SHOP } from './server-stage.ts';

/** A request of a shopper's page, with what may be wrong about it. */
export interface PageCall {
  readonly customerId?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly locale?: string;
  readonly query?: Record<string, string>;
  /** Unix seconds. */
  readonly time?: number;
  readonly secret?: string;
}

/** One of the two doors for shoppers' pages, as its platform stands before it. */
export interface TestDoor {
  readonly name: 'Shopify' | 'WooCommerce';
  readonly address: StoreAddress;
  call(path: string, options?: PageCall): Promise<Response>;
  /** Somebody signed in there whom the program does not know yet. */
  newCustomer(): Promise<string>;
}

/** The app proxy of the stage's shop. */
export function shopifyDoor(stage: ServerStage): TestDoor {
  return {
    name: 'Shopify',
    address: stage.address,
    call(path, options = {}) {
      const { customerId, time, secret, query, locale } = options;
      const signed = stage.sim.storefront.signProxyQuery({
        shop: SHOP,
        ...(customerId === undefined ? {} : { customerId }),
        ...(time === undefined ? {} : { timestamp: time }),
        ...(secret === undefined ? {} : { secret }),
        ...(query === undefined ? {} : { query }),
      });
      return send(
        new URL(`/proxy/${path}?${signed}`, stage.server.url),
        options,
        locale === undefined ? {} : { 'Accept-Language': locale },
      );
    },
    async newCustomer() {
      const email = `${randomUUID()}@example.com`;
      const customer = stage.sim.desk.createCustomer({ shop: SHOP, email, firstName: 'Mia', lastName: 'Schmidt' });
      await stage.settle();
      return String(customer.id);
    },
  };
}

export interface PluginStand extends TestDoor {
  readonly storeKey: string;
  readonly secret: string;
  /** Coupons in the site's own list. */
  coupons(): readonly { readonly code: string; readonly email_restrictions: readonly string[] }[];
  close(): Promise<void>;
}

/** A WooCommerce site in a program (the stage's unless said), linked to its plugin. */
export async function openPluginStand(stage: ServerStage, program: { readonly programId: string } = stage.address): Promise<PluginStand> {
  const { database, woocommerce } = stage.wiring;
  const woo = await startWooCommerce({ site: { title: 'The Roastery, Madrid', pluginVersion: '1.0.0' } });
  const address = { programId: program.programId, storeId: newId() };
  const now = await database.now();
  await database.transaction((client) =>
    insertStore(client, {
      ...{ ...address, platform: 'woocommerce', domain: new URL(woo.url).host, name: 'The Roastery, Madrid', currency: 'EUR' },
      ...{ state: 'connected', development: false, installedAt: now, uninstalledAt: null, reconciledTo: now },
    }),
  );
  const [storeKey, secret] = [randomBytes(20).toString('base64url'), randomBytes(32).toString('base64url')];
  await woocommerce.connections.save({
    ...{ ...address, storeKey, pluginSecret: secret, earlierPluginSecret: null, doorToken: randomUUID(), baseUrl: woo.url, hooks: {} },
    ...{
      timeZone: 'Europe/Madrid',
      consumerKey: woo.consumerKey,
      consumerSecret: woo.consumerSecret,
      keysIn: 'header',
      webhookSecret: 'x',
    },
    ...{ problem: null, probedAt: now, plugin: { version: '1.0.0', problem: null, linkedAt: now } },
  });
  return {
    ...{ name: 'WooCommerce', address, storeKey, secret },
    call: (path, options = {}) => callPlugin(stage, { storeKey, secret }, { path, options }),
    newCustomer: () => Promise.resolve(String(woo.desk.createCustomer({ email: `${randomUUID()}@example.com` }).id)),
    coupons: () => woo.desk.coupons(),
    close: () => woo.stop(),
  };
}

/** As the plugin asks. The signature is made here once more, by the words of its contract. */
export function callPlugin(
  stage: ServerStage,
  { storeKey, secret }: { readonly storeKey: string; readonly secret: string },
  { path, options }: { readonly path: string; readonly options: PageCall },
): Promise<Response> {
  const { customerId = '', locale = 'en-US', time = Math.floor(Date.now() / 1000) } = options;
  const query = options.query === undefined ? '' : `?${new URLSearchParams(options.query).toString()}`;
  const target = `/bridge/woocommerce/${storeKey}/${path}${query}`;
  const text = textOf(options);
  const sha = createHash('sha256')
    .update(text ?? '')
    .digest('hex');
  const method = methodOf(options);
  const signed = ['rung-v1', method, target, String(time), customerId, locale, sha].join('\n');
  const signature = createHmac('sha256', options.secret ?? secret)
    .update(signed)
    .digest('hex');
  return send(new URL(target, stage.server.url), options, {
    ...{ 'X-Rung-Time': String(time), 'X-Rung-Customer': customerId, 'X-Rung-Locale': locale, 'X-Rung-Signature': signature },
  });
}

function send(url: URL, options: PageCall, own: Record<string, string>): Promise<Response> {
  const text = textOf(options);
  return fetch(url, {
    method: methodOf(options),
    headers: { ...(text === null ? {} : { 'Content-Type': 'application/json' }), ...own, ...options.headers },
    ...(text === null ? {} : { body: text }),
  });
}

function textOf({ raw, body }: PageCall): string | null {
  return raw ?? (body === undefined ? null : JSON.stringify(body));
}

function methodOf(options: PageCall): string {
  return options.method ?? (textOf(options) === null ? 'GET' : 'POST');
}
