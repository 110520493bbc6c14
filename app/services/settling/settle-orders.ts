import type { Queryable } from '#app/store/database.ts';
import { OrdersChangedError } from '#app/store/orders.ts';
import type { StoreRecord } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import { decideBatch } from './decide-batch.ts';
import { type IncomingOrder, loadBatch } from './load-batch.ts';
import { StaleBatchError, saveBatch } from './save-batch.ts';

const MAX_TRIES = 5;

export interface SettleReport {
  /** Orders whose decision failed, with the reason; everything else stands. */
  readonly failures: ReadonlyMap<string, string>;
  readonly touchedMembers: number;
  /** Orders whose newest state must be asked for: two bodies of one second differ. */
  readonly unclear: readonly string[];
}

/**
 * Settles orders of one store in one transaction and lets `finish` write what belongs to the same commit (the messages they came from).
 * When somebody else was faster it reads again and decides anew, at most 5 times; then the error is the caller's.
 */
export async function settleOrders(
  desk: Desk,
  work: { readonly store: StoreRecord; readonly incoming: readonly IncomingOrder[] },
  finish: (client: Queryable, report: SettleReport) => Promise<void>,
): Promise<SettleReport> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Read before the transaction: waiting for a second connection while holding one would let busy workers starve each other.
      const [rulebook, now] = await Promise.all([desk.library.open(work.store.programId), desk.database.now()]);
      return await desk.database.transaction(async (client) => {
        const batch = await loadBatch(desk, client, { ...work, rulebook, now });
        const decided = decideBatch(batch);
        if (decided.orders.length > 0) await saveBatch(desk, client, { batch, decided });
        const report = { failures: decided.failures, touchedMembers: decided.touched.size, unclear: batch.unclear };
        await finish(client, report);
        return report;
      });
    } catch (error) {
      if (attempt >= MAX_TRIES || !(error instanceof OrdersChangedError || error instanceof StaleBatchError)) throw error;
    }
  }
}
