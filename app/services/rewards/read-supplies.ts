import type { RewardSupply } from '#app/contracts/rewards.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { isCounted } from '#app/domain/rewards/capture-way.ts';
import { USUAL_LOW_MARK, supplyLevel } from '#app/domain/decisions/where-offered.ts';
import { readLowMarks } from '#app/store/reward-catalogue.ts';
import { readStock } from '#app/store/reward-stock.ts';
import type { Desk } from '../desk.ts';
import type { IssuingFacts } from './reward-desk.ts';

/** What is left of everything that is counted. */
export interface Supplies {
  /** Of a reward; null: it is not counted. */
  of(reward: Reward): RewardSupply | null;
  /** Of a list of codes. */
  ofCodes(rewardId: string): RewardSupply;
  readonly pools: readonly { readonly rewardId: string; readonly rewardName: string; readonly free: number }[];
}

/** Reads the counted stock, the lists of codes and from where on each runs low. Lists are only asked for where `lists` says that there are any. */
export async function readSupplies(
  desk: Desk,
  issuing: IssuingFacts,
  { programId, lists }: { readonly programId: string; readonly lists: boolean },
): Promise<Supplies> {
  const { pool } = desk.database;
  const [stock, marks, pools] = await Promise.all([
    readStock(pool, programId),
    readLowMarks(pool, programId),
    lists ? issuing.readPools(programId) : [],
  ]);
  const supply = (kind: RewardSupply['kind'], rewardId: string, left: number | null): RewardSupply => {
    const lowAt = marks.get(rewardId) ?? USUAL_LOW_MARK[kind];
    return { kind, left, lowAt, level: supplyLevel(left, lowAt) };
  };
  const ofCodes = (rewardId: string) => supply('codes', rewardId, pools.find((one) => one.rewardId === rewardId)?.free ?? 0);
  return {
    pools,
    ofCodes,
    of(reward) {
      if (!isCounted(reward)) return null;
      return reward.value.kind === 'voucher' ? ofCodes(reward.id) : supply('pieces', reward.id, stock.get(reward.id) ?? null);
    },
  };
}
