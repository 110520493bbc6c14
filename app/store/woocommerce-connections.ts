import type { Instant } from '#app/domain/instant.ts';
import { type Database, fromInstant, type Queryable, toInstant } from './database.ts';
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
  readonly webhookSecret: string;
  /** Topic → the webhook's id at the site. */
  readonly hooks: Readonly<Record<string, number>>;
  /** Why the last look at the site failed; null: it was fine. */
  readonly problem: string | null;
  readonly probedAt: Instant | null;
}

/** A merchant who was sent to the site to approve our keys, until the site answers. */
export interface WooCommerceAuthorization {
  readonly stateHash: string;
  readonly baseUrl: string;
  readonly returnUrl: string | null;
  readonly expiresAt: Instant;
}

export interface WooCommerceConnections {
  /** Keeps a site's connection in place of an earlier one, with its keys sealed. */
  save(connection: WooCommerceConnection): Promise<void>;
  find(address: StoreAddress): Promise<WooCommerceConnection | null>;
  /** Whose webhooks come to this address: the store's domain and the secret they are signed with. Null when nobody's (any more). */
  findDoor(doorToken: string): Promise<{ readonly domain: string; readonly secret: string } | null>;
  /** Connections of connected stores across programs (a schedule), longest unprobed first. */
  list(limit: number): Promise<WooCommerceConnection[]>;
  /** What a look at the site came to. */
  saveProbe(address: StoreAddress, probe: Pick<WooCommerceConnection, 'hooks' | 'problem'> & { readonly at: Instant }): Promise<void>;
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

/** What is recorded when a state was taken and nothing else was said yet. */
const UNDER_WAY = 'The connection was interrupted. Start it again.';

const COLUMNS = { consumerKey: 'consumer_key', consumerSecret: 'consumer_secret', webhookSecret: 'webhook_secret' } as const;

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
      return row ? { stateHash, baseUrl: row.baseUrl, returnUrl: row.returnUrl, expiresAt: toInstant(row.expiresAt) } : null;
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

function aad(storeId: string, field: keyof typeof COLUMNS): string {
  return `woocommerce_connection:${storeId}:${COLUMNS[field]}`;
}

function sealed(connection: WooCommerceConnection, secrets: SecretBox) {
  const { storeId, probedAt, hooks, ...row } = connection;
  const seal = (field: keyof typeof COLUMNS): string => secrets.seal(connection[field], aad(storeId, field));
  return {
    ...row,
    storeId,
    hooks: { ...hooks },
    probedAt: probedAt === null ? null : new Date(probedAt),
    consumerKey: seal('consumerKey'),
    consumerSecret: seal('consumerSecret'),
    webhookSecret: seal('webhookSecret'),
  };
}

function opened(row: ConnectionRow, secrets: SecretBox): WooCommerceConnection {
  const open = (field: keyof typeof COLUMNS): string => secrets.open(row[field], aad(row.storeId, field));
  return {
    programId: row.programId,
    storeId: row.storeId,
    doorToken: row.doorToken,
    baseUrl: row.baseUrl,
    timeZone: row.timeZone,
    consumerKey: open('consumerKey'),
    consumerSecret: open('consumerSecret'),
    webhookSecret: open('webhookSecret'),
    hooks: row.hooks as WooCommerceConnection['hooks'],
    problem: row.problem,
    probedAt: toInstant(row.probedAt),
  };
}

/** True when points were ever moved in a program: its stores cannot go over to another one by themselves (rules, 8). */
export async function hasPostings(client: Queryable, programId: string): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('SELECT EXISTS (SELECT 1 FROM posting WHERE program_id = $1) AS found', [
    programId,
  ]);
  return rows[0]?.found === true;
}

/** Takes a store out of its program, so that the same address can enter another one. Its old row stays behind as uninstalled. */
export async function leaveProgram(client: Queryable, address: StoreAddress, at: Instant): Promise<void> {
  const values = [address.programId, address.storeId];
  await client.query('DELETE FROM store_directory WHERE program_id = $1 AND store_id = $2', values);
  await client.query('DELETE FROM woocommerce_connection WHERE program_id = $1 AND store_id = $2', values);
  await client.query(`UPDATE store SET state = 'uninstalled', uninstalled_at = $3 WHERE program_id = $1 AND id = $2`, [
    ...values,
    fromInstant(at),
  ]);
}
