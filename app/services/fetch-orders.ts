import { invariant } from '#app/domain/result.ts';
import { type CommercePlatform, PlatformError } from '#app/platforms/commerce-platform.ts';
import { insertFetched } from '#app/store/inbox.ts';
import { clearWanted, countWantedTry, readWanted } from '#app/store/orders.ts';
import { type StoreRecord, readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import type { StoreAddress, Turn } from './services.ts';

const BATCH = 50;

/** The topic of a row that holds a snapshot which we fetched and translated ourselves. */
export const FETCHED_ORDER = 'rung/order-fetched';

/** Asks the platform for up to 50 wanted orders in one query and puts them through the letterbox as rows of source `fetch`. */
export async function fetchOrders(desk: Desk, address: StoreAddress): Promise<Turn> {
  const wanted = await readWanted(desk.database.pool, address, BATCH);
  if (wanted.length === 0) return { taken: 0, more: false };
  const store = await readStore(desk.database, address);
  invariant(store, 'a wanted order belongs to a store');
  const platform = desk.platforms[store.platform];
  if (!platform || store.state !== 'connected') {
    await countWantedTry(desk.database.pool, address, wanted);
    return { taken: 0, more: false };
  }
  return fetchBatch(desk, { store, platform, wanted });
}

async function fetchBatch(
  desk: Desk,
  work: { readonly store: StoreRecord; readonly platform: CommercePlatform; readonly wanted: readonly string[] },
): Promise<Turn> {
  const { store, platform, wanted } = work;
  const address: StoreAddress = { programId: store.programId, storeId: store.storeId };
  try {
    const answer = await platform.fetchOrders({ ...address, domain: store.domain }, wanted);
    const gone = wanted.filter((orderId) => !answer.orders.has(orderId));
    await desk.database.transaction(async (client) => {
      const messages = [...answer.orders].map(([orderId, snapshot]) => ({
        source: 'fetch' as const,
        topic: FETCHED_ORDER,
        dedupeKey: `fetch:${orderId}:${answer.at}`,
        eventId: null,
        triggeredAt: answer.at,
        body: JSON.stringify(snapshot),
      }));
      await insertFetched(client, address, messages);
      await clearWanted(client, address, gone);
      // What was asked for stays wanted until its snapshot is settled; asking again meanwhile waits a little.
      await countWantedTry(client, address, [...answer.orders.keys()]);
    });
    if (gone.length > 0)
      desk.log.warn({ storeId: address.storeId, orders: gone.length }, 'the platform does not know orders that were wanted');
    desk.wake('drain-store', address);
    return { taken: wanted.length, more: wanted.length === BATCH };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    // One order that cannot be read must not hold up the others.
    if (error.reason === 'malformed' && wanted.length > 1) {
      for (const orderId of wanted) await fetchBatch(desk, { store, platform, wanted: [orderId] });
      return { taken: wanted.length, more: wanted.length === BATCH };
    }
    await countWantedTry(desk.database.pool, address, wanted);
    desk.log.warn(
      { storeId: address.storeId, orders: wanted.length, reason: error.message },
      'orders could not be fetched; they are asked for again later',
    );
    return { taken: 0, more: false };
  }
}
