import type { OrderByPlatform, OrderPageView, OrderRowView, OrderState, OrderWish } from '#app/contracts/orders.ts';
import { endOfLocalDay, type Instant, instantToIso, startOfLocalDay } from '#app/domain/instant.ts';
import { findOrders, type OrderListPlace, type OrderListRow, readOrderPresence } from '#app/store/order-search.ts';
import { markWanted } from '#app/store/orders.ts';
import { insertAudit, readProgram, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

const PAGE = 50;

/** Orders as they were placed, newest first, a page at a time. `after` is the `next` of the page before. */
export async function listOrders(
  desk: Desk,
  { programId, wish, after }: { readonly programId: string; readonly wish: OrderWish; readonly after: string | null },
): Promise<OrderPageView> {
  const timeZone = (await readProgram(desk.database, programId))?.timeZone ?? 'UTC';
  const filter = {
    storeId: wish.storeId,
    state: wish.state,
    from: wish.from === null ? null : dayStart(wish.from, timeZone),
    before: wish.to === null ? null : dayEnd(wish.to, timeZone),
  };
  const found = await findOrders(desk.database.pool, programId, { filter, after: readPlace(after), limit: PAGE + 1 });
  const rows = found.slice(0, PAGE);
  const last = rows.at(-1);
  return { rows: rows.map(toRowView), next: found.length > PAGE && last ? `${last.placedAt}_${last.storeId}_${last.orderId}` : null };
}

/** A day that no calendar has asks nothing. */
function dayStart(day: string, timeZone: string): Instant | null {
  try {
    return startOfLocalDay(day, timeZone);
  } catch {
    return null;
  }
}

function dayEnd(day: string, timeZone: string): Instant | null {
  const start = dayStart(day, timeZone);
  return start === null ? null : endOfLocalDay(start, timeZone);
}

function readPlace(text: string | null): OrderListPlace | null {
  const found = /^(-?\d{1,16})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(.{1,200})$/i.exec(text ?? '');
  return found ? { placedAt: Number(found[1]), storeId: found[2] ?? '', orderId: found[3] ?? '' } : null;
}

function toRowView(row: OrderListRow): OrderRowView {
  const { firstName, lastName, email, memberState } = row;
  return {
    ...{ storeId: row.storeId, orderId: row.orderId, name: row.name, memberId: row.memberId, placedAt: instantToIso(row.placedAt) },
    memberName: [firstName, lastName].filter(Boolean).join(' ') || email,
    memberErased: memberState === 'erased',
    state: stateOf(row),
    ...{ earned: row.target?.earned ?? 0, reversed: row.target?.reversed ?? 0, totalMinor: row.totalMinor, currency: row.currency },
  };
}

function stateOf({ waitingFor, wanted }: OrderListRow): OrderState {
  if (waitingFor === 'rate' || waitingFor === 'payment' || waitingFor === 'owner') return waitingFor;
  return wanted ? 'fetch' : 'settled';
}

/** The order that a store's own page names. `store` is a store's id or its address; ids are a platform's plain numbers or its "gid://…/123". */
export async function findOrderByPlatform(
  desk: Desk,
  { programId, store, orderId }: { readonly programId: string; readonly store: string; readonly orderId: string },
): Promise<OrderByPlatform> {
  const stores = await readStores(desk.database, programId);
  const found = stores.find(({ storeId, domain }) => storeId === store || domain === store);
  const id = /(\d+)$/.exec(orderId)?.[1];
  if (!found || id === undefined || id.length > 30) return { kind: 'no-store' };
  const address = { programId, storeId: found.storeId };
  const presence = await readOrderPresence(desk.database.pool, address, id);
  if (presence?.arrived) return { kind: 'known', storeId: found.storeId, orderId: id };
  return { kind: 'unknown', storeId: found.storeId, orderId: id, wanted: presence?.wanted ?? false };
}

/** Asks the store for an order that has not arrived. Repeating it asks again. */
export async function wantOrder(
  desk: Desk,
  act: { readonly programId: string; readonly storeId: string; readonly orderId: string; readonly staffId: string },
): Promise<void> {
  const { programId, storeId, orderId, staffId } = act;
  const stores = await readStores(desk.database, programId);
  if (!/^\d{1,30}$/.test(orderId) || !stores.some((store) => store.storeId === storeId && store.state === 'connected')) return;
  await desk.database.transaction(async (client) => {
    await markWanted(client, { programId, storeId }, [orderId]);
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'order-wanted', subject: `${storeId}:${orderId}`, details: {} },
    });
  });
  desk.wake('fetch-orders', { programId, storeId });
}
