import type { Instant } from '#app/domain/instant.ts';
import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import { lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { type RedemptionRecord, changeRedemption, lockRedemption, readEndedHolds } from '#app/store/redemptions.ts';
import type { Desk } from './desk.ts';
import { eachApart } from './each-apart.ts';
import { releaseUnused } from './end-redemption.ts';
import { endErrand } from './remove-code.ts';

const AT_ONCE = 500;

/** Holds whose code is over (24 hours after its expiry): the code is taken out of use, then the points return. An attached hold never ends. */
export async function endHolds(desk: Desk, now: Instant): Promise<number> {
  const ended = await readEndedHolds(desk.database.pool, now, AT_ONCE);
  await eachApart(ended, async ({ programId, redemption }) => {
    if (captureWayOf(redemption.reward.value.kind) === 'on-handover') await endPickup(desk, programId, redemption);
    else
      await desk.database.transaction(async (client) => {
        if (!(await changeRedemption(client, programId, { was: redemption, change: { sideState: 'returning', endReason: 'expired' } })))
          return;
        await addErrands(client, programId, [endErrand(redemption)]);
      });
    desk.wake('relay-store', { programId, storeId: redemption.storeId });
  });
  return ended.length;
}

/** What nobody came for: no platform has to be asked, so the points are back at once. */
async function endPickup(desk: Desk, programId: string, seen: RedemptionRecord): Promise<void> {
  const rulebook = await desk.library.open(programId);
  const now = await desk.database.now();
  await desk.database.transaction(async (client) => {
    const member = (await lockMembers(client, programId, [seen.memberId])).get(seen.memberId);
    const redemption = await lockRedemption(client, programId, seen.redemptionId);
    if (!redemption || (redemption.state !== 'ready' && redemption.state !== 'creating') || redemption.sideState !== null) return;
    const program = await rulebook.program(redemption.versionNo);
    const errand = await releaseUnused(client, programId, {
      redemption,
      reason: 'expired',
      now,
      program,
      erased: member?.state === 'erased',
    });
    if (errand) await addErrands(client, programId, [errand]);
  });
}
