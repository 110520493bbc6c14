import { randomBytes } from 'node:crypto';
import type { KeyPlace, WooCommerceAccess, WooCommerceRefusal, WooCommerceSiteFacts } from '#app/contracts/woocommerce.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { findStoreAddress, insertAudit, markUninstalled, readStore } from '#app/store/programs.ts';
import type { PluginStore, WooCommerceConnection } from '#app/store/woocommerce-connections.ts';
import type { Desk } from './desk.ts';
import { installStore } from './install-store.ts';
import { programOfJoinCode } from './join-codes.ts';
import { type JoiningShop, joinProgram, whyNotJoin } from './join-program.ts';
import { linkSite, newPluginSecret, newStoreKey } from './link-plugin.ts';
import { reconcileStore } from './reconcile-stores.ts';
import type { ReceivedMessage, StoreAddress } from './services.ts';
import type { WooCommerceTools } from './woocommerce-tools.ts';

export type { WooCommerceTools };

/** What the door for the sites' webhooks asks. */
export interface WooCommerceDoor {
  /** Whose webhooks come to this address; null: nobody's (any more). Throws when it cannot be looked up. */
  findDoor(doorToken: string): Promise<{ readonly domain: string; readonly secret: string } | null>;
  verify(raw: Buffer, signature: string | undefined, secret: string): boolean;
  /** True for what must not even be stored: a checkout that somebody has merely opened. */
  isDraft(topic: string, body: string): boolean;
  /** Stores the message once; throws when it could not be stored. */
  acceptMessage(message: ReceivedMessage): Promise<'stored' | 'duplicate' | 'unknown-store'>;
}

export interface ConnectedSite extends StoreAddress {
  readonly domain: string;
  readonly name: string;
  readonly currency: string;
  readonly version: string;
  /** It entered the program of other stores. */
  readonly joined: boolean;
  readonly keysIn: KeyPlace;
}

/** What the owner of a site must know whose host drops the Authorization header. */
export const KEYS_IN_QUERY =
  'The host of this site drops the Authorization header, so the keys travel in the addresses of our requests, which servers like to write into their logs. Ask the host to pass the header on, and connect again.';

export type { PluginStore };

type Refused = ReturnType<typeof refused<WooCommerceRefusal>>;
type Placed = Result<StoreAddress & { readonly joined: boolean }, WooCommerceRefusal>;

const MAX_PROBES = 500;

/** The address that a site's webhooks are sent to. */
export function doorUrl(appUrl: string, doorToken: string): string {
  return `${appUrl}/webhooks/woocommerce/${doorToken}`;
}

/**
 * Connects a site by its keys: looks at it, makes the webhooks, gives it a program of its own or lets it join the one that the code opens, keeps the keys sealed. Connected again, it
 * gets new webhooks with a new secret, and what changed meanwhile is asked for. Every refusal says what to do; a refused site is left as it was found.
 */
export async function connectWooCommerce(
  tools: WooCommerceTools,
  input: { readonly access: WooCommerceAccess; readonly joinCodeHash: string | null },
): Promise<Result<ConnectedSite, WooCommerceRefusal>> {
  const { desk, sites, connections } = tools;
  const facts = await sites.inspect(input.access);
  if (!facts.ok) return facts;
  const barred = input.joinCodeHash === null ? null : await whyNot(desk, facts.value, input.joinCodeHash);
  if (barred !== null) return barred;
  const access = { ...input.access, baseUrl: facts.value.baseUrl, keysIn: facts.value.keysIn };
  const door = { doorToken: randomBytes(24).toString('base64url'), webhookSecret: randomBytes(32).toString('base64url') };
  const hooks = await sites.hook(access, { deliveryUrl: doorUrl(tools.appUrl, door.doorToken), secret: door.webhookSecret });
  if (!hooks.ok) return hooks;
  const placed = await placeStore(desk, facts.value, input.joinCodeHash).catch(async (error: unknown) => {
    await sites.unhook(access, hooks.value).catch(() => undefined);
    throw error;
  });
  if (!placed.ok) {
    await sites.unhook(access, hooks.value).catch(() => undefined);
    return placed;
  }
  const { joined, ...address } = placed.value;
  const known = await connections.find(address);
  const connection: WooCommerceConnection = {
    ...address,
    ...access,
    ...door,
    timeZone: facts.value.timeZone,
    hooks: hooks.value,
    problem: null,
    probedAt: await desk.database.now(),
    storeKey: known?.storeKey ?? newStoreKey(),
    pluginSecret: known?.pluginSecret ?? newPluginSecret(),
    earlierPluginSecret: known?.earlierPluginSecret ?? null,
    plugin: known?.plugin ?? { version: null, problem: null, linkedAt: null },
  };
  await connections.save(connection);
  await linkSite(tools, address);
  await catchUp(desk, address);
  const { domain, name, currency, version, keysIn } = facts.value;
  return accepted({ ...address, domain, name, currency, version, joined, keysIn });
}

