import { decideAdjustment } from '#app/domain/decisions/adjust-points.ts';
import { type Result, accepted, invariant, refused } from '#app/domain/result.ts';
import { findPosting, postDrafts } from '#app/store/ledger.ts';
import { lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';
import type { AdjustInput } from './services.ts';

interface AdjustRefusal {
  readonly reason: string;
  readonly message: string;
}

/** Staff gives or takes points, with a reason; down stops at 0. The client makes `adjustmentId`: a repeat answers the first one. Tiers do not see it. */
export async function adjustPoints(desk: Desk, input: AdjustInput): Promise<Result<{ readonly postingId: string }, AdjustRefusal>> {
  const { programId, memberId } = input;
  const [rulebook, now, stores] = await Promise.all([
    desk.library.open(programId),
    desk.database.now(),
    readStores(desk.database, programId),
  ]);
  const live = rulebook.liveAt(now);
  if (!live) return refused({ reason: 'no-program', message: 'Publish the program first.' });
  const program = await rulebook.program(live.no);
  const adjusted = await desk.database.transaction(async (client): Promise<Result<{ readonly postingId: string }, AdjustRefusal>> => {
    const member = (await lockMembers(client, programId, [memberId])).get(memberId);
    if (!member || member.state === 'merged' || member.state === 'erased')
      return refused({ reason: 'unknown-member', message: 'There is no such member any more.' });
    const earlier = await findPosting(client, programId, `adjust:${input.adjustmentId}`);
    if (earlier !== null) return accepted({ postingId: earlier });
    const decided = decideAdjustment({
      memberId,
      points: input.points,
      reason: input.reason,
      note: input.note,
      actor: { kind: 'staff', id: input.actorId },
      isOwner: input.isOwner,
      adjustmentId: input.adjustmentId,
      program,
      now,
    });
    if (!decided.ok) return decided;
    const [outcome] = await postDrafts(client, programId, [decided.value]);
    invariant(outcome?.status === 'posted', 'an adjustment under a new key is always posted');
    await insertAudit(client, programId, {
      actorKind: 'staff',
      actorId: input.actorId,
      action: 'points-adjusted',
      subject: memberId,
      details: { points: input.points, reason: input.reason, postingId: outcome.postingId },
    });
    await addErrands(
      client,
      programId,
      stores.filter(({ state }) => state === 'connected').map(({ storeId }) => publishErrand(storeId, memberId)),
    );
    return accepted({ postingId: outcome.postingId });
  });
  if (adjusted.ok) for (const store of stores) desk.wake('relay-store', store);
  return adjusted;
}
