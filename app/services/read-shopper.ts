import type { ShopperView } from '#app/contracts/reading.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { EMPTY_BALANCE, readBalances } from '#app/store/ledger.ts';
import { findMemberByCustomer } from '#app/store/members.ts';
import { readOpenRedemptions } from '#app/store/redemptions.ts';
import { readTiers } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { toRedemptionView, toTierView } from './read-member.ts';
import type { StoreAddress } from './services.ts';

const NOBODY = { pending: null, member: null };

/** What a shopper's page shows; `customerId` null: nobody is logged in. */
export async function readShopper(desk: Desk, address: StoreAddress, customerId: string | null): Promise<ShopperView> {
  const { programId } = address;
  const { pool, prisma } = desk.database;
  const [rulebook, now, memberId] = await Promise.all([
    desk.library.open(programId),
    desk.database.now(),
    customerId === null ? null : findMemberByCustomer(pool, address, customerId),
  ]);
  const live = rulebook.liveAt(now);
  const program = live && (await rulebook.program(live.no));
  const [balances, tiers, codes, nextDue, member, notices] = await Promise.all([
    readBalances(pool, programId, memberId === null ? [] : [memberId]),
    readTiers(pool, programId, memberId === null ? [] : [memberId]),
    memberId === null ? [] : readOpenRedemptions(pool, programId, memberId),
    memberId === null
      ? NOBODY.pending
      : prisma.orderRecord.findFirst({
          where: { programId, memberId, pointsPending: true, pointsDueAt: { not: null } },
          orderBy: { pointsDueAt: 'asc' },
        }),
    memberId === null ? NOBODY.member : prisma.member.findUnique({ where: { programId_id: { programId, id: memberId } } }),
    memberId === null ? [] : prisma.notice.findMany({ where: { programId, memberId }, orderBy: { createdAt: 'desc' }, take: 20 }),
  ]);
  const balance = (memberId !== null && balances.get(memberId)?.[POINTS]) || EMPTY_BALANCE;
  return {
    state: rulebook.record.state === 'live' ? shopperState(member?.state) : 'paused',
    memberId,
    points: {
      available: balance.available,
      pending: balance.pending,
      debt: balance.debt,
      pendingDueAt: nextDue?.pointsDueAt ? instantToIso(nextDue.pointsDueAt.getTime()) : null,
    },
    tier: toTierView(
      memberId === null ? undefined : tiers.get(memberId),
      new Map(program?.tiers.list.map(({ id, name }) => [id, name]) ?? []),
    ),
    rewards: program ? rewardViews(program, balance.available) : [],
    codes: codes.map(toRedemptionView),
    notices: notices.map(({ key, kind, data, createdAt }) => ({ key, kind, facts: data, at: createdAt.toISOString() })),
  };
}

function shopperState(state: string | undefined): ShopperView['state'] {
  if (state === 'member' || state === 'blocked' || state === 'left') return state;
  return 'guest';
}

/** Rewards that can be bought with points, cheapest first. Whether one is really given is decided when it is redeemed. */
function rewardViews(program: Program, available: number): ShopperView['rewards'] {
  return program.rewards
    .flatMap((reward) => {
      if (!reward.active || reward.hidden) return [];
      const points =
        reward.cost.kind === 'points' && reward.cost.unit === POINTS
          ? reward.cost.points
          : reward.cost.kind === 'any-amount' && reward.cost.unit === POINTS
            ? reward.cost.min
            : null;
      if (points === null) return [];
      const missing = Math.max(0, points - available);
      return [
        {
          rewardId: reward.id,
          name: reward.name,
          points,
          missing,
          available: missing === 0,
          reason: missing === 0 ? null : `${missing} more points`,
        },
      ];
    })
    .sort((a, b) => a.points - b.points);
}
