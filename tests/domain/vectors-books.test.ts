import { describe, expect, test } from 'vitest';
import { addDays, instantFromIso } from '#app/domain/instant.ts';
import { loyaltyRate } from '#app/domain/program/loyalty-rate.ts';
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
  shipped,
} from '#tests/builders.ts';
import { aPosting, Books } from './books.ts';

describe('debt, expiry and other people’s points', () => {
  test('21: what expired counts as taken, the rest comes from other points, then debt', () => {
    const program = aProgram({ expiry: { mode: { kind: 'per-lot', months: 12 } } });
    const books = new Books(program);
    const order = anOrder({ lines: linesOf(10000) });
    books.settle(order);
    books.post({
      ...aPosting('spend'),
      redemptionId: 'r1',
      moves: [
        { kind: 'hold', unit: 'points', points: 40, redemptionId: 'r1' },
        { kind: 'capture', unit: 'points', points: 40, redemptionId: 'r1' },
      ],
    });
    books.now = addDays(NOON, 399);
    books.post({ ...aPosting('expire'), moves: [{ kind: 'expire', unit: 'points', dueBy: books.now }] });
    expect(books.moved('available', 'expired')).toBe(60);
    books.give(25, 'gift');
    books.now = addDays(NOON, 400);
    books.settle(refunded(order));
    expect(books.moved('expired', 'revoked')).toBe(60);
    expect(books.moved('available', 'revoked')).toBe(25);
    expect(books.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 15 });
  });

  test('26: all of it expired before the refund: nothing is taken, nothing is owed', () => {
    const books = new Books(aProgram({ expiry: { mode: { kind: 'per-lot', months: 1 } } }));
    const order = anOrder({ lines: linesOf(4000) });
    books.settle(order);
    books.now = addDays(NOON, 60);
    books.post({ ...aPosting('expire'), moves: [{ kind: 'expire', unit: 'points', dueBy: books.now }] });
    books.give(25, 'gift');
    books.settle(refunded(order));
    expect(books.balance()).toEqual({ pending: 0, available: 25, held: 0, debt: 0 });
  });

  test('28: the order that paid the debt is refunded too', () => {
    const books = new Books(aProgram());
    const first = anOrder({ lines: linesOf(5000) });
    books.settle(first);
    books.post({
      ...aPosting('spend'),
      moves: [
        { kind: 'hold', unit: 'points', points: 50, redemptionId: 'r1' },
        { kind: 'capture', unit: 'points', points: 50, redemptionId: 'r1' },
      ],
    });
    books.settle(refunded(first));
    const second = anOrder({ orderId: '1002', lines: linesOf(8000) });
    books.settle(second);
    expect(books.balance()).toEqual({ pending: 0, available: 30, held: 0, debt: 0 });
    books.settle(refunded(second));
    expect(books.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 50 });
  });

  test('30: the order changes hands within 30 days, in one posting', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(6000) });
    books.settle(order);
    const moved = { ...order, updatedAt: order.updatedAt + 1000 };
    const { posting, notices } = books.settle(moved, { memberId: 'bert', previousMemberId: 'anna' });
    expect(posting).toMatchObject({ kind: 'reassigned', memberId: 'bert', otherMemberId: 'anna', reasonCode: 'order-reassigned' });
    expect(books.balance('anna').available).toBe(0);
    expect(books.balance('bert').available).toBe(60);
    expect(notices.map(({ kind, memberId }) => `${memberId} ${kind}`)).toEqual(['bert points-earned', 'anna points-taken']);
    expect(books.settle(moved, { memberId: 'bert', previousMemberId: 'anna' }).posting).toBeNull();
    books.settle(refunded(moved), { memberId: 'bert' });
    expect(books.balance('bert')).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
  });

  test('30: later it stays where it is, unless staff move it', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(6000) });
    books.settle(order);
    books.now = addDays(NOON, 31);
    expect(books.settle(order, { memberId: 'bert', previousMemberId: 'anna' }).posting).toBeNull();
    expect(books.balance('anna').available).toBe(60);
    books.settle(order, { memberId: 'bert', previousMemberId: 'anna', reassignedBy: 'staff' });
    expect(books.balance('bert').available).toBe(60);
  });

  test('32: floor at zero: what was forgiven is not tried again', () => {
    const books = new Books(aProgram({ takeBack: { shortfall: 'floor-at-zero' } }));
    const order = anOrder({ lines: linesOf(10000) });
    books.settle(order);
    books.post({
      ...aPosting('spend'),
      moves: [
        { kind: 'hold', unit: 'points', points: 70, redemptionId: 'r1' },
        { kind: 'capture', unit: 'points', points: 70, redemptionId: 'r1' },
      ],
    });
    const { settled } = books.settle(refunded(order));
    expect(settled.targets['points']).toEqual({ earned: 100, reversed: 100, forgiven: 70, peak: 100 });
    expect(books.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
    books.give(50, 'gift');
    expect(books.settle(refunded(order)).posting).toBeNull();
    expect(books.balance().available).toBe(50);
    // Opened again: only what was really taken comes back.
    books.settle({ ...order, updatedAt: order.updatedAt + 9000 });
    expect(books.balance().available).toBe(80);
  });

  test('a debt cap forgives what is above it', () => {
    const books = new Books(aProgram({ takeBack: { shortfall: 'debt', debtCap: 20 } }));
    const order = anOrder({ lines: linesOf(10000) });
    books.settle(order);
    books.post({
      ...aPosting('spend'),
      moves: [
        { kind: 'hold', unit: 'points', points: 100, redemptionId: 'r1' },
        { kind: 'capture', unit: 'points', points: 100, redemptionId: 'r1' },
      ],
    });
    const { settled } = books.settle(refunded(order));
    expect(books.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 20 });
    expect(settled.targets['points']?.forgiven).toBe(80);
  });
});

