import type { CodeView, InboxView, OverviewView } from '#app/contracts/reading.ts';
import { inboxBacklog } from '#app/store/inbox.ts';
import { DAY_MS } from '#app/domain/instant.ts';
import { outboxBacklog } from '#app/store/outbox.ts';
import { countOrders, readDays, readStanding } from '#app/store/overview.ts';
import { readStores } from '#app/store/programs.ts';
import { readRedemption } from '#app/store/redemptions.ts';
import { readTierSizes } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { readTierNames, toRedemptionView } from './read-member.ts';

/** The numbers of the first page: who is in, what is owed, how the last 30 days went, and whether anything waits. */
export async function readOverview(desk: Desk, programId: string): Promise<OverviewView> {
  const { pool } = desk.database;
  const [rulebook, stores, tierNames, now] = await Promise.all([
    desk.library.open(programId),
    readStores(desk.database, programId),
    readTierNames(desk, programId),
    desk.database.now(),
  ]);
  const [standing, tierSizes, orders, days, inbox, outbox] = await Promise.all([
    readStanding(pool, programId),
    readTierSizes(pool, programId),
    countOrders(pool, programId, now - DAY_MS),
    readDays(pool, programId, rulebook.record.timeZone),
    inboxBacklog(pool, programId),
    outboxBacklog(pool, programId),
  ]);
  const live = rulebook.liveAt(now);
  const program = live && (await rulebook.program(live.no));
  return {
    programId,
    programName: program?.name ?? rulebook.record.name,
    currency: rulebook.record.currency,
    timeZone: rulebook.record.timeZone,
    versionNo: live?.no ?? null,
    units: program && { locale: program.locale, ...program.units },
    stores: stores.map(({ storeId, platform, domain, state }) => ({ storeId, platform, domain, state })),
    members: { total: standing.people, joined: standing.joined },
    tiers: [...tierNames].map(([tierId, name]) => ({ tierId, name, members: tierSizes.get(tierId) ?? 0 })),
    points: {
      issued: days.reduce((total, day) => total + day.earned, 0),
      redeemed: days.reduce((total, day) => total + day.redeemed, 0),
      outstanding: standing.available + standing.held - standing.debt,
      pending: standing.pending,
    },
    orders: { total: orders.total, last24Hours: orders.recent },
    days,
    health: {
      inboxWaiting: inbox.waiting,
      inboxDead: inbox.dead,
      oldestSeconds: Math.round(inbox.oldestSeconds),
      outboxWaiting: outbox.waiting,
      outboxDead: outbox.dead,
    },
  };
}

/** A code and the redemption behind it; several stores may have the same code. */
export async function readCode(desk: Desk, programId: string | null, code: string): Promise<CodeView[]> {
  const { prisma, pool } = desk.database;
  const where = { ...(programId === null ? {} : { programId }), code: code.trim().toUpperCase() };
  const rows = await prisma.rewardCode.findMany({ where, take: 20 });
  if (rows.length === 0) return readPickupCodes(desk, where);
  return Promise.all(
    rows.map(async (row) => {
      const discount = await prisma.rewardDiscount.findUnique({
        where: { programId_id: { programId: row.programId, id: row.discountId } },
      });
      const redemption = row.redemptionId ? await readRedemption(pool, row.programId, row.redemptionId) : null;
      return {
        code: row.code,
        state: row.state,
        discountRef: discount?.platformRef ?? null,
        redemption: redemption && toRedemptionView(redemption),
      };
    }),
  );
}

/** Codes that are shown at a counter stand under no discount; no platform knows them. */
async function readPickupCodes(desk: Desk, where: { readonly programId?: string; readonly code: string }): Promise<CodeView[]> {
  const { prisma, pool } = desk.database;
  const rows = await prisma.redemption.findMany({
    where: { ...where, discountId: null },
    select: { programId: true, id: true },
    take: 20,
  });
  const redemptions = await Promise.all(rows.map((row) => readRedemption(pool, row.programId, row.id)));
  return redemptions.flatMap((redemption) =>
    redemption === null ? [] : [{ code: where.code, state: 'pickup', discountRef: null, redemption: toRedemptionView(redemption) }],
  );
}

/** What waits, what was given up, and the 50 rows that need a look (dead and skipped first, then waiting, then the newest). */
export async function readInbox(desk: Desk, programId: string | null): Promise<InboxView> {
  const { prisma, pool } = desk.database;
  const where = programId === null ? {} : { programId };
  const [backlog, open, newest] = await Promise.all([
    inboxBacklog(pool, programId),
    prisma.inbox.findMany({ where: { ...where, state: { in: ['dead', 'waiting'] } }, orderBy: { id: 'desc' }, take: 30 }),
    prisma.inbox.findMany({ where: { ...where, state: { in: ['done', 'skipped'] } }, orderBy: { id: 'desc' }, take: 20 }),
  ]);
  return {
    ...backlog,
    rows: [...open, ...newest].map((row) => ({
      id: String(row.id),
      storeId: row.storeId,
      source: row.source,
      topic: row.topic,
      state: row.state,
      reason: row.reason,
      tries: row.tries,
      receivedAt: row.receivedAt.toISOString(),
      doneAt: row.doneAt?.toISOString() ?? null,
    })),
  };
}
