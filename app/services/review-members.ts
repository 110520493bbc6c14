import type { Instant } from '#app/domain/instant.ts';
import { windowsOf } from '#app/domain/tiers/metrics.ts';
import { entryRewardPosting, reviewTier } from '#app/domain/tiers/review-tier.ts';
import { type TierState, heldWindows, noTier } from '#app/domain/tiers/tier-state.ts';
import type { Queryable } from '#app/store/database.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { lockMembers } from '#app/store/members.ts';
import { sumWindows } from '#app/store/orders.ts';
import { type Errand, addErrands } from '#app/store/outbox.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import { insertNotices, insertTierChanges, readTiers, writeTiers } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { eachApart } from './each-apart.ts';
import type { ErrandHandler } from './errand.ts';
import { grantReward } from './grant-reward.ts';
import type { Rulebook } from './program-library.ts';
import { publishErrand } from './publish-members.ts';

/** Looks at members' tiers again: a join, a day that came, points that became available. Answers how many changed. */
export async function reviewMembers(desk: Desk, programId: string, memberIds: readonly string[]): Promise<number> {
  const [stores, rulebook] = await Promise.all([readStores(desk.database, programId), desk.library.open(programId)]);
  const store = stores.find(({ state }) => state === 'connected') ?? stores[0];
  if (!store) return 0;
  let changed = 0;
  await eachApart(memberIds, async (memberId) => {
    // Read before the transaction: waiting for a second connection while holding one would let busy workers starve each other.
    const now = await desk.database.now();
    const changes = await desk.database.transaction((client) => reviewMember(desk, client, { store, memberId, rulebook, now }));
    if (changes > 0) changed += 1;
  });
  if (changed > 0) desk.wake('relay-store', store);
  return changed;
}

interface Review {
  readonly store: StoreRecord;
  readonly memberId: string;
  readonly rulebook: Rulebook;
  readonly now: Instant;
}

/** Reviews one member in the caller's transaction: standing, history, entry reward, notices. Answers the number of changes. */
async function reviewMember(desk: Desk, client: Queryable, wanted: Review): Promise<number> {
  const { store, memberId, rulebook, now } = wanted;
  const { programId } = store;
  const liveVersion = rulebook.liveAt(now);
  const member = (await lockMembers(client, programId, [memberId])).get(memberId);
  if (!liveVersion || !member || member.state === 'merged' || member.state === 'erased') return 0;
  const program = await rulebook.program(liveVersion.no);
  const before = (await readTiers(client, programId, [memberId])).get(memberId);
  const state = before ? (before.state as TierState) : noTier();
  const windows = windowsOf(program, heldWindows(state), now);
  const totals = (await sumWindows(client, programId, { memberIds: [memberId], windows, now })).get(memberId) ?? new Map();
  const review = reviewTier({ program, state, totals, joined: member.state === 'member', memberId, now });
  if (JSON.stringify(review.state) !== JSON.stringify(before?.state)) {
    await writeTiers(client, programId, [
      {
        memberId,
        tierId: review.state.tierId,
        provisional: review.state.provisional,
        state: review.state,
        reviewAt: review.state.reviewAt,
      },
    ]);
  }
  await insertTierChanges(
    client,
    programId,
    review.changes.map((change) => ({ ...change, memberId, occurredAt: now })),
  );
  await insertNotices(
    client,
    programId,
    review.notices.map(({ businessKey, kind, facts }) => ({ key: businessKey, memberId, kind, data: facts })),
  );
  for (const reward of review.entryRewards) {
    const posting = entryRewardPosting({ reward, memberId, versionNo: liveVersion.no, program, now });
    if (posting) await postDrafts(client, programId, [posting]);
    if (reward.rewardId !== null) {
      const grant = {
        store,
        live: { no: liveVersion.no, program },
        memberId,
        rewardId: reward.rewardId,
        key: reward.businessKey,
        origin: `tier:${reward.tierId}`,
        now,
      };
      await addErrands(client, programId, await grantReward(desk, client, grant));
    }
  }
  if (review.changes.length > 0) await addErrands(client, programId, [publishErrand(store.storeId, memberId)]);
  return review.changes.length;
}

/** Asks for a member's tier to be looked at once the commit stands. */
export function reviewErrand(storeId: string, memberId: string): Errand {
  return { storeId, kind: 'review-member', key: `review:${memberId}`, payload: { memberId } };
}

/** A review that was asked for with a commit (a join). */
export const reviewMembersErrand: ErrandHandler = async ({ desk, ref }, errands) => {
  await reviewMembers(desk, ref.programId, [...new Set(errands.map((errand) => String(errand.payload.memberId)))]);
  return new Map();
};
