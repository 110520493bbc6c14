import type { Instant } from '#app/domain/instant.ts';
import { type Database, fromInstant, toInstant } from './database.ts';
import type { WooCommerceConnection as ConnectionRow } from './generated/client.ts';
import type { StoreAddress } from './inbox.ts';
import type { SecretBox } from './secrets.ts';

/** How a site is reached and how it reaches us, in clear text: never logged. */
export interface WooCommerceConnection extends StoreAddress {
  /** The last part of the address its webhooks are sent to. */
  readonly doorToken: string;
  readonly baseUrl: string;
  readonly timeZone: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly keysIn: 'header' | 'query';
  readonly webhookSecret: string;
  /** The store's public name towards its WordPress plugin. */
  readonly storeKey: string;
  /** Signs what the plugin sends; null: a connection from before plugins, until its next probe. */
  readonly pluginSecret: string | null;
  /** The one before, until the plugin has taken the new one. */
  readonly earlierPluginSecret: string | null;
  /** Topic → the webhook's id at the site. */
  readonly hooks: Readonly<Record<string, number>>;
  /** Why the last look at the site failed; null: it was fine. */
  readonly problem: string | null;
  readonly probedAt: Instant | null;
  readonly plugin: PluginState;
}

/** What is known of a site's plugin. Without version and problem: there is none. */
export interface PluginState {
  readonly version: string | null;
  /** Why it could not be linked. */
  readonly problem: string | null;
  readonly linkedAt: Instant | null;
}

/** A connected store by the name that its plugin uses, and what its requests and tokens are signed with. */
export interface PluginStore extends StoreAddress {
  readonly domain: string;
  readonly baseUrl: string;
  readonly secret: string;
  /** Counts as well, while the plugin has not taken the new one. */
  readonly earlierSecret: string | null;
}

/** A merchant who was sent to the site to approve our keys, until the site answers. */
export interface WooCommerceAuthorization {
  readonly stateHash: string;
  readonly baseUrl: string;
  readonly returnUrl: string | null;
  /** Of the one-time code with which the site joins a program; null: it gets one of its own. */
  readonly joinCodeHash: string | null;
  readonly expiresAt: Instant;
}

export interface WooCommerceConnections {
  /** Keeps a site's connection in place of an earlier one, with its keys sealed. */
  save(connection: WooCommerceConnection): Promise<void>;
  find(address: StoreAddress): Promise<WooCommerceConnection | null>;
  /** Whose webhooks come to this address: the store's domain and the secret they are signed with. Null when nobody's (any more). */
  findDoor(doorToken: string): Promise<{ readonly domain: string; readonly secret: string } | null>;
  /** One prepared statement: doors ask it for every request. Null: no connected store has this key, or it has no secret yet. */
  findPlugin(storeKey: string): Promise<PluginStore | null>;
  /** Connections of connected stores across programs (a schedule), longest unprobed first. */
  list(limit: number): Promise<WooCommerceConnection[]>;
  /** What a look at the site came to. */
  saveProbe(address: StoreAddress, probe: Pick<WooCommerceConnection, 'hooks' | 'problem'> & { readonly at: Instant }): Promise<void>;
  /** Keeps what linking the plugin came to. `secrets` replaces them where it is given. */
  savePlugin(address: StoreAddress, state: PluginState, secrets?: PluginSecrets): Promise<void>;
  /** Forgets keys and webhooks, but not those that a new connection brought after `asOf`. */
  forget(domain: string, asOf: Instant): Promise<void>;

  startAuthorization(authorization: WooCommerceAuthorization): Promise<void>;
  /** Takes a state once: null when it is unknown, was taken before, or is over. */
  takeAuthorization(stateHash: string, now: Instant): Promise<WooCommerceAuthorization | null>;
  finishAuthorization(stateHash: string, problem: string | null): Promise<void>;
  /** What came of a state, for the merchant's browser; null: unknown. `waiting`: the site has not answered. */
  readAuthorization(
    stateHash: string,
  ): Promise<{ readonly returnUrl: string | null; readonly state: 'waiting' | 'connected' | { readonly problem: string } } | null>;
  /** Removes states that are over; answers how many. */
  forgetAuthorizations(before: Instant): Promise<number>;
}

export type PluginSecrets = Pick<WooCommerceConnection, 'pluginSecret' | 'earlierPluginSecret'>;

/** What is recorded when a state was taken and nothing else was said yet. */
const UNDER_WAY = 'The connection was interrupted. Start it again.';