async function whyNot(desk: Desk, facts: WooCommerceSiteFacts, codeHash: string): Promise<Refused | null> {
  const barred = await whyNotJoin(desk, { shop: shopOf(facts), codeHash });
  // Connected once more with the code of the program that it is in: that is just a connection.
  return barred === null || barred.reason === 'same-program'
    ? null
    : refused<WooCommerceRefusal>({ reason: 'program', message: barred.message });
}

/** The store that the site is: a new one, one that comes back, or one that goes over into the program of the code. */
async function placeStore(desk: Desk, facts: WooCommerceSiteFacts, codeHash: string | null): Promise<Placed> {
  const shop = shopOf(facts);
  const known = await findStoreAddress(desk.database.pool, 'woocommerce', facts.domain);
  const programId = codeHash === null ? null : await programOfJoinCode(desk, codeHash);
  if (codeHash === null || (known !== null && known.programId === programId))
    return accepted({ ...(await installStore(desk, { ...shop, timeZone: facts.timeZone })), joined: false });
  const joined = await joinProgram(desk, { shop, codeHash, actor: { kind: 'platform', id: facts.domain } });
  return joined.ok
    ? accepted({ ...joined.value, joined: true })
    : refused<WooCommerceRefusal>({ reason: 'program', message: joined.refusal.message });
}

function shopOf({ domain, name, currency }: WooCommerceSiteFacts): JoiningShop {
  return { platform: 'woocommerce', domain, name, currency, development: false };
}

/** Asks for what changed since the last look. The site may be busy just now: then the schedule does it. */
async function catchUp(desk: Desk, address: StoreAddress): Promise<number> {
  const store = await readStore(desk.database, address);
  if (store?.state !== 'connected') return 0;
  try {
    return await reconcileStore(desk, store, await desk.database.now());
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    desk.log.warn({ storeId: address.storeId, reason: error.message }, 'a site could not be reconciled at once; the schedule will');
    return 0;
  }
}

/**
 * Ends a connection: our webhooks are removed where the site still lets us, its keys are forgotten, errands stop; the ledger stays. False when the site was not connected.
 */
export async function disconnectWooCommerce(
  { desk, sites, connections }: WooCommerceTools,
  request: { readonly domain: string; readonly actor: { readonly kind: string; readonly id: string | null } },
): Promise<boolean> {
  const domain = request.domain.toLowerCase();
  const address = await findStoreAddress(desk.database.pool, 'woocommerce', domain);
  const connection = address && (await connections.find(address));
  if (!address || !connection) return false;
  await sites.unhook(connection, connection.hooks).catch((error: unknown) => {
    if (!(error instanceof PlatformError)) throw error;
    desk.log.warn(
      { storeId: address.storeId, reason: error.message },
      'the webhooks of a site could not be removed; they end by themselves after some failures',
    );
  });
  await sites.unlink(connection).catch((error: unknown) => {
    if (!(error instanceof PlatformError)) throw error;
    desk.log.warn({ storeId: address.storeId, reason: error.message }, 'the plugin of a site could not be told that it is disconnected');
  });
  const now = await desk.database.now();
  await connections.forget(domain, now);
  if (await markUninstalled(desk.database.pool, address, now)) {
    await insertAudit(desk.database.pool, address.programId, {
      ...{ actorKind: request.actor.kind, actorId: request.actor.id, action: 'store-disconnected', subject: address.storeId },
      details: { domain },
    });
  }
  return true;
}

/**
 * Looks whether every site still has its webhooks. WooCommerce switches one off after some failures and tells nobody: it is made anew, and what the site did
 * meanwhile is asked for. Answers how many sites were looked at, and how many had lost something.
 */
export async function probeWooCommerce(
  tools: WooCommerceTools,
  now: number,
): Promise<{ readonly sites: number; readonly repaired: number }> {
  const connections = await tools.connections.list(MAX_PROBES);
  let repaired = 0;
  for (const connection of connections) if (await probeSite(tools, connection, now)) repaired += 1;
  await tools.connections.forgetAuthorizations(now);
  return { sites: connections.length, repaired };
}

async function probeSite(tools: WooCommerceTools, connection: WooCommerceConnection, at: number): Promise<boolean> {
  const { desk, sites, connections, appUrl } = tools;
  const { storeId } = connection;
  try {
    const door = { deliveryUrl: doorUrl(appUrl, connection.doorToken), secret: connection.webhookSecret };
    const probe = await sites.probe(connection, door, connection.hooks);
    await connections.saveProbe(pick(connection), { hooks: probe.hooks, problem: null, at });
    await linkSite(tools, connection);
    if (probe.repaired.length === 0) return false;
    const orders = await catchUp(desk, connection);
    desk.log.warn(
      { storeId, topics: probe.repaired, orders },
      'webhooks of a site were gone or switched off; they were made anew, and the gap is read',
    );
    return true;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    await connections.saveProbe(pick(connection), { hooks: connection.hooks, problem: error.message, at });
    desk.log.warn({ storeId, reason: error.message }, 'a site could not be looked at');
    return false;
  }
}

function pick({ programId, storeId }: StoreAddress): StoreAddress {
  return { programId, storeId };
}
