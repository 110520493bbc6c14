import { describe, expect, it } from 'vitest';
import { settleOrder } from '#app/domain/decisions/settle-order.ts';
import { localWeekday, startOfLocalDay } from '#app/domain/instant.ts';
import { checkForPublish } from '#app/domain/program/check-for-publish.ts';
import { diffPrograms } from '#app/domain/program/diff-programs.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { demoProgram, startingProgram, TEMPLATES, TIER_NAME_SETS } from '#app/domain/program/templates/index.ts';
import type { TemplateInput } from '#app/domain/program/templates/index.ts';
import { invariant } from '#app/domain/result.ts';
import { countOf, wordsOf } from '#app/domain/units/unit-words.ts';
import { aCandidate, aLine, anOrder, memberFacts, NOON } from '#tests/builders.ts';

const shop = { name: 'Corner Roastery', currency: 'EUR', timeZone: 'Europe/Berlin' };
const today = '2026-11-23';

function built(id: string, input: TemplateInput): Program {
  const template = TEMPLATES.find((each) => each.id === id);
  invariant(template, `there is a template ${id}`);
  const parsed = parseProgram(template.build(input));
  invariant(parsed.ok, parsed.ok ? '' : `${id}: ${JSON.stringify(parsed.refusal)}`);
  return parsed.value;
}

const ids = TEMPLATES.map(({ id }) => id);
const currencies = ['EUR', 'USD', 'PLN', 'GBP', 'JPY', 'KWD', 'HUF', 'XYZ'];

describe('templates', () => {
  it('have ids and names of their own', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(TEMPLATES.map(({ name }) => name)).size).toBe(ids.length);
    for (const { description } of TEMPLATES) expect(description).toMatch(/^[A-Z0-9].*\.$/);
  });

  it.each(ids)('%s can be published as it is, in any currency, with and without a clock', (id) => {
    for (const currency of currencies) {
      for (const now of [undefined, NOON]) {
        const program = built(id, { ...shop, currency, ...(now === undefined ? {} : { now }) });
        expect(checkForPublish(program, { currenciesInUse: [currency], previous: null, today }).errors, `${id} ${currency}`).toEqual([]);
      }
    }
  });

  it.each(ids)('%s warns of nothing but memberships that no product sells yet', (id) => {
    const { warnings } = checkForPublish(built(id, { ...shop, now: NOON }), { currenciesInUse: ['EUR'], previous: null, today });
    expect(warnings.filter(({ path }) => !path.endsWith('.productIds'))).toEqual([]);
  });

  it.each(ids)('%s can replace what a shop began with', (id) => {
    const previous = startingProgram(shop);
    const program = built(id, { ...shop, now: NOON });
    const { errors } = checkForPublish(program, { currenciesInUse: ['EUR'], previous, today });
    expect(errors.filter(({ path }) => path !== 'expiry.startsOn')).toEqual([]);
    expect(diffPrograms(previous, program).length).toBeGreaterThan(0);
  });

  it.each(ids)('%s survives being written and read', (id) => {
    const program = built(id, { ...shop, now: NOON, locale: 'pl-PL' });
    const again = parseProgram(JSON.parse(JSON.stringify(program)));
    expect(again.ok && again.value).toEqual(program);
    expect(diffPrograms(program, program)).toEqual([]);
  });

  it('write prices as the country does', () => {
    const names = (currency: string) =>
      built('fashion', { ...shop, currency })
        .rewards.slice(0, 3)
        .map(({ name }) => name);
    expect(names('EUR')).toEqual(['€5 off', '€10 off', '€25 off']);
    expect(names('PLN')).toEqual(['PLN 20 off', 'PLN 40 off', 'PLN 100 off']);
    expect(names('JPY')).toEqual(['¥500 off', '¥1,000 off', '¥2,500 off']);
    expect(built('mug-club', { ...shop, currency: 'USD' }).earning.rules[0]).toMatchObject({ args: { points: '1', perMinor: 100 } });
    expect(built('mug-club', { ...shop, currency: 'JPY' }).earning.rules[0]).toMatchObject({ args: { points: '1', perMinor: 100 } });
    expect(built('mug-club', { ...shop, currency: 'KWD' }).earning.rules[0]).toMatchObject({ args: { points: '1', perMinor: 400 } });
  });

  it('call points by their plural in each language', () => {
    const { points } = built('mug-club', shop).units;
    expect([1, 2, 5, 22].map((count) => countOf(count, wordsOf(points, 'pl')))).toEqual([
      '1 ziarnko',
      '2 ziarnka',
      '5 ziarnek',
      '22 ziarnka',
    ]);
    expect(countOf(1, wordsOf(points, 'en'))).toBe('1 bean');
    expect(countOf(3, wordsOf(points, 'de-AT'))).toBe('3 Bohnen');
  });

  it('start their dates at the next weekend, Monday or draw; without a clock they wait', () => {
    const dated = built('double-weekend', { ...shop, now: NOON });
    expect(dated.campaigns.map(({ active, dates: { from, until } }) => ({ active, from, until }))).toEqual([
      { active: true, from: '2026-11-28', until: '2026-11-29' },
      { active: true, from: '2026-11-30', until: '2026-12-06' },
    ]);
    expect(localWeekday(startOfLocalDay('2026-11-28', shop.timeZone), shop.timeZone)).toBe(6);
    expect(built('double-weekend', shop).campaigns.map(({ active }) => active)).toEqual([false, false]);
    expect(built('cafe-draw', { ...shop, now: NOON }).rewards.at(-1)).toMatchObject({ active: true, value: { drawnOn: '2027-01-22' } });
    expect(built('cafe-draw', shop).rewards.at(-1)).toMatchObject({ active: false });
  });

  it('suggest three names for three tiers', () => {
    for (const { names } of TIER_NAME_SETS) expect(new Set(names).size).toBe(3);
    expect(TIER_NAME_SETS.map(({ id }) => id)).toEqual(expect.arrayContaining(['cafe', 'salon', 'bookshop']));
  });
});

