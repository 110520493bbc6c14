import { readDiscount, readPlannedCodes, readRemovedCodes, replaceFailedCode, savePrepared } from '#app/store/reward-codes.ts';
import { endUnmade } from '#app/store/redemptions.ts';
import type { ErrandContext, ErrandHandler } from './errand.ts';
import { publishErrand } from './publish-members.ts';
import { removeCodeErrand } from './remove-code.ts';
import { type ClaimedErrand, addErrands } from '#app/store/outbox.ts';

/** Puts planned codes of a discount on the platform. The codes were saved before, so that a repeat after an unclear answer finds them. */
export const prepareCodes: ErrandHandler = async ({ desk, platform, ref }, errands) => {
  const answers = new Map<string, 'done' | { readonly waitSeconds: number }>();
  for (const errand of errands) {
    const discountId = String(errand.payload.discountId);
    const discount = await readDiscount(desk.database.pool, ref.programId, discountId);
    const codes = discount ? await readPlannedCodes(desk.database.pool, ref.programId, discountId) : [];
    if (!discount || codes.length === 0) continue;
    const prepared = await platform.prepareCodes(ref, discount.description, discount.platformRef, codes);
    const failed = prepared.failed.map(({ code }) => code);
    await desk.database.transaction(async (client) => {
      const members = await savePrepared(client, ref.programId, {
        discountId,
        platformRef: prepared.discountRef,
        ready: prepared.ready,
        failed,
      });
      for (const code of failed) await replaceFailedCode(client, ref, { from: code, to: desk.newCode() });
      await addErrands(
        client,
        ref.programId,
        members.map((memberId) => publishErrand(ref.storeId, memberId)),
      );
    });
    if (failed.length > 0)
      desk.log.warn(
        { storeId: ref.storeId, discountId, failed: failed.length, reason: prepared.failed[0]?.reason },
        'the platform refused codes of a pool; others take their place',
      );
    // Taken back while the platform was making it: nobody waits for it any more.
    for (const code of await readRemovedCodes(desk.database.pool, ref, prepared.ready))
      await platform.removeCode(ref, prepared.discountRef, code);
    const left = await readPlannedCodes(desk.database.pool, ref.programId, discountId);
    if (left.length > 0) answers.set(errand.id, { waitSeconds: 1 });
  }
  return answers;
};

/** The platform refuses this discount for good: what was redeemed for it is given back. Codes that nobody waits for stay planned, so that no more are added. */
export async function abandonCodes({ desk, ref }: ErrandContext, errands: readonly ClaimedErrand[]): Promise<void> {
  for (const errand of errands) {
    await desk.database.transaction(async (client) => {
      const ended = await endUnmade(client, ref, String(errand.payload.discountId));
      await addErrands(
        client,
        ref.programId,
        ended.map((redemptionId) => removeCodeErrand(ref.storeId, redemptionId)),
      );
    });
  }
}
