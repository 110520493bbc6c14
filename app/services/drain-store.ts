import { instantToIso } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { storableJson } from '#app/domain/storable-json.ts';
import { asksForProductFacts } from '#app/domain/program/asks-for-product-facts.ts';
import { invariant } from '#app/domain/result.ts';
import type { PlatformMessage } from '#app/platforms/commerce-platform.ts';
import { type ClaimedMessage, type MessageOutcome, claimMessages, finishMessages } from '#app/store/inbox.ts';
import { markWanted } from '#app/store/orders.ts';
import { forgetMessage } from '#app/store/privacy.ts';
import { type StoreRecord, readStore } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { FETCHED_ORDER } from './fetch-orders.ts';
import { handleMessage } from './handle-message.ts';
import type { StoreAddress, Turn } from './services.ts';
import type { IncomingOrder } from './settling/load-batch.ts';
import { settleOrders } from './settling/settle-orders.ts';

const LEASE_SECONDS = 60;
/** About a day of trying, then an operator must look. */
const MAX_TRIES = 12;

interface ReadMessage {
  readonly row: ClaimedMessage;
  readonly message: PlatformMessage;
}

/**
 * Takes one batch of a store's messages, keeps of each order the newest snapshot, and settles them in one transaction together with the messages' own
 * end. It calls no platform. It never throws for a row: rows carry their tries; only a broken database is the caller's.
 */
export async function drainStore(desk: Desk, address: StoreAddress, options: { readonly batchSize?: number } = {}): Promise<Turn> {
  const limit = options.batchSize ?? 100;
  const token = desk.newId();
  const rows = await claimMessages(desk.database.pool, address, { token, seconds: LEASE_SECONDS, limit });
  if (rows.length === 0) return { taken: 0, more: false };
  const store = await readStore(desk.database, address);
  invariant(store, 'a message belongs to a store');
  if (store.state === 'redacted') return forgetUnread(desk, store, { token, rows, limit });
  const { read: translated, outcomes } = translate(desk, store, rows);
  const read = (await asksForFetching(desk, store)) ? translated.map(fetchInstead) : translated;
  const orders = read.filter(({ message }) => message.kind === 'order' || message.kind === 'order-changed');
  const others = read.filter((entry) => !orders.includes(entry));
  await drainOrders(desk, store, { token, orders, outcomes });
  for (const { row, message } of others) await drainOther(desk, store, { token, row, message });
  return { taken: rows.length, more: rows.length === limit };
}

/** Nobody's data may come back after a store was redacted: what was still under way is emptied unread. */
async function forgetUnread(
  desk: Desk,
  store: StoreRecord,
  work: { readonly token: string; readonly rows: readonly ClaimedMessage[]; readonly limit: number },
): Promise<Turn> {
  const { token, rows, limit } = work;
  const outcomes = rows.map(({ id }): MessageOutcome => ({ id, state: 'skipped', reason: 'the store was redacted', retryInSeconds: 0 }));
  await finishMessages(desk.database.pool, store.programId, { token, outcomes });
  for (const { id } of rows) await forgetMessage(desk.database.pool, store.programId, id);
  return { taken: rows.length, more: rows.length === limit };
}

