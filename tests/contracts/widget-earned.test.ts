import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { earnedOf } from '#extensions/shared/storefront/earned.ts';
import { ThemeBlocks } from '#tests/simulator/storefront-liquid.ts';

const blocks = new ThemeBlocks();

/** What the product block of the theme says, for a price in minor units of EUR. */
async function lineOf(
  price: number,
  rate: { points: number; perMinor: number; rounding: string },
  options: { multiplier?: string; scale?: 0 | 1 | 2 } = {},
) {
  const { multiplier = '1', scale = 0 } = options;
  const tiers = [{ tierId: 'base', name: 'Base', multiplier, ways: [], perks: [] }];
  const program = {
    currency: 'EUR',
    paused: false,
    unit: { locale: 'en', scale, forms: { one: 'bean', other: 'beans' } },
    rate: { ...rate, excluded: { productIds: [], collectionIds: [], tags: ['gift'], vendors: [], types: [] } },
    tiers,
  };
  const html = await blocks.render(
    'product-points',
    { locale: 'en', currency: 'EUR' },
    {
      globals: {
        app: { metafields: { rung: { program: { value: { revision: 1, program, locales: {} } } } } },
        customer: { metafields: { '$app:rung': { member: { value: { points: 0, tier: { id: 'base' } } } } } },
        request: { locale: { iso_code: 'en' } },
        cart: { currency: { iso_code: 'EUR' } },
        product: { id: 1, tags: [], collections: [], variants: [], selected_or_first_available_variant: { id: 2, price } },
      },
    },
  );
  return /data-rung-text[^>]*>([^<]*)</.exec(html)?.[1]?.trim() ?? null;
}

describe('what a price earns, as the page says it', () => {
  test.each([
    ['14 at 1 per 10 PLN, 99.99', 9_999, { points: 1, perMinor: 1_000, rounding: 'down' }, '1', 9],
    ['14 at 2×', 9_999, { points: 1, perMinor: 1_000, rounding: 'down' }, '2', 19],
    ['31: 1 point per 3.00, 1.5×, 2.00', 200, { points: 1, perMinor: 300, rounding: 'down' }, '1.5', 1],
    ['11: 3 points per 1000', 1_234, { points: 3, perMinor: 1_000, rounding: 'down' }, '1', 3],
    ['nearest', 150, { points: 1, perMinor: 100, rounding: 'nearest' }, '1', 2],
    ['up', 101, { points: 1, perMinor: 100, rounding: 'up' }, '1', 2],
  ] as const)('%s', (...[, minor, rate, multiplier, points]) => {
    expect(earnedOf(minor, rate, multiplier)).toBe(points);
  });

  test('Liquid and the script count the same', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          price: fc.integer({ min: 1, max: 500_000 }),
          points: fc.integer({ min: 1, max: 20 }),
          perMinor: fc.integer({ min: 1, max: 2_000 }),
          rounding: fc.constantFrom('down' as const, 'nearest' as const, 'up' as const),
          multiplier: fc.constantFrom('1', '1.25', '1.5', '2', '3.333'),
        }),
        async ({ price, multiplier, ...rate }) => {
          const expected = earnedOf(price, rate, multiplier);
          const amount = `${new Intl.NumberFormat('en').format(expected)}\u00a0${expected === 1 ? 'bean' : 'beans'}`;
          expect(await lineOf(price, rate, { multiplier })).toBe(expected === 0 ? '' : `Earn ${amount}`);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a scale is shown as the unit has it', async () => {
    expect(await lineOf(12_345, { points: 1, perMinor: 1, rounding: 'down' }, { scale: 2 })).toBe('Earn 123.45\u00a0beans');
    expect(await lineOf(123_456_789, { points: 1, perMinor: 1, rounding: 'down' })).toBe('Earn 123,456,789\u00a0beans');
  });
});
