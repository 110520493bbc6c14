import { describe, expect, it } from 'vitest';
import { tryOrder } from '#app/domain/decisions/try-order.ts';
import { checkForPublish } from '#app/domain/program/check-for-publish.ts';
import { giveBackOf } from '#app/domain/program/give-back.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import { startingProgram, TEMPLATES } from '#app/domain/program/templates/index.ts';
import { offeredTemplates } from '#app/domain/program/templates/offered-templates.ts';
import { shapeProgram } from '#app/domain/program/templates/shape-program.ts';
import { everythingWorks } from '#app/domain/program/what-works.ts';
import { aPointPerUnit, aProgram, NOON } from '#tests/builders.ts';

const shop = { name: 'Corner Roastery', currency: 'EUR', timeZone: 'Europe/Berlin', now: NOON };
const AS_IT_IS = { name: 'Bean Club', unit: null, backPercent: null, brandColour: null };

function offered(id: string, input = shop) {
  const found = offeredTemplates(input).find(({ template }) => template.id === id);
  if (!found) throw new Error(`${id} is not offered`);
  return found.program;
}

describe('the templates of the first run', () => {
  it('promise nothing that Rung does not do', () => {
    const ids = offeredTemplates(shop).map(({ template }) => template.id);
    expect(ids).toEqual(expect.arrayContaining(['cafe', 'shop-with-tiers', 'bakery-visits', 'points-for-purchases', 'blank']));
    // Referrals, perks that need bookkeeping, memberships, cards and draws have no engine yet.
    for (const id of ['fashion', 'mug-club', 'coffee-card', 'cafe-draw', 'milestones', 'early-bird']) expect(ids).not.toContain(id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThan(TEMPLATES.length + 6);
  });

  it.each(['EUR', 'USD', 'PLN', 'JPY', 'KWD', 'HUF'])('can replace what a shop began with, in %s, without a warning', (currency) => {
    const input = { ...shop, currency };
    for (const { template, program } of offeredTemplates(input)) {
      const context = { currenciesInUse: [currency], previous: startingProgram(input), today: '2026-11-23' };
      const { errors, warnings } = checkForPublish(program, context);
      expect(errors, template.id).toEqual([]);
      expect(warnings, template.id).toEqual([]);
    }
  });

  it.each([
    ['cafe', { tierId: 'second', points: 62 }],
    ['shop-with-tiers', { tierId: 'third', points: 75 }],
    ['bakery-visits', { tierId: null, points: 10 }],
  ])('%s pays what its preview says', (id, { tierId, points }) => {
    expect(tryOrder(offered(id), { amountMinor: 5000, tierId, channel: 'pos', orderNumber: 2, now: NOON })).toBe(points);
  });
});

describe('a template made the shop’s own', () => {
  it('has the shop’s name, words and colour, and is still a program', () => {
    const program = shapeProgram(offered('cafe'), {
      name: 'Bean Club',
      unit: { one: 'star', other: 'stars' },
      backPercent: null,
      brandColour: '#1a2b3c',
    });
    expect(program).toMatchObject({ name: 'Bean Club', branding: { brandColour: '#1a2b3c' } });
    expect(program.units.points.names['en']).toEqual({ one: 'star', other: 'stars' });
    expect(parseProgram(program).ok).toBe(true);
    expect(shapeProgram(offered('cafe'), AS_IT_IS).rewards).toEqual(offered('cafe').rewards);
  });

  it.each([1, 3, 5, 10, 20])('gives back about %s percent when asked to', (backPercent) => {
    for (const id of ['cafe', 'shop-with-tiers', 'points-for-purchases']) {
      const { percent } = giveBackOf(shapeProgram(offered(id), { ...AS_IT_IS, backPercent }));
      expect(Math.abs((percent ?? 0) - backPercent) / backPercent, id).toBeLessThan(0.1);
    }
  });

  it('keeps its costs where nothing is paid by amount', () => {
    const program = shapeProgram(offered('bakery-visits'), { ...AS_IT_IS, backPercent: 20 });
    expect(program.rewards).toEqual(offered('bakery-visits').rewards);
  });

  it('says what is missing when a word was left out', () => {
    const program = shapeProgram(offered('cafe'), { ...AS_IT_IS, unit: { one: 'star', other: '' } });
    const parsed = parseProgram(program);
    expect(parsed.ok ? [] : parsed.refusal.map(({ path }) => path)).toEqual(['units.points.names.en.other']);
  });
});

describe('a trial order', () => {
  const trial = { amountMinor: 5000, tierId: null, channel: 'web' as const, orderNumber: 2, now: NOON };

  it('is settled like a real one: rounding, minimum, first order, campaign of the day', () => {
    const program = aProgram({
      earning: {
        rules: [aPointPerUnit('1', 300), { id: 'first', name: 'First', kind: 'first-order', args: { points: 50, minimumMinor: 6000 } }],
      },
      campaigns: [
        { id: 'monday', name: 'Monday', kind: 'multiplier', times: '2', dates: { weekdays: [1] } },
        { id: 'tuesday', name: 'Tuesday', kind: 'bonus', points: 7, dates: { weekdays: [2] } },
      ],
    });
    expect(tryOrder(program, trial)).toBe(33);
    expect(tryOrder(program, { ...trial, orderNumber: 1 })).toBe(33);
    expect(tryOrder(program, { ...trial, orderNumber: 1, amountMinor: 6000 })).toBe(90);
    expect(tryOrder(program, { ...trial, now: NOON + 86_400_000 })).toBe(23);
  });

  it('earns nothing with nothing, and ignores a day of going live that is still to come', () => {
    const program = aProgram({ orders: { goesLiveOn: '2030-01-01' } });
    expect(tryOrder(program, { ...trial, amountMinor: 0 })).toBe(0);
    expect(tryOrder(program, trial)).toBe(50);
  });
});

describe('what comes back', () => {
  const reward = (points: number, minor: number) => ({
    id: `r${points}`,
    name: 'Off',
    cost: { kind: 'points' as const, points },
    value: { kind: 'amount' as const, amounts: { EUR: minor } },
  });

  it('is reckoned by the reward that gives most for a point', () => {
    const program = aProgram({ rewards: [reward(100, 500), reward(200, 1200), { ...reward(1, 500), id: 'off', active: false }] });
    expect(giveBackOf(program)).toEqual({ perPointMinor: 6, pointsPerMinor: 0.01, percent: 6 });
  });

  it('is not known without such a reward or such a rule', () => {
    expect(giveBackOf(aProgram())).toEqual({ perPointMinor: null, pointsPerMinor: 0.01, percent: null });
    expect(giveBackOf(aProgram({ earning: { rules: [] }, rewards: [reward(100, 500)] })).percent).toBeNull();
  });
});

describe('pitfalls before publishing', () => {
  const spend = (minor: number) => [{ kind: 'spend' as const, window: 'rolling' as const, atLeast: { EUR: minor } }];
  const warningsOf = (parts: Parameters<typeof aProgram>[0]) =>
    checkForPublish(aProgram(parts), { currenciesInUse: ['EUR'], previous: null, today: '2026-11-23' }).warnings.map(({ path }) => path);
  const rewards = [
    {
      id: 'five',
      name: '5.00 off',
      cost: { kind: 'points' as const, points: 50 },
      value: { kind: 'amount' as const, amounts: { EUR: 500 } },
    },
  ];

  it('warn of tiers that stand too close', () => {
    const tiers = (second: number) => ({
      list: [
        { id: 'silver', name: 'Silver', ways: spend(50_000) },
        { id: 'gold', name: 'Gold', ways: spend(second), multiplier: '2' },
      ],
    });
    expect(warningsOf({ rewards, tiers: tiers(52_000) })).toEqual(['tiers.list.1.ways.0']);
    expect(warningsOf({ rewards, tiers: tiers(60_000) })).toEqual([]);
  });

  it('warn of a factor that the margin will hardly bear', () => {
    const tiers = (multiplier: string) => ({ list: [{ id: 'gold', name: 'Gold', ways: spend(50_000), multiplier }] });
    expect(warningsOf({ rewards, tiers: tiers('3') })).toEqual(['tiers.list.0.multiplier']);
    expect(warningsOf({ rewards, tiers: tiers('2.5') })).toEqual([]);
  });
});

describe('what works', () => {
  it('is everything in a plain program, and not in one that promises more', () => {
    expect(everythingWorks(aProgram())).toBe(true);
    expect(everythingWorks(aProgram({ birthday: { points: 10 } }))).toBe(false);
    expect(
      everythingWorks(
        aProgram({ rewards: [{ id: 'mug', name: 'Mug', cost: { kind: 'points', points: 9 }, value: { kind: 'item', worth: {} } }] }),
      ),
    ).toBe(true);
    expect(
      everythingWorks(
        aProgram({
          rewards: [{ id: 'cinema', name: 'Cinema', cost: { kind: 'points', points: 9 }, value: { kind: 'voucher', worth: {} } }],
        }),
      ),
    ).toBe(false);
    expect(
      everythingWorks(aProgram({ earning: { rules: [{ id: 'j', name: 'Join', kind: 'action', args: { action: 'join', points: 5 } }] } })),
    ).toBe(false);
  });
});
