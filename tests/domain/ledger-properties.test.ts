import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays } from '#app/domain/instant.ts';
import { aProgram, NOON } from '#tests/builders.ts';
import { aPosting, asJson, Books } from './books.ts';

const lotArb = fc.record({ points: fc.integer({ min: 1, max: 500 }), days: fc.option(fc.integer({ min: 8, max: 900 }), { nil: null }) });

test('redeemed and taken back: the very same lots, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(lotArb, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 100 }), (lots, percent) => {
      const books = new Books(aProgram());
      lots.forEach(({ points, days }, index) =>
        books.give(points, `lot${index}`, { expiresAt: days === null ? null : addDays(NOON, days) }),
      );
      const before = asJson(books.lots());
      const points = Math.max(1, Math.floor((books.balance().available * percent) / 100));
      books.post({ ...aPosting('hold'), moves: [{ kind: 'hold', unit: 'points', points, redemptionId: 'r' }] });
      expect(books.balance().held).toBe(points);
      books.post({ ...aPosting('release'), moves: [{ kind: 'release', unit: 'points', redemptionId: 'r', extendTo: addDays(NOON, 7) }] });
      expect(asJson(books.lots())).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

test('points neither appear nor vanish: every unit is where some transfer put it', () => {
  fc.assert(
    fc.property(
      fc.array(lotArb, { minLength: 1, maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 6 }),
      (lots, spends) => {
        const books = new Books(aProgram());
        lots.forEach(({ points, days }, index) =>
          books.give(points, `lot${index}`, { expiresAt: days === null ? null : addDays(NOON, days) }),
        );
        spends.forEach((points, index) => {
          if (points > books.balance().available) return;
          books.post({ ...aPosting(`hold${index}`), moves: [{ kind: 'hold', unit: 'points', points, redemptionId: `r${index}` }] });
          if (index % 2 === 0)
            books.post({ ...aPosting(`capture${index}`), moves: [{ kind: 'capture', unit: 'points', points, redemptionId: `r${index}` }] });
        });
        const { pending, available, held, debt } = books.balance();
        const into = (account: string) =>
          books.ledger.transfers.filter(({ toAccount }) => toAccount === account).reduce((sum, { points }) => sum + points, 0);
        const outOf = (account: string) =>
          books.ledger.transfers.filter(({ fromAccount }) => fromAccount === account).reduce((sum, { points }) => sum + points, 0);
        expect(pending + available + held - debt).toBe(outOf('adjusted') - into('redeemed'));
      },
    ),
    { numRuns: 200 },
  );
});
