import type { StorefrontCode, StorefrontRedeemed, StorefrontReward, StorefrontView } from '#app/contracts/storefront.ts';
import type { Answer, RungClient } from './rung-client.ts';
import { wait } from './wait.ts';

const ASK_AGAIN_MS = 1_000;
const MOST_QUESTIONS = 12;

/** The shopper's side of redeeming. A reward that was asked for keeps its id until there is an answer, so that a second tap or a lost answer redeems once. */
export interface Redeeming {
  /** Redeems, and waits until the code works (most do at once). `points`: what to spend of a free amount. */
  redeem(reward: StorefrontReward, points: number | null): Promise<Answer<StorefrontCode>>;
  undo(redemptionId: string): Promise<Answer<StorefrontRedeemed>>;
}

export function createRedeeming(client: RungClient): Redeeming {
  const asked = new Map<string, string>();
  return {
    async redeem(reward, points) {
      const key = `${reward.rewardId}:${points ?? ''}`;
      const redemptionId = asked.get(key) ?? crypto.randomUUID();
      asked.set(key, redemptionId);
      const body = { rewardId: reward.rewardId, redemptionId, ...(points === null ? {} : { points }) };
      const answer = await client.post<StorefrontRedeemed>('shopper/redeem', body);
      // Nobody knows whether an unanswered request arrived: only an answer ends its id.
      if (answer.ok || answer.problem.code !== 'offline') asked.delete(key);
      if (!answer.ok) return answer;
      return untilReady(client, answer.value.redemption);
    },
    undo: (redemptionId) => client.post('shopper/undo', { redemptionId }),
  };
}

/** A code that is made on demand takes the platform a second or two. */
async function untilReady(client: RungClient, code: StorefrontCode): Promise<Answer<StorefrontCode>> {
  let newest = code;
  for (let question = 0; newest.state === 'creating' && question < MOST_QUESTIONS; question += 1) {
    await wait(ASK_AGAIN_MS);
    const view = await client.get<StorefrontView>('shopper/me');
    const found = view.ok ? view.value.codes.find(({ redemptionId }) => redemptionId === code.redemptionId) : undefined;
    newest = found ?? newest;
  }
  return { ok: true, value: newest };
}
