import type { Instant } from '#app/domain/instant.ts';
import { type StoredOrder, readDueOrders, readOrders } from '#app/store/orders.ts';
import { readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { eachApart } from './each-apart.ts';
import type { StoreAddress } from './services.ts';
import { settleOrders } from './settling/settle-orders.ts';

const AT_ONCE = 2_000;
const PER_COMMIT = 100;

/** Orders whose waiting points have come due are settled again: the points become available, and provisional tiers are looked at. */
export async function maturePoints(desk: Desk, now: Instant): Promise<number> {
  const due = await readDueOrders(desk.database.pool, now, AT_ONCE);
  const byStore = Map.groupBy(due, ({ programId, storeId }) => `${programId}/${storeId}`);
  await eachApart(byStore.values(), async (orders) => {
    const [address] = orders;
    if (!address) return;
    for (let start = 0; start < orders.length; start += PER_COMMIT)
      await settleAgain(
        desk,
        address,
        orders.slice(start, start + PER_COMMIT).map(({ orderId }) => orderId),
      );
  });
  return due.length;
}

/** Settles stored orders anew without a new message: a day has come, a rate was set, an owner appeared. */
export async function settleAgain(desk: Desk, address: StoreAddress, orderIds: readonly string[]): Promise<void> {
  const store = await readStore(desk.database, address);
  if (!store) return;
  const stored = [...(await readOrders(desk.database.pool, address, orderIds)).values()];
  const report = await settleOrders(desk, { store, incoming: stored.flatMap(toIncoming) }, async () => {});
  for (const [orderId, reason] of report.failures)
    desk.log.error({ storeId: store.storeId, orderId, reason }, 'an order could not be settled again');
  if (report.touchedMembers > 0) desk.wake('relay-store', store);
}

function toIncoming({ snapshot, source }: StoredOrder) {
  return snapshot && source ? [{ snapshot, source, again: true }] : [];
}
