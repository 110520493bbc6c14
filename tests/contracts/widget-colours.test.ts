import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contrast, isDark, readableOn, tokensOf } from '#extensions/shared/storefront/colours.ts';

const AA = 4.5;
const colour = fc.integer({ min: 0, max: 0xffffff }).map((bits) => `#${bits.toString(16).padStart(6, '0')}`);

describe('the colours of the pages', () => {
  test('measure contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2);
  });

  test('keep every text readable whatever the brand colour is, on light pages and dark ones', () => {
    fc.assert(
      fc.property(colour, fc.boolean(), (brand, dark) => {
        const tokens = tokensOf(brand, dark);
        const pairs: readonly (readonly [string, string])[] = [
          [tokens.onBrand, tokens.brand],
          [tokens.onBrand, tokens.brandHover],
          [tokens.onAccent, tokens.accent],
          [tokens.onAccent, tokens.accentHover],
          [tokens.accent, tokens.surface],
          [tokens.accent, tokens.raised],
          [tokens.text, tokens.surface],
          [tokens.text, tokens.raised],
          [tokens.quiet, tokens.surface],
          [tokens.quiet, tokens.raised],
        ];
        for (const [text, ground] of pairs) expect(contrast(text, ground)).toBeGreaterThanOrEqual(AA);
        // The bar is told from its track, and a ring from what it stands on.
        expect(contrast(tokens.accent, tokens.line)).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 2_000 },
    );
  });

  test('leave a brand colour that reads well as it is', () => {
    expect(tokensOf('#6f4423', false)).toMatchObject({ brand: '#6f4423', onBrand: '#ffffff', accent: '#6f4423' });
    expect(tokensOf('#ffd400', false)).toMatchObject({ brand: '#ffd400', onBrand: '#000000' });
  });

  test('take a neutral ink where there is no brand colour, or none that can be read', () => {
    for (const none of [null, 'red', '#fff', 'javascript:1']) expect(tokensOf(none, false).brand).toBe('#1f2a37');
  });

  test('say which text a colour wants', () => {
    expect(readableOn('#000000')).toBe('#ffffff');
    expect(readableOn('#ffffff')).toBe('#000000');
  });

  test('tell a dark page from a light one, and admit when they cannot', () => {
    expect(isDark('rgb(20, 20, 20)')).toBe(true);
    expect(isDark('rgb(250, 249, 245)')).toBe(false);
    expect(isDark('rgba(0, 0, 0, 0)')).toBeNull();
    expect(isDark('color(srgb 1 1 1)')).toBeNull();
  });
});
