import type { Instant } from '#app/domain/instant.ts';
import { addErrands } from '#app/store/outbox.ts';
import { readLeftIssues } from '#app/store/issued-values.ts';
import type { Desk } from '../desk.ts';
import { askUnaskedStores } from './abilities.ts';
import { issueErrand, removeValueErrand } from './hand-out.ts';

const AT_ONCE = 500;

/** No value stays undecided because its errand was given up: each gets a new one, as long as its store is connected. */
export async function handOutLeft(desk: Desk, now: Instant): Promise<Record<string, number>> {
  const left = await readLeftIssues(desk.database.pool, AT_ONCE);
  for (const { programId, storeId, redemptionId, isReturning } of left) {
    await addErrands(desk.database.pool, programId, [
      isReturning ? removeValueErrand(storeId, redemptionId) : issueErrand(storeId, redemptionId),
    ]);
    desk.wake('relay-store', { programId, storeId });
  }
  return { left: left.length, asked: await askUnaskedStores(desk, now) };
}
