import type { OrderSnapshot } from '#app/domain/order.ts';
import { storableJson } from '#app/domain/storable-json.ts';
import { type CommercePlatform, type Period, type PlacedOrders, PlatformError } from '#app/platforms/commerce-platform.ts';
import type { StoreRecord } from '#app/store/programs.ts';
import type { IncomingOrder } from './settling/load-batch.ts';

/** A page of past orders, as they are now. */
export interface ImportedOrders extends Pick<PlacedOrders, 'cursor' | 'total' | 'hiddenBefore'> {
  readonly incoming: readonly IncomingOrder[];
  readonly seen: number;
  /** Orders that the platform tells in a way that cannot be read, with the reason. */
  readonly unreadable: readonly (readonly [string, string])[];
}

interface Source {
  readonly platform: CommercePlatform;
  readonly store: StoreRecord;
}

/** Lists the next page of a period and fetches its orders. Throws PlatformError; one order that cannot be read holds up no other. */
export async function fetchPage({ platform, store }: Source, period: Period, cursor: string | null): Promise<ImportedOrders> {
  const { orderIds, ...place } = await platform.listOrdersPlaced(store, period, cursor);
  const { snapshots, at, unreadable } = await fetchReadable({ platform, store }, orderIds);
  const incoming = snapshots.map((snapshot): IncomingOrder => ({ snapshot, source: { kind: 'fetched', at } }));
  return { ...place, incoming, seen: orderIds.length, unreadable };
}

interface Readable {
  readonly snapshots: readonly OrderSnapshot[];
  readonly at: number;
  readonly unreadable: readonly (readonly [string, string])[];
}

async function fetchReadable({ platform, store }: Source, orderIds: readonly string[]): Promise<Readable> {
  try {
    const { at, orders } = await platform.fetchOrders(store, orderIds);
    return { at, snapshots: [...orders.values()].map(storable), unreadable: [] };
  } catch (error) {
    if (!(error instanceof PlatformError) || error.reason !== 'malformed' || orderIds.length === 0) throw error;
    if (orderIds.length === 1) return { at: 0, snapshots: [], unreadable: [[orderIds[0] ?? '', error.message]] };
    const each: Readable[] = [];
    for (const orderId of orderIds) each.push(await fetchReadable({ platform, store }, [orderId]));
    // A site that answers everything with a page of its firewall has no unreadable orders.
    if (each.every(({ unreadable }) => unreadable.length > 0)) throw error;
    return {
      at: Math.min(...each.filter(({ snapshots }) => snapshots.length > 0).map(({ at }) => at)),
      snapshots: each.flatMap(({ snapshots }) => snapshots),
      unreadable: each.flatMap(({ unreadable }) => unreadable),
    };
  }
}

/** These orders come straight from the platform, past the letterbox where messages lose what the database cannot keep. */
function storable(snapshot: OrderSnapshot): OrderSnapshot {
  return JSON.parse(storableJson(JSON.stringify(snapshot))) as OrderSnapshot;
}
