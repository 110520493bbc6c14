import { randomInt } from 'node:crypto';
import path from 'node:path';
import { v7 as newId } from 'uuid';
import { createWooCommerceClient } from '#woo/client.ts';
import { createWooCommerceSites } from '#woo/connect.ts';
import { createWooCommercePlatform } from '#woo/platform.ts';
import { isDraftMessage, translateWooCommerceMessage } from '#woo/translate.ts';
import { verifyWooCommerceSignature } from '#woo/verify.ts';
import type { Env } from './env.server.ts';
import type { Log } from './log.server.ts';
import { PlatformError } from './platforms/commerce-platform.ts';
import { createStaffCheck, type StaffFacts, type StaffVisit } from './platforms/shopify/account-owner.ts';
import { createShopifyClient } from './platforms/shopify/client.ts';
import { createPlatformFetch } from './platforms/shopify/platform-fetch.ts';
import { createShopifyPlatform } from './platforms/shopify/platform.ts';
import { readShopDetails } from './platforms/shopify/shop-details.ts';
import { createTokenSource, refreshOfflineToken } from './platforms/shopify/tokens.ts';
import { translateShopifyMessage } from './platforms/shopify/translate.ts';
import type { QueueAddress } from './queue/connection.ts';
import { openProducer } from './queue/producer.ts';
import { createWaker } from './queue/waker.ts';
import { probeWooCommerce, type WooCommerceDoor, type WooCommerceTools } from './services/connect-woocommerce.ts';
import { createServices } from './services/create-services.ts';
import type { Desk } from './services/desk.ts';
import { createProgramLibrary } from './services/program-library.ts';
import { tellStore } from './services/publish-storefront.ts';
import { receiveMessage } from './services/receive-message.ts';
import type { ReceivedMessage, Services, StoreAddress } from './services/services.ts';
import { createShopifyApp } from './shopify.server.ts';
import { type Database, openDatabase } from './store/database.ts';
import { startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { migrate } from './store/migrate.ts';
import { createSecretBox, type SecretBox } from './store/secrets.ts';
import { createShopifySessions } from './store/shopify-sessions.ts';
import { createWooCommerceConnections } from './store/woocommerce-connections.ts';

export interface Wiring {
  readonly services: Services;
  readonly database: Database;
  /** The same desk that the services work at, for operators' commands and the demo. */
  readonly desk: Desk;
  readonly queue: QueueAddress;
  readonly shopify: ReturnType<typeof createShopifyApp>;
  /** Asks Shopify who a member of staff is and whether the shop is theirs; remembered for an hour. */
  readonly whoIsStaff: (visit: StaffVisit) => Promise<StaffFacts>;
  /** What the webhook door hands messages to. */
  readonly acceptShopify: (message: ReceivedMessage) => Promise<'stored' | 'duplicate' | 'unknown-store'>;
  /** For connecting and disconnecting WooCommerce sites. */
  readonly woocommerce: WooCommerceTools;
  /** What the door of their webhooks asks. */
  readonly woocommerceDoor: WooCommerceDoor;
  close(): Promise<void>;
}

export interface WiringOptions {
  readonly env: Env;
  readonly log: Log;
  /** How many messages of a store are settled in one commit; 100 unless given. */
  readonly batchSize?: number;
}

/** Tokens of shops that nobody touched for a month are renewed; a refresh token dies after 90 days. */
const IDLE_MS = 30 * 86_400_000;
/** 32 symbols that nobody mistakes for one another; 13 of them are 65 bits. */
const CODE_SYMBOLS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const CODE_LENGTH = 13;

/** Puts real things behind every port, once per process: the database (embedded when no address is given), the queue, Shopify, the clock of the database. */
export async function createWiring({ env, log, batchSize }: WiringOptions): Promise<Wiring> {
  const embedded =
    env.databaseUrl === null
      ? await startEmbeddedPostgres({ dataDir: path.resolve(env.dataDir), log: (message) => log.info(message) })
      : null;
  const databaseUrl = env.databaseUrl ?? embedded?.url ?? '';
  await migrate(databaseUrl);
  const database = openDatabase({ url: databaseUrl, onError: (error) => log.warn({ err: error }, 'a database connection was lost') });
  const queue: QueueAddress = { redisUrl: env.redisUrl, databaseUrl };
  const producer = await openProducer({ ...queue, log });
  const waker = createWaker(producer, { log });
  const { desk, client, sessions, woocommerce, whoIsStaff } = openDesk({
    env,
    log,
    database,
    wake: (job, address) => waker.mark(job, address),
  });
  const services = createServices(desk, batchSize === undefined ? {} : { batchSize });
  const onInstalled = async (shop: string): Promise<void> => {
    const details = await readShopDetails(client, shop);
    const address = await services.installStore({ platform: 'shopify', ...details, domain: shop });
    log.info({ shop, storeId: address.storeId }, 'a shop is connected');
  };
  return {
    services,
    database,
    desk,
    queue,
    shopify: createShopifyApp({ env, sessionStorage: sessions, onInstalled, log }),
    whoIsStaff,
    acceptShopify: (message) => receiveMessage(desk, message),
    woocommerce,
    woocommerceDoor: {
      findDoor: (doorToken) => woocommerce.connections.findDoor(doorToken),
      verify: verifyWooCommerceSignature,
      isDraft: isDraftMessage,
      acceptMessage: (message) => receiveMessage(desk, message),
    },
    async close() {
      await waker.close();
      await producer.close();
      await database.close();
      await embedded?.stop();
    },
  };
}

interface DeskParts {
  readonly env: Env;
  readonly log: Log;
  readonly database: Database;
  readonly wake: Desk['wake'];
}

function openDesk({ env, log, database, wake }: DeskParts) {
  const secrets = createSecretBox(env.encryptionKeys);
  const platformFetch = createPlatformFetch(env.shopifyAdminOrigin ?? undefined);
  const credentials = { apiKey: env.shopifyApiKey, apiSecret: env.shopifyApiSecrets[0], fetch: platformFetch };
  const sessions = createShopifySessions({
    prisma: database.prisma,
    pool: database.pool,
    secrets,
    refresh: (shop, refreshToken) => refreshOfflineToken(credentials, shop, refreshToken),
  });
  const client = createShopifyClient({ tokenFor: createTokenSource(sessions), fetch: platformFetch });
  const woocommerce = openWooCommerce({ env, database, secrets });
  const desk: Desk = {
    appUrl: env.appUrl,
    database,
    secrets,
    library: createProgramLibrary(database, secrets),
    platforms: { shopify: createShopifyPlatform(client, { productFacts: true }), woocommerce: woocommerce.platform },
    translators: { shopify: translateShopifyMessage, woocommerce: translateWooCommerceMessage },
    wake,
    forgetStore: (platform, domain, asOf) =>
      platform === 'shopify' ? sessions.forgetShop(domain, asOf) : woocommerce.connections.forget(domain, asOf),
    async keepTokens(now) {
      const shops = await sessions.idleShops(now - IDLE_MS, 200);
      for (const shop of shops)
        await sessions.offlineToken(shop, null).catch((error: unknown) => log.warn({ shop, err: error }, 'a token could not be renewed'));
      return shops.length;
    },
    probeWebhooks: (now) => probeWooCommerce({ ...woocommerce, desk, onLinked: (address) => tellStore(desk, address) }, now),
    newId,
    newCode: () => Array.from({ length: CODE_LENGTH }, () => CODE_SYMBOLS[randomInt(CODE_SYMBOLS.length)]).join(''),
    log,
  };
  return {
    desk,
    sessions,
    client,
    whoIsStaff: createStaffCheck(credentials),
    woocommerce: { ...woocommerce, desk, onLinked: (address: StoreAddress) => tellStore(desk, address) },
  };
}

interface WooCommerceParts extends Pick<DeskParts, 'env' | 'database'> {
  readonly secrets: SecretBox;
}

function openWooCommerce({ env, database, secrets }: WooCommerceParts) {
  const allowLocal = env.nodeEnv !== 'production';
  const client = createWooCommerceClient({ allowLocal });
  const connections = createWooCommerceConnections(database, secrets);
  const platform = createWooCommercePlatform({
    client,
    async accessFor(store) {
      const connection = await connections.find(store);
      if (connection) return connection;
      throw new PlatformError('unauthorized', 'the site is not connected any more');
    },
  });
  return { platform, sites: createWooCommerceSites({ client, allowLocal }), connections, appUrl: env.appUrl };
}
