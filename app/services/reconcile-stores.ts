import { DAY_MS, type Instant } from '#app/domain/instant.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { markWanted } from '#app/store/orders.ts';
import { type StoreRecord, readStores, saveReconciledTo } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

/** Looks back a little further than last time: platforms list a change some seconds after it happened. */
const OVERLAP_MS = 10 * 60_000;
const MAX_PAGES = 200;
/** Without `read_all_orders` Shopify shows the last 60 days. */
const FURTHEST_MS = 60 * DAY_MS;

/** Asks every connected store which orders changed since the last time and marks them wanted: messages that were lost or refused lose no points. */
export async function reconcileStores(desk: Desk, now: Instant): Promise<{ readonly stores: number; readonly orders: number }> {
  let orders = 0;
  const stores = (await readStores(desk.database, null)).filter((store) => store.state === 'connected');
  for (const store of stores) {
    try {
      orders += await reconcileStore(desk, store, now);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      desk.log.warn({ storeId: store.storeId, reason: error.message }, 'a store could not be reconciled; the next run looks back as far');
    }
  }
  return { stores: stores.length, orders };
}

/** One store, from where it was left to now. Answers how many orders are to be fetched. */
export async function reconcileStore(desk: Desk, store: StoreRecord, now: Instant): Promise<number> {
  const platform = desk.platforms[store.platform];
  if (!platform) return 0;
  const since = Math.max((store.reconciledTo ?? store.installedAt) - OVERLAP_MS, now - FURTHEST_MS);
  let cursor: string | null = null;
  let orders = 0;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer: Awaited<ReturnType<typeof platform.listChangedOrders>> = await platform.listChangedOrders(store, since, cursor);
    // Also what was fetched a short while ago: it may have changed since, and that message be lost.
    await markWanted(desk.database.pool, store, answer.orderIds);
    orders += answer.orderIds.length;
    cursor = answer.cursor;
    if (cursor === null) {
      await saveReconciledTo(desk.database.pool, store, now);
      break;
    }
  }
  if (orders > 0) desk.wake('fetch-orders', store);
  return orders;
}
