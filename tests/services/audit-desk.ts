import { randomBytes, randomUUID } from 'node:crypto';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import type { Desk } from '#app/services/desk.ts';
import { drainStore } from '#app/services/drain-store.ts';
import { FETCHED_ORDER } from '#app/services/fetch-orders.ts';
import { createProgramLibrary } from '#app/services/program-library.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { type Database, openDatabase } from '#app/store/database.ts';
import { insertFetched } from '#app/store/inbox.ts';
import { insertProgram, insertStore, insertVersion } from '#app/store/programs.ts';
import { createSecretBox } from '#app/store/secrets.ts';

/** A desk over a real database with no platform behind it: enough to settle orders that were fetched already. `key`: 32 bytes that seal its secrets. */
export function openQuietDesk(url: string, key: Buffer = randomBytes(32)): Desk & { readonly database: Database } {
  const database = openDatabase({ url });
  const secrets = createSecretBox([{ id: 'k1', key }]);
  const nothing = () => undefined;
  return {
    appUrl: 'https://rung.example',
    database,
    secrets,
    library: createProgramLibrary(database, secrets),
    platforms: {},
    translators: {},
    wake: nothing,
    forgetStore: () => Promise.resolve(),
    keepTokens: () => Promise.resolve(0),
    probeWebhooks: () => Promise.resolve({ sites: 0, repaired: 0 }),
    newId: () => randomUUID(),
    newCode: () => randomBytes(9).toString('hex').toUpperCase(),
    log: { info: nothing, warn: nothing, error: nothing },
  };
}

/** A store with a program that has been live for a year. */
export async function addStore(desk: Desk, program: Program): Promise<StoreAddress> {
  const [programId, storeId] = [randomUUID(), randomUUID()];
  const since = (await desk.database.now()) - 365 * 86_400_000;
  const { name, currency, timeZone } = program;
  await desk.database.transaction(async (client) => {
    const emailKey = desk.library.newEmailKey(programId);
    await insertProgram(client, { programId, name, currency, timeZone, state: 'live', goLiveAt: since, emailKey });
    await insertStore(client, {
      ...{
        programId,
        storeId,
        platform: 'shopify',
        domain: `shop-${storeId.slice(0, 8)}.myshopify.com`,
        name,
        currency,
        state: 'connected',
      },
      ...{ development: false, installedAt: since, uninstalledAt: null, reconciledTo: since },
    });
    await insertVersion(client, programId, { basedOn: 0, document: program, effectiveAt: since, publishedBy: 'test', changes: [] });
  });
  return { programId, storeId };
}

/** Puts orders through the letterbox and settles them. Throws with the reason when one is not settled. */
export async function settle(desk: Desk, address: StoreAddress, orders: readonly OrderSnapshot[]): Promise<void> {
  const messages = orders.map((order) => ({
    ...{ source: 'fetch' as const, topic: FETCHED_ORDER, dedupeKey: randomUUID(), eventId: null, triggeredAt: order.updatedAt },
    body: JSON.stringify(order),
  }));
  await insertFetched(desk.database.pool, address, messages);
  while ((await drainStore(desk, address)).more);
  const { rows } = await desk.database.pool.query<{ reason: string }>(
    `SELECT reason FROM inbox WHERE program_id = $1 AND state <> 'done'`,
    [address.programId],
  );
  if (rows[0]) throw new Error(`an order was not settled: ${rows[0].reason}`);
}
