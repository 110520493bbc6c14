import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, localYear } from '#app/domain/instant.ts';
import { isMetricWay, reaches, totalsIn, windowsOf } from '#app/domain/tiers/metrics.ts';
import { grantTier, heldWindows, lockTier } from '#app/domain/tiers/tier-state.ts';
import type { TierState } from '#app/domain/tiers/tier-state.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { aProgram } from '#tests/builders.ts';
import { runs } from '#tests/setup/soak.ts';
import { TierMember, noon } from './tier-member.ts';

const START = noon('2025-06-01');
const windows = fc.constantFrom('lifetime' as const, 'rolling' as const, 'calendar-year' as const);

/** Three to five tiers whose thresholds rise, each measured in any window. */
const programs: fc.Arbitrary<Program> = fc
  .record({
    windows: fc.array(windows, { minLength: 3, maxLength: 5 }),
    joins: fc.boolean(),
    graceDays: fc.constantFrom(0, 7, 30),
    downBy: fc.constantFrom('one-step' as const, 'to-what-the-metric-supports' as const),
    provisional: fc.boolean(),
  })
  .map(({ windows: kinds, joins, ...settings }) =>
    aProgram({
      tiers: {
        ...settings,
        list: kinds.map((window, index) => ({
          id: `t${index}`,
          name: `Tier ${index}`,
          entryReward: { points: 10 },
          ways: index === 0 && joins ? [{ kind: 'join' as const }] : [{ kind: 'points' as const, window, atLeast: (index + 1) * 100 }],
        })),
      },
    }),
  );

const steps = fc.array(
  fc.record({
    days: fc.integer({ min: 0, max: 200 }),
    does: fc.oneof(
      fc.record({
        kind: fc.constant('order' as const),
        id: fc.integer({ min: 0, max: 5 }),
        points: fc.integer({ min: 0, max: 600 }),
        pendingDays: fc.integer({ min: 0, max: 60 }),
      }),
      fc.record({
        kind: fc.constant('grant' as const),
        tier: fc.integer({ min: 0, max: 5 }),
        days: fc.option(fc.integer({ min: 1, max: 300 })),
      }),
      fc.record({
        kind: fc.constant('lock' as const),
        tier: fc.integer({ min: 0, max: 5 }),
        days: fc.option(fc.integer({ min: 1, max: 60 })),
      }),
      fc.constant({ kind: 'nothing' as const }),
    ),
  }),
  { maxLength: 14 },
);

/** Plays a story and looks at every review. */
function play(
  program: Program,
  story: typeof steps extends fc.Arbitrary<infer Value> ? Value : never,
  look: (member: TierMember, now: number, before: TierState) => void,
): void {
  const member = new TierMember(program);
  let now = START;
  for (const { days, does } of story) {
    now += days * DAY_MS;
    if (does.kind === 'order') {
      const known = member.orders.get(String(does.id));
      member.orders.set(String(does.id), {
        placedAt: known?.placedAt ?? now,
        availableAt: known?.availableAt ?? now + does.pendingDays * DAY_MS,
        points: does.points,
        spendMinor: does.points,
        countsAsOrder: true,
        visit: false,
      });
    }
    const until = 'days' in does && does.days !== null ? now + does.days * DAY_MS : null;
    if (does.kind === 'grant')
      member.state = grantTier(member.state, { kind: 'manual', tierId: `t${does.tier}`, from: now, until, origin: 'staff:1' });
    if (does.kind === 'lock') member.state = lockTier(member.state, { tierId: `t${does.tier}`, until });
    const before = member.state;
    member.review(now);
    look(member, now, before);
  }
}

describe('reviews', () => {
  it('are idempotent: a second look at the same facts changes nothing', () => {
    fc.assert(
      fc.property(programs, steps, (program, story) => {
        play(program, story, (member, now) => {
          const again = member.look(now);
          expect(again.changes).toEqual([]);
          expect(again.entryRewards).toEqual([]);
          expect(again.notices).toEqual([]);
          expect(again.state).toEqual(member.state);
        });
      }),
      { numRuns: runs(150) },
    );
  });

  it('never leave a member above what any source supports, nor below what the metric supports', () => {
    fc.assert(
      fc.property(programs, steps, (program, story) => {
        const rank = (tierId: string | null) => program.tiers.list.findIndex(({ id }) => id === tierId);
        let held = -1;
        play(program, story, (member, now, before) => {
          const { state } = member;
          const reached = supported(program, member, { now, years: [0] });
          // Last year's orders still count: until they are judged, and then for this year.
          const reachable = supported(program, member, { now, years: [0, 1] });
          const granted = [
            ...state.sources.filter(({ kind }) => kind !== 'earned').map(({ tierId }) => tierId),
            state.lock?.tierId ?? null,
          ].map(rank);
          const earnedBefore = before.sources.filter(({ kind }) => kind === 'earned').map(({ tierId }) => rank(tierId));
          expect(rank(state.tierId)).toBeLessThanOrEqual(Math.max(held, reachable, ...granted, ...earnedBefore));
          if (state.lock === null || rank(state.lock.tierId) < 0) expect(rank(state.tierId)).toBeGreaterThanOrEqual(reached);
          else expect(state.tierId).toBe(state.lock.tierId);
          expect(rank(state.confirmedTierId)).toBeLessThanOrEqual(rank(state.tierId));
          if (state.provisional) expect(rank(state.tierId)).toBeLessThanOrEqual(reachable);
          if (state.provisional) expect(rank(state.tierId)).toBeGreaterThan(rank(state.confirmedTierId));
          held = Math.max(-1, ...state.sources.map(({ tierId }) => rank(tierId)));
        });
      }),
      { numRuns: runs(150) },
    );
  });

  it('always look ahead, and name every notice and entry reward once', () => {
    fc.assert(
      fc.property(programs, steps, (program, story) => {
        const member = new TierMember(program);
        const keys: string[] = [];
        let now = START;
        for (const { days, does } of story) {
          now += days * DAY_MS;
          if (does.kind === 'order')
            member.order(String(does.id), does.points, `${new Date(now).toISOString().slice(0, 10)} +${does.pendingDays}`);
          const decision = member.review(now);
          keys.push(
            ...decision.notices.map(({ businessKey }) => businessKey),
            ...decision.entryRewards.map(({ businessKey }) => businessKey),
          );
          if (decision.reviewAt !== null) expect(decision.reviewAt).toBeGreaterThan(now);
          expect(decision.reviewAt).toBe(decision.state.reviewAt);
        }
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: runs(150) },
    );
  });
});

/** The highest tier that the metrics reach by themselves, with the calendar years so many years back. */
function supported(program: Program, member: TierMember, at: { readonly now: number; readonly years: readonly number[] }): number {
  const windows = windowsOf(program, heldWindows(member.state), at.now);
  const sums = new Map(windows.map((window) => [window.key, totalsIn([...member.orders.values()], window, at.now).reached]));
  const thisYear = localYear(at.now, program.timeZone);
  return program.tiers.list.findLastIndex((tier) =>
    tier.ways.some((way) => {
      if (way.kind === 'join') return member.joined;
      if (!isMetricWay(way)) return false;
      const keys = way.window === 'calendar-year' ? at.years.map((back) => `year:${thisYear - back}`) : [way.window];
      return keys.some((key) => {
        const totals = sums.get(key);
        return totals !== undefined && reaches(way, totals, program.currency);
      });
    }),
  );
}
