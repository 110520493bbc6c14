import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCodeUse } from '#app/domain/decisions/code-use.ts';
import { decideUndo, decideRelease } from '#app/domain/decisions/release-code.ts';
import { decideReturn } from '#app/domain/decisions/return-points.ts';
import { recallCodes } from '#app/domain/decisions/recall-codes.ts';
import { applyPosting } from '#app/domain/ledger/model.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import { cancelled, linesOf, NOON, anOrder, refunded, returned } from '#tests/builders.ts';
import { runs } from '#tests/setup/soak.ts';
import { aPosting } from './books.ts';
import { RedemptionDesk, aProgramWith, anOrderWith } from './redemption-desk.ts';

const DAY = 86_400_000;

function aDesk(points = 1000, program = aProgramWith()): RedemptionDesk {
  const desk = new RedemptionDesk(program);
  if (points > 0) desk.give(points, 'start', { expiresAt: NOON + 100 * DAY });
  return desk;
}

const unpaid = { payment: 'unpaid', paidAt: null } as const;

describe('vectors', () => {
  it('3: a 5 reward for 500 on two things of 10; one comes back, then the other', () => {
    const desk = aDesk();
    desk.redeem('r1');
    expect(desk.balance()).toMatchObject({ available: 500, held: 500 });
    const order = anOrderWith('R1');
    desk.look(order);
    expect(desk.balance()).toMatchObject({ available: 515, held: 0 });
    const one = returned(order, { '1': 1 });
    desk.look(one);
    expect(desk.balance().available).toBe(757);
    desk.look(one);
    expect(desk.balance().available).toBe(757);
    desk.look(returned(one, { '2': 1 }));
    expect(desk.balance()).toEqual({ pending: 0, available: 1000, held: 0, debt: 0 });
  });

  it('15: two requests of 500 on 600 points: one code; the other is told what is missing', () => {
    const desk = aDesk(600);
    const both = [desk.decide('r1'), desk.decide('r2')];
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    // Both saw 600 points. The ledger lets one through.
    desk.redeem('r1');
    const late = both[1]!;
    expect(late.ok && applyPosting(desk.ledger, late.value.posting!).outcome).toEqual({ status: 'refused', refusal: 'not_enough_points' });
    expect(desk.balance()).toMatchObject({ available: 100, held: 500 });
    expect(desk.redeem('r2')).toEqual({ reason: 'not-enough-points', message: '400 more points and it is yours.' });
  });

  it('20: free shipping for 300 comes back only when all goods are back', () => {
    const desk = aDesk(300, aProgramWith({ cost: { kind: 'points', points: 300 }, value: { kind: 'free-shipping', worth: { EUR: 490 } } }));
    desk.redeem('r1');
    const order = anOrder({ lines: linesOf(4000, 2000), discountCodes: [{ code: 'R1', kind: 'free-shipping', amountMinor: 490 }] });
    desk.look(order);
    expect(desk.redemption('r1')).toMatchObject({ state: 'captured', capturedPoints: 300, discountMinor: 490 });
    expect(desk.balance().available).toBe(60);
    const one = returned(order, { '2': 1 });
    desk.look(one);
    expect(desk.balance().available).toBe(40);
    desk.look(returned(one, { '1': 1 }));
    expect(desk.balance().available).toBe(300);
  });

  it('22: order A is refunded while its 500 points are held on an unused code', () => {
    const desk = aDesk(0);
    const a = anOrder({ orderId: 'A', lines: linesOf(50_000) });
    desk.look(a);
    desk.redeem('r1');
    desk.look(refunded(a));
    expect(desk.balance()).toEqual({ pending: 0, available: 0, held: 500, debt: 500 });
    expect(recallCodes({ debt: 500, open: [...desk.redemptions.values()] })).toEqual(['r1']);
    desk.change('r1', { sideState: 'returning', endReason: 'debt' });
    desk.release('r1', 'debt');
    expect(desk.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
    expect(desk.redemption('r1')).toMatchObject({ state: 'released', endReason: 'debt' });
  });

  it('22: same, but order B used the code first: captured 500, debt 500', () => {
    const desk = aDesk(0);
    const a = anOrder({ orderId: 'A', lines: linesOf(50_000) });
    desk.look(a);
    desk.redeem('r1');
    desk.use('r1', anOrderWith('R1', { orderId: 'B' }));
    desk.look(refunded(a));
    expect(desk.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 500 });
    expect(desk.redemption('r1')).toMatchObject({ state: 'captured', capturedPoints: 500, orderId: 'B' });
    expect(recallCodes({ debt: 500, open: [...desk.redemptions.values()] })).toEqual([]);
  });

  it('22: WooCommerce: the order with the code is cancelled unpaid: held 500, nothing returned, code ready', () => {
    const desk = aDesk(500);
    desk.platform = 'woocommerce';
    desk.redeem('r1');
    const order = anOrderWith('R1', unpaid);
    desk.use('r1', order);
    expect(desk.redemption('r1')).toMatchObject({ state: 'attached', orderId: '1001' });
    const off = desk.use('r1', cancelled(order));
    expect(off).toMatchObject({ errand: null, posting: null });
    expect(desk.redemption('r1')).toMatchObject({ state: 'ready', sideState: null, orderId: null });
    expect(desk.balance()).toMatchObject({ available: 0, held: 500 });
  });

  it('23: A gives 500, spent on B which has 15 pending; A refunded, then B', () => {
    const desk = aDesk(0, aProgramWith({}, { pending: { shipped: { days: 14, from: 'paid' }, inPersonDays: 0 } }));
    const a = anOrder({ orderId: 'A', channel: 'pos', lines: linesOf(50_000), fulfilment: { state: 'none-needed', lastAt: null } });
    desk.look(a);
    desk.redeem('r1');
    const b = anOrderWith('R1', { orderId: 'B' });
    desk.look(b);
    expect(desk.balance()).toEqual({ pending: 15, available: 0, held: 0, debt: 0 });
    desk.look(refunded(a));
    expect(desk.balance()).toEqual({ pending: 15, available: 0, held: 0, debt: 500 });
    desk.look(refunded(b));
    expect(desk.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
  });

  it('29: a paid order arrives after its code was released: from what is available, then debt, with a notice', () => {
    const desk = aDesk(500);
    desk.redeem('r1');
    desk.change('r1', { sideState: 'returning', endReason: 'undone' });
    desk.release('r1');
    expect(desk.use('r1', anOrderWith('R1', unpaid)).change).toBeNull();
    desk.post({ ...aPosting('spent'), moves: [{ kind: 'adjust-down', unit: POINTS, points: 300 }] });
    const late = desk.use('r1', anOrderWith('R1'));
    expect(late.posting).toMatchObject({ businessKey: 'redemption:r1:late-capture', kind: 'late-capture' });
    expect(desk.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 300 });
    expect(desk.told).toEqual(['late-capture']);
    expect(desk.redemption('r1')).toMatchObject({ state: 'captured', capturedPoints: 500, orderId: '1001' });
    expect(desk.use('r1', anOrderWith('R1'))).toMatchObject({ change: null, posting: null, notices: [] });
    desk.look(refunded(anOrderWith('R1')));
    expect(desk.balance()).toEqual({ pending: 0, available: 200, held: 0, debt: 0 });
  });
});

