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

/**
 * The smallest order on which the reward works. A fixed amount asks for at least its own value; where a reward may pay only a share of the
 * cart, for as much as makes its value that share.
 */
export function minimumOrderFor(reward: Reward, currency: string, points?: number): number | null {
  const own = reward.minimumOrder?.[currency] ?? null;
  const amount = reward.value.kind === 'amount' ? amountFor(reward, currency, points) : null;
  if (amount === null) return own;
  const share = reward.capPercentOfCart;
  // Hundredths of a percent keep the division exact enough to round up by.
  const least = share === null || share === 0 ? amount : Math.max(amount, Math.ceil((amount * 10_000) / Math.round(share * 100)));
  return own === null ? least : Math.max(own, least);
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
  if (value.kind === 'amount' || value.kind === 'gift-card' || value.kind === 'store-credit')
    stated.push({ path: 'value.amounts', amounts: value.amounts });
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
