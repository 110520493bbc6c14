import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compare,
  describe as asDecimal,
  fraction,
  fromText,
  minus,
  over,
  plus,
  reduce,
  round,
  spread,
  times,
  toText,
  ZERO,
} from '#app/domain/fraction.ts';
import { expiresAt } from '#app/domain/expiry/expires-at.ts';
import { expirySchema } from '#app/domain/expiry/expiry.schema.ts';
import { addDays, instantFromIso, localMinuteOfDay } from '#app/domain/instant.ts';
import { periodKey } from '#app/domain/period.ts';
import { textHash } from '#app/domain/text-hash.ts';
import { countOf, wordsOf } from '#app/domain/units/unit-words.ts';

const fractionArb = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 9n }))
  .map(([top, bottom]) => fraction(top, bottom));

describe('fractions', () => {
  test('survive being written down', () => {
    fc.assert(fc.property(fractionArb, (value) => compare(fromText(toText(value)), value) === 0));
    expect([toText(fraction(6, 4)), toText(fraction(8, 4)), toText(ZERO), toText(reduce(fraction(-6, 4)))]).toEqual([
      '3/2',
      '2',
      '0',
      '-3/2',
    ]);
    expect(() => fromText('1/x')).toThrow(RangeError);
  });

  test('what is taken off and put back, multiplied and divided, is the same', () => {
    fc.assert(
      fc.property(fractionArb, fractionArb, (a, b) => {
        expect(compare(plus(minus(a, b), b), a)).toBe(0);
        if (b.numerator > 0n) expect(compare(over(times(a, b), b), a)).toBe(0);
      }),
    );
  });

  test('parts of a whole add up, and none is a whole step away from its share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), fc.array(fractionArb, { minLength: 1, maxLength: 8 }), (total, shares) => {
        const parts = spread(total, shares);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
        const all = shares.reduce(plus, ZERO);
        if (all.numerator === 0n) return;
        parts.forEach((part, index) => {
          const exact = over(times(fraction(total), shares[index] ?? ZERO), all);
          expect(part).toBeGreaterThanOrEqual(round(exact, 'down'));
          expect(part).toBeLessThanOrEqual(round(exact, 'down') + 1);
        });
      }),
    );
    expect(spread(7, [ZERO, ZERO])).toEqual([7, 0]);
  });

  test('read as decimals, cut where they do not end', () => {
    expect([asDecimal(fraction(399990, 4000)), asDecimal(fraction(1, 3))]).toEqual(['99.9975', '0.333333…']);
  });
});

describe('the calendar of a program', () => {
  const BERLIN = 'Europe/Berlin';

  test('periods are local', () => {
    const midnight = instantFromIso('2027-01-01T00:30:00+01:00');
    expect((['day', 'week', 'month', 'quarter', 'year', 'ever'] as const).map((per) => periodKey(per, midnight, BERLIN))).toEqual([
      '2027-01-01',
      'week:2026-12-28',
      '2027-01',
      '2027-q1',
      '2027',
      'ever',
    ]);
    expect(periodKey('day', midnight, 'America/New_York')).toBe('2026-12-31');
    // The clock goes back on this Sunday; the week still begins on Monday.
    expect(periodKey('week', instantFromIso('2026-10-25T23:30:00+01:00'), BERLIN)).toBe('week:2026-10-19');
    expect(localMinuteOfDay(midnight, BERLIN)).toBe(30);
  });

  const ends = (settings: object, at: string) => {
    const end = expiresAt(expirySchema.parse(settings), instantFromIso(at), BERLIN);
    return end === null ? null : new Intl.DateTimeFormat('sv-SE', { timeZone: BERLIN, dateStyle: 'short', timeStyle: 'short' }).format(end);
  };

  test('lots end with the local day, months later; the 31st with a shorter month', () => {
    expect(ends({ mode: { kind: 'per-lot', months: 12 } }, '2026-11-23T12:00:00+01:00')).toBe('2027-11-24 00:00');
    expect(ends({ mode: { kind: 'per-lot', months: 1 } }, '2027-01-31T23:30:00+01:00')).toBe('2027-03-01 00:00');
    expect(ends({ mode: { kind: 'per-lot', months: 6 } }, '2026-12-31T23:30:00Z')).toBe('2027-07-02 00:00');
  });

  test('nothing ends of itself without expiry, or by inactivity', () => {
    expect(ends({}, '2026-11-23T12:00:00+01:00')).toBeNull();
    expect(ends({ mode: { kind: 'inactivity', months: 12 } }, '2026-11-23T12:00:00+01:00')).toBeNull();
  });

  test('a fixed date: younger lots roll on to the next', () => {
    const yearEnd = { mode: { kind: 'fixed-date', month: 12, day: 31 } };
    expect(ends(yearEnd, '2026-06-01T12:00:00+02:00')).toBe('2027-01-01 00:00');
    expect(ends(yearEnd, '2026-11-01T12:00:00+01:00')).toBe('2028-01-01 00:00');
    expect(ends({ mode: { kind: 'fixed-date', month: 2, day: 29, youngerThanDays: 0 } }, '2026-11-01T12:00:00+01:00')).toBe(
      '2027-03-01 00:00',
    );
  });

  test('switching it on starts the clock that day', () => {
    expect(ends({ mode: { kind: 'per-lot', months: 1 }, startsOn: '2027-05-01' }, '2026-11-23T12:00:00+01:00')).toBe('2027-06-02 00:00');
    expect(addDays(0, 1)).toBe(86_400_000);
  });
});

describe('words', () => {
  test('plural forms and decimals of a unit', () => {
    const polish = wordsOf({ names: { pl: { one: 'ziarno', few: 'ziarna', many: 'ziaren', other: 'ziarna' } }, scale: 0 }, 'pl-PL');
    expect([1, 3, 5, 22].map((steps) => countOf(steps, polish))).toEqual(['1 ziarno', '3 ziarna', '5 ziaren', '22 ziarna']);
    const cash = wordsOf({ names: { en: { other: 'EUR' } }, scale: 2 }, 'de');
    expect([countOf(150, cash), countOf(5, cash), countOf(200, cash)]).toEqual(['1.50 EUR', '0.05 EUR', '2 EUR']);
    expect(countOf('0.5', wordsOf({ names: { en: { one: 'point', other: 'points' } }, scale: 0 }, 'en'))).toBe('0.5 points');
  });

  test('equal texts have equal fingerprints, and different ones do not meet', () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, index) => textHash(`text ${index}`)));
    expect(seen.size).toBe(20_000);
    expect(textHash('a')).toBe(textHash('a'));
  });
});
