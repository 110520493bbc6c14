import { randomBytes } from 'node:crypto';
import type { WooCommerceAccess, WooCommerceRefusal, WooCommerceSiteFacts, WooCommerceSites } from '#app/contracts/woocommerce.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { findStoreAddress, insertAudit, insertStore, markUninstalled, readProgram, readStore } from '#app/store/programs.ts';
import { hasPostings, leaveProgram, type WooCommerceConnection, type WooCommerceConnections } from '#app/store/woocommerce-connections.ts';
import type { Desk } from './desk.ts';
import { installStore } from './install-store.ts';
import { reconcileStore } from './reconcile-stores.ts';
import type { ReceivedMessage, StoreAddress } from './services.ts';

/** What connecting sites needs besides the desk. */
export interface WooCommerceTools {
  readonly desk: Desk;
  readonly sites: WooCommerceSites;
  readonly connections: WooCommerceConnections;
  /** The public address of the app. */
  readonly appUrl: string;
}

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
}

type Refused = ReturnType<typeof refused<WooCommerceRefusal>>;

const MAX_PROBES = 500;

/** The address that a site's webhooks are sent to. */
export function doorUrl(appUrl: string, doorToken: string): string {
  return `${appUrl}/webhooks/woocommerce/${doorToken}`;
}

/**
 * Connects a site by its keys: looks at it, makes the webhooks, gives it a program of its own or lets it join `joinProgramId`, keeps the keys sealed. Connected again, it
 * gets new webhooks with a new secret, and what changed meanwhile is asked for. Every refusal says what to do; a refused site is left as it was found.
 */
export async function connectWooCommerce(
  tools: WooCommerceTools,
  input: { readonly access: WooCommerceAccess; readonly joinProgramId: string | null },
): Promise<Result<ConnectedSite, WooCommerceRefusal>> {
  const { desk, sites, connections } = tools;
  const facts = await sites.inspect(input.access);
  if (!facts.ok) return facts;
  const barred = input.joinProgramId === null ? null : await whyNotJoin(desk, facts.value, input.joinProgramId);
  if (barred !== null) return barred;
  const access: WooCommerceAccess = { ...input.access, baseUrl: facts.value.baseUrl };
  const door = { doorToken: randomBytes(24).toString('base64url'), webhookSecret: randomBytes(32).toString('base64url') };
  const hooks = await sites.hook(access, { deliveryUrl: doorUrl(tools.appUrl, door.doorToken), secret: door.webhookSecret });
  if (!hooks.ok) return hooks;
  let address: StoreAddress;
  try {
    address = await placeStore(desk, facts.value, input.joinProgramId);
  } catch (error) {
    await sites.unhook(access, hooks.value).catch(() => undefined);
    throw error;
  }
  const { timeZone } = facts.value;
  await connections.save({
    ...address,
    ...access,
    ...door,
    timeZone,
    hooks: hooks.value,
    problem: null,
    probedAt: await desk.database.now(),
  });
  await catchUp(desk, address);
  const { domain, name, currency, version } = facts.value;
  return accepted({ ...address, domain, name, currency, version, joined: input.joinProgramId !== null });
}

/** A site enters another program only while its own has no postings: else its members' points would stay behind (rules, 8). */
async function whyNotJoin(desk: Desk, facts: WooCommerceSiteFacts, programId: string): Promise<Refused | null> {
  const no = (message: string): Refused => refused<WooCommerceRefusal>({ reason: 'program', message });
  const program = await readProgram(desk.database, programId);
  if (program === null) return no(`There is no program ${programId}. Its id stands in the settings of a store that is in it.`);
  if (program.state === 'frozen') return no('The program is frozen: no store can join it.');
  const known = await findStoreAddress(desk.database.pool, 'woocommerce', facts.domain);
  if (known === null || known.programId === programId || !(await hasPostings(desk.database.pool, known.programId))) return null;
  return no(
    'The site has a program of its own in which points were earned already. Export that one and import it into the other, or connect without joining.',
  );
}

async function placeStore(desk: Desk, facts: WooCommerceSiteFacts, joinProgramId: string | null): Promise<StoreAddress> {
  const known = await findStoreAddress(desk.database.pool, 'woocommerce', facts.domain);
  if (joinProgramId === null || known?.programId === joinProgramId) {
    return installStore(desk, {
      platform: 'woocommerce',
      domain: facts.domain,
      name: facts.name,
      currency: facts.currency,
      timeZone: facts.timeZone,
      development: false,
    });
  }
  const now = await desk.database.now();
  const address = { programId: joinProgramId, storeId: desk.newId() };
  await desk.database.transaction(async (client) => {
    if (known) await leaveProgram(client, known, now);
    const added = await insertStore(client, {
      ...{ ...address, platform: 'woocommerce', domain: facts.domain, name: facts.name, currency: facts.currency, state: 'connected' },
      ...{ development: false, installedAt: now, uninstalledAt: null, reconciledTo: null },
    });
    if (!added) throw new Error(`${facts.domain} was connected by somebody else at the same moment`);
    await insertAudit(client, joinProgramId, {
      ...{ actorKind: 'platform', actorId: facts.domain, action: 'store-joined', subject: address.storeId },
      details: { platform: 'woocommerce', from: known?.programId ?? null },
    });
  });
  return address;
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
export async function disconnectWooCommerce(tools: WooCommerceTools, domain: string): Promise<boolean> {
  const { desk, sites, connections } = tools;
  const address = await findStoreAddress(desk.database.pool, 'woocommerce', domain.toLowerCase());
  const connection = address && (await connections.find(address));
  if (!address || !connection) return false;
  await sites.unhook(connection, connection.hooks).catch((error: unknown) => {
    if (!(error instanceof PlatformError)) throw error;
    desk.log.warn(
      { storeId: address.storeId, reason: error.message },
      'the webhooks of a site could not be removed; they end by themselves after some failures',
    );
  });
  const now = await desk.database.now();
  await connections.forget(domain.toLowerCase(), now);
  if (await markUninstalled(desk.database.pool, address, now)) {
    await insertAudit(desk.database.pool, address.programId, {
      actorKind: 'merchant',
      actorId: domain,
      action: 'store-disconnected',
      subject: address.storeId,
      details: {},
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

async function probeSite(
  { desk, sites, connections, appUrl }: WooCommerceTools,
  connection: WooCommerceConnection,
  at: number,
): Promise<boolean> {
  const { storeId } = connection;
  try {
    const door = { deliveryUrl: doorUrl(appUrl, connection.doorToken), secret: connection.webhookSecret };
    const probe = await sites.probe(connection, door, connection.hooks);
    await connections.saveProbe(pick(connection), { hooks: probe.hooks, problem: null, at });
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
