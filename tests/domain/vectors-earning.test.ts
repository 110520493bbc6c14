import { describe, expect, test } from 'vitest';
import { addDays } from '#app/domain/instant.ts';
import { isNewer } from '#app/domain/order.ts';
import type { OrderSnapshot, SnapshotSource } from '#app/domain/order.ts';
import {
  aCandidate,
  aLine,
  anOrder,
  aPointPerUnit,
  aProgram,
  cancelled,
  linesOf,
  memberFacts,
  NOON,
  refunded,
  refundedAmount,
  returned,
} from '#tests/builders.ts';
import { Books } from './books.ts';

const NOBODY_OWES = { pending: 0, held: 0, debt: 0 };

/** What each snapshot changes for Anna, in turn. */
function changes(books: Books, ...orders: OrderSnapshot[]): number[] {
  return orders.map((order) => {
    const before = net(books);
    books.settle(order);
    return net(books) - before;
  });
}

function net(books: Books): number {
  const { pending, available, held, debt } = books.balance();
  return pending + available + held - debt;
}

describe('what an order earns and gives back', () => {
  test('1: a merchant’s discount does not earn; a full refund takes all', () => {
    const books = new Books(aProgram());
    const order = anOrder({
      lines: [aLine({ chargedMinor: 4000, keptMinor: 4000, codeDiscounts: [{ code: 'SALE', amountMinor: 1000 }] })],
    });
    expect(changes(books, order, refunded(order))).toEqual([40, -40]);
  });

  test('2: an order discount that the platform allotted; one item back', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(4286, 1714) });
    expect(changes(books, order, returned(order, { '2': 1 }))).toEqual([60, -18]);
  });

  test('4: cents are rounded down, and come back the same', () => {
    const order = anOrder({ lines: linesOf(4995) });
    expect(changes(new Books(aProgram()), order, refunded(order))).toEqual([49, -49]);
  });

  test('5: points that were spent elsewhere become debt, and the next order pays it', () => {
    const books = new Books(aProgram());
    const first = anOrder({ lines: linesOf(5000) });
    books.settle(first);
    books.post({ ...spend(books, 50, 'r1') });
    books.settle(refunded(first));
    expect(books.balance()).toEqual({ ...NOBODY_OWES, available: 0, debt: 50 });
    books.settle(anOrder({ orderId: '1002', name: '#1002', lines: linesOf(8000) }));
    expect(books.balance()).toEqual({ ...NOBODY_OWES, available: 30 });
  });

  test('6: a fixed rule shrinks with the goods', () => {
    const books = new Books(
      aProgram({ earning: { rules: [{ id: 'fixed', name: 'Per order', kind: 'per-order', args: { points: 100 } }] } }),
    );
    const order = anOrder({ lines: linesOf(15000, 25000) });
    expect(changes(books, order, returned(order, { '2': 1 }))).toEqual([100, -63]);
  });

  test('7: refund by refund', () => {
    const order = anOrder({ lines: linesOf(4000, 6000, 2000) });
    const once = returned(order, { '2': 1 });
    expect(changes(new Books(aProgram()), order, once, returned(once, { '3': 1 }))).toEqual([120, -60, -20]);
  });

  test('8: what changed since does not matter: rate, tier, catalogue, even a rule that is gone', () => {
    for (const rules of [[aPointPerUnit('2')], []]) {
      const books = new Books(aProgram());
      const order = anOrder({ lines: linesOf(5000) });
      books.settle(order);
      books.now = addDays(NOON, 1);
      books.publish(aProgram({ earning: { rules } }));
      const moved = { ...order, lines: order.lines.map((line) => ({ ...line, collections: ['elsewhere'], tags: ['excluded'] })) };
      books.settle(refunded(moved), { candidateContext: aCandidate({ member: memberFacts({ tierId: 'gold' }) }) });
      expect(books.balance()).toEqual({ ...NOBODY_OWES, available: 0 });
      expect(books.moved('available', 'revoked')).toBe(50);
      // A new order earns by the new rules.
      books.settle(anOrder({ orderId: '1002', placedAt: books.now, lines: linesOf(5000) }));
      expect(books.balance().available).toBe(rules.length * 100);
    }
  });

  test('8: settling under another version than the frozen one is a bug', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(5000) });
    books.settle(order);
    expect(() => books.settle(refunded(order), { versionNo: 2 })).toThrow(/frozen/);
  });

  test('9: the shop’s own currency counts, not the shopper’s', () => {
    const books = new Books(aProgram());
    books.settle(anOrder({ currency: 'EUR', lines: linesOf(10000) }));
    expect(books.balance().available).toBe(100);
  });

  test('10: every order of arrival ends in the same books', () => {
    const paid = anOrder({ lines: linesOf(4000) });
    const back = refunded(paid);
    for (const messages of permutations([paid, paid, paid, paid, paid, back])) {
      const books = new Books(aProgram());
      let stored: { snapshot: OrderSnapshot; source: SnapshotSource } | null = null;
      messages.forEach((snapshot, index) => {
        const next = { snapshot, source: { kind: 'pushed' as const, at: NOON + index } };
        if (stored !== null && !isNewer(next, stored)) return;
        stored = next;
        books.settle(snapshot);
      });
      expect(books.orders.get('1001')?.targets['points']).toMatchObject({ earned: 40, reversed: 40 });
      expect(books.moved('issued', 'available')).toBe(40);
      expect(books.moved('available', 'revoked')).toBe(40);
      expect(books.balance()).toEqual({ ...NOBODY_OWES, available: 0 });
    }
  });

  test('11: a currency without coins, and a rate that is no whole number', () => {
    const books = new Books(aProgram({ currency: 'JPY', timeZone: 'Asia/Tokyo', earning: { rules: [aPointPerUnit('3', 1000)] } }));
    books.settle(anOrder({ currency: 'JPY', lines: linesOf(1234) }));
    expect(books.balance().available).toBe(3);
  });

  test('12: cancelled and opened again, step by step or in one look', () => {
    const paid = anOrder({ lines: linesOf(4000) });
    const off = { ...cancelled(paid), payment: 'unpaid' as const };
    const again = { ...paid, updatedAt: off.updatedAt + 1000 };
    const steps = new Books(aProgram());
    expect(changes(steps, paid, off, again)).toEqual([40, -40, 40]);
    expect(steps.orders.get('1001')?.generation).toBe(3);
    const collapsed = new Books(aProgram());
    collapsed.settle(again);
    expect(steps.balance()).toEqual(collapsed.balance());
  });

  test('13: bonuses add, or multiply where the program says so', () => {
    const order = anOrder({ lines: linesOf(3333), placedAt: NOON - 86_400_000 });
    const gold = { member: memberFacts({ tierId: 'gold' }) };
    const added = new Books(doubled({}));
    added.settle(order, { candidateContext: aCandidate(gold) });
    expect(added.balance().available).toBe(133);
    const multiplied = new Books(doubled({ bonuses: { combine: 'multiply' } }));
    multiplied.settle(order, { candidateContext: aCandidate(gold) });
    expect(multiplied.balance().available).toBe(199);
  });

  test('14: one point per 10.00 is a ratio', () => {
    const rules = [aPointPerUnit('1', 1000)];
    const order = anOrder({ currency: 'PLN', lines: linesOf(9999) });
    const plainBooks = new Books(aProgram({ currency: 'PLN', timeZone: 'Europe/Warsaw', earning: { rules } }));
    plainBooks.settle(order);
    expect(plainBooks.balance().available).toBe(9);
    const twice = new Books(
      aProgram({
        currency: 'PLN',
        timeZone: 'Europe/Warsaw',
        earning: { rules },
        campaigns: [{ id: 'twice', name: 'Twice', kind: 'multiplier', times: '2' }],
      }),
    );
    twice.settle(order);
    expect(twice.balance().available).toBe(19);
  });

  test('16: one of three units comes back, with a small and with a large discount', () => {
    const small = anOrder({ lines: [aLine({ quantity: 3, chargedMinor: 2400 })] });
    expect(changes(new Books(aProgram()), small, returned(small, { '1': 1 }))).toEqual([24, -8]);
    const large = anOrder({ lines: [aLine({ quantity: 3, chargedMinor: 600 })] });
    expect(changes(new Books(aProgram()), large, returned(large, { '1': 1 }))).toEqual([6, -2]);
  });

  test('17: the tier and the collection of the day of the order', () => {
    const program = aProgram({
      earning: {
        rules: [
          { id: 'base', name: 'Coffee', kind: 'per-amount', args: { points: '1', perMinor: 100, products: { collections: ['coffee'] } } },
        ],
      },
      tiers: { list: [{ id: 'gold', name: 'Gold', multiplier: '2', ways: [{ kind: 'join' }] }] },
    });
    const books = new Books(program);
    const lines = linesOf(6000, 4000).map((line) => ({ ...line, collections: ['coffee'] }));
    const order = anOrder({ lines });
    books.settle(order, { candidateContext: aCandidate({ member: memberFacts({ tierId: 'gold' }) }) });
    expect(books.balance().available).toBe(200);
    const after = returned({ ...order, lines: lines.map((line) => ({ ...line, collections: [] })) }, { '2': 1 });
    books.settle(after, { candidateContext: aCandidate({ member: memberFacts({ tierId: null }) }) });
    expect(books.balance().available).toBe(120);
  });

  test('18: a minimum is judged on the order as placed, what it gave shrinks', () => {
    const rules = [
      aPointPerUnit(),
      { id: 'big', name: 'Big orders', kind: 'per-order' as const, args: { points: 500, minimumMinor: 10000 } },
    ];
    const books = new Books(aProgram({ earning: { rules } }));
    const order = anOrder({ lines: linesOf(9700, 500) });
    const { trace } = books.settle(order);
    expect(trace.rules.map(({ earned }) => earned)).toEqual([102, 500]);
    const second = books.settle(returned(order, { '2': 1 }));
    expect(second.trace.rules.map(({ earned, kept }) => kept - earned)).toEqual([-5, -25]);
    expect(books.balance().available).toBe(572);
  });

  test('19: a shop with tax in its prices: goods, goodwill without lines, then all of it', () => {
    const order = anOrder({
      lines: [
        aLine({ lineId: '1', quantity: 2, chargedMinor: 4840, taxMinor: 840 }),
        aLine({ lineId: '2', chargedMinor: 1210, taxMinor: 210 }),
      ],
      shipping: { chargedMinor: 605, keptMinor: 605 },
    });
    const bag = returned(order, { '1': 1 });
    const goodwill = refundedAmount(bag, 500);
    const all = { ...goodwill, payment: 'refunded' as const, updatedAt: goodwill.updatedAt + 1000 };
    const books = new Books(aProgram());
    expect(changes(books, order, bag, goodwill, all)).toEqual([60, -24, -4, -32]);
  });

  test('31: an exact third', () => {
    const program = aProgram({
      earning: { rules: [aPointPerUnit('1', 300)] },
      campaigns: [{ id: 'half', name: 'Half as much again', kind: 'multiplier', times: '1.5' }],
    });
    const books = new Books(program);
    books.settle(anOrder({ lines: linesOf(200) }));
    expect(books.balance().available).toBe(1);
  });
});

function doubled(earning: Record<string, unknown>) {
  return aProgram({
    earning: { rules: [aPointPerUnit()], ...earning },
    tiers: { list: [{ id: 'gold', name: 'Gold', multiplier: '2', ways: [{ kind: 'join' }] }] },
    campaigns: [{ id: 'weekend', name: 'Weekend', kind: 'multiplier', times: '3', dates: { weekdays: [6, 7] } }],
  });
}

function spend(books: Books, points: number, redemptionId: string) {
  return {
    businessKey: `spend:${redemptionId}`,
    kind: 'redemption-held' as const,
    memberId: 'anna',
    otherMemberId: null,
    order: null,
    redemptionId,
    actor: { kind: 'member' as const, id: null },
    reasonCode: 'test',
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    occurredAt: books.now,
    because: [],
    moves: [
      { kind: 'hold' as const, unit: 'points', points, redemptionId },
      { kind: 'capture' as const, unit: 'points', points, redemptionId },
    ],
  };
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]));
}
