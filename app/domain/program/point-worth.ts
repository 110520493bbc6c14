import type { Program } from './program.schema.ts';

/** What one point is worth in the books, exactly: so many minor units of the program's currency for so many points. */
export interface PointWorth {
  readonly minor: number;
  readonly points: number;
}

/** As the program says, else as its cheapest reward that is worth money and is bought with points; null where there is none (rules, 9 Liability). */
export function pointWorth(program: Program): PointWorth | null {
  const stated = program.liability.per100Points?.[program.currency];
  if (stated !== undefined) return { minor: stated, points: 100 };
  const priced = program.rewards.flatMap(({ active, cost, value }): PointWorth[] => {
    if (!active || !(cost.kind === 'points' || cost.kind === 'any-amount') || cost.unit !== 'points') return [];
    const minor = 'amounts' in value ? value.amounts[program.currency] : 'worth' in value ? value.worth[program.currency] : undefined;
    return minor === undefined || minor === 0 ? [] : [{ minor, points: cost.kind === 'points' ? cost.points : cost.step }];
  });
  return priced.toSorted((a, b) => a.points - b.points)[0] ?? null;
}
