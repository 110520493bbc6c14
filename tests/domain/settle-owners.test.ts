import { describe, expect, test } from 'vitest';
import { addDays } from '#app/domain/instant.ts';
import { aCandidate, anOrder, aPointPerUnit, aProgram, linesOf, NOON, refunded } from '#tests/builders.ts';
import { aPosting, Books } from './books.ts';

describe('owners', () => {
  const nobody = { memberId: null, candidateContext: aCandidate({ member: null }) };

  test('an order without one is kept, and settles under its frozen context when one appears', () => {
    const books = new Books(aProgram());
    const order = anOrder({ currency: 'PLN', lines: linesOf(40000), customer: null });
    const alone = books.settle(order, { ...nobody, candidateContext: aCandidate({ member: null, currencyRate: '4.00' }) });
    expect(alone.posting).toBeNull();
    expect(alone.settled.waitingFor).toBe('owner');
    const found = books.settle(order, { candidateContext: aCandidate({ currencyRate: '5.00' }) });
    expect(found.trace.rate).toBe('4.00');
    expect(books.balance().available).toBe(100);
  });

  test('an owner who comes after 30 days comes too late', () => {
    const books = new Books(aProgram());
    books.settle(anOrder(), nobody);
    books.now = addDays(NOON, 31);
    expect(books.settle(anOrder()).trace.verdict).toBe('owner-came-too-late');
    expect(books.settle(anOrder()).posting).toBeNull();
  });

  test('a customer who disappears from the order keeps the points', () => {
    const books = new Books(aProgram());
    books.settle(anOrder());
    const { posting, settled } = books.settle(anOrder({ customer: null }), nobody);
    expect(posting).toBeNull();
    expect(settled.memberId).toBe('anna');
  });

  test('after a merge the new name is just another name', () => {
    const books = new Books(aProgram());
    books.settle(anOrder({ lines: linesOf(5000) }));
    books.post({
      ...aPosting('merge', 'bert'),
      kind: 'merged',
      otherMemberId: 'anna',
      moves: [{ kind: 'merge', unit: 'points', fromMemberId: 'anna' }],
    });
    expect(books.settle(anOrder({ lines: linesOf(5000) }), { memberId: 'bert' }).posting).toBeNull();
    books.settle(refunded(anOrder({ lines: linesOf(5000) })), { memberId: 'bert' });
    expect(books.balance('bert')).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
  });

  test('draws and caps go by the member the order was frozen for, whatever became of them', () => {
    const rule = { ...aPointPerUnit(), audience: { percent: 50 }, maxPerMember: { points: 80, per: 'year' as const } };
    const books = new Books(aProgram({ earning: { rules: [rule] } }));
    const order = anOrder({ lines: linesOf(6000, 4000) });
    const drawn = ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'];
    const before = drawn.map((memberId) => books.settle({ ...order, orderId: memberId }, { memberId }).settled.targets);
    const after = drawn.map((memberId) =>
      books.settle({ ...order, orderId: memberId }, { memberId: `${memberId}-merged`, candidateContext: aCandidate() }),
    );
    expect(new Set(before.map((targets) => targets['points']?.earned ?? 0))).toEqual(new Set([0, 80]));
    expect(after.map(({ settled }) => settled.targets)).toEqual(before);
    expect(after.every(({ posting }) => posting === null)).toBe(true);
  });
});
