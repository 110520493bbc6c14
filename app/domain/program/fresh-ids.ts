import type { Program } from './program.schema.ts';

/**
 * The program with new ids for what would otherwise carry the id of a thing that was removed earlier: a template that is chosen for the second time brings new
 * rewards, not the old ones with their counts and codes. `taken` holds ids by noun ("reward:cupcake").
 */
export function withFreshIds(program: Program, taken: ReadonlySet<string>): Program {
  const rewards = renamed('reward', program.rewards, taken);
  const tiers = renamed('tier', program.tiers.list, taken);
  const rewardId = (id: string | null) => (id === null ? null : (rewards.get(id) ?? id));
  return {
    ...program,
    earning: { ...program.earning, rules: withIds(program.earning.rules, renamed('rule', program.earning.rules, taken)) },
    campaigns: withIds(program.campaigns, renamed('campaign', program.campaigns, taken)),
    rewards: withIds(program.rewards, rewards),
    tiers: {
      ...program.tiers,
      list: withIds(program.tiers.list, tiers).map((tier) => ({
        ...tier,
        entryReward: tier.entryReward === null ? null : { ...tier.entryReward, rewardId: rewardId(tier.entryReward.rewardId) },
      })),
    },
  };
}

function renamed(noun: string, list: readonly { readonly id: string }[], taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  const own = new Set(list.map(({ id }) => `${noun}:${id}`));
  return new Map(
    list
      .filter(({ id }) => taken.has(`${noun}:${id}`))
      .map(({ id }) => {
        // One more number than there are ids in the way: the last one is free for certain.
        const numbers = Array.from({ length: taken.size + own.size + 1 }, (_, index) => `${id.slice(0, 56)}-${index + 2}`);
        return [id, numbers.find((next) => !taken.has(`${noun}:${next}`) && !own.has(`${noun}:${next}`)) ?? id];
      }),
  );
}

function withIds<Entry extends { readonly id: string }>(list: readonly Entry[], ids: ReadonlyMap<string, string>): Entry[] {
  return list.map((entry) => ({ ...entry, id: ids.get(entry.id) ?? entry.id }));
}
