import type { StorefrontRate } from '#app/contracts/storefront.ts';

/**
 * What an amount earns at a published rate, in whole steps: factors first, then one rounding, as the order itself is counted. Whole numbers throughout, so that
 * the page says what the order will say.
 */
export function earnedOf(minor: number, rate: Pick<StorefrontRate, 'points' | 'perMinor' | 'rounding'>, multiplier: string): number {
  const share = BigInt(rate.perMinor) * 1000n;
  const value = BigInt(minor) * BigInt(rate.points) * BigInt(Math.round(Number(multiplier) * 1000));
  if (rate.rounding === 'up') return Number((value + share - 1n) / share);
  if (rate.rounding === 'nearest') return Number((value * 2n + share) / (share * 2n));
  return Number(value / share);
}
