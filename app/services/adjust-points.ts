import { decideAdjustment } from '#app/domain/decisions/adjust-points.ts';
import { type Result, accepted, invariant, refused } from '#app/domain/result.ts';
import { findAdjustment, postDrafts } from '#app/store/ledger.ts';
import { lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';
import { answerRefusal, RefusedInside, spendAllowance } from './staff/spend-allowance.ts';
import type { AdjustInput } from './services.ts';

interface AdjustRefusal {
  readonly reason: string;
  readonly message: string;
}

const OTHER_ADJUSTMENT: AdjustRefusal = {
  reason: 'already-used',
  message: 'Under this number something else was done already. Load the page again and look at the history before you repeat it.',
};
const NO_POINTS: AdjustRefusal = { reason: 'no-points', message: 'Say how many points to give or take, as a whole number.' };

/** Staff gives or takes points, with a reason; down stops at 0. The client makes `adjustmentId`: a repeat answers the first one. Tiers do not see it. */
export async function adjustPoints(desk: Desk, input: AdjustInput): Promise<Result<{ readonly postingId: string }, AdjustRefusal>> {
  const { programId, memberId } = input;
  if (!Number.isSafeInteger(input.points)) return refused(NO_POINTS);
  const [rulebook, now, stores] = await Promise.all([
    desk.library.open(programId),
    desk.database.now(),
    readStores(desk.database, programId),
  ]);
  const live = rulebook.liveAt(now);
  if (!live) return refused({ reason: 'no-program', message: 'Publish the program first.' });
  const program = await rulebook.program(live.no);
  const adjusting = desk.database.transaction(async (client): Promise<Result<{ readonly postingId: string }, AdjustRefusal>> => {
    const member = (await lockMembers(client, programId, [memberId])).get(memberId);
    if (!member || member.state === 'merged' || member.state === 'erased')
      return refused({ reason: 'unknown-member', message: 'There is no such member any more.' });
    const earlier = await findAdjustment(client, programId, `adjust:${input.adjustmentId}`);
    if (earlier !== null) return isSame(earlier, input) ? accepted({ postingId: earlier.postingId }) : refused(OTHER_ADJUSTMENT);
    const { actorId: staffId, points, allowance } = input;
    const spent = await spendAllowance(client, programId, { staffId, points, allowance, program, now });
    if (!spent.ok) return spent;
    const decided = decideAdjustment({
      memberId,
      points: input.points,
      reason: input.reason,
      note: input.note,
      actor: { kind: 'staff', id: input.actorId },
      isOwner: input.isOwner,
      adjustmentId: input.adjustmentId,
      givenToday: spent.value.givenBefore,
      program,
      now,
    });
    if (!decided.ok) throw new RefusedInside(decided.refusal);
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
  const adjusted = await adjusting.catch(answerRefusal);
  if (adjusted.ok) for (const store of stores) desk.wake('relay-store', store);
  return adjusted;
}

/** A repeat asks for what was asked before; where nobody noted that, for as many points given, or no fewer than there were to take. */
function isSame(earlier: NonNullable<Awaited<ReturnType<typeof findAdjustment>>>, { memberId, points }: AdjustInput): boolean {
  if (earlier.memberId !== memberId) return false;
  if (earlier.asked !== null) return earlier.asked === points;
  return points > 0 ? earlier.given === points : earlier.given === 0 && earlier.taken <= -points;
}