describe('currencies', () => {
  const program = (rates: { code: string; rates: { from: string; rate: string }[] }[]) => aProgram({ currencies: rates });
  const zlotys = { code: 'PLN', rates: [{ from: '2026-01-01', rate: '4.00' }] };

  test('24: an exact rate, nothing rounded before the points are', () => {
    const books = new Books(program([zlotys]));
    const order = anOrder({ currency: 'PLN', lines: linesOf(39999) });
    const { trace } = books.settle(order, {
      candidateContext: aCandidate({ currencyRate: loyaltyRate(books.program, 'PLN', order.placedAt) }),
    });
    expect(books.balance().available).toBe(99);
    expect(trace.rules[0]?.exact).toBe('399990/4000'.replace('399990/4000', '39999/400'));
  });

  test('24: an order waits for its rate, then settles, and is refunded at the same rate', () => {
    const books = new Books(program([zlotys]));
    const order = anOrder({ currency: 'ZAR', lines: linesOf(85000, 85000) });
    const waiting = books.settle(order);
    expect(waiting.posting).toBeNull();
    expect(waiting.settled.waitingFor).toBe('rate');
    expect(waiting.trace).toMatchObject({ verdict: 'waiting-for-rate', verdictDetail: 'ZAR' });
    const settled = books.settle(order, { candidateContext: aCandidate({ currencyRate: '17.00' }) });
    expect(settled.settled.waitingFor).toBeNull();
    expect(books.balance().available).toBe(100);
    books.settle(returned(order, { '2': 1 }), { candidateContext: aCandidate({ currencyRate: '25.00' }) });
    expect(books.balance().available).toBe(50);
  });

  test('coins of both currencies count', () => {
    const books = new Books(aProgram({ currencies: [{ code: 'JPY', rates: [{ from: '2026-01-01', rate: '160' }] }] }));
    books.settle(anOrder({ currency: 'JPY', lines: linesOf(16000) }), { candidateContext: aCandidate({ currencyRate: '160' }) });
    expect(books.balance().available).toBe(100);
  });
});

describe('tiers of the order', () => {
  test('27: the order that lifted its member to Gold earns, and is taken back, at the old tier', () => {
    const program = aProgram({
      tiers: { list: [{ id: 'gold', name: 'Gold', multiplier: '2', ways: [{ kind: 'points', window: 'lifetime', atLeast: 500 }] }] },
    });
    const books = new Books(program);
    const order = anOrder({ lines: linesOf(30000, 30000) });
    books.settle(order, { candidateContext: aCandidate({ member: memberFacts({ tierId: null }) }) });
    expect(books.balance().available).toBe(600);
    books.settle(returned(order, { '2': 1 }), { candidateContext: aCandidate({ member: memberFacts({ tierId: 'gold' }) }) });
    expect(books.balance().available).toBe(300);
  });
});