describe('points that were held', () => {
  it('come back to the very same lots, whatever lots there are', () => {
    const lots = fc.array(fc.record({ points: fc.integer({ min: 1, max: 400 }), days: fc.option(fc.integer({ min: 8, max: 400 })) }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(lots, (given) => {
        const desk = aDesk(0);
        for (const [index, { points, days }] of given.entries())
          desk.give(points, `lot ${index}`, { expiresAt: days === null ? null : NOON + days * DAY });
        const before = desk.lots();
        const refusal = desk.redeem('r1');
        expect(refusal === null).toBe(given.reduce((sum, { points }) => sum + points, 0) >= 500);
        if (refusal === null) desk.release('r1');
        expect(desk.lots()).toEqual(before);
      }),
      { numRuns: runs(100) },
    );
  });

  it('come back to the very same lots', () => {
    const desk = aDesk(0);
    desk.give(300, 'first', { expiresAt: NOON + 20 * DAY });
    desk.give(300, 'second', { expiresAt: NOON + 50 * DAY });
    desk.give(200, 'third');
    const before = desk.lots();
    desk.redeem('r1');
    expect(desk.lots()).not.toEqual(before);
    desk.release('r1');
    expect(desk.lots()).toEqual(before);
    desk.release('r1');
    expect(desk.balance().available).toBe(800);
  });

  it('have at least 7 days left after a release, and 30 after a return', () => {
    const desk = aDesk(0);
    desk.give(500, 'first', { expiresAt: NOON + 2 * DAY });
    desk.redeem('r1');
    desk.release('r1');
    expect(desk.lots().map(({ lot }) => lot.expiresAt)).toEqual([NOON + 7 * DAY]);
    const other = aDesk(0);
    other.give(500, 'first', { expiresAt: NOON + 2 * DAY });
    other.redeem('r1');
    const order = anOrderWith('R1');
    other.look(order);
    other.now = NOON + 1000;
    other.look(refunded(order));
    expect(other.lots().map(({ lot }) => lot.expiresAt)).toEqual([NOON + 1000 + 30 * DAY]);
  });

  it('of a free amount are captured as far as the discount went; the rest comes back in the same posting', () => {
    const desk = aDesk(
      1000,
      aProgramWith({ cost: { kind: 'any-amount', step: 100, min: 100 }, value: { kind: 'amount', amounts: { EUR: 100 } } }),
    );
    desk.redeem('r1', 800);
    const order = anOrder({ discountCodes: [{ code: 'r1', kind: 'amount', amountMinor: 499 }] });
    const use = desk.use('r1', order);
    expect(use.posting?.moves.map(({ kind }) => kind)).toEqual(['capture', 'release']);
    expect(desk.balance()).toMatchObject({ available: 501, held: 0 });
    expect(desk.redemption('r1')).toMatchObject({ state: 'captured', capturedPoints: 499, discountMinor: 499, discountCurrency: 'EUR' });
  });

  it('are not there for a gift: it is used and ended without postings', () => {
    const desk = aDesk();
    desk.redeem('r1');
    const gift = { ...desk.redemption('r1'), points: 0 };
    expect(decideRelease({ redemption: gift, reason: 'expired', now: NOON, program: desk.program })).toEqual({
      posting: null,
      change: { state: 'released', sideState: null, endReason: 'expired' },
    });
    desk.change('r1', { points: 0 });
    expect(desk.use('r1', anOrderWith('R1'))).toMatchObject({ posting: null, change: { state: 'captured', capturedPoints: 0 } });
    expect(decideReturn({ redemption: desk.redemption('r1'), backTotal: 0, now: NOON, program: desk.program })).toBeNull();
  });
});

describe('orders that are given up', () => {
  it('Shopify: cancelled unpaid, the code dies first and then the points return', () => {
    const desk = aDesk(500);
    desk.redeem('r1');
    const order = anOrderWith('R1', unpaid);
    desk.use('r1', order);
    const off = desk.use('r1', cancelled(order));
    expect(off).toMatchObject({ errand: 'remove-code', posting: null });
    expect(desk.redemption('r1')).toMatchObject({ state: 'attached', sideState: 'returning', endReason: 'order-cancelled' });
    expect(desk.use('r1', cancelled(order))).toMatchObject({ change: null, errand: null });
    desk.release('r1', 'order-cancelled');
    expect(desk.balance()).toMatchObject({ available: 500, held: 0 });
  });

  it('Shopify: the cancelled order is the first that is seen of it', () => {
    const desk = aDesk(500);
    desk.redeem('r1');
    expect(desk.use('r1', cancelled(anOrderWith('R1', unpaid))).errand).toBe('remove-code');
  });

  it('an order that lost the code lets go of it; another order cannot', () => {
    const desk = aDesk(500);
    desk.platform = 'woocommerce';
    desk.redeem('r1');
    desk.use('r1', anOrderWith('R1', unpaid));
    expect(desk.use('r1', cancelled(anOrderWith('R1', { ...unpaid, orderId: 'other' }))).change).toBeNull();
    expect(desk.use('r1', anOrder({ ...unpaid })).change).toMatchObject({ state: 'ready', orderId: null });
  });

  it('a code that is being taken out of use is attached all the same when an order is placed with it', () => {
    const desk = aDesk(500);
    desk.redeem('r1');
    desk.change('r1', { sideState: 'returning', endReason: 'undone' });
    expect(desk.use('r1', anOrderWith('R1', unpaid)).change).toEqual({
      state: 'attached',
      sideState: null,
      endReason: null,
      orderId: '1001',
    });
  });

  it('WooCommerce: returned points are spent again when the order stands again, over and over', () => {
    const desk = aDesk(500);
    desk.redeem('r1');
    const order = anOrderWith('R1');
    for (let round = 1; round <= 3; round += 1) {
      desk.now = NOON + round * 10_000;
      desk.look({ ...order, updatedAt: desk.now });
      expect(desk.balance()).toMatchObject({ available: 15, debt: 0 });
      desk.now += 5000;
      desk.look(cancelled({ ...order, updatedAt: desk.now }));
      expect(desk.balance()).toMatchObject({ available: 500, debt: 0 });
    }
  });
});

describe('foreign use', () => {
  it('is flagged and still captures the points of the one who redeemed', () => {
    const desk = aDesk(500);
    desk.redeem('r1');
    const order = anOrderWith('r1');
    const input = { redemption: desk.redemption('r1'), order, platform: 'shopify', now: NOON } as const;
    expect(decideCodeUse({ ...input, memberIdOfOrder: 'bert' })).toMatchObject({
      foreignUse: true,
      posting: { memberId: 'anna' },
      change: { state: 'captured' },
    });
    expect(decideCodeUse({ ...input, memberIdOfOrder: null }).foreignUse).toBe(false);
    expect(desk.use('r1', order).foreignUse).toBe(false);
    expect(desk.use('r1', { ...order, orderId: 'second' })).toMatchObject({ foreignUse: true, change: null });
  });
});

describe('undo', () => {
  const desk = aDesk();
  desk.redeem('r1');
  const ready = desk.redemption('r1');
  const undo = (parts: Partial<typeof ready>, undosToday = 0) =>
    decideUndo({ redemption: { ...ready, ...parts }, undosToday, program: desk.program, now: NOON });

  it('kills the code first', () => {
    expect(undo({})).toEqual({
      ok: true,
      value: { errand: 'remove-code', change: { state: 'ready', sideState: 'returning', endReason: 'undone' } },
    });
    expect(undo({ state: 'creating' })).toMatchObject({ value: { change: { state: 'creating', sideState: 'returning' } } });
  });

  it.each([
    ['undo-used-up', {}, 10],
    ['order-placed', { state: 'attached' }, 0],
    ['already-used', { state: 'captured' }, 0],
    ['already-undone', { state: 'released' }, 0],
    ['already-returning', { sideState: 'returning' }, 0],
    ['being-checked', { state: 'creating', sideState: 'checking' }, 0],
  ] as const)('is refused: %s', (reason, parts, undosToday) => {
    expect(undo(parts, undosToday)).toMatchObject({ ok: false, refusal: { reason } });
  });

  it('takes an issued value out of use for 14 days, and hands a thing back at once', () => {
    const card = { ...ready.reward, value: { kind: 'gift-card' as const, amounts: { EUR: 500 }, expires: false } };
    const issued = { reward: card, state: 'captured' as const, capturedPoints: 500 };
    expect(undo(issued)).toMatchObject({ value: { errand: 'remove-value', change: { state: 'captured', sideState: 'returning' } } });
    expect(undo({ ...issued, createdAt: NOON - 15 * DAY })).toMatchObject({ refusal: { reason: 'too-late' } });
    const item = { ...ready.reward, value: { kind: 'item' as const, worth: {}, pickup: 'either' as const } };
    expect(undo({ reward: item })).toEqual({ ok: true, value: { errand: 'release', change: { endReason: 'undone' } } });
    const gone = decideRelease({
      redemption: { ...ready, ...issued, sideState: 'returning' },
      reason: 'undone',
      now: NOON,
      program: desk.program,
    });
    expect(gone).toMatchObject({
      posting: { kind: 'redemption-returned', moves: [{ kind: 'return', points: 500 }] },
      change: { state: 'released', returnedPoints: 500 },
    });
  });

  it('a release finds nothing to do when a paid order was faster', () => {
    const captured = { ...ready, state: 'captured' as const, capturedPoints: 500 };
    expect(decideRelease({ redemption: captured, reason: 'undone', now: NOON, program: desk.program })).toEqual({
      posting: null,
      change: null,
    });
    expect(
      decideRelease({ redemption: { ...captured, sideState: 'returning' }, reason: 'undone', now: NOON, program: desk.program }),
    ).toEqual({ posting: null, change: { sideState: null } });
  });
});

describe('codes are called back', () => {
  const code = (redemptionId: string, createdAt: number, parts: Partial<Parameters<typeof recallCodes>[0]['open'][number]> = {}) => ({
    redemptionId,
    unit: POINTS,
    points: 100,
    state: 'ready' as const,
    sideState: null,
    createdAt,
    ...parts,
  });

  it('newest first, until the debt is covered', () => {
    const open = [code('a', 1), code('b', 3), code('c', 2)];
    expect(recallCodes({ debt: 150, open })).toEqual(['b', 'c']);
    expect(recallCodes({ debt: 100, open })).toEqual(['b']);
    expect(recallCodes({ debt: 0, open })).toEqual([]);
    expect(recallCodes({ debt: 900, open })).toEqual(['b', 'c', 'a']);
  });

  it('counting what is on its way back; never attached ones, other units or gifts', () => {
    const open = [
      code('a', 1),
      code('b', 2, { sideState: 'returning' }),
      code('c', 3, { state: 'attached' }),
      code('d', 4, { unit: 'stamps:x' }),
      code('e', 5, { points: 0 }),
    ];
    expect(recallCodes({ debt: 100, open })).toEqual([]);
    expect(recallCodes({ debt: 101, open })).toEqual(['a']);
    expect(recallCodes({ debt: 10, unit: 'stamps:x', open })).toEqual(['d']);
  });
});
