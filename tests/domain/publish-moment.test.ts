import { describe, expect, it } from 'vitest';
import { instantFromIso } from '#app/domain/instant.ts';
import { checkForPublish } from '#app/domain/program/check-for-publish.ts';
import { loyaltyRate } from '#app/domain/program/loyalty-rate.ts';
import { pickVersion } from '#app/domain/program/pick-version.ts';
import { startExpiryClock } from '#app/domain/program/start-expiry-clock.ts';
import { aProgram } from '#tests/builders.ts';
import { SAMPLE, sampleWith } from './sample-program.ts';

describe('the clock of expiry', () => {
  const never = sampleWith((draft) => (draft.expiry.mode = { kind: 'none' }));

  it('starts on the day that expiry is turned on or tightened, unless a later one was chosen', () => {
    expect(startExpiryClock(SAMPLE, never, '2026-11-23').expiry.startsOn).toBe('2026-11-23');
    const chosen = sampleWith((draft) => (draft.expiry.startsOn = '2027-01-01'));
    expect(startExpiryClock(chosen, never, '2026-11-23')).toBe(chosen);
    const past = sampleWith((draft) => (draft.expiry.startsOn = '2020-01-01'));
    expect(startExpiryClock(past, never, '2026-11-23').expiry.startsOn).toBe('2026-11-23');
    const sooner = sampleWith((draft) => (draft.expiry.mode = { kind: 'inactivity', months: 6, resetBy: ['order'] }));
    expect(startExpiryClock(sooner, SAMPLE, '2026-11-23').expiry.startsOn).toBe('2026-11-23');
  });

  it('runs on where nothing got stricter', () => {
    const later = sampleWith((draft) =>
      Object.assign(draft.expiry, { mode: { kind: 'inactivity', months: 24, resetBy: ['order', 'visit', 'redemption', 'action'] } }),
    );
    expect(startExpiryClock(later, SAMPLE, '2026-11-23')).toBe(later);
    expect(startExpiryClock(never, SAMPLE, '2026-11-23')).toBe(never);
  });

  it('then lets the program be published', () => {
    const ready = startExpiryClock(SAMPLE, never, '2026-11-23');
    expect(checkForPublish(ready, { currenciesInUse: ['EUR'], previous: never }).errors).toEqual([]);
  });
});

describe('the version that was live', () => {
  const versions = [
    { no: 2, effectiveAt: 200 },
    { no: 1, effectiveAt: 100 },
    { no: 3, effectiveAt: 150 },
  ];

  it.each<[number, number | null]>([
    [99, null],
    [100, 1],
    [149, 1],
    [150, 3],
    [200, 3],
    [1000, 3],
  ])('at %i is %s', (placedAt, no) => {
    expect(pickVersion(versions, placedAt)?.no ?? null).toBe(no);
  });

  it('gives way to the one before when its season ends', () => {
    const season = [...versions, { no: 4, effectiveAt: 300, effectiveUntil: 400 }];
    expect([299, 300, 399, 400].map((moment) => pickVersion(season, moment)?.no)).toEqual([3, 4, 4, 3]);
  });
});

describe('the loyalty rate', () => {
  const program = aProgram({
    currencies: [
      {
        code: 'PLN',
        rates: [
          { from: '2026-06-01', rate: '4.25' },
          { from: '2026-01-01', rate: '4.00' },
        ],
      },
      { code: 'USD', rates: [] },
    ],
  });

  it.each<[string, string, string | null]>([
    ['EUR', '2026-03-01T12:00:00Z', '1'],
    ['PLN', '2026-03-01T12:00:00Z', '4.00'],
    ['PLN', '2026-05-31T21:59:59Z', '4.00'],
    ['PLN', '2026-05-31T22:00:00Z', '4.25'],
    ['PLN', '2030-01-01T00:00:00Z', '4.25'],
    ['PLN', '2025-12-31T22:59:59Z', null],
    ['PLN', '2025-12-31T23:00:00Z', '4.00'],
    ['USD', '2026-03-01T12:00:00Z', null],
    ['ZAR', '2026-03-01T12:00:00Z', null],
  ])('of %s at %s is %s', (currency, moment, rate) => {
    expect(loyaltyRate(program, currency, instantFromIso(moment))).toBe(rate);
  });
});