describe('what a template gives', () => {
  const bought = ({ program, tierId = null }: { readonly program: Program; readonly tierId?: string | null }) => {
    const lines = [aLine({ lineId: '1', quantity: 2, chargedMinor: 4000, keptMinor: 4000, tags: ['coffee', 'main-course'] })];
    const order = anOrder({ channel: 'pos', locationId: 'l1', lines });
    const member = memberFacts({ tierId, ordersBefore: 0 });
    const input = {
      program,
      versionNo: 1,
      order,
      settled: null,
      storeId: 's1',
      memberId: 'm1',
      candidateContext: aCandidate({ member }),
      now: NOON,
    };
    const { settled, trace } = settleOrder(input);
    expect(trace.verdict).not.toBe('no-program-version');
    return Object.fromEntries(Object.entries(settled.targets).map(([unit, { earned }]) => [unit, earned]));
  };

  it.each<[string, Record<string, number>]>([
    ['points-for-purchases', { points: 40 }],
    ['coffee-card', { 'stamps:coffee-card': 2 }],
    ['mug-club', { points: 40 }],
    ['salon', { points: 40, 'stamps:visit-card': 1 }],
    ['restaurant', { 'stamps:meal-card': 2 }],
    ['fashion', { points: 40 }],
    ['services', { points: 40 }],
    ['bakery', { 'stamps:visit-card': 1 }],
    ['bookshop', { points: 40 }],
    ['cafe-draw', { points: 40 }],
    ['milestones', { points: 90 }],
    ['double-weekend', { points: 40 }],
    ['early-bird', { points: 40 }],
    ['blank', {}],
  ])('%s, for two coffees at 20.00', (id, earned) => {
    expect(bought({ program: built(id, { ...shop, now: NOON }) })).toEqual(earned);
  });

  it('gives every template a case above', () => {
    expect(ids).toHaveLength(14);
  });

  it('gives Gold of the fashion shop half as much again', () => {
    expect(bought({ program: built('fashion', shop), tierId: 'gold' })).toEqual({ points: 60 });
  });

  it('the sample program pays by tier, and the first order', () => {
    const program = demoProgram(shop);
    expect(bought({ program, tierId: 'bronze' })).toEqual({ points: 70 });
    expect(bought({ program, tierId: 'gold' })).toEqual({ points: 110 });
  });
});

describe('the first program of a shop', () => {
  it('gives a point for every 1.00 and promises nothing that costs money', () => {
    const program = startingProgram(shop);
    expect(program.earning.rules).toMatchObject([{ kind: 'per-amount', args: { points: '1', perMinor: 100 } }]);
    expect(program.rewards).toMatchObject([{ active: false, cost: { points: 500 }, value: { kind: 'amount', amounts: { EUR: 500 } } }]);
    expect(program.joining.welcome).toEqual({ points: null, rewardId: null });
    expect(checkForPublish(program, { currenciesInUse: ['EUR'], previous: null })).toEqual({
      errors: [],
      warnings: [{ path: 'rewards', says: { code: 'reach.nothing-to-spend-on', facts: {} } }],
    });
  });

  it('counts in units that are worth counting', () => {
    const perMinor = (currency: string) => startingProgram({ ...shop, currency }).earning.rules[0];
    expect(perMinor('PLN')).toMatchObject({ args: { perMinor: 100 } });
    expect(perMinor('JPY')).toMatchObject({ args: { perMinor: 100 } });
    expect(perMinor('KWD')).toMatchObject({ args: { perMinor: 1000 } });
    expect(perMinor('CZK')).toMatchObject({ args: { perMinor: 2500 } });
  });
});

describe('the sample program', () => {
  it('can be published, with the free bag and without', () => {
    for (const currency of currencies) {
      const context = { currenciesInUse: [currency], previous: null, today };
      expect(checkForPublish(demoProgram({ ...shop, currency, freeProductIds: ['9001'] }), context)).toEqual({ errors: [], warnings: [] });
      expect(checkForPublish(demoProgram({ ...shop, currency }), context)).toEqual({ errors: [], warnings: [] });
    }
  });

  it('has four kinds of codes to redeem', () => {
    const program = demoProgram({ ...shop, freeProductIds: ['9001'] });
    const kinds = program.rewards.filter(({ active, cost }) => active && cost.kind === 'points').map(({ value }) => value.kind);
    expect(kinds).toEqual(['free-shipping', 'amount', 'free-product', 'percent']);
  });
});
