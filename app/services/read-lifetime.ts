import type { LifetimeSums, LifetimeView } from '#app/contracts/analytics.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import type { CohortRow } from '#app/store/analytics.ts';

/** More months are too many to read one by one. */
const MONTHS = 24;

/** What people bought in their time: members beside others, by tier and by the month of joining. */
export function lifetimeOf(cohorts: readonly CohortRow[], program: Program | null): LifetimeView {
  const members = cohorts.filter(({ isMember }) => isMember);
  const tiers = [{ id: '', name: '' }, ...(program?.tiers.list ?? [])];
  const months = Map.groupBy(members, ({ month }) => month);
  return {
    members: sumOf(members),
    others: sumOf(cohorts.filter(({ isMember }) => !isMember)),
    tiers: tiers.map(({ id, name }) => ({ tierId: id, name, ...sumOf(members.filter(({ tierId }) => tierId === id)) })),
    months: [...months]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .slice(-MONTHS)
      .map(([month, rows]) => ({ month, ...sumOf(rows) })),
  };
}

function sumOf(rows: readonly CohortRow[]): LifetimeSums {
  const of = (pick: (row: CohortRow) => number) => rows.reduce((sum, row) => sum + pick(row), 0);
  const each = (value: number, people: number) => (people === 0 ? null : Math.round(value / people));
  return {
    people: of(({ people }) => people),
    orders: of(({ orders }) => orders),
    valueMinor: of(({ valueMinor }) => valueMinor),
    minorIn90: each(
      of(({ value90 }) => value90),
      of(({ people90 }) => people90),
    ),
    minorIn365: each(
      of(({ value365 }) => value365),
      of(({ people365 }) => people365),
    ),
  };
}
