import { pointsCost, worthFor } from '../rewards/reward-amounts.ts';
import type { Reward } from '../rewards/reward.schema.ts';
import type { Program } from './program.schema.ts';
import { isEveryProduct } from './publish/rewards.ts';

/** What the program costs the shop. For show: plain numbers, not the books. */
export interface GiveBack {
  /** What a point costs when it is spent on the reward that gives most for it, in minor units; null: nothing with a known worth can be bought. */
  readonly perPointMinor: number | null;
  /** Points for one main unit of spend by the rules that pay on everything, before tiers and campaigns; null: there is no such rule. */
  readonly pointsPerMinor: number | null;
  /** What comes back to a member of the first tier, in percent of the spend; null where one of the two is not known. */
  readonly percent: number | null;
}

/** Works out what comes back to members at most, from the rules that pay on every product and the rewards whose worth is known. */
export function giveBackOf(program: Program): GiveBack {
  const worths = program.rewards.flatMap((reward) => {
    const per = worthOfPoint(reward, program.currency);
    return reward.active && per !== null ? [per] : [];
  });
  const perPointMinor = worths.length === 0 ? null : Math.max(...worths);
  const rates = program.earning.rules.flatMap((rule) =>
    rule.active && rule.unit === 'points' && rule.kind === 'per-amount' && isEveryProduct(rule.args.products)
      ? [Number(rule.args.points) / rule.args.perMinor]
      : [],
  );
  const pointsPerMinor = rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0);
  return {
    perPointMinor,
    pointsPerMinor,
    percent: perPointMinor === null || pointsPerMinor === null ? null : perPointMinor * pointsPerMinor * 100,
  };
}

/** What a point is worth on this reward, in minor units; null where the reward costs no points or its worth depends on the order. */
export function worthOfPoint(reward: Reward, currency: string): number | null {
  if (!('unit' in reward.cost) || reward.cost.unit !== 'points') return null;
  if (reward.value.kind === 'percent' || reward.value.kind === 'product-percent') return null;
  const worth = worthFor(reward, currency);
  if (worth === null || worth === 0) return null;
  const cost = reward.cost.kind === 'any-amount' ? reward.cost.step : pointsCost(reward);
  return cost === null ? null : worth / cost;
}
