import { describe, expect, it } from 'vitest';
import { earningWays } from '#app/domain/decisions/earning-ways.ts';
import { languagesOf, storefrontProgram } from '#app/domain/program/storefront-program.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import { aPointPerUnit, aProgram, NOON } from '#tests/builders.ts';
import { richProgram } from './rich-program.ts';
import { SAMPLE } from './sample-program.ts';

const facts = (draft: Partial<ProgramDraft>, locale = 'en') => storefrontProgram(aProgram(draft), { locale, paused: false });

describe('what everybody may know of a program', () => {
  it('speaks the language that is asked for, and falls back piece by piece', () => {
    const draft: Partial<ProgramDraft> = {
      locale: 'de',
      units: {
        points: {
          names: { en: { one: 'bean', other: 'beans' }, pl: { one: 'ziarnko', few: 'ziarnka', many: 'ziarnek', other: 'ziarnka' } },
        },
      },
      texts: { de: { tagline: 'Hallo', rules: 'Regeln' }, en: { tagline: 'Hello', 'how-1': 'Buy' }, pl: { tagline: 'Cześć' } },
    };
    expect(facts(draft, 'pl-PL').texts).toEqual({ rules: 'Regeln', 'how-1': 'Buy', tagline: 'Cześć' });
    expect(facts(draft, 'pl-PL').unit).toMatchObject({ locale: 'pl', forms: { many: 'ziarnek' } });
    expect(facts(draft, 'fi').texts).toMatchObject({ tagline: 'Hello' });
    expect(languagesOf(aProgram(draft), ['en', 'ru'])).toEqual(['de', 'en', 'pl', 'ru']);
  });

  it('shows hidden tiers to nobody but those who have reached them', () => {
    const tier = (id: string, hidden: boolean) => ({ id, name: id, ways: [{ kind: 'join' as const }], hidden });
    const program = aProgram({ tiers: { list: [tier('a', false), tier('b', true), tier('c', true)] } });
    const seen = (reachedTierId: string | null) =>
      storefrontProgram(program, { locale: 'en', paused: false, reachedTierId }).tiers.map(({ tierId }) => tierId);
    expect([seen(null), seen('b'), seen('c'), seen('gone')]).toEqual([['a'], ['a', 'b'], ['a', 'b', 'c'], ['a']]);
  });

  it('says where the button stands and what colour the shop has', () => {
    const branding = { brandColour: '#1a2b3c', launcher: { side: 'start' as const } };
    expect(facts({ branding }).look).toEqual({
      brandColour: '#1a2b3c',
      logoUrl: null,
      launcher: { side: 'start', offset: 20, hidden: false },
    });
    for (const wrong of [
      { brandColour: 'red' },
      { logoUrl: 'http://shop.example/x.png' },
      { logoUrl: 'https://x/"onerror=1' },
      { launcher: { side: 'left' } },
      { launcher: { offset: -1 } },
    ])
      expect(parseProgram({ ...aProgram(), branding: wrong }).ok, JSON.stringify(wrong)).toBe(false);
  });

  it('tells nothing of what is only the shop’s business', () => {
    const seen = JSON.stringify(storefrontProgram(richProgram(), { locale: 'en', paused: false }));
    expect(seen).not.toMatch(/liability|budget|segments|"arms"|breakage|holdout|redeeming|takeBack|reviewAbove/);
  });
});

