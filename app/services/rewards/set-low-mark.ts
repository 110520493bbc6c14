import type { RewardsRefusal } from '#app/contracts/rewards.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { insertAudit } from '#app/store/programs.ts';
import { writeLowMark } from '#app/store/reward-catalogue.ts';
import type { Desk } from '../desk.ts';
import { readCatalogue } from './read-catalogue.ts';
import type { IssuingFacts } from './reward-desk.ts';

const MOST = 1_000_000;

/** Says from how many pieces or codes on a reward runs low; who did it stands in the audit. */
export async function setLowMark(
  desk: Desk,
  issuing: IssuingFacts,
  input: { readonly programId: string; readonly rewardId: string; readonly lowAt: number; readonly staffId: string },
): Promise<Result<null, RewardsRefusal>> {
  const { programId, rewardId, lowAt, staffId } = input;
  if (!Number.isSafeInteger(lowAt) || lowAt < 0 || lowAt > MOST) return refused({ reason: 'out-of-range' });
  const { rewards } = await readCatalogue(desk, issuing, programId);
  const reward = rewards.find((one) => one.rewardId === rewardId);
  if (!reward) return refused({ reason: 'unknown-reward' });
  if (reward.supply === null) return refused({ reason: 'not-counted' });
  const was = reward.supply.lowAt;
  if (was === lowAt) return accepted(null);
  await desk.database.transaction(async (client) => {
    await writeLowMark(client, programId, { rewardId, lowAt, updatedBy: staffId });
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'low-mark-changed', subject: rewardId },
      details: { was, lowAt },
    });
  });
  return accepted(null);
}
