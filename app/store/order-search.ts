import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';
import type { StoreAddress } from './inbox.ts';

export interface OrderFilter {
  readonly storeId: string | null;
  /** 'settled', 'fetch', or what it waits for. */
  readonly state: string | null;
  readonly from: Instant | null;
  readonly before: Instant | null;
}

/** A place in the list, newest first. */
export interface OrderListPlace {
  readonly placedAt: Instant;
  readonly storeId: string;
  readonly orderId: string;
}

export interface OrderListRow extends OrderListPlace {
  readonly name: string;
  readonly memberId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly memberState: string | null;
  readonly waitingFor: string | null;
  readonly wanted: boolean;
  readonly target: SettledOrder['targets'][string] | null;
  readonly totalMinor: number | null;
  readonly currency: string | null;
}

/** Orders that have arrived, newest first, after a place. */
export async function findOrders(
  client: Queryable,
  programId: string,
  wanted: { readonly filter: OrderFilter; readonly after: OrderListPlace | null; readonly limit: number },
): Promise<OrderListRow[]> {
  const { filter, after, limit } = wanted;
  const values: unknown[] = [programId];
  const parts = ['o.program_id = $1', 'o.placed_at IS NOT NULL'];
  const value = (given: unknown): string => `$${values.push(given)}`;
  if (filter.storeId !== null) parts.push(`o.store_id = ${value(filter.storeId)}`);
  if (filter.state === 'fetch') parts.push('o.wanted_at IS NOT NULL');
  else if (filter.state === 'settled') parts.push('o.waiting_for IS NULL AND o.wanted_at IS NULL');
  else if (filter.state !== null) parts.push(`o.waiting_for = ${value(filter.state)}`);
  if (filter.from !== null) parts.push(`o.placed_at >= ${value(fromInstant(filter.from))}`);
  if (filter.before !== null) parts.push(`o.placed_at < ${value(fromInstant(filter.before))}`);
  if (after !== null)
    parts.push(
      `(o.placed_at, o.store_id, o.order_id) < (${value(fromInstant(after.placedAt))}, ${value(after.storeId)}::uuid, ${value(after.orderId)})`,
    );
  const { rows } = await client.query<OrderRow>(
    `SELECT o.store_id, o.order_id, o.name, o.placed_at, o.member_id, o.waiting_for, o.wanted_at IS NOT NULL AS wanted, o.settled#>'{targets,points}' AS target,
       (o.snapshot->>'totalMinor')::bigint AS total_minor, o.snapshot->>'currency' AS currency, m.first_name, m.last_name, m.email, m.state AS member_state
     FROM (SELECT * FROM order_record o WHERE ${parts.join(' AND ')} ORDER BY o.placed_at DESC, o.store_id DESC, o.order_id DESC LIMIT ${value(limit)}) o
     LEFT JOIN member m ON m.program_id = o.program_id AND m.id = o.member_id ORDER BY o.placed_at DESC, o.store_id DESC, o.order_id DESC`,
    values,
  );
  return rows.map((row) => ({
    ...{ storeId: row.store_id, orderId: row.order_id, name: row.name, placedAt: toInstant(row.placed_at), memberId: row.member_id },
    ...{ firstName: row.first_name, lastName: row.last_name, email: row.email, memberState: row.member_state },
    ...{ waitingFor: row.waiting_for, wanted: row.wanted, target: row.target },
    ...{ totalMinor: row.total_minor === null ? null : Number(row.total_minor), currency: row.currency },
  }));
}

/** What is known of one order: that it arrived, and that its newest state is being asked for. Null: nothing. */
export async function readOrderPresence(
  client: Queryable,
  address: StoreAddress,
  orderId: string,
): Promise<{ readonly arrived: boolean; readonly wanted: boolean } | null> {
  const { rows } = await client.query<{ arrived: boolean; wanted: boolean }>(
    `SELECT snapshot IS NOT NULL AS arrived, wanted_at IS NOT NULL AS wanted FROM order_record WHERE program_id = $1 AND store_id = $2 AND order_id = $3`,
    [address.programId, address.storeId, orderId],
  );
  return rows[0] ?? null;
}

interface OrderRow {
  readonly store_id: string;
  readonly order_id: string;
  readonly name: string;
  readonly placed_at: Date;
  readonly member_id: string | null;
  readonly waiting_for: string | null;
  readonly wanted: boolean;
  readonly target: SettledOrder['targets'][string] | null;
  readonly total_minor: string | null;
  readonly currency: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly member_state: string | null;
}
