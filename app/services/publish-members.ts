import { POINTS } from '#app/domain/ledger/posting.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { windowsOf } from '#app/domain/tiers/metrics.ts';
import { standingOf, type StandingInput } from '#app/domain/tiers/standing.ts';
import { heldWindows, noTier, type TierState } from '#app/domain/tiers/tier-state.ts';
import type { PublishedMember } from '#app/platforms/commerce-platform.ts';
import { EMPTY_BALANCE, readBalances } from '#app/store/ledger.ts';
import { findCustomersOfMembers, nextRevisions } from '#app/store/members.ts';
import { sumWindows } from '#app/store/orders.ts';
import type { Errand } from '#app/store/outbox.ts';
import { readTiers } from '#app/store/tiers.ts';
import type { ErrandHandler } from './errand.ts';

const PER_CALL = 25;

/**
 * One errand per member and store, whatever happened meanwhile: the newest state is read when it runs. One balance is shown at every store that knows the member,
 * so what happened at one is told at all of them.
 */
export function publishErrand(storeId: string, memberId: string): Errand {
  return { storeId, kind: 'publish-member', key: `publish:${storeId}:${memberId}`, payload: { memberId }, everywhereOf: memberId };
}

/** Writes members' balance, tier and next reward where the storefront reads them without asking us. Advisory: redeeming always asks the ledger. */
export const publishMembers: ErrandHandler = async ({ desk, platform, ref }, errands) => {
  const memberIds = [...new Set(errands.map((errand) => String(errand.payload.memberId)))];
  const { pool } = desk.database;
  const [customers, balances, tiers, revisions, rulebook, now] = await Promise.all([
    findCustomersOfMembers(pool, ref, memberIds),
    readBalances(pool, ref.programId, memberIds),
    readTiers(pool, ref.programId, memberIds),
    nextRevisions(pool, ref.programId, memberIds),
    desk.library.open(ref.programId),
    desk.database.now(),
  ]);
  const live = rulebook.liveAt(now);
  if (!live) return new Map();
  const program = await rulebook.program(live.no);
  const states = new Map(memberIds.map((id) => [id, (tiers.get(id)?.state as TierState | undefined) ?? noTier()]));
  const windows = windowsOf(program, [...states.values()].flatMap(heldWindows), now);
  const sums = await sumWindows(pool, ref.programId, { memberIds, windows, now });
  const published = customers.map(({ memberId, customerId }): PublishedMember => {
    const balance = balances.get(memberId)?.[POINTS] ?? EMPTY_BALANCE;
    const tier = program.tiers.list.find(({ id }) => id === tiers.get(memberId)?.tierId);
    return {
      customerId,
      pointsAvailable: balance.available,
      pointsPending: balance.pending,
      pointsDebt: balance.debt,
      tier: tier
        ? { id: tier.id, name: tier.name, provisional: tiers.get(memberId)?.provisional ?? false, multiplier: tier.multiplier }
        : null,
      nextTier: nextTier(program, { state: states.get(memberId) ?? noTier(), totals: sums.get(memberId) ?? new Map(), now }),
      nextReward: nextReward(program, balance.available),
      revision: revisions.get(memberId) ?? 0,
    };
  });
  for (let start = 0; start < published.length; start += PER_CALL)
    await platform.publishMembers(ref, published.slice(start, start + PER_CALL));
  return new Map();
};

/** The next tier and how far the member is, where orders lead to one. */
function nextTier(program: Program, member: Pick<StandingInput, 'state' | 'totals' | 'now'>): PublishedMember['nextTier'] {
  const { tiers: settings, currency, timeZone } = program;
  const { next } = standingOf({ settings, currency, timeZone, ...member });
  const tier = settings.list.find(({ id }) => id === next?.tierId);
  return next && tier ? { id: tier.id, name: tier.name, metric: next.metric, have: next.have, need: next.need } : null;
}

/** The cheapest reward that the balance does not reach yet. */
function nextReward(program: Program, available: number): { readonly name: string; readonly points: number } | null {
  const costs = program.rewards.flatMap((reward) =>
    reward.active && !reward.hidden && reward.cost.kind === 'points' && reward.cost.unit === POINTS && reward.cost.points > available
      ? [{ name: reward.name, points: reward.cost.points }]
      : [],
  );
  return costs.sort((a, b) => a.points - b.points)[0] ?? null;
}
