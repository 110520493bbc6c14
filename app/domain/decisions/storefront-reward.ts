import { captureWayOf } from '../rewards/capture-way.ts';
import { type RewardOffer, rewardValue } from './reward-offers.ts';

/** An offer as shoppers' pages and the editor's preview show it; amounts in the store's currency. */
export function storefrontReward({ reward, cost, minimumMinor, missing, reason, reasonFact }: RewardOffer, currency: string) {
  return {
    rewardId: reward.id,
    name: reward.name,
    description: reward.description,
    picture: reward.picture,
    value: rewardValue(reward, currency, null),
    cost,
    minimumMinor,
    validDays: captureWayOf(reward.value.kind) !== 'on-issue' || ('expires' in reward.value && reward.value.expires) ? reward.validDays : 0,
    boundToCustomer: reward.boundToCustomer,
    missing,
    available: reason === null,
    reason,
    reasonFact,
  };
}
