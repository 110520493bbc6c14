import { instantToIso } from '#app/domain/instant.ts';
import { accepted } from '#app/domain/result.ts';
import { readNotes } from '#app/store/member-notes.ts';
import { readOwners } from '#app/store/merging.ts';
import { forgetMessagesOf } from '#app/store/privacy.ts';
import { insertAudit, insertAuditOnce, readStores } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import { eraseMember } from '../privacy.ts';
import { readMember } from '../read-member.ts';
import { readOrder } from '../read-order.ts';
import { type MemberDone, refuse } from './change-member.ts';
import type { StaffAct } from './member-desk.ts';

/** Of a file for a person: more orders than anybody has. */
const MOST_ORDERS = 1_000;

/** Erases a person for good: points are forfeited, open codes killed, name, e-mail, notes and message bodies removed. `typed` must be the name that the page shows. */
export async function eraseByStaff(desk: Desk, act: StaffAct & { readonly typed: string }): Promise<MemberDone> {
  const { programId, memberId, staffId } = act;
  const { pool, prisma } = desk.database;
  const member = await readMember(desk, programId, memberId);
  if (!member || member.state === 'merged') return refuse('unknown-member', 'There is no such member any more.');
  if (member.state === 'erased') return accepted({ memberId });
  if (act.typed.trim().toLowerCase() !== member.name.trim().toLowerCase())
    return refuse('not-confirmed', 'Type the name exactly as it stands above.');
  const stores = await readStores(desk.database, programId);
  const store = stores.find(({ storeId }) => member.identities.some((identity) => identity.storeId === storeId)) ?? stores[0];
  if (!store) return refuse('unknown-member', 'There is no such member any more.');
  const orders = await prisma.orderRecord.findMany({
    where: { programId, memberId },
    select: { storeId: true, orderId: true },
    take: MOST_ORDERS,
  });
  // First, so that an erasure that is cut off and done again is in the books too, once.
  await insertAuditOnce(pool, programId, { actorKind: 'staff', actorId: staffId, action: 'member-erased', subject: memberId, details: {} });
  await eraseMember(desk, store, { memberId, actor: { kind: 'staff', id: staffId } });
  for (const place of stores) {
    const ids = [
      ...member.identities.map(({ storeId, customerId }) => ({ storeId, id: customerId })),
      ...orders.map(({ storeId, orderId }) => ({ storeId, id: orderId })),
    ];
    await forgetMessagesOf(pool, place, {
      ids: ids.filter(({ storeId }) => storeId === place.storeId).map(({ id }) => id),
      email: member.email,
    });
  }
  for (const place of stores) desk.wake('relay-store', place);
  return accepted({ memberId });
}

/** All that is kept about a person, as a file to hand on: the account, its orders, the notes. Null: there is no such member. */
export async function exportMember(desk: Desk, act: StaffAct): Promise<unknown> {
  const { programId, memberId, staffId } = act;
  const { pool, prisma } = desk.database;
  const member = await readMember(desk, programId, memberId);
  if (!member) return null;
  const [now, rows, owners] = await Promise.all([
    desk.database.now(),
    prisma.orderRecord.findMany({
      where: { programId, memberId },
      orderBy: [{ placedAt: 'desc' }],
      select: { storeId: true, orderId: true },
      take: MOST_ORDERS,
    }),
    readOwners(pool, programId, memberId),
  ]);
  const notes = await readNotes(pool, programId, owners);
  const orders = [];
  for (const row of rows)
    orders.push(
      ...(await readOrder(desk, programId, row.orderId)).filter((order) => order.storeId === row.storeId && order.orderId === row.orderId),
    );
  await insertAudit(pool, programId, { actorKind: 'staff', actorId: staffId, action: 'data-exported', subject: memberId, details: {} });
  return {
    preparedAt: instantToIso(now),
    member,
    orders,
    notes: notes.map(({ text, createdAt }) => ({ text, at: createdAt.toISOString() })),
  };
}
