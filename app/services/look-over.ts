import { DAY_MS, type Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { type CommercePlatform, type OrderGlance, PlatformError } from '#app/platforms/commerce-platform.ts';
import {
  type LookedOrder,
  type LookPlace,
  clearMissed,
  markMissed,
  readLookPage,
  readLookPlace,
  readMissed,
  saveLookPlace,
} from '#app/store/look-over.ts';
import { markWanted } from '#app/store/orders.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { settleDeleted } from './handle-message.ts';

/** How far back orders are looked at. Shopify shows 60 days to apps that may not see all: what is older would look deleted. */
const WINDOW_MS = { shopify: 55 * DAY_MS, woocommerce: 120 * DAY_MS } as const;
const PAGE = 100;
/** Orders of a store in one run; the next run goes on where this one stopped. */
const PER_RUN = 5_000;
const MISSED_PER_RUN = 500;
/** Asked for alone when they are about to count as deleted. */
const CONFIRMED_AT_ONCE = 50;
const BETWEEN_LOOKS_MS = 6 * 3_600_000;
/** All stores together; the schedule's own limit is a little later. */
const RUN_MS = 12 * 60_000;
/** A site that hides this many of a page at once has a trouble of its own; nobody deletes like that. */
const SUSPICIOUS_SHARE = 0.5;
const SUSPICIOUS_FROM = 10;

interface LookReport {
  readonly stores: number;
  readonly orders: number;
  /** Differ from what was settled, or were not found: their newest state is asked for. */
  readonly wanted: number;
  /** Were missing twice and count as deleted now. */
  readonly deleted: number;
}

/**
 * The nightly full look at what no message and no list of changes tells: a refund that was deleted, an order deleted for good, one that came back from the trash.
 * Recent orders are compared at a glance with what was settled; what differs is fetched. Nothing is marked when nothing changed.
 */
export async function lookOverStores(desk: Desk, now: Instant, options: { readonly perRun?: number } = {}): Promise<LookReport> {
  const until = performance.now() + RUN_MS;
  const report = { stores: 0, orders: 0, wanted: 0, deleted: 0 };
  const stores = (await readStores(desk.database, null)).filter((store) => store.state === 'connected');
  for (const store of stores) {
    const platform = desk.platforms[store.platform];
    if (!platform || performance.now() > until) continue;
    try {
      const look: Look = { desk, store, platform, now };
      const missed = await lookForMissed(look);
      const walked = await walk(look, { until, perRun: options.perRun ?? PER_RUN });
      report.stores += 1;
      report.orders += walked.orders;
      report.wanted += walked.wanted + missed.wanted;
      report.deleted += missed.deleted;
      if (walked.wanted + missed.wanted > 0) desk.wake('fetch-orders', store);
    } catch (error) {
      // Whatever it is, the stores behind this one have their turn.
      const said = 'the orders of a store could not be looked over; the next run goes on';
      if (error instanceof PlatformError) desk.log.warn({ storeId: store.storeId, reason: error.message }, said);
      else desk.log.error({ storeId: store.storeId, err: error }, said);
    }
  }
  return report;
}

interface Look {
  readonly desk: Desk;
  readonly store: StoreRecord;
  readonly platform: CommercePlatform;
  readonly now: Instant;
}

async function walk(
  { desk, store, platform, now }: Look,
  limits: { readonly until: number; readonly perRun: number },
): Promise<{ readonly orders: number; readonly wanted: number }> {
  const { pool } = desk.database;
  const since = now - WINDOW_MS[store.platform];
  let after: LookPlace | null = await readLookPlace(pool, store);
  let [orders, wanted] = [0, 0];
  while (orders < limits.perRun && performance.now() < limits.until) {
    const limit = Math.min(PAGE, limits.perRun - orders);
    const page = await readLookPage(pool, store, { since, after, limit });
    const found = await glance(platform, store, page);
    const absent = page.filter(({ orderId, snapshot }) => !found.has(orderId) && !snapshot.deleted);
    if (isSuspicious(absent.length, page.length)) {
      desk.log.warn(
        { storeId: store.storeId, absent: absent.length, of: page.length },
        'a site does not show most of its orders; this look counts for nothing',
      );
      return { orders, wanted };
    }
    const ids = (looked: readonly LookedOrder[]) => looked.map(({ orderId }) => orderId);
    const changed = page.filter(({ orderId, snapshot }) => differs(snapshot, found.get(orderId)));
    await desk.database.transaction(async (client) => {
      await markMissed(client, store, ids(absent));
      // In the trash they are found when they are asked for alone.
      await markWanted(client, store, ids([...absent, ...changed]));
      const last = page.at(-1);
      after = last && page.length === limit ? { placedAt: last.placedAt, orderId: last.orderId } : null;
      await saveLookPlace(client, store, after);
    });
    orders += page.length;
    wanted += absent.length + changed.length;
    if (after === null) break;
  }
  return { orders, wanted };
}

/** A second look at what the last ones did not find: still nowhere, not even in the trash, it counts as deleted. */
async function lookForMissed(look: Look): Promise<{ readonly wanted: number; readonly deleted: number }> {
  const { desk, store, platform, now } = look;
  const { pool } = desk.database;
  const missed = await readMissed(pool, store, { missedBefore: now - BETWEEN_LOOKS_MS, limit: MISSED_PER_RUN });
  let [wanted, deleted] = [0, 0];
  for (let start = 0; start < missed.length; start += CONFIRMED_AT_ONCE) {
    const page = missed.slice(start, start + CONFIRMED_AT_ONCE);
    const explained = page.filter(({ snapshot }) => snapshot.deleted);
    const open = page.filter(({ snapshot }) => !snapshot.deleted);
    const ids = open.map(({ orderId }) => orderId);
    const shown = await glance(platform, store, open);
    const hidden = ids.filter((orderId) => !shown.has(orderId));
    const { at, orders } =
      hidden.length === 0 ? { at: now, orders: new Map<string, OrderSnapshot>() } : await platform.fetchOrders(store, hidden);
    const back = ids.filter((orderId) => shown.has(orderId) || orders.has(orderId));
    await markWanted(pool, store, back);
    const gone = await settleAllDeleted(
      look,
      hidden.filter((orderId) => !orders.has(orderId)),
      at,
    );
    await clearMissed(pool, store, [...explained.map(({ orderId }) => orderId), ...back, ...gone]);
    wanted += back.length;
    deleted += gone.length;
  }
  if (deleted > 0) {
    desk.log.warn({ storeId: store.storeId, orders: deleted }, 'orders that are gone from the shop count as deleted now');
    desk.wake('relay-store', store);
  }
  return { wanted, deleted };
}

/** One order that cannot be settled holds up no other; it is tried again the next night. */
async function settleAllDeleted({ desk, store, now }: Look, orderIds: readonly string[], seenAt: Instant): Promise<string[]> {
  const settled: string[] = [];
  for (const orderId of orderIds) {
    try {
      await settleDeleted(desk, store, { orderId, at: now, seenAt });
      settled.push(orderId);
    } catch (error) {
      desk.log.error({ storeId: store.storeId, orderId, err: error }, 'an order that is gone could not be settled');
    }
  }
  return settled;
}

async function glance(
  platform: CommercePlatform,
  store: StoreRecord,
  page: readonly LookedOrder[],
): Promise<ReadonlyMap<string, OrderGlance>> {
  if (page.length === 0) return new Map();
  return platform.glanceAtOrders(
    store,
    page.map(({ orderId }) => orderId),
  );
}

function isSuspicious(absent: number, of: number): boolean {
  return absent >= SUSPICIOUS_FROM && absent > of * SUSPICIOUS_SHARE;
}

/** True when the order is there and not as it was settled; also one that was deleted and is back. */
function differs(settled: OrderSnapshot, seen: OrderGlance | undefined): boolean {
  if (seen === undefined) return false;
  return (
    settled.deleted ||
    seen.updatedAt !== settled.updatedAt ||
    seen.cancelled !== (settled.cancelledAt !== null) ||
    seen.refundCount !== settled.refundCount ||
    seen.refundedMinor !== settled.refundedMinor ||
    seen.totalMinor !== settled.totalMinor
  );
}
