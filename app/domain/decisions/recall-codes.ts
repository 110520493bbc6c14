import { POINTS } from '../ledger/posting.ts';
import type { Unit } from '../ledger/posting.ts';
import type { Redemption } from './redemption-state.ts';

/**
 * Which unused codes are called back while a debt is open: newest first, until what comes back covers the debt. What is on its way back
 * already counts; orders that were placed keep their codes.
 */
export function recallCodes(input: {
  readonly debt: number;
  readonly unit?: Unit;
  readonly open: readonly Pick<Redemption, 'redemptionId' | 'unit' | 'points' | 'state' | 'sideState' | 'createdAt'>[];
}): string[] {
  const holding = input.open.filter(({ unit, points }) => unit === (input.unit ?? POINTS) && points > 0);
  const coming = holding.filter(({ state, sideState }) => sideState === 'returning' && state !== 'captured' && state !== 'released');
  let left = input.debt - coming.reduce((sum, { points }) => sum + points, 0);
  const unused = holding.filter(({ state, sideState }) => (state === 'creating' || state === 'ready') && sideState === null);
  const newestFirst = unused.toSorted((a, b) => b.createdAt - a.createdAt || (a.redemptionId < b.redemptionId ? 1 : -1));
  const recalled: string[] = [];
  for (const { redemptionId, points } of newestFirst) {
    if (left <= 0) break;
    recalled.push(redemptionId);
    left -= points;
  }
  return recalled;
}