describe('when points may be spent', () => {
  const fortnight = () => new Books(aProgram({ pending: {} }));

  test('shipped goods: 14 days after they left, at the latest 60 days after payment; the first date stays', () => {
    const books = fortnight();
    const order = anOrder({ lines: linesOf(5000) });
    expect(books.settle(order).settled.availability).toMatchObject({ at: addDays(NOON, 60), basis: 'backstop', reached: false });
    const left = shipped(order, addDays(NOON, 2));
    const { posting, settled } = books.settle(left);
    expect(settled.availability).toMatchObject({ at: addDays(NOON, 16), basis: 'fulfilled' });
    expect(posting?.moves).toEqual([{ kind: 'reschedule', unit: 'points', source: 'order:shop:1001', availableAt: addDays(NOON, 16) }]);
    expect(books.settle(shipped(order, addDays(NOON, 9))).posting).toBeNull();
    expect(books.balance()).toMatchObject({ pending: 50, available: 0 });
    books.now = addDays(NOON, 16);
    const due = books.settle(left);
    expect(due.posting?.moves.map(({ kind }) => kind)).toEqual(['mature']);
    expect(due.posting?.kind).toBe('points-matured');
    expect(books.balance()).toMatchObject({ pending: 0, available: 50 });
    expect(books.settle(left).posting).toBeNull();
  });

  test('in person and for services they are there at once', () => {
    const books = fortnight();
    books.settle(anOrder({ channel: 'pos', fulfilment: { state: 'none-needed', lastAt: null }, lines: linesOf(5000) }));
    books.settle(
      anOrder({
        orderId: '2',
        fulfilment: { state: 'none-needed', lastAt: null },
        lines: [aLine({ requiresShipping: false, chargedMinor: 700 })],
      }),
    );
    expect(books.balance()).toMatchObject({ pending: 0, available: 57 });
  });

  test('a service that is found risky later keeps its first date', () => {
    const books = new Books(aProgram({ pending: { digitalDays: 3 } }));
    const service = anOrder({ lines: [aLine({ requiresShipping: false })], fulfilment: { state: 'none-needed', lastAt: null } });
    expect(books.settle({ ...service, orderId: '2', highRisk: true }).settled.availability?.at).toBe(addDays(NOON, 14));
    books.settle(service);
    expect(books.settle({ ...service, highRisk: true, updatedAt: NOON + 1000 }).settled.availability).toMatchObject({
      at: addDays(NOON, 3),
      frozen: null,
    });
  });

  test('a dispute freezes what is pending; won it goes on, lost it is a full refund', () => {
    const books = fortnight();
    const order = shipped(anOrder({ lines: linesOf(5000) }), addDays(NOON, 1));
    books.settle(order);
    const disputed = { ...order, dispute: 'open' as const, updatedAt: order.updatedAt + 1000 };
    expect(books.settle(disputed).posting?.moves).toEqual([
      { kind: 'reschedule', unit: 'points', source: 'order:shop:1001', availableAt: null },
    ]);
    books.now = addDays(NOON, 40);
    expect(books.settle(disputed).posting).toBeNull();
    const won = { ...disputed, dispute: 'won' as const, updatedAt: disputed.updatedAt + 1000 };
    const lost = { ...disputed, dispute: 'lost' as const, updatedAt: disputed.updatedAt + 1000 };
    const other = new Books(books.program);
    Object.assign(other, { ledger: books.ledger, now: books.now });
    for (const [id, settled] of books.orders) other.orders.set(id, settled);
    books.settle(won);
    expect(books.balance()).toMatchObject({ pending: 0, available: 50 });
    other.settle(lost);
    expect(other.balance()).toMatchObject({ pending: 0, available: 0, debt: 0 });
  });

  test('a dispute that comes before the order was ever settled', () => {
    const books = fortnight();
    books.settle(anOrder({ lines: linesOf(5000), dispute: 'open' }));
    expect(books.balance()).toMatchObject({ pending: 50, available: 0 });
    expect(books.lots()[0]?.lot.availableAt).toBeNull();
  });

  test('a risky order waits until it is fulfilled', () => {
    const books = fortnight();
    const order = anOrder({ lines: linesOf(5000), highRisk: true });
    expect(books.settle(order).settled.availability).toMatchObject({ frozen: 'risk' });
    const { settled } = books.settle(shipped(order, addDays(NOON, 3)));
    expect(settled.availability).toMatchObject({ at: addDays(NOON, 17), frozen: null });
    expect(books.lots()[0]?.lot.availableAt).toBe(addDays(NOON, 17));
  });

  test('a refund takes from what is pending first', () => {
    const books = fortnight();
    books.give(100, 'gift');
    const order = anOrder({ lines: linesOf(3000, 2000) });
    books.settle(order);
    books.settle(returned(order, { '2': 1 }));
    expect(books.balance()).toEqual({ pending: 30, available: 100, held: 0, debt: 0 });
  });

  test('what is restored keeps its date, and at least 30 days to be spent', () => {
    const program = aProgram({ expiry: { mode: { kind: 'per-lot', months: 1 } } });
    const books = new Books(program);
    const order = anOrder({ lines: linesOf(5000) });
    books.settle(order);
    expect(books.lots()[0]?.lot.expiresAt).toBe(instantFromIso('2026-12-24T00:00:00+01:00'));
    const off = cancelled(order);
    books.settle(off);
    books.now = instantFromIso('2026-12-20T12:00:00+01:00');
    books.settle({ ...order, updatedAt: off.updatedAt + 1000 });
    expect(books.balance().available).toBe(50);
    expect(books.lots()[0]?.lot.expiresAt).toBe(addDays(books.now, 30));
  });

  test('an amount refund touches goods by their share only', () => {
    const books = new Books(aProgram({ worth: { goodwillLowersWorth: false } }));
    const order = anOrder({ lines: linesOf(5000) });
    books.settle(order);
    expect(books.settle(refundedAmount(order, 1000)).posting).toBeNull();
    books.settle(refundedAmount(refundedAmount(order, 1000), 4000));
    expect(books.balance().available).toBe(0);
  });

  test('a rate of the base rule in thousandths', () => {
    const books = new Books(aProgram({ earning: { rules: [aPointPerUnit('0.125')] } }));
    books.settle(anOrder({ lines: linesOf(10000) }));
    expect(books.balance().available).toBe(12);
  });
});
