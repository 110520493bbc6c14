import type { Errand } from '#app/store/outbox.ts';
import { readWaitingForRate } from '#app/store/orders.ts';
import type { ErrandHandler } from './errand.ts';
import { settleAgain } from './mature-points.ts';

const PER_COMMIT = 100;
const MAX_PAGES = 1_000;

/** A version was published: orders that wait for a currency's rate may find it now (rules, 3). */
export function settleWaitingErrand(storeId: string): Errand {
  return { storeId, kind: 'settle-waiting', key: `settle-waiting:${storeId}`, payload: {} };
}

export const settleWaiting: ErrandHandler = async ({ desk, ref }) => {
  let after = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const orderIds = await readWaitingForRate(desk.database.pool, ref, { after, limit: PER_COMMIT });
    await settleAgain(desk, ref, orderIds);
    const last = orderIds.at(-1);
    if (last === undefined || orderIds.length < PER_COMMIT) break;
    after = last;
  }
  return new Map();
};
