import type { ImportRefusal, ImportView, UndoPreview } from '#app/contracts/history-import.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import type { Queryable } from '#app/store/database.ts';
import { type HistoryImportRecord, saveChunkProblem } from '#app/store/history-imports.ts';
import { type AwardedOrder, beginUndo, readAwarded, readImport, saveUndoneChunk, weighImport } from '#app/store/import-undo.ts';
import { type StoreRecord, insertAudit, readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { listImports } from './import-views.ts';
import { settleOrders } from './settling/settle-orders.ts';

/** Orders in one commit: members are locked for no more than a moment. */
const CHUNK = 100;
const FIRST_RETRY_SECONDS = 10;
const LONGEST_RETRY_SECONDS = 1_800;

interface ImportName {
  readonly programId: string;
  readonly importId: string;
}

const NONE = refused<ImportRefusal>({ reason: 'none', message: 'There is no such import.' });
const OPEN = refused<ImportRefusal>({ reason: 'running', message: 'An import of this store is not over yet. Wait for it, or cancel it.' });
const NOTHING = refused<ImportRefusal>({ reason: 'nothing-to-undo', message: 'Nothing of this import is left that could be undone.' });

/** What undoing an import would take back, and what would stay because it is spent. Writes nothing. Refused while an import of the store is under way. */
export async function previewUndo(desk: Desk, { programId, importId }: ImportName): Promise<Result<UndoPreview, ImportRefusal>> {
  const { pool } = desk.database;
  const record = await readImport(pool, programId, importId);
  if (!record) return NONE;
  if (isOpen(record)) return OPEN;
  const [store, worth] = await Promise.all([readStore(desk.database, record), weighImport(pool, programId, importId)]);
  if (worth.orders === 0 && worth.waiting === 0) return NOTHING;
  const { orders, members, points, left, waiting } = worth;
  return accepted({ importId, store: store?.domain ?? record.storeId, orders, members, points, taken: left, kept: points - left, waiting });
}

/**
 * Begins to undo an import, in the background and silently: of each of its orders what is left of its own points is taken. What is spent or set aside stays with the
 * member and no debt is made (rules, 8). The orders stay known, earn nothing, and can be imported again. Asked for twice, the second is refused.
 */
export async function startUndo(desk: Desk, wish: ImportName & { readonly actorId: string }): Promise<Result<ImportView, ImportRefusal>> {
  const { programId, importId, actorId } = wish;
  const record = await readImport(desk.database.pool, programId, importId);
  if (!record) return NONE;
  if (isOpen(record)) return OPEN;
  const begun = await desk.database.transaction(async (client) => {
    const undoing = await beginUndo(client, { programId, id: importId, by: actorId });
    if (undoing)
      await insertAudit(client, programId, {
        ...{ actorKind: 'staff', actorId, action: 'import-undo-started', subject: importId },
        details: { storeId: undoing.storeId, orders: undoing.undo?.total ?? 0 },
      });
    return undoing;
  });
  if (!begun) return (await hasOpen(desk, record)) ? OPEN : NOTHING;
  const view = (await listImports(desk, programId, record.storeId)).find(({ id }) => id === importId);
  return view ? accepted(view) : NONE;
}

function isOpen({ state }: Pick<HistoryImportRecord, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'undoing';
}

async function hasOpen(desk: Desk, { programId, storeId }: HistoryImportRecord): Promise<boolean> {
  return (await listImports(desk, programId, storeId)).some(isOpen);
}

/**
 * One chunk of an undo: some orders, settled and committed together with the place where the next chunk begins. Cut off anywhere, it is simply done again; done twice at
 * once, one of the two commits. Answers how many orders it came to.
 */
export async function undoChunk(desk: Desk, record: HistoryImportRecord): Promise<number> {
  try {
    const store = await readStore(desk.database, record);
    if (!store) return 0;
    return await takeBack(desk, { record, store, orders: await readAwarded(desk.database.pool, record, CHUNK) });
  } catch (error) {
    if (error instanceof UndoMovedError) return 0;
    const problem = error instanceof Error ? error.message : String(error);
    const retryInSeconds = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** Math.min(record.tries, 10));
    await saveChunkProblem(desk.database.pool, record, { problem, retryInSeconds });
    desk.log.error({ storeId: record.storeId, importId: record.id, reason: problem }, 'a chunk of an undo failed; it is tried again');
    return 0;
  }
}

