import { POINTS } from '#app/domain/ledger/posting.ts';
import type { Queryable } from '#app/store/database.ts';
import { OrdersChangedError } from '#app/store/orders.ts';
import type { StoreRecord } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import { type DecidedOrder, decideBatch } from './decide-batch.ts';
import { type Backfill, type BatchWork, type ImportUndo, type IncomingOrder, loadBatch } from './load-batch.ts';
import { StaleBatchError, saveBatch } from './save-batch.ts';

const MAX_TRIES = 5;

export interface SettleReport {
  /** Orders whose decision failed, with the reason; everything else stands. */
  readonly failures: ReadonlyMap<string, string>;
  readonly touchedMembers: number;
  /** Orders whose newest state must be asked for: two bodies of one second differ. */
  readonly unclear: readonly string[];
  /** Orders that got points here for the first time. */
  readonly began: readonly BegunOrder[];
  /** Orders that had no points: theirs come from here, now or when what they wait for has come. */
  readonly brought: readonly string[];
  /** Orders whose import was undone here: points that were taken, and those that had been spent and stay. */
  readonly undone: readonly { readonly orderId: string; readonly taken: number; readonly kept: number }[];
}

export interface BegunOrder {
  readonly orderId: string;
  readonly memberId: string | null;
  /** Earned less taken back, of the program's points. */
  readonly points: number;
}

/**
 * Settles orders of one store in one transaction and lets `finish` write what belongs to the same commit (the messages they came from).
 * When somebody else was faster it reads again and decides anew, at most 5 times; then the error is the caller's.
 */
export async function settleOrders(
  desk: Desk,
  work: {
    readonly store: StoreRecord;
    readonly incoming: readonly IncomingOrder[];
    readonly backfill?: Backfill;
    readonly undo?: ImportUndo;
  },
  finish: (client: Queryable, report: SettleReport) => Promise<void>,
): Promise<SettleReport> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Read before the transaction: waiting for a second connection while holding one would let busy workers starve each other.
      const [rulebook, now] = await Promise.all([desk.library.open(work.store.programId), desk.database.now()]);
      return await desk.database.transaction(async (client) => {
        const report = await settleWithin(desk, client, { ...work, rulebook, now });
        await finish(client, report);
        return report;
      });
    } catch (error) {
      if (attempt >= MAX_TRIES || !isOvertaken(error)) throw error;
    }
  }
}

/** The same in the caller's transaction, once: somebody who was faster is the caller's trouble (`isOvertaken`). */
export async function settleWithin(desk: Desk, client: Queryable, work: BatchWork): Promise<SettleReport> {
  const batch = await loadBatch(desk, client, work);
  const decided = decideBatch(batch);
  if (decided.orders.length > 0) await saveBatch(desk, client, { batch, decided });
  return {
    failures: decided.failures,
    touchedMembers: decided.touched.size,
    unclear: batch.unclear,
    began: decided.orders.flatMap(begun),
    undone: work.undo === undefined ? [] : decided.orders.map(undoneOf),
    brought: decided.orders.filter(hadNoPoints).map(({ order }) => order.snapshot.orderId),
  };
}

/** True when somebody else wrote one of the orders first: read again and decide anew. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof OrdersChangedError || error instanceof StaleBatchError;
}

function undoneOf({ order, decision }: DecidedOrder): SettleReport['undone'][number] {
  const [before, after] = [order.stored?.settled?.targets[POINTS], decision.settled.targets[POINTS]];
  const kept = (after?.forgiven ?? 0) - (before?.forgiven ?? 0);
  return { orderId: order.snapshot.orderId, taken: Math.max(0, (before?.earned ?? 0) - (before?.reversed ?? 0) - kept), kept };
}

/** It never had any, or they were taken when its import was undone. */
function hadNoPoints({ order }: DecidedOrder): boolean {
  const settled = order.stored?.settled;
  return (settled?.generation ?? 0) === 0 || settled?.importUndone === true;
}

function begun({ order, decision }: DecidedOrder): BegunOrder[] {
  if (decision.posting === null || !hadNoPoints({ order, decision })) return [];
  const points = decision.settled.targets[POINTS];
  return [
    { orderId: order.snapshot.orderId, memberId: decision.settled.memberId, points: (points?.earned ?? 0) - (points?.reversed ?? 0) },
  ];
}
