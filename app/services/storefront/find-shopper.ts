import { findMemberByCustomer } from '#app/store/members.ts';
import type { Desk } from '../desk.ts';
import type { StoreAddress } from '../services.ts';

/** The member behind a store's signed-in customer, by one small statement; null when we do not know them. */
export function findShopper(desk: Desk, address: StoreAddress, customerId: string): Promise<string | null> {
  return findMemberByCustomer(desk.database.pool, address, customerId);
}
