import type { MemberByPlatform } from '#app/contracts/members.ts';
import { findMemberByCustomer } from '#app/store/members.ts';
import { readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

/** The member that a store's own page of a customer names. `store` is a store's id or its address; ids are a platform's plain numbers or its "gid://…/123". */
export async function findMemberByPlatform(
  desk: Desk,
  { programId, store, customerId }: { readonly programId: string; readonly store: string; readonly customerId: string },
): Promise<MemberByPlatform> {
  const stores = await readStores(desk.database, programId);
  const found = stores.find(({ storeId, domain }) => storeId === store || domain === store);
  const id = /(\d+)$/.exec(customerId)?.[1];
  if (!found || id === undefined || id.length > 30) return { kind: 'no-store' };
  const memberId = await findMemberByCustomer(desk.database.pool, { programId, storeId: found.storeId }, id);
  return memberId === null ? { kind: 'unknown', customerId: id } : { kind: 'known', memberId };
}