describe('the rate', () => {
  it('is there when one rule says it all, with decimals made whole', () => {
    expect(facts({}).rate).toMatchObject({ points: 1, perMinor: 100, rounding: 'down' });
    expect(facts({ earning: { rules: [aPointPerUnit('0.25')], rounding: 'carry' } }).rate).toMatchObject({
      points: 25,
      perMinor: 10_000,
      rounding: 'down',
    });
    expect(facts({ worth: { exclude: { collections: ['7'], productTypes: ['Gift'] } } }).rate?.excluded).toEqual({
      ...{ productIds: [], collectionIds: ['7'], tags: [], vendors: [], types: ['Gift'] },
    });
  });

  it.each<[string, Partial<ProgramDraft>]>([
    ['two rules', { earning: { rules: [aPointPerUnit(), { id: 'p', name: 'P', kind: 'per-order', args: { points: 5 } }] } }],
    [
      'a minimum',
      { earning: { rules: [{ id: 'a', name: 'A', kind: 'per-amount', args: { points: '1', perMinor: 100, minimumMinor: 500 } }] } },
    ],
    [
      'some products',
      { earning: { rules: [{ id: 'a', name: 'A', kind: 'per-amount', args: { points: '1', perMinor: 100, products: { tags: ['x'] } } }] } },
    ],
    ['some days', { earning: { rules: [{ ...aPointPerUnit(), dates: { weekdays: [1] } }] } }],
    ['some members', { earning: { rules: [{ ...aPointPerUnit(), audience: { channels: ['pos'] } }] } }],
    ['a cap', { earning: { rules: [{ ...aPointPerUnit(), maxPerOrder: 50 }] } }],
    ['a campaign', { campaigns: [{ id: 'd', name: 'D', kind: 'multiplier', times: '2' }] }],
    ['cashback', { earning: { rules: [{ ...aPointPerUnit(), unit: 'cashback:EUR' }] } }],
  ])('must be asked for when there is %s', (_what, draft) => {
    expect(facts(draft).rate).toBeNull();
  });
});

describe('the ways to earn', () => {
  const ways = (draft: Partial<ProgramDraft> | null, parts: Partial<Parameters<typeof earningWays>[0]> = {}) =>
    earningWays({
      ...{
        program: draft === null ? SAMPLE : aProgram(draft),
        storeId: 's1',
        memberId: 'm1',
        joined: true,
        tierId: null,
        ordersBefore: 0,
        now: NOON,
      },
      ...parts,
    });

  it('are those whose engine pays, with what is done already', () => {
    expect(ways(null, { joined: false }).map(({ ruleId, state }) => [ruleId, state])).toEqual([
      ['welcome', 'open'],
      ['every-order', 'open'],
      ['first-order', 'open'],
    ]);
    expect(ways(null, { ordersBefore: 1 }).map(({ state }) => state)).toEqual(['done', 'open', 'done']);
  });

  it('leave out what does not hold now or is for others, and keep what is bound to a place', () => {
    const rule = (id: string, parts: object) => ({ ...aPointPerUnit(), id, ...parts });
    const rules = [
      rule('over', { dates: { until: '2026-11-22' } }),
      rule('gold', { audience: { tiers: ['gold'] } }),
      rule('till', { audience: { channels: ['pos'] } }),
      rule('off', { active: false }),
    ];
    const draft: Partial<ProgramDraft> = { earning: { rules }, tiers: { list: [{ id: 'gold', name: 'Gold', ways: [{ kind: 'join' }] }] } };
    expect(ways(draft).map(({ ruleId }) => ruleId)).toEqual(['till']);
    expect(ways(draft, { tierId: 'gold' }).map(({ ruleId }) => ruleId)).toEqual(['gold', 'till']);
  });

  it('say how much in numbers that a page can show', () => {
    const draft: Partial<ProgramDraft> = {
      earning: {
        rules: [aPointPerUnit('0.5'), { id: 'x', name: 'X', kind: 'product-multiple', args: { times: '1.50', products: { tags: ['x'] } } }],
      },
      campaigns: [{ id: 'c', name: 'C', kind: 'extra-rate', points: '2', perMinor: 100 }],
    };
    expect(ways(draft)).toMatchObject([
      { kind: 'per-amount', points: null, rate: { points: 5, perMinor: 1_000 } },
      { kind: 'product-multiple', times: '1.5', rate: null },
      { kind: 'campaign-extra-rate', rate: { points: 2, perMinor: 100 } },
    ]);
  });
});
