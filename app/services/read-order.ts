import type { OrderView } from '#app/contracts/reading.ts';
import { explainTrace } from '#app/domain/decisions/explain-trace.ts';
import type { SettledOrder } from '#app/domain/decisions/settled-order.ts';
import type { OrderTrace } from '#app/domain/decisions/trace.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { readPostings } from './read-ledger.ts';
import { memberName } from './read-member.ts';

/** "Why this many points?": an order by platform id or by name ("#1001"), with its trace. Several stores may have the same; at most 20. */
export async function readOrder(desk: Desk, programId: string | null, orderIdOrName: string): Promise<OrderView[]> {
  const { prisma } = desk.database;
  const key = orderIdOrName.trim();
  // The stores are named because the key of orders begins with them: without them every order of the program would be read.
  const stores = programId === null ? null : await readStores(desk.database, programId);
  const byId = stores === null ? { orderId: key } : { storeId: { in: stores.map(({ storeId }) => storeId) }, orderId: key };
  const rows = await prisma.orderRecord.findMany({
    where: { ...(programId === null ? {} : { programId }), OR: [byId, { name: { in: [key, `#${key}`] } }] },
    orderBy: { createdAt: 'desc' },
    take: 20,
  });
  return Promise.all(
    rows.map(async (row): Promise<OrderView> => {
      const [member, postings] = await Promise.all([
        row.memberId === null
          ? null
          : prisma.member.findUnique({ where: { programId_id: { programId: row.programId, id: row.memberId } } }),
        readPostings(desk.database, row.programId, { storeId: row.storeId, orderId: row.orderId }),
      ]);
      const snapshot = row.snapshot as OrderSnapshot | null;
      const trace = row.trace as OrderTrace | null;
      return {
        programId: row.programId,
        storeId: row.storeId,
        orderId: row.orderId,
        name: row.name,
        memberId: row.memberId,
        memberName: member && memberName(member),
        placedAt: row.placedAt?.toISOString() ?? null,
        settledAt: row.settledAt?.toISOString() ?? null,
        generation: row.generation,
        waitingForFetch: row.wantedAt !== null,
        points: pointsOf(row.settled as SettledOrder | null),
        totalMinor: snapshot?.totalMinor ?? null,
        currency: snapshot?.currency ?? null,
        explanation: trace === null ? [] : explainTrace(trace),
        trace,
        postings,
      };
    }),
  );
}

function pointsOf(settled: SettledOrder | null): OrderView['points'] {
  const target = settled?.targets[POINTS];
  const earned = target?.earned ?? 0;
  const reversed = target?.reversed ?? 0;
  return { earned, reversed, standing: earned - reversed + (target?.forgiven ?? 0) };
}