/** True when the live rules look at product facts that no message carries: then each order is fetched before it is settled. */
async function asksForFetching(desk: Desk, store: StoreRecord): Promise<boolean> {
  const [rulebook, now] = await Promise.all([desk.library.open(store.programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  return live !== null && asksForProductFacts(await rulebook.program(live.no));
}

function fetchInstead(entry: ReadMessage): ReadMessage {
  if (entry.message.kind !== 'order' || entry.row.topic === FETCHED_ORDER) return entry;
  return { row: entry.row, message: { kind: 'order-changed', orderId: entry.message.snapshot.orderId } };
}

function translate(desk: Desk, store: StoreRecord, rows: readonly ClaimedMessage[]): { read: ReadMessage[]; outcomes: MessageOutcome[] } {
  const read: ReadMessage[] = [];
  const outcomes: MessageOutcome[] = [];
  for (const row of rows) {
    const body = storableJson(row.body);
    if (row.topic === FETCHED_ORDER) {
      read.push({ row, message: { kind: 'order', snapshot: JSON.parse(body) as OrderSnapshot } });
      continue;
    }
    const translated = desk.translators[store.platform]?.({
      topic: row.topic,
      body,
      triggeredAt: row.triggeredAt,
      receivedAt: row.receivedAt,
    });
    if (!translated) outcomes.push(dead(row, `nobody reads messages of ${store.platform}`));
    else if (!translated.ok) outcomes.push(dead(row, translated.refusal.problem));
    else if (translated.value.kind === 'ignored')
      outcomes.push({ id: row.id, state: 'skipped', reason: translated.value.reason, retryInSeconds: 0 });
    else read.push({ row, message: translated.value });
  }
  for (const outcome of outcomes) {
    if (outcome.state === 'dead')
      desk.log.error(
        { storeId: store.storeId, inboxId: outcome.id, reason: outcome.reason },
        'a message cannot be read; it is kept for an operator',
      );
  }
  return { read, outcomes };
}

function dead(row: ClaimedMessage, reason: string): MessageOutcome {
  return { id: row.id, state: 'dead', reason, retryInSeconds: 0 };
}

async function drainOrders(
  desk: Desk,
  store: StoreRecord,
  work: { readonly token: string; readonly orders: readonly ReadMessage[]; readonly outcomes: readonly MessageOutcome[] },
): Promise<void> {
  const { token, orders } = work;
  const incoming = orders.flatMap(toIncoming);
  const changed = orders.flatMap(({ message }) => (message.kind === 'order-changed' ? [message.orderId] : []));
  try {
    const report = await settleOrders(desk, { store, incoming }, async (client, { failures, unclear }) => {
      await markWanted(client, store, [...changed, ...unclear]);
      const settled = orders.map(({ row, message }) => {
        const failure = message.kind === 'order' ? failures.get(message.snapshot.orderId) : undefined;
        return failure === undefined ? done(row) : retry(row, failure);
      });
      await finishMessages(client, store.programId, { token, outcomes: [...work.outcomes, ...settled] });
    });
    for (const [orderId, reason] of report.failures)
      desk.log.error({ storeId: store.storeId, orderId, reason }, 'an order could not be settled; it is tried again');
    if (changed.length + report.unclear.length > 0) desk.wake('fetch-orders', store);
    if (report.touchedMembers > 0) desk.wake('relay-store', store);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error(
      { storeId: store.storeId, messages: orders.length, reason },
      'a batch could not be settled; its messages are tried again',
    );
    // One message that breaks the transaction must not hold up the others: each gets its own.
    if (orders.length > 1) {
      for (const [index, order] of orders.entries())
        await drainOrders(desk, store, { token, orders: [order], outcomes: index === 0 ? work.outcomes : [] });
      return;
    }
    await finishMessages(desk.database.pool, store.programId, {
      token,
      outcomes: [...work.outcomes, ...orders.map(({ row }) => retry(row, reason))],
    });
  }
}

function toIncoming({ row, message }: ReadMessage): IncomingOrder[] {
  if (message.kind !== 'order') return [];
  const fetched = row.topic === FETCHED_ORDER;
  return [{ snapshot: message.snapshot, source: { kind: fetched ? 'fetched' : 'pushed', at: row.triggeredAt ?? row.receivedAt } }];
}

async function drainOther(
  desk: Desk,
  store: StoreRecord,
  work: { readonly token: string; readonly row: ClaimedMessage; readonly message: PlatformMessage },
): Promise<void> {
  const { token, row, message } = work;
  try {
    await handleMessage(desk, store, { message, sentAt: row.triggeredAt ?? row.receivedAt });
    await finishMessages(desk.database.pool, store.programId, { token, outcomes: [done(row)] });
    // What asks for an erasure names the person too.
    if (message.kind === 'redact-customer') await forgetMessage(desk.database.pool, store.programId, row.id);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error(
      { storeId: store.storeId, inboxId: row.id, topic: row.topic, reason, received: instantToIso(row.receivedAt) },
      'a message could not be handled; it is tried again',
    );
    await finishMessages(desk.database.pool, store.programId, { token, outcomes: [retry(row, reason)] });
  }
}

function done(row: ClaimedMessage): MessageOutcome {
  return { id: row.id, state: 'done', reason: null, retryInSeconds: 0 };
}

/** Waits longer each time: 2 s, 4 s … about an hour; then the row is dead and shown to the operator. */
function retry(row: ClaimedMessage, reason: string): MessageOutcome {
  if (row.tries >= MAX_TRIES) return { id: row.id, state: 'dead', reason: reason.slice(0, 500), retryInSeconds: 0 };
  return { id: row.id, state: 'waiting', reason: reason.slice(0, 500), retryInSeconds: Math.min(3_600, 2 ** row.tries) };
}
