import type { Reward } from './reward.schema.ts';

/** What the reward takes off (or is issued) in a currency, in minor units; for free amounts by the points spent. Null: no such value. */
export function amountFor(reward: Reward, currency: string, points?: number): number | null {
  const { value, cost } = reward;
  if (value.kind !== 'amount' && value.kind !== 'gift-card' && value.kind !== 'store-credit') return null;
  const amount = value.amounts[currency];
  if (amount === undefined || amount === 0) return null;
  if (cost.kind !== 'any-amount') return amount;
  return points === undefined ? null : Math.floor(points / cost.step) * amount;
}

/** The smallest order on which the reward works; a fixed amount asks for at least its own value. */
export function minimumOrderFor(reward: Reward, currency: string, points?: number): number | null {
  const own = reward.minimumOrder?.[currency] ?? null;
  const least = reward.value.kind === 'amount' ? amountFor(reward, currency, points) : null;
  if (own === null) return least;
  return least === null ? own : Math.max(own, least);
}

/** What the reward is worth to the books in a currency; null where its worth depends on the order (a percentage without a cap). */
export function worthFor(reward: Reward, currency: string): number | null {
  const { value } = reward;
  switch (value.kind) {
    case 'amount':
    case 'gift-card':
    case 'store-credit':
      return value.amounts[currency] ?? null;
    case 'percent':
    case 'product-percent':
      return value.cap?.[currency] ?? null;
    default:
      return value.worth[currency] ?? null;
  }
}

/** The amounts by currency that a reward states, with the place of each in the document: publishing refuses gaps in them. */
export function amountsStated(reward: Reward): { readonly path: string; readonly amounts: Readonly<Record<string, number>> }[] {
  const { value } = reward;
  const stated: { path: string; amounts: Readonly<Record<string, number>> }[] = [];
  if (value.kind === 'amount' || value.kind === 'gift-card' || value.kind === 'store-credit') stated.push({ path: 'value.amounts', amounts: value.amounts });
  else if (value.kind === 'percent' || value.kind === 'product-percent') {
    if (value.cap !== null) stated.push({ path: 'value.cap', amounts: value.cap });
  } else stated.push({ path: 'value.worth', amounts: value.worth });
  if (reward.minimumOrder !== null) stated.push({ path: 'minimumOrder', amounts: reward.minimumOrder });
  return stated;
}

/** How many points the reward costs; null for a card's, a given one, or a free amount (then the least). */
export function pointsCost(reward: Reward): number | null {
  if (reward.cost.kind === 'points') return reward.cost.points;
  return reward.cost.kind === 'any-amount' ? reward.cost.min : null;
}
