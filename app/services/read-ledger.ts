import type { LotView, PostingView, TransferView } from '#app/contracts/reading.ts';
import type { Database } from '#app/store/database.ts';

/** Which postings to show: a member's, an order's, or a redemption's. Newest first. */
export interface PostingFilter {
  readonly memberId?: string;
  readonly storeId?: string;
  readonly orderId?: string;
  readonly redemptionId?: string;
}

const MAX_POSTINGS = 100;

/** Postings with their transfers and reasons, newest first, at most 100. */
export async function readPostings(database: Database, programId: string, filter: PostingFilter): Promise<PostingView[]> {
  const { memberId, ...exact } = filter;
  const postings = await database.prisma.posting.findMany({
    where: { programId, ...exact, ...(memberId === undefined ? {} : { OR: [{ memberId }, { otherMemberId: memberId }] }) },
    orderBy: { id: 'desc' },
    take: MAX_POSTINGS,
  });
  const transfers = await database.prisma.transfer.findMany({
    where: { programId, postingId: { in: postings.map(({ id }) => id) } },
    orderBy: { id: 'asc' },
  });
  return postings.map((posting) => {
    const own = transfers.filter(({ postingId }) => postingId === posting.id);
    return {
      postingId: String(posting.id),
      businessKey: posting.businessKey,
      kind: posting.kind,
      memberId: posting.memberId,
      orderId: posting.orderId,
      redemptionId: posting.redemptionId,
      actor: posting.actorId ? `${posting.actorKind}:${posting.actorId}` : posting.actorKind,
      reasonCode: posting.reasonCode,
      note: posting.note,
      because: posting.because,
      forgiven: Number(posting.forgiven),
      versionNo: posting.versionNo,
      occurredAt: posting.occurredAt.toISOString(),
      recordedAt: posting.recordedAt.toISOString(),
      change: own.reduce((sum, t) => sum + changeOf(t, memberId ?? posting.memberId), 0),
      transfers: own.map(toTransferView),
    };
  });
}

type TransferRow = Awaited<ReturnType<Database['prisma']['transfer']['findMany']>>[number];

/** What a row does to the shown balance (available − debt) of a member, in points. */
function changeOf(transfer: TransferRow, memberId: string): number {
  if (transfer.unit !== 'points') return 0;
  const points = Number(transfer.points);
  const out = transfer.memberId === memberId && (transfer.fromAccount === 'available' || transfer.fromAccount === 'debt') ? points : 0;
  const back = transfer.toMemberId === memberId && (transfer.toAccount === 'available' || transfer.toAccount === 'debt') ? points : 0;
  return back - out;
}

function toTransferView(transfer: TransferRow): TransferView {
  return {
    unit: transfer.unit,
    lotId: String(transfer.toLotId),
    from: transfer.fromAccount,
    to: transfer.toAccount,
    points: Number(transfer.points),
    shownAfter: Number(transfer.shownAfter),
  };
}

/** A member's live lots (pending, available, held), soonest to expire first. */
export async function readLots(database: Database, programId: string, memberId: string): Promise<LotView[]> {
  const positions = await database.prisma.position.findMany({
    where: { programId, memberId, account: { in: ['pending', 'available', 'held'] } },
    take: 1_000,
  });
  const lots = await database.prisma.lot.findMany({ where: { programId, id: { in: positions.map(({ lotId }) => lotId) } } });
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  const views = positions.flatMap((position): LotView[] => {
    const lot = byId.get(position.lotId);
    if (!lot) return [];
    return [
      {
        lotId: String(lot.id),
        unit: position.unit,
        source: lot.source,
        account: position.account === 'pending' || position.account === 'held' ? position.account : 'available',
        points: Number(position.points),
        earnedAt: lot.earnedAt.toISOString(),
        availableAt: lot.availableAt?.toISOString() ?? null,
        expiresAt: lot.expiresAt?.toISOString() ?? null,
      },
    ];
  });
  return views.sort(
    (a, b) =>
      (a.expiresAt ?? '9').localeCompare(b.expiresAt ?? '9') || a.earnedAt.localeCompare(b.earnedAt) || Number(a.lotId) - Number(b.lotId),
  );
}
