import type { StoreLine, StoreProblem } from '#app/contracts/stores.ts';
import { type Instant, instantToIso } from '#app/domain/instant.ts';
import { loyaltyRate } from '#app/domain/program/loyalty-rate.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { storesThatLeft } from '#app/store/join-codes.ts';
import { findStoreAddress, readStore, readStores, type StoreRecord } from '#app/store/programs.ts';
import { readRefusals } from '#app/store/store-refusals.ts';
import type { WooCommerceConnection } from '#app/store/woocommerce-connections.ts';
import { disconnectWooCommerce } from './connect-woocommerce.ts';
import type { WooCommerceTools } from './woocommerce-tools.ts';
import { type MadeJoinCode, makeJoinCode } from './join-codes.ts';
import { joinByCode, type JoinRefusal } from './join-program.ts';
import { linkSite } from './link-plugin.ts';
import type { StoreAddress } from './services.ts';
import type { NotAllowed } from './staff/staff-desk.ts';
import { whyNot } from './staff/staff-standing.ts';

/** Who asks: a member of staff of one of the program's stores. */
export interface StoreStaff extends StoreAddress {
  readonly staffId: string;
}

/** What the settings page does with the stores of a program. Whatever changes something needs the right `stores.manage`. */
export interface StoreConnections {
  /** The program's stores, oldest first, with what is wrong with them. */
  list(staff: StoreStaff): Promise<StoreLine[]>;
  /** A one-time code with which another store joins the program of whoever asks. */
  makeCode(staff: StoreStaff): Promise<Result<MadeJoinCode, NotAllowed>>;
  /** Takes the asker's store over into the program that a code opens. Refused while points were posted in its own. */
  join(staff: StoreStaff, code: string): Promise<Result<StoreAddress, JoinRefusal | NotAllowed>>;
  /** Ends the connection of a WooCommerce site of the asker's program. Refused for every other store. */
  disconnect(
    staff: StoreStaff,
    storeId: string,
  ): Promise<Result<{ readonly domain: string }, 'unknown-store' | 'not-here' | 'not-allowed'>>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The stores of programs over the desk and the bridge. One for the process. */
export function createStoreConnections(tools: WooCommerceTools): StoreConnections {
  const { desk } = tools;
  return {
    list: (staff) => listStores(tools, staff),
    async makeCode({ programId, staffId }) {
      const barred = await whyNot(desk, { programId, staffId, right: 'stores.manage' });
      return barred === null
        ? accepted(await makeJoinCode(desk, { programId, actor: { kind: 'merchant', id: staffId } }))
        : refused(barred);
    },
    async join({ staffId, ...address }, code) {
      const barred = await whyNot(desk, { programId: address.programId, staffId, right: 'stores.manage' });
      if (barred !== null) return refused(barred);
      const joined = await joinByCode(desk, { address, code, actor: { kind: 'merchant', id: staffId } });
      // Its plugin shows the new program's name; a site that cannot be reached hears of it with the next probe.
      if (joined.ok && (await tools.connections.find(joined.value)) !== null) await linkSite(tools, joined.value);
      return joined;
    },
    async disconnect({ programId, staffId }, storeId) {
      if ((await whyNot(desk, { programId, staffId, right: 'stores.manage' })) !== null) return refused('not-allowed');
      const store = UUID.test(storeId) ? await readStore(desk.database, { programId, storeId }) : null;
      if (store === null) return refused('unknown-store');
      // A Shopify shop ends its connection itself, by uninstalling the app.
      if (store.platform !== 'woocommerce') return refused('not-here');
      const { domain } = store;
      // A site that went over to another program is that one's business.
      if ((await findStoreAddress(desk.database.pool, 'woocommerce', domain))?.programId !== programId) return refused('unknown-store');
      const isDone = await disconnectWooCommerce(tools, { domain, actor: { kind: 'merchant', id: staffId } });
      return isDone ? { ok: true, value: { domain } } : refused('unknown-store');
    },
  };
}

async function listStores({ desk, connections }: WooCommerceTools, staff: StoreStaff): Promise<StoreLine[]> {
  const { programId } = staff;
  const [stores, left, rulebook, now, refusals] = await Promise.all([
    readStores(desk.database, programId),
    storesThatLeft(desk.database.pool, programId),
    desk.library.open(programId),
    desk.database.now(),
    readRefusals(desk.database.pool, programId),
  ]);
  const live = rulebook.liveAt(now);
  const program = live === null ? null : await rulebook.program(live.no);
  const shown = stores.filter(({ storeId, state }) => !left.has(storeId) && state !== 'redacted');
  return Promise.all(
    shown.map(async (store) => {
      const connection = store.platform === 'woocommerce' ? await connections.find(store) : null;
      const refusedSince = refusals.get(store.storeId)?.since ?? null;
      const here = store.storeId === staff.storeId;
      return lineOf(store, { connection, here, hasRate: hasRate(program, store.currency, now), refusedSince });
    }),
  );
}

function hasRate(program: Program | null, currency: string, now: number): boolean {
  return program === null || loyaltyRate(program, currency, now) !== null;
}

interface LineFacts {
  readonly connection: WooCommerceConnection | null;
  readonly here: boolean;
  readonly hasRate: boolean;
  readonly refusedSince: Instant | null;
}

function lineOf(store: StoreRecord, facts: LineFacts): StoreLine {
  const { storeId, platform, domain, name, currency, state } = store;
  const { connection, here } = facts;
  const connected = state === 'connected';
  const problems: StoreProblem[] = [];
  if (connection?.problem != null) problems.push({ kind: 'site', words: connection.problem });
  if (connection?.plugin.problem != null) problems.push({ kind: 'plugin', words: connection.plugin.problem });
  if (connection?.keysIn === 'query') problems.push({ kind: 'keys-in-query' });
  if (connected && facts.refusedSince !== null) problems.push({ kind: 'refused', since: instantToIso(facts.refusedSince) });
  if (connected && !facts.hasRate) problems.push({ kind: 'no-rate', currency });
  return { storeId, platform, domain, name, currency, connected, here, plugin: connection?.plugin.version ?? null, problems };
}
