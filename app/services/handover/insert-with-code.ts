import { pickupCode } from '#app/domain/decisions/hand-over.ts';
import { invariant } from '#app/domain/result.ts';
import type { Queryable } from '#app/store/database.ts';
import { type RedemptionRecord, insertRedemption } from '#app/store/redemptions.ts';
import type { Desk } from '../desk.ts';

const DRAWS = 5;

/** Saves a new redemption; where its pickup code is taken in the program another one is drawn. Answers it as it was saved. The caller knows that its id is free. */
export async function insertWithCode(
  desk: Desk,
  client: Queryable,
  { programId, redemption }: { readonly programId: string; readonly redemption: RedemptionRecord },
): Promise<RedemptionRecord> {
  let wanted = redemption;
  for (let draw = 0; draw < DRAWS; draw += 1) {
    if (await insertRedemption(client, programId, wanted)) return wanted;
    // The code of a discount was drawn and kept before; only a code to be shown is free to change.
    invariant(wanted.discountId === null, `the redemption ${wanted.redemptionId} is there already`);
    wanted = { ...wanted, code: pickupCode(desk.newCode()) };
  }
  throw new Error(`no free pickup code was drawn for the redemption ${redemption.redemptionId}`);
}