const COLUMNS = {
  consumerKey: 'consumer_key',
  consumerSecret: 'consumer_secret',
  webhookSecret: 'webhook_secret',
  pluginSecret: 'plugin_secret',
  earlierPluginSecret: 'earlier_plugin_secret',
} as const;
type Column = keyof typeof COLUMNS;

/** Connections in PostgreSQL, keys sealed. One for the process. */
export function createWooCommerceConnections(database: Database, secrets: SecretBox): WooCommerceConnections {
  const { prisma, pool } = database;
  const where = ({ programId, storeId }: StoreAddress) => ({ programId_storeId: { programId, storeId } });
  return {
    async save(connection) {
      const row = { ...sealed(connection, secrets), connectedAt: new Date(await database.now()) };
      await prisma.wooCommerceConnection.upsert({ where: where(connection), create: row, update: row });
    },
    async find(address) {
      const row = await prisma.wooCommerceConnection.findUnique({ where: where(address) });
      return row && opened(row, secrets);
    },
    findDoor: (doorToken) => findDoor(database, secrets, doorToken),
    findPlugin: (storeKey) => findPlugin(database, secrets, storeKey),
    async list(limit) {
      const { rows } = await pool.query<{ programId: string; storeId: string }>(
        `SELECT c.program_id AS "programId", c.store_id AS "storeId" FROM woocommerce_connection c JOIN store s ON s.program_id = c.program_id AND s.id = c.store_id
         WHERE s.state = 'connected' ORDER BY c.probed_at ASC NULLS FIRST LIMIT $1`,
        [limit],
      );
      const found = await Promise.all(rows.map((address) => prisma.wooCommerceConnection.findUnique({ where: where(address) })));
      return found.filter((row) => row !== null).map((row) => opened(row, secrets));
    },
    async saveProbe(address, { hooks, problem, at }) {
      await prisma.wooCommerceConnection.updateMany({
        where: { ...address },
        data: { hooks: { ...hooks }, problem, probedAt: new Date(at) },
      });
    },
    async savePlugin(address, { version, problem, linkedAt }, changed) {
      await prisma.wooCommerceConnection.updateMany({
        where: { programId: address.programId, storeId: address.storeId },
        data: {
          pluginVersion: version,
          pluginProblem: problem,
          linkedAt: linkedAt === null ? null : new Date(linkedAt),
          ...(changed === undefined ? {} : sealedPluginSecrets(secrets, address.storeId, changed)),
        },
      });
    },
    async forget(domain, asOf) {
      await pool.query(
        `DELETE FROM woocommerce_connection c USING store s
         WHERE s.platform = 'woocommerce' AND s.domain = $1 AND c.program_id = s.program_id AND c.store_id = s.id AND c.connected_at <= $2`,
        [domain, fromInstant(asOf)],
      );
    },
    ...authorizations(database),
  };
}

async function findDoor(database: Database, secrets: SecretBox, doorToken: string): Promise<{ domain: string; secret: string } | null> {
  const { rows } = await database.intakePool.query<{ store_id: string; domain: string; webhook_secret: string }>({
    name: 'find_woocommerce_door',
    text: `SELECT c.store_id, s.domain, c.webhook_secret FROM woocommerce_connection c JOIN store s ON s.program_id = c.program_id AND s.id = c.store_id
      WHERE c.door_token = $1 AND s.state = 'connected'`,
    values: [doorToken],
  });
  const row = rows[0];
  return row ? { domain: row.domain, secret: secrets.open(row.webhook_secret, aad(row.store_id, 'webhookSecret')) } : null;
}

