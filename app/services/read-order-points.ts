import type { OrderPointsView } from '#app/contracts/extensions.ts';
import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import { findMemberByCustomer } from '#app/store/members.ts';
import type { Desk } from './desk.ts';
import type { StoreAddress } from './services.ts';

/** How long the thank-you page may tell somebody who is not signed in what their order earned. */
const STRANGERS_HOUR_MS = 3_600_000;

const NOTHING_TOLD: OrderPointsView = { state: 'hidden', points: 0, pending: false, availableAt: null, own: false };
const COUNTING: OrderPointsView = { state: 'counting', points: 0, pending: false, availableAt: null, own: false };

/**
 * What one order of a store earned, for the thank-you and order pages. The whole of it only for the customer whose order it is. Somebody who is not signed in is
 * told the number alone, for an hour after the order was placed: the page names the order, but nothing proves that it is theirs. A signed-in customer is told
 * nothing of another's order. An order that has not reached us yet is `counting` for everybody.
 */
export async function readOrderPoints(
  desk: Desk,
  address: StoreAddress,
  asked: { readonly orderId: string; readonly customerId: string | null },
): Promise<OrderPointsView> {
  const { prisma, pool } = desk.database;
  const { programId, storeId } = address;
  const [order, memberId, now] = await Promise.all([
    prisma.orderRecord.findUnique({ where: { programId_storeId_orderId: { programId, storeId, orderId: asked.orderId } } }),
    asked.customerId === null ? null : findMemberByCustomer(pool, address, asked.customerId),
    desk.database.now(),
  ]);
  if (!order?.snapshot || !order.placedAt) return COUNTING;
  const own = memberId !== null && order.memberId === memberId;
  if (!own && (asked.customerId !== null || now - order.placedAt.getTime() > STRANGERS_HOUR_MS)) return NOTHING_TOLD;
  const settled = order.settled as SettledOrder | null;
  if (order.waitingFor === 'payment') return { ...COUNTING, state: 'waiting-payment', own };
  if (order.waitingFor === 'rate') return { ...COUNTING, state: 'waiting-rate', own };
  if (!settled) return { ...COUNTING, own };
  const target = settled.targets[POINTS];
  const points = target ? target.earned - target.reversed + target.forgiven : 0;
  if (points <= 0) return { ...COUNTING, state: 'nothing', own };
  const at = order.pointsPending && own && isDated(settled) ? (order.pointsDueAt?.toISOString() ?? null) : null;
  return { state: 'earned', points, pending: order.pointsPending, availableAt: at, own };
}

/** The backstop is a promise for orders of which nothing more is heard; what is shown is that the goods must arrive first, as on every page of the shopper. */
function isDated({ availability }: SettledOrder): boolean {
  return availability !== null && availability.basis !== 'backstop' && availability.frozen === null;
}
