import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import { recallCodes } from '#app/domain/decisions/recall-codes.ts';
import { withForgiven } from '#app/domain/decisions/settled-order.ts';
import { type Move, POINTS, type PostingDraft, type PostingOutcome } from '#app/domain/ledger/posting.ts';
import { invariant } from '#app/domain/result.ts';
import type { Queryable } from '#app/store/database.ts';
import { addToCounters } from '#app/store/counters.ts';
import { postDrafts, readBalances } from '#app/store/ledger.ts';
import { saveCarry } from '#app/store/members.ts';
import { type OrderWrite, writeOrders } from '#app/store/orders.ts';
import { type Errand, addErrands } from '#app/store/outbox.ts';
import { insertAuditOnce } from '#app/store/programs.ts';
import { type RedemptionRecord, changeRedemption, readOpenRedemptions } from '#app/store/redemptions.ts';
import { insertNotices, insertTierChanges, writeTiers } from '#app/store/tiers.ts';
import type { Desk } from '../desk.ts';
import { grantReward } from '../grant-reward.ts';
import { publishErrand } from '../publish-members.ts';
import { releaseUnused } from '../end-redemption.ts';
import { endErrand, removeCodeErrand, returnPointsErrand } from '../remove-code.ts';
import { type DecidedBatch, type DecidedOrder } from './decide-batch.ts';
import { dueAt } from './window-totals.ts';
import type { Batch } from './load-batch.ts';

/** Somebody else settled one of these orders meanwhile; read again and decide anew. */
export class StaleBatchError extends Error {}

/** Writes a decided batch in the caller's transaction: postings, orders, tiers, redemptions, notices and errands, all or none. */
export async function saveBatch(
  desk: Desk,
  client: Queryable,
  work: { readonly batch: Batch; readonly decided: DecidedBatch },
): Promise<void> {
  const { batch, decided } = work;
  const { programId } = batch.store;
  const outcomes = await postDrafts(
    client,
    programId,
    decided.drafts.map(({ draft }) => draft),
  );
  const byKey = checkOutcomes(decided, outcomes);
  await writeOrders(
    client,
    batch.store,
    decided.orders.map((order) => orderWrite(batch, order, byKey)),
  );
  for (const { was, change } of decided.redemptions) {
    if (!(await changeRedemption(client, programId, { was, change })))
      throw new StaleBatchError(`redemption ${was.redemptionId} changed meanwhile`);
  }
  await saveStandings(client, batch, decided);
  await addToCounters(client, programId, decided.counterDeltas);
  await saveCarry(client, programId, decided.carries);
  await insertNotices(
    client,
    programId,
    decided.notices.map(({ businessKey, kind, memberId, facts }) => ({ key: businessKey, kind, memberId, data: facts })),
  );
  await flagForeignUses(desk, client, work);
  const granted = await grantEntryRewards(desk, client, work);
  const recalled = await recallForDebt(client, batch, decided);
  const errands: Errand[] = [
    ...[...decided.touched].map((memberId) => publishErrand(batch.store.storeId, memberId)),
    ...decided.removals.map(({ redemptionId, thenReturn }) =>
      thenReturn === null
        ? removeCodeErrand(batch.store.storeId, redemptionId)
        : returnPointsErrand(batch.store.storeId, redemptionId, thenReturn),
    ),
    ...granted,
    ...recalled,
  ];
  await addErrands(client, programId, errands);
}

function checkOutcomes(decided: DecidedBatch, outcomes: readonly PostingOutcome[]): Map<string, PostingOutcome> {
  return new Map(
    decided.drafts.map(({ draft }, index) => {
      const outcome = outcomes[index];
      invariant(outcome, 'every draft has an outcome');
      if (outcome.status === 'stale') throw new StaleBatchError(`${draft.businessKey} was posted otherwise meanwhile`);
      invariant(outcome.status !== 'refused', `${draft.businessKey} was refused although its redemption was locked`);
      return [draft.businessKey, outcome];
    }),
  );
}

