import { localDate } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { Program } from '../program/program.schema.ts';
import { isCounted } from '../rewards/capture-way.ts';
import { amountFor } from '../rewards/reward-amounts.ts';
import type { Reward } from '../rewards/reward.schema.ts';

export interface OfferingStore {
  readonly storeId: string;
  readonly currency: string;
  readonly connected: boolean;
  /** Why the store cannot give rewards of this kind, in the engine's word; null: it can. */
  readonly cannot: string | null;
}

export type OfferingObstacle =
  | { readonly reason: 'disconnected' | 'other-stores' | 'no-redeeming' | 'no-engine' }
  | { readonly reason: 'no-value'; readonly currency: string }
  | { readonly reason: 'platform'; readonly detail: string };

/** What keeps every member of a store from a reward of the program that is on; null: nothing does. What is theirs alone (points, tier, limits) is not asked. */
export function whyNotInStore(reward: Reward, program: Program, store: OfferingStore): OfferingObstacle | null {
  if (!store.connected) return { reason: 'disconnected' };
  if (program.stores[store.storeId]?.redeems === false) return { reason: 'no-redeeming' };
  if (reward.audience.stores.length > 0 && !reward.audience.stores.includes(store.storeId)) return { reason: 'other-stores' };
  if (store.cannot !== null) return { reason: 'platform', detail: store.cannot };
  if (reward.value.kind === 'draw' || reward.cost.kind === 'card') return { reason: 'no-engine' };
  const step = reward.cost.kind === 'any-amount' ? reward.cost.step : undefined;
  if ('amounts' in reward.value && amountFor(reward, store.currency, step) === null)
    return { reason: 'no-value', currency: store.currency };
  return null;
}

export interface StandingInput {
  readonly program: Program;
  readonly paused: boolean;
  readonly now: Instant;
  /** What is left where somebody counts; null: it is not counted, or nobody has yet. */
  readonly left: number | null;
  /** How often all members had it in the period of its limit. */
  readonly used: number;
}

export type Standing = 'on' | 'hidden' | 'gift' | 'soon' | 'over' | 'gone' | 'off' | 'paused';

/** Where a reward stands for everybody today. One whose pieces must be counted, and nobody has, is gone: it cannot be redeemed. */
export function standingOf(reward: Reward, { program, paused, now, left, used }: StandingInput): Standing {
  const today = localDate(now, program.timeZone);
  if (!reward.active) return 'off';
  if (paused) return 'paused';
  if (reward.dates.until !== null && today > reward.dates.until) return 'over';
  if (reward.dates.from !== null && today < reward.dates.from) return 'soon';
  const isUsedUp = reward.limitInAll !== null && used >= reward.limitInAll.count;
  if (isUsedUp || (isCounted(reward) && (left ?? 0) <= 0)) return 'gone';
  if (reward.cost.kind === 'given') return 'gift';
  return reward.hidden ? 'hidden' : 'on';
}

/** From how few pieces or codes on a reward runs low, unless somebody says otherwise: codes go while nobody looks. */
export const USUAL_LOW_MARK = { pieces: 5, codes: 20 } as const;

/** How much there is of a counted reward, in a word. `left` null: nobody has counted it. */
export function supplyLevel(left: number | null, lowAt: number): 'plenty' | 'low' | 'none' | 'uncounted' {
  if (left === null) return 'uncounted';
  if (left <= 0) return 'none';
  return left <= lowAt ? 'low' : 'plenty';
}
