import type { Instant } from '#app/domain/instant.ts';
import { addErrands } from '#app/store/outbox.ts';
import { changeRedemption, readEndedHolds } from '#app/store/redemptions.ts';
import type { Desk } from './desk.ts';
import { eachApart } from './each-apart.ts';
import { removeCodeErrand } from './remove-code.ts';

const AT_ONCE = 500;

/** Holds whose code is over (24 hours after its expiry): the code is taken out of use, then the points return. An attached hold never ends. */
export async function endHolds(desk: Desk, now: Instant): Promise<number> {
  const ended = await readEndedHolds(desk.database.pool, now, AT_ONCE);
  await eachApart(ended, async ({ programId, redemption }) => {
    await desk.database.transaction(async (client) => {
      if (!(await changeRedemption(client, programId, { was: redemption, change: { sideState: 'returning', endReason: 'expired' } })))
        return;
      await addErrands(client, programId, [removeCodeErrand(redemption.storeId, redemption.redemptionId)]);
    });
    desk.wake('relay-store', { programId, storeId: redemption.storeId });
  });
  return ended.length;
}
