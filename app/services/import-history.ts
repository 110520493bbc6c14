import { setTimeout as wait } from 'node:timers/promises';
import type { ImportRefusal, ImportView, ImportWish } from '#app/contracts/history-import.ts';
import { type Instant, instantToIso } from '#app/domain/instant.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { type CommercePlatform, PlatformError } from '#app/platforms/commerce-platform.ts';
import {
  type HistoryImportRecord,
  changeImportState,
  insertImport,
  markImported,
  readDueImports,
  saveChunk,
  saveChunkProblem,
} from '#app/store/history-imports.ts';
import { type StoreRecord, insertAudit, readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { type ImportedOrders, fetchPage } from './import-page.ts';
import { listImports } from './import-views.ts';
import type { StoreAddress } from './services.ts';
import { settleOrders } from './settling/settle-orders.ts';
import { undoChunk } from './undo-import.ts';

/** How long one run of the schedule works before it lets others look; the schedule comes again a few seconds later. */
const RUN_MS = 15_000;
const MAX_IMPORTS = 100;
const LONGEST_REST_MS = 2_000;
const FIRST_RETRY_SECONDS = 10;
const LONGEST_RETRY_SECONDS = 1_800;
/** Somebody must do something first: looking again costs next to nothing. */
const STANDSTILL_SECONDS = 60;

/** The plan of an import, checked: which store, which version, which period. */
export interface ImportPlan {
  readonly store: StoreRecord;
  readonly platform: CommercePlatform;
  readonly versionNo: number;
  readonly from: Instant;
  readonly to: Instant;
}

/** Checks a wish. `to` is the day of connecting unless given: what was placed later came in by itself. Refuses in words for the merchant. */
export async function planImport(desk: Desk, wish: ImportWish): Promise<Result<ImportPlan, ImportRefusal>> {
  const no = (reason: ImportRefusal['reason'], message: string) => refused<ImportRefusal>({ reason, message });
  const [store, rulebook, now] = await Promise.all([
    readStore(desk.database, wish),
    desk.library.open(wish.programId),
    desk.database.now(),
  ]);
  if (!store) return no('no-store', 'There is no such store in this program.');
  const platform = desk.platforms[store.platform];
  if (!platform || store.state !== 'connected')
    return no('not-connected', `${store.domain} is not connected. Connect it, then import its orders.`);
  // What is frozen with an order while the program is paused would keep it from earning for good.
  if (rulebook.record.state !== 'live')
    return no('paused', 'The program is paused: orders that come in now would earn nothing. Resume it first.');
  const versionNo = wish.versionNo ?? rulebook.liveAt(now)?.no ?? null;
  if (versionNo === null || !rulebook.versions.some(({ no: known }) => known === versionNo))
    return no('no-version', 'The program has no such version. Publish it first: past orders earn under a version that you name.');
  const to = Math.min(wish.to ?? store.installedAt, now);
  if (wish.from >= to)
    return no('no-period', `The period is empty: it must begin before ${instantToIso(to).slice(0, 10)}, when the store was connected.`);
  return accepted({ store, platform, versionNo, from: wish.from, to });
}

/** Begins to bring in a store's past orders, in the background and silently (rules, 8). One import of a store at a time. */
export async function startImport(
  desk: Desk,
  wish: ImportWish & { readonly startedBy: string },
): Promise<Result<ImportView, ImportRefusal>> {
  const plan = await planImport(desk, wish);
  if (!plan.ok) return plan;
  const { store, versionNo, from, to } = plan.value;
  const now = await desk.database.now();
  const begun = { programId: wish.programId, storeId: wish.storeId, id: desk.newId(), versionNo, from, to, startedBy: wish.startedBy };
  const isNew = await desk.database.transaction(async (client) => {
    if (!(await insertImport(client, begun, now))) return false;
    await insertAudit(client, wish.programId, {
      ...{ actorKind: 'staff', actorId: wish.startedBy, action: 'import-started', subject: begun.id },
      details: { storeId: wish.storeId, versionNo, from: instantToIso(from), to: instantToIso(to) },
    });
    return true;
  });
  if (!isNew) return refused({ reason: 'running', message: `An import of ${store.domain} is not over yet. Wait for it, or cancel it.` });
  return readOne(desk, begun, begun.id);
}

/** Pauses, resumes or cancels the import of a store that is not over yet. What was settled stays; the chunk under way commits nothing. */
export async function changeImport(
  desk: Desk,
  change: StoreAddress & { readonly to: 'running' | 'paused' | 'cancelled'; readonly actorId: string },
): Promise<Result<ImportView, ImportRefusal>> {
  const changed = await desk.database.transaction(async (client) => {
    const record = await changeImportState(client, change, change.to);
    if (record)
      await insertAudit(client, change.programId, {
        ...{ actorKind: 'staff', actorId: change.actorId, action: `import-${change.to}`, subject: record.id },
        details: { storeId: change.storeId, seen: record.seen },
      });
    return record;
  });
  if (!changed) return refused({ reason: 'none', message: 'The store has no import that could be paused, resumed or cancelled.' });
  return readOne(desk, change, changed.id);
}

async function readOne(desk: Desk, address: StoreAddress, id: string): Promise<Result<ImportView, ImportRefusal>> {
  const view = (await listImports(desk, address.programId, address.storeId)).find((one) => one.id === id);
  return view ? accepted(view) : refused({ reason: 'none', message: 'The import is gone.' });
}

/** Works on the imports that are due, and on those that are undone, a chunk of each in turn, for some seconds. Answers how much was done. */
export async function advanceImports(desk: Desk): Promise<{ readonly chunks: number; readonly orders: number }> {
  const until = performance.now() + RUN_MS;
  let [chunks, orders] = [0, 0];
  while (performance.now() < until) {
    const due = await readDueImports(desk.database.pool, MAX_IMPORTS);
    if (due.length === 0) break;
    for (const record of due) {
      if (performance.now() >= until) break;
      orders += record.state === 'undoing' ? await undoChunk(desk, record) : await importChunk(desk, record);
      chunks += 1;
    }
  }
  return { chunks, orders };
}

/**
 * One chunk of an import: a page of the platform's list, settled and committed together with the place where the next one begins. Cut off anywhere, it is simply
 * read again; read twice at once, one of the two commits. Answers how many orders it brought.
 */
export async function importChunk(desk: Desk, record: HistoryImportRecord): Promise<number> {
  const startedAt = performance.now();
  const store = await readStore(desk.database, record);
  const platform = store && desk.platforms[store.platform];
  if (!store || !platform || store.state !== 'connected') return waitFor(desk, record, 'The store is not connected.');
  if ((await desk.library.open(record.programId)).record.state !== 'live') return waitFor(desk, record, 'The program is paused.');
  try {
    const page = await fetchPage({ platform, store }, { from: record.from, to: record.to }, record.cursor);
    // The site is left alone for as long as it worked for us.
    await wait(Math.min(performance.now() - startedAt, LONGEST_REST_MS));
    return await settlePage(desk, { record, store, page, startedAt });
  } catch (error) {
    if (error instanceof ImportMovedError) return 0;
    const isPlatform = error instanceof PlatformError;
    const problem = error instanceof Error ? error.message : String(error);
    const patience = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** Math.min(record.tries, 10));
    const retryInSeconds = Math.max(patience, isPlatform ? Math.ceil((error.retryAfterMs ?? 0) / 1_000) : 0);
    await saveChunkProblem(desk.database.pool, record, { problem, retryInSeconds });
    desk.log[isPlatform ? 'warn' : 'error'](
      { storeId: store.storeId, importId: record.id, reason: problem },
      'a chunk of an import did not come; it is tried again',
    );
    return 0;
  }
}

