import type { ProgramDraft } from '#app/domain/program/program.schema.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

const eur = (minor: number) => ({ EUR: minor });

/** 500 points for 5.00 off, from a pool. */
export const FIVE_OFF: RewardDraft = {
  id: 'five',
  name: '5.00 off',
  cost: { kind: 'points', points: 500 },
  value: { kind: 'amount', amounts: eur(500) },
  subscriptions: 'no',
};
/** 300 points for free shipping, from a pool. */
export const FREE_SHIPPING: RewardDraft = {
  id: 'shipping',
  name: 'Free shipping',
  cost: { kind: 'points', points: 300 },
  value: { kind: 'free-shipping', worth: eur(490) },
  subscriptions: 'no',
};
/** 100 points take 1.00 off, in steps of 100: a discount of its own. */
export const SLIDER: RewardDraft = {
  id: 'slider',
  name: 'As much as you like',
  cost: { kind: 'any-amount', step: 100, min: 100 },
  value: { kind: 'amount', amounts: eur(100) },
  subscriptions: 'no',
};
/** Given to who enters Gold. */
export const GOLD_GIFT: RewardDraft = {
  id: 'gold-gift',
  name: 'A tenth off',
  cost: { kind: 'given' },
  value: { kind: 'percent', percent: 10 },
  subscriptions: 'no',
};

/** The simulated shop sells no subscriptions: its discounts need not mention them, which saves a refused call. */
export const REWARDS: readonly RewardDraft[] = [FIVE_OFF, FREE_SHIPPING, SLIDER, GOLD_GIFT];

/** Bronze by joining, Silver from 200.00 (2×, 50 points), Gold from 500.00 (3×, a code). */
export const TIERS: NonNullable<ProgramDraft['tiers']> = {
  list: [
    { id: 'bronze', name: 'Bronze', ways: [{ kind: 'join' }] },
    {
      id: 'silver',
      name: 'Silver',
      ways: [{ kind: 'spend', window: 'rolling', atLeast: eur(20_000) }],
      multiplier: '2',
      entryReward: { points: 50 },
    },
    {
      id: 'gold',
      name: 'Gold',
      ways: [{ kind: 'spend', window: 'rolling', atLeast: eur(50_000) }],
      multiplier: '3',
      entryReward: { rewardId: 'gold-gift' },
    },
  ],
};

/** Points wait 14 days after the order was shipped. */
export const WAITING: ProgramDraft['pending'] = { shipped: { days: 14, from: 'fulfilment' } };
