import { decideAdjustment } from '#app/domain/decisions/adjust-points.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { postDrafts } from '#app/store/ledger.ts';
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
  const [rulebook, now, stores] = await Promise.all([desk.library.open(programId), desk.database.now(), readStores(desk.database, programId)]);
  const live = rulebook.liveAt(now);
  if (!live) return refused({ reason: 'no-program', message: 'Publish the program first.' });
  const program = await rulebook.program(live.no);
  const adjusted = await desk.database.transaction(async (client): Promise<Result<{ readonly postingId: string }, AdjustRefusal>> => {
    const member = (await lockMembers(client, programId, [memberId])).get(memberId);
    if (!member || member.state === 'merged' || member.state === 'erased') return refused({ reason: 'unknown-member', message: 'There is no such member any more.' });
    const decided = decideAdjustment({
      memberId, points: input.points, reason: input.reason, note: input.note, actor: { kind: 'staff', id: input.actorId }, isOwner: input.isOwner, adjustmentId: input.adjustmentId, program, now,
    });
    if (!decided.ok) return decided;
    const [outcome] = await postDrafts(client, programId, [decided.value]);
    if (outcome?.status === 'repeated') return accepted({ postingId: outcome.postingId });
    if (outcome?.status !== 'posted') return refused({ reason: 'already-used', message: 'This form was sent with other values before. Please reload the page.' });
    await insertAudit(client, programId, {
      actorKind: 'staff', actorId: input.actorId, action: 'points-adjusted', subject: memberId, details: { points: input.points, reason: input.reason, postingId: outcome.postingId },
    });
    await addErrands(client, programId, stores.filter(({ state }) => state === 'connected').map(({ storeId }) => publishErrand(storeId, memberId)));
    return accepted({ postingId: outcome.postingId });
  });
  if (adjusted.ok) for (const store of stores) desk.wake('relay-store', store);
  return adjusted;
}