/** It was moved on by another worker since the chunk was read. */
class UndoMovedError extends Error {}

interface Chunk {
  readonly record: HistoryImportRecord;
  readonly store: StoreRecord;
  readonly orders: readonly AwardedOrder[];
}

async function takeBack(desk: Desk, chunk: Chunk): Promise<number> {
  const { record, store, orders } = chunk;
  const cursor = orders.at(-1)?.orderId ?? null;
  let apart: Apart = { failed: 0, taken: 0, kept: 0 };
  let incoming = orders.map((order) => ({ ...order, again: true }));
  for (;;) {
    try {
      const report = await settleOrders(desk, { store, incoming, undo: undoOf(record) }, async (client, { failures, undone }) => {
        const done = {
          cursor,
          done: orders.length,
          failed: apart.failed + failures.size,
          taken: apart.taken + undone.reduce((sum, { taken }) => sum + taken, 0),
          kept: apart.kept + undone.reduce((sum, { kept }) => sum + kept, 0),
        };
        if (!(await saveUndoneChunk(client, record, done))) throw new UndoMovedError();
        if (cursor === null) await noteEnd(client, record);
      });
      tellFailures(desk, chunk, report.failures);
      if (report.touchedMembers > 0) desk.wake('relay-store', store);
      return orders.length;
    } catch (error) {
      if (error instanceof UndoMovedError || incoming.length === 0) throw error;
      // One order that breaks the transaction must not hold up the others: each gets its own, and the chunk is then closed without them.
      apart = await takeBackAlone(desk, chunk);
      incoming = [];
    }
  }
}

interface Apart {
  readonly failed: number;
  readonly taken: number;
  readonly kept: number;
}

async function takeBackAlone(desk: Desk, chunk: Chunk): Promise<Apart> {
  const { record, store, orders } = chunk;
  const failures = new Map<string, string>();
  let [taken, kept] = [0, 0];
  for (const order of orders) {
    try {
      const report = await settleOrders(desk, { store, incoming: [{ ...order, again: true }], undo: undoOf(record) }, async () => {});
      for (const [orderId, reason] of report.failures) failures.set(orderId, reason);
      for (const one of report.undone) [taken, kept] = [taken + one.taken, kept + one.kept];
    } catch (error) {
      failures.set(order.orderId, error instanceof Error ? error.message : String(error));
    }
  }
  // When nothing at all can be settled it is not an order's fault: the chunk waits.
  if (failures.size > 1 && failures.size === orders.length) throw new Error([...failures.values()][0]);
  tellFailures(desk, chunk, failures);
  return { failed: failures.size, taken, kept };
}

function undoOf({ undo }: HistoryImportRecord) {
  return { actor: { kind: 'staff', id: undo?.by ?? null } as const };
}

async function noteEnd(client: Queryable, { programId, id, undo }: HistoryImportRecord): Promise<void> {
  await insertAudit(client, programId, {
    ...{ actorKind: 'staff', actorId: undo?.by ?? null, action: 'import-undone', subject: id },
    details: { orders: undo?.done ?? 0, failed: undo?.failed ?? 0, taken: undo?.taken ?? 0, kept: undo?.kept ?? 0 },
  });
}

function tellFailures(desk: Desk, { record, store }: Chunk, failures: Iterable<readonly [string, string]>): void {
  for (const [orderId, reason] of failures)
    desk.log.error({ storeId: store.storeId, importId: record.id, orderId, reason }, 'the import of an order could not be undone');
}
