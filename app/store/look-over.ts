import type { Instant } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

/** Where a walk over a store's orders stands: they come in the order they were placed. */
export interface LookPlace {
  readonly placedAt: Instant;
  readonly orderId: string;
}

/** An order as it was settled, as far as a look compares it. */
export interface LookedOrder extends LookPlace {
  readonly snapshot: OrderSnapshot;
}

interface OrderRow {
  readonly order_id: string;
  readonly placed_at: Date;
  readonly snapshot: OrderSnapshot;
}

function toLooked(row: OrderRow): LookedOrder {
  return { orderId: row.order_id, placedAt: toInstant(row.placed_at), snapshot: row.snapshot };
}

/** Where the last run stopped; null: the next one begins anew. */
export async function readLookPlace(client: Queryable, address: StoreAddress): Promise<LookPlace | null> {
  const { rows } = await client.query<{ placed_at: Date | null; order_id: string | null }>(
    'SELECT placed_at, order_id FROM look_over WHERE program_id = $1 AND store_id = $2',
    [address.programId, address.storeId],
  );
  const [row] = rows;
  return row?.placed_at && row.order_id !== null ? { placedAt: toInstant(row.placed_at), orderId: row.order_id } : null;
}

/** Keeps the place; null: the round is over. */
export async function saveLookPlace(client: Queryable, address: StoreAddress, place: LookPlace | null): Promise<void> {
  await client.query(
    `INSERT INTO look_over AS l (program_id, store_id, placed_at, order_id, ended_at) VALUES ($1, $2, $3, $4, CASE WHEN $4::text IS NULL THEN clock_timestamp() END)
     ON CONFLICT (program_id, store_id) DO UPDATE SET placed_at = EXCLUDED.placed_at, order_id = EXCLUDED.order_id, ended_at = COALESCE(EXCLUDED.ended_at, l.ended_at)`,
    [address.programId, address.storeId, fromInstant(place?.placedAt ?? null), place?.orderId ?? null],
  );
}

/** Settled orders placed since a moment, after a place; those that are being fetched anyway are left out. */
export async function readLookPage(
  client: Queryable,
  address: StoreAddress,
  page: { readonly since: Instant; readonly after: LookPlace | null; readonly limit: number },
): Promise<LookedOrder[]> {
  const { rows } = await client.query<OrderRow>(
    `SELECT order_id, placed_at, snapshot FROM order_record
     WHERE program_id = $1 AND store_id = $2 AND placed_at >= $3 AND ($4::timestamptz IS NULL OR (placed_at, order_id) > ($4, $5))
       AND snapshot IS NOT NULL AND wanted_at IS NULL AND missed_at IS NULL
     ORDER BY placed_at, order_id LIMIT $6`,
    [
      address.programId,
      address.storeId,
      fromInstant(page.since),
      fromInstant(page.after?.placedAt ?? null),
      page.after?.orderId ?? null,
      page.limit,
    ],
  );
  return rows.map(toLooked);
}

/** Orders that an earlier look did not find, and that nothing has explained since. */
export async function readMissed(
  client: Queryable,
  address: StoreAddress,
  wanted: { readonly missedBefore: Instant; readonly limit: number },
): Promise<LookedOrder[]> {
  const { rows } = await client.query<OrderRow>(
    `SELECT order_id, placed_at, snapshot FROM order_record
     WHERE program_id = $1 AND store_id = $2 AND missed_at <= $3 AND snapshot IS NOT NULL ORDER BY missed_at, order_id LIMIT $4`,
    [address.programId, address.storeId, fromInstant(wanted.missedBefore), wanted.limit],
  );
  return rows.map(toLooked);
}

/** Notes that a look did not find these orders; the first such look counts. */
export async function markMissed(client: Queryable, address: StoreAddress, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await client.query(
    'UPDATE order_record SET missed_at = COALESCE(missed_at, clock_timestamp()) WHERE program_id = $1 AND store_id = $2 AND order_id = ANY ($3)',
    [address.programId, address.storeId, orderIds],
  );
}

/** They were found again, or are known to be deleted. */
export async function clearMissed(client: Queryable, address: StoreAddress, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await client.query('UPDATE order_record SET missed_at = NULL WHERE program_id = $1 AND store_id = $2 AND order_id = ANY ($3)', [
    address.programId,
    address.storeId,
    orderIds,
  ]);
}