function orderWrite(batch: Batch, { order, decision }: DecidedOrder, outcomes: ReadonlyMap<string, PostingOutcome>): OrderWrite {
  const { snapshot, source, stored } = order;
  const outcome = decision.posting ? outcomes.get(decision.posting.businessKey) : undefined;
  const settled =
    decision.posting && outcome && (outcome.status === 'posted' || outcome.status === 'repeated')
      ? withForgiven(decision.settled, decision.posting, outcome.forgiven)
      : decision.settled;
  const due = dueAt(settled.availability);
  const standing = Object.values(settled.targets).some((target) => target.earned > target.reversed);
  return {
    orderId: snapshot.orderId,
    revision: stored?.revision ?? 0,
    name: snapshot.name,
    memberId: settled.memberId,
    snapshot,
    sourceKind: source.kind,
    sourceAt: source.at,
    placedAt: snapshot.placedAt,
    settled,
    trace: decision.trace,
    generation: settled.generation,
    spendMinor: settled.metrics.spendMinor,
    qualifyingPoints: settled.metrics.points,
    countsAsOrder: settled.metrics.countsAsOrder,
    visit: settled.metrics.visit,
    channel: snapshot.channel,
    locationId: snapshot.locationId,
    localDay: order.localDay,
    pointsDueAt: due,
    pointsPending: standing && (due === null || due > batch.now),
    waitingFor: settled.waitingFor,
    fetched: source.kind === 'fetched',
  };
}

async function saveStandings(client: Queryable, batch: Batch, decided: DecidedBatch): Promise<void> {
  const reviewed = [...batch.members.values()].filter((member) => JSON.stringify(member.tier) !== JSON.stringify(member.tierBefore?.state));
  await writeTiers(
    client,
    batch.store.programId,
    reviewed.map(({ record, tier }) => ({
      memberId: record.memberId,
      tierId: tier.tierId,
      provisional: tier.provisional,
      state: tier,
      reviewAt: tier.reviewAt,
    })),
  );
  await insertTierChanges(
    client,
    batch.store.programId,
    decided.tierChanges.map((change) => ({ ...change, occurredAt: batch.now })),
  );
}

/** A code in other hands than its member's: the points are captured all the same, and the use is put on record once. */
async function flagForeignUses(
  desk: Desk,
  client: Queryable,
  { batch, decided }: { readonly batch: Batch; readonly decided: DecidedBatch },
): Promise<void> {
  for (const { redemptionId, orderId, byMemberId } of decided.foreignUses) {
    const details = { orderId, storeId: batch.store.storeId, byMemberId };
    const line = { actorKind: 'platform', actorId: batch.store.storeId, action: 'foreign-code-use', subject: redemptionId, details };
    if (await insertAuditOnce(client, batch.store.programId, line))
      desk.log.warn({ ...details, redemptionId }, 'a reward code was used by somebody else, or twice');
  }
}

async function grantEntryRewards(
  desk: Desk,
  client: Queryable,
  work: { readonly batch: Batch; readonly decided: DecidedBatch },
): Promise<Errand[]> {
  const { batch, decided } = work;
  const errands: Errand[] = [];
  for (const { rewardId, memberId, tierId, businessKey } of decided.entryRewards) {
    if (rewardId === null || !batch.live) continue;
    errands.push(
      ...(await grantReward(desk, client, {
        store: batch.store,
        live: batch.live,
        memberId,
        rewardId,
        key: businessKey,
        origin: `tier:${tierId}`,
        now: batch.now,
      })),
    );
  }
  return errands;
}

/** With debt open, unused codes are recalled, newest first; what comes back pays the debt (rules, 2 Taking back). */
async function recallForDebt(client: Queryable, batch: Batch, decided: DecidedBatch): Promise<Errand[]> {
  const { programId } = batch.store;
  const taken = [...new Set(decided.drafts.flatMap(({ draft }) => draft.moves.flatMap((move) => membersTakenFrom(draft, move))))];
  if (taken.length === 0) return [];
  const balances = await readBalances(client, programId, taken);
  const errands: Errand[] = [];
  for (const memberId of taken) {
    const debt = balances.get(memberId)?.[POINTS]?.debt ?? 0;
    if (debt === 0) continue;
    const open = await readOpenRedemptions(client, programId, memberId);
    for (const redemptionId of recallCodes({ debt, open })) {
      const redemption = open.find((candidate) => candidate.redemptionId === redemptionId);
      if (!redemption) continue;
      const errand = await recall(client, batch, redemption);
      if (errand) errands.push(errand);
    }
  }
  return errands;
}

/** A code is taken out of use first; a thing that nobody came for is simply not promised any more. Null: somebody was faster. */
async function recall(client: Queryable, { store, live, now }: Batch, redemption: RedemptionRecord): Promise<Errand | null> {
  const { programId } = store;
  if (live && captureWayOf(redemption.reward.value.kind) === 'on-handover')
    return releaseUnused(client, programId, { redemption, reason: 'debt', now, program: live.program });
  const change = { sideState: 'returning', endReason: 'debt' } as const;
  return (await changeRedemption(client, programId, { was: redemption, change })) ? endErrand(redemption) : null;
}

/** Whom a move may leave with a debt. */
function membersTakenFrom(draft: PostingDraft, move: Move): string[] {
  if (move.kind === 'take') return [move.memberId];
  return move.kind === 'late-capture' ? [draft.memberId] : [];
}
