import { captureWayOf } from '#app/domain/rewards/capture-way.ts';
import type { Errand } from '#app/store/outbox.ts';
import { markCodeRemoved, readDiscount } from '#app/store/reward-codes.ts';
import { type RedemptionRecord, readRedemption } from '#app/store/redemptions.ts';
import { endRedemption, returnSpentPoints } from './end-redemption.ts';
import type { ErrandContext, ErrandHandler } from './errand.ts';
import { removeValueErrand } from './issuing/hand-out.ts';

/** Asks for a redemption's code to be taken out of use; its points come back only after the platform confirmed that (rules, 4.4). */
export function removeCodeErrand(storeId: string, redemptionId: string): Errand {
  return { storeId, kind: 'remove-code', key: `remove-code:${redemptionId}`, payload: { redemptionId } };
}

/** A captured code whose order came back as a whole: the code is removed first, then `backTotal` points return (rules, 4.5). */
export function returnPointsErrand(storeId: string, redemptionId: string, backTotal: number): Errand {
  return { storeId, kind: 'return-points', key: `return-points:${redemptionId}`, payload: { redemptionId, backTotal } };
}

/** What ends a redemption that is returning: its code is taken out of use, or its value taken back. */
export function endErrand({ storeId, redemptionId, reward }: Pick<RedemptionRecord, 'storeId' | 'redemptionId' | 'reward'>): Errand {
  return captureWayOf(reward.value.kind) === 'on-issue'
    ? removeValueErrand(storeId, redemptionId)
    : removeCodeErrand(storeId, redemptionId);
}

export const removeCode: ErrandHandler = async ({ desk, platform, ref }, errands) => {
  const answers = new Map<string, 'done' | { readonly waitSeconds: number }>();
  for (const errand of errands) {
    const redemptionId = String(errand.payload.redemptionId);
    const redemption = await readRedemption(desk.database.pool, ref.programId, redemptionId);
    if (redemption?.sideState !== 'returning') continue;
    if (await isCodeDead({ desk, platform, ref }, redemption)) await endRedemption(desk, ref, redemptionId);
    else answers.set(errand.id, { waitSeconds: 2 });
  }
  return answers;
};

export const returnPoints: ErrandHandler = async ({ desk, platform, ref }, errands) => {
  const answers = new Map<string, 'done' | { readonly waitSeconds: number }>();
  for (const errand of errands) {
    const redemption = await readRedemption(desk.database.pool, ref.programId, String(errand.payload.redemptionId));
    if (redemption?.state !== 'captured') continue;
    if (await isCodeDead({ desk, platform, ref }, redemption))
      await returnSpentPoints(desk, ref, { redemptionId: redemption.redemptionId, backTotal: Number(errand.payload.backTotal) });
    else answers.set(errand.id, { waitSeconds: 2 });
  }
  return answers;
};

/** Takes the code out of use on the platform; true when the platform confirmed it (or never heard of it). Asked even where no answer ever named the discount. */
async function isCodeDead(
  { desk, platform, ref }: Pick<ErrandContext, 'desk' | 'platform' | 'ref'>,
  redemption: RedemptionRecord,
): Promise<boolean> {
  // What people hand over is known to no platform.
  if (!redemption.code || captureWayOf(redemption.reward.value.kind) === 'on-handover') return true;
  const discount = redemption.discountId ? await readDiscount(desk.database.pool, ref.programId, redemption.discountId) : null;
  if ((await platform.removeCode(ref, discount?.platformRef ?? null, redemption.code)) !== 'removed') return false;
  // Noted at once: a paid order may have captured the redemption meanwhile, and then nothing else would say that its code is gone.
  await markCodeRemoved(desk.database.pool, ref, redemption.code);
  return true;
}