async function waitFor(desk: Desk, record: HistoryImportRecord, problem: string): Promise<0> {
  await saveChunkProblem(desk.database.pool, record, { problem, retryInSeconds: STANDSTILL_SECONDS });
  return 0;
}

/** It was paused, cancelled or moved on by somebody else since the chunk was read. */
class ImportMovedError extends Error {}

interface Chunk {
  readonly record: HistoryImportRecord;
  readonly store: StoreRecord;
  readonly page: ImportedOrders;
  readonly startedAt: number;
}

async function settlePage(desk: Desk, chunk: Chunk): Promise<number> {
  const { record, store, page, startedAt } = chunk;
  const backfill = { versionNo: record.versionNo };
  const { cursor, total, hiddenBefore, seen } = page;
  let failures: ReadonlyMap<string, string> = new Map();
  let incoming = page.incoming;
  for (;;) {
    try {
      const report = await settleOrders(desk, { store, incoming, backfill }, async (client, settled) => {
        const failed = page.unreadable.length + failures.size + settled.failures.size;
        const done = { cursor, seen, failed, total, hiddenBefore, workedMs: performance.now() - startedAt };
        if (!(await saveChunk(client, record, done))) throw new ImportMovedError();
        await markImported(client, record, settled.brought);
      });
      tellFailures(desk, chunk, [...failures, ...report.failures, ...page.unreadable]);
      if (report.touchedMembers > 0) desk.wake('relay-store', store);
      return seen;
    } catch (error) {
      if (error instanceof ImportMovedError || incoming.length === 0) throw error;
      // One order that breaks the transaction must not hold up the others: each gets its own, and the chunk is then closed without them.
      failures = await settleAlone(desk, chunk);
      incoming = [];
    }
  }
}

async function settleAlone(desk: Desk, { record, store, page }: Chunk): Promise<ReadonlyMap<string, string>> {
  const failures = new Map<string, string>();
  for (const order of page.incoming) {
    const { orderId } = order.snapshot;
    try {
      const work = { store, incoming: [order], backfill: { versionNo: record.versionNo } };
      const report = await settleOrders(desk, work, (client, { brought }) => markImported(client, record, brought));
      for (const [id, reason] of report.failures) failures.set(id, reason);
    } catch (error) {
      failures.set(orderId, error instanceof Error ? error.message : String(error));
    }
  }
  // When nothing at all can be settled it is not an order's fault: the chunk waits.
  if (failures.size > 1 && failures.size === page.incoming.length) throw new Error([...failures.values()][0]);
  return failures;
}

function tellFailures(desk: Desk, { record, store }: Chunk, failures: readonly (readonly [string, string])[]): void {
  for (const [orderId, reason] of failures)
    desk.log.error({ storeId: store.storeId, importId: record.id, orderId, reason }, 'an order could not be imported; it is left out');
}
