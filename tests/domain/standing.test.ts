import { describe, expect, it } from 'vitest';
import { NO_TOTALS, type Totals, type WindowTotals } from '#app/domain/tiers/metrics.ts';
import { standingOf } from '#app/domain/tiers/standing.ts';
import { noTier, type TierSource, type TierState } from '#app/domain/tiers/tier-state.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { aProgram, NOON } from '#tests/builders.ts';

type Ways = NonNullable<NonNullable<ProgramDraft['tiers']>['list']>[number]['ways'];

const spend = (minor: number, window: 'lifetime' | 'rolling' | 'calendar-year' = 'rolling'): Ways => [
  { kind: 'spend', window, atLeast: { EUR: minor } },
];

function ladder(silver: Ways, gold: Ways, hidden = false) {
  const list = [
    { id: 'bronze', name: 'Bronze', ways: [{ kind: 'join' as const }] },
    { id: 'silver', name: 'Silver', ways: silver },
    { id: 'gold', name: 'Gold', ways: gold, hidden },
  ];
  return aProgram({ tiers: { list } });
}

function source(tierId: string, parts: Partial<TierSource> = {}): TierSource {
  return {
    kind: 'earned',
    tierId,
    from: 0,
    until: null,
    window: 'rolling',
    provisional: false,
    origin: null,
    planId: null,
    perksPaused: false,
    ...parts,
  };
}

function stateAt(tierId: string, parts: Partial<TierState> = {}): TierState {
  const carried = source(tierId);
  return {
    ...noTier(),
    tierId,
    confirmedTierId: tierId,
    carriedBy: { kind: 'earned', window: carried.window },
    sources: [carried],
    ...parts,
  };
}

function totals(key: string, sums: Partial<Totals>): ReadonlyMap<string, WindowTotals> {
  const all = { ...NO_TOTALS, ...sums };
  return new Map([[key, { reached: all, carried: all }]]);
}

const look = (program: ReturnType<typeof ladder>, state: TierState, sums: ReadonlyMap<string, WindowTotals>) =>
  standingOf({ settings: program.tiers, currency: 'EUR', timeZone: 'Europe/Berlin', state, totals: sums, now: NOON });

describe('the way up', () => {
  it('leads from no tier past the one that comes with joining to the first that orders lead to', () => {
    const seen = look(ladder(spend(15_000), spend(40_000)), noTier(), totals('rolling', { spendMinor: 6_000 }));
    expect(seen).toEqual({
      tierId: null,
      provisional: false,
      until: null,
      next: { tierId: 'silver', metric: 'spend', have: 6_000, need: 15_000 },
      keep: null,
    });
  });

  it('goes by the way on which the member is farthest', () => {
    const ways: Ways = [
      ...spend(40_000),
      { kind: 'orders', window: 'rolling', atLeast: 10 },
      { kind: 'visits', window: 'lifetime', atLeast: 4 },
    ];
    const seen = look(ladder(spend(15_000), ways), stateAt('silver'), totals('rolling', { spendMinor: 20_000, orders: 7, visits: 3 }));
    expect(seen.next).toEqual({ tierId: 'gold', metric: 'orders', have: 7, need: 10 });
  });

  it('passes over tiers that are hidden, paid for, or have no threshold in the currency', () => {
    expect(look(ladder(spend(15_000), spend(40_000), true), stateAt('silver'), totals('rolling', { spendMinor: 20_000 })).next).toBeNull();
    expect(look(ladder([{ kind: 'invitation' }], spend(40_000)), noTier(), new Map()).next?.tierId).toBe('gold');
    const zloty: Ways = [{ kind: 'spend', window: 'rolling', atLeast: { PLN: 100 } }];
    expect(look(ladder(zloty, spend(40_000)), noTier(), new Map()).next?.tierId).toBe('gold');
  });

  it('ends at the top', () => {
    expect(look(ladder(spend(15_000), spend(40_000)), stateAt('gold'), totals('rolling', { spendMinor: 50_000 })).next).toBeNull();
  });
});

describe('keeping a tier', () => {
  const program = ladder(spend(15_000), spend(40_000));

  it('asks nothing while the metric supports it', () => {
    expect(look(program, stateAt('silver'), totals('rolling', { spendMinor: 15_000 }))).toMatchObject({ keep: null, until: null });
  });

  it('says until when and how much once it falls under', () => {
    const endsAt = NOON + 12 * 86_400_000;
    const seen = look(program, stateAt('silver', { endsAt }), totals('rolling', { spendMinor: 9_000 }));
    expect(seen).toMatchObject({ until: endsAt, keep: { metric: 'spend', have: 9_000, need: 15_000, until: endsAt } });
    const justNow = look(program, stateAt('silver'), totals('rolling', { spendMinor: 9_000 }));
    expect(justNow.keep?.until).toBe(NOON + 30 * 86_400_000);
  });

  it('of a calendar year ends when that year is judged, after the days of grace', () => {
    const yearly = ladder(spend(15_000, 'calendar-year'), spend(40_000, 'calendar-year'));
    const state = stateAt('silver', { carriedBy: { kind: 'earned', window: 'year:2026' } });
    const seen = look(yearly, state, totals('year:2026', { spendMinor: 100 }));
    expect(new Date(seen.keep!.until).toISOString()).toBe('2027-01-30T23:00:00.000Z');
    expect(seen.until).toBe(seen.keep!.until);
    expect(look(yearly, state, totals('year:2026', { spendMinor: 20_000 })).keep).toBeNull();
  });

  it.each<[string, Partial<TierState>]>([
    ['provisional', { provisional: true }],
    ['of a lifetime', { carriedBy: { kind: 'earned', window: 'lifetime' } }],
    ['given by staff', { carriedBy: { kind: 'manual', window: null } }],
    ['locked', { carriedBy: null }],
  ])('is nothing one can do for a tier that is %s', (_what, parts) => {
    expect(look(program, stateAt('silver', parts), totals('rolling', { spendMinor: 0 })).keep).toBeNull();
  });

  it('of a tier that is no more shows none', () => {
    expect(look(program, stateAt('platinum'), new Map())).toMatchObject({ tierId: null, until: null, next: { tierId: 'silver' } });
  });
});