async function findPlugin(database: Database, secrets: SecretBox, storeKey: string): Promise<PluginStore | null> {
  const { rows } = await database.intakePool.query<PluginRow>({
    name: 'find_woocommerce_plugin',
    text: `SELECT c.program_id, c.store_id, s.domain, c.base_url, c.plugin_secret, c.earlier_plugin_secret
      FROM woocommerce_connection c JOIN store s ON s.program_id = c.program_id AND s.id = c.store_id
      WHERE c.store_key = $1 AND s.state = 'connected' AND c.plugin_secret IS NOT NULL`,
    values: [storeKey],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const { program_id: programId, store_id: storeId, domain, base_url: baseUrl } = row;
  return {
    ...{ programId, storeId, domain, baseUrl },
    secret: secrets.open(row.plugin_secret, aad(storeId, 'pluginSecret')),
    earlierSecret: openOrNull(secrets, row.earlier_plugin_secret, aad(storeId, 'earlierPluginSecret')),
  };
}

interface PluginRow {
  readonly program_id: string;
  readonly store_id: string;
  readonly domain: string;
  readonly base_url: string;
  readonly plugin_secret: string;
  readonly earlier_plugin_secret: string | null;
}

type Authorizations = Pick<
  WooCommerceConnections,
  'startAuthorization' | 'takeAuthorization' | 'finishAuthorization' | 'readAuthorization' | 'forgetAuthorizations'
>;

function authorizations({ prisma }: Database): Authorizations {
  return {
    async startAuthorization({ expiresAt, ...row }) {
      await prisma.wooCommerceAuthorization.create({ data: { ...row, expiresAt: new Date(expiresAt) } });
    },
    async takeAuthorization(stateHash, now) {
      const [row] = await prisma.wooCommerceAuthorization.updateManyAndReturn({
        where: { stateHash, usedAt: null, expiresAt: { gt: new Date(now) } },
        data: { usedAt: new Date(now), problem: UNDER_WAY },
      });
      if (!row) return null;
      const { baseUrl, returnUrl, joinCodeHash } = row;
      return { stateHash, baseUrl, returnUrl, joinCodeHash, expiresAt: toInstant(row.expiresAt) };
    },
    async finishAuthorization(stateHash, problem) {
      await prisma.wooCommerceAuthorization.updateMany({ where: { stateHash }, data: { problem } });
    },
    async readAuthorization(stateHash) {
      const row = await prisma.wooCommerceAuthorization.findUnique({ where: { stateHash } });
      if (!row) return null;
      const outcome = row.problem === null ? ('connected' as const) : { problem: row.problem };
      return { returnUrl: row.returnUrl, state: row.usedAt === null ? 'waiting' : outcome };
    },
    async forgetAuthorizations(before) {
      return (await prisma.wooCommerceAuthorization.deleteMany({ where: { expiresAt: { lt: new Date(before) } } })).count;
    },
  };
}

function aad(storeId: string, field: Column): string {
  return `woocommerce_connection:${storeId}:${COLUMNS[field]}`;
}

function sealed(connection: WooCommerceConnection, secrets: SecretBox) {
  const { storeId, probedAt, hooks, plugin, ...row } = connection;
  const seal = (field: 'consumerKey' | 'consumerSecret' | 'webhookSecret'): string => secrets.seal(connection[field], aad(storeId, field));
  return {
    ...row,
    storeId,
    hooks: { ...hooks },
    probedAt: probedAt === null ? null : new Date(probedAt),
    consumerKey: seal('consumerKey'),
    consumerSecret: seal('consumerSecret'),
    webhookSecret: seal('webhookSecret'),
    ...sealedPluginSecrets(secrets, storeId, connection),
    pluginVersion: plugin.version,
    pluginProblem: plugin.problem,
    linkedAt: plugin.linkedAt === null ? null : new Date(plugin.linkedAt),
  };
}

function sealedPluginSecrets(secrets: SecretBox, storeId: string, plain: PluginSecrets): PluginSecrets {
  const seal = (field: keyof PluginSecrets): string | null => {
    const text = plain[field];
    return text === null ? null : secrets.seal(text, aad(storeId, field));
  };
  return { pluginSecret: seal('pluginSecret'), earlierPluginSecret: seal('earlierPluginSecret') };
}

function openOrNull(secrets: SecretBox, text: string | null, owner: string): string | null {
  return text === null ? null : secrets.open(text, owner);
}

function opened(row: ConnectionRow, secrets: SecretBox): WooCommerceConnection {
  const open = (field: 'consumerKey' | 'consumerSecret' | 'webhookSecret'): string => secrets.open(row[field], aad(row.storeId, field));
  return {
    programId: row.programId,
    storeId: row.storeId,
    doorToken: row.doorToken,
    baseUrl: row.baseUrl,
    timeZone: row.timeZone,
    consumerKey: open('consumerKey'),
    consumerSecret: open('consumerSecret'),
    webhookSecret: open('webhookSecret'),
    keysIn: row.keysIn === 'query' ? 'query' : 'header',
    storeKey: row.storeKey,
    pluginSecret: openOrNull(secrets, row.pluginSecret, aad(row.storeId, 'pluginSecret')),
    earlierPluginSecret: openOrNull(secrets, row.earlierPluginSecret, aad(row.storeId, 'earlierPluginSecret')),
    plugin: { version: row.pluginVersion, problem: row.pluginProblem, linkedAt: toInstant(row.linkedAt) },
    hooks: row.hooks as WooCommerceConnection['hooks'],
    problem: row.problem,
    probedAt: toInstant(row.probedAt),
  };
}
