import { describe, expect, test } from 'vitest';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { aCandidate, aLine, anOrder, aProgram, memberFacts, refundedAmount, returned } from '#tests/builders.ts';
import { aPosting, Books } from './books.ts';

describe('punch cards', () => {
  const card = (more: object = {}): Partial<ProgramDraft> => ({
    earning: { rules: [] },
    cards: [{ id: 'coffee', name: 'Coffee', goal: 10, rewardId: 'free', products: { tags: ['coffee'] }, ...more }],
    rewards: [
      {
        id: 'free',
        name: 'Free coffee',
        cost: { kind: 'card', cardId: 'coffee' },
        value: { kind: 'free-product', only: { tags: ['coffee'] }, worth: { EUR: 400 } },
      },
    ],
  });
  const coffees = (quantity: number, more = {}) =>
    anOrder({ lines: [aLine({ quantity, chargedMinor: quantity * 400, tags: ['coffee'], ...more }), aLine({ lineId: '2' })] });
  const stamps = (books: Books) => books.balance('anna', 'stamps:coffee');

  test('a stamp per unit that was paid for, at most ten per order, at once', () => {
    const books = new Books(aProgram({ ...card(), pending: {} }));
    books.settle(coffees(3));
    expect(stamps(books)).toMatchObject({ pending: 0, available: 3 });
    const many = books.settle({ ...coffees(14), orderId: '2' });
    expect(many.trace.stamps).toEqual([{ cardId: 'coffee', name: 'Coffee', unit: 'stamps:coffee', earned: 10, kept: 10, over: 4 }]);
    expect(many.notices.map(({ kind }) => kind)).toEqual(['stamp']);
  });

  test('a refund takes stamps; one that is missing is owed on the next card', () => {
    const books = new Books(aProgram(card()));
    books.settle(coffees(2));
    books.post({
      ...aPosting('card'),
      redemptionId: 'r',
      moves: [
        { kind: 'hold', unit: 'stamps:coffee', points: 2, redemptionId: 'r' },
        { kind: 'capture', unit: 'stamps:coffee', points: 2, redemptionId: 'r' },
      ],
    });
    books.settle(returned(coffees(2), { '1': 1 }));
    expect(stamps(books)).toEqual({ pending: 0, available: 0, held: 0, debt: 1 });
    expect(books.balance().debt).toBe(0);
  });

  test('the free unit earns none', () => {
    const books = new Books(aProgram(card()));
    const order = coffees(3, { chargedMinor: 800, codeDiscounts: [{ code: 'FREE1', amountMinor: 400 }] });
    const redemptions = [
      { redemptionId: 'r', code: 'free1', rewardName: 'Free coffee', rewardKind: 'free-product', points: 0, discountMinor: 400 },
    ];
    books.settle(order, { redemptions });
    expect(stamps(books).available).toBe(2);
  });

  test('goodwill without lines takes no stamps', () => {
    const books = new Books(aProgram(card()));
    books.settle(coffees(2));
    expect(books.settle(refundedAmount(coffees(2), 300)).posting).toBeNull();
  });

  test('a card for visits: one a day', () => {
    const books = new Books(aProgram(card({ stampFor: 'visit', products: {} })));
    books.settle({ ...coffees(3), channel: 'pos' });
    books.settle(
      { ...coffees(3), channel: 'pos', orderId: '2' },
      { candidateContext: aCandidate({ member: memberFacts({ visitedThatDay: true }) }) },
    );
    books.settle({ ...coffees(3), orderId: '3' });
    expect(stamps(books).available).toBe(1);
  });
});
