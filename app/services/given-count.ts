import type { Instant } from '#app/domain/instant.ts';
import { periodKey } from '#app/domain/period.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { addToCounters, lockCounters, readCounters } from '#app/store/counters.ts';
import type { Queryable } from '#app/store/database.ts';

interface Given {
  readonly reward: Reward;
  /** When it was redeemed, and where the calendar hangs that its limit is counted by. */
  readonly at: Instant;
  readonly timeZone: string;
}

/** How often all members together redeemed a reward in the period of its limit, under lock; null where there is no limit in all. */
export async function countGiven(client: Queryable, programId: string, given: Given): Promise<number | null> {
  const key = keyOf(given);
  return key === null ? null : ((await lockCounters(client, programId, [key])).get(key) ?? 0);
}

/** One more was redeemed (1), or one that was redeemed then was given back (−1). */
export async function noteGiven(client: Queryable, programId: string, given: Given & { readonly times: 1 | -1 }): Promise<void> {
  const key = keyOf(given);
  if (key !== null) await addToCounters(client, programId, new Map([[key, given.times]]));
}

/** The same for several rewards as it stands now, by reward id, for show; rewards without a limit in all are absent. */
export async function readGiven(
  client: Queryable,
  programId: string,
  asked: { readonly rewards: readonly Reward[]; readonly at: Instant; readonly timeZone: string },
): Promise<Map<string, number>> {
  const keys = new Map(asked.rewards.map((reward) => [reward.id, keyOf({ reward, at: asked.at, timeZone: asked.timeZone })]));
  const counted = await readCounters(
    client,
    programId,
    [...keys.values()].filter((key) => key !== null),
  );
  return new Map([...keys].flatMap(([id, key]): [string, number][] => (key === null ? [] : [[id, counted.get(key) ?? 0]])));
}

function keyOf({ reward, at, timeZone }: Given): string | null {
  return reward.limitInAll === null ? null : `given:${reward.id}:${periodKey(reward.limitInAll.per, at, timeZone)}`;
}
