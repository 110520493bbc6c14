import { describe, expect, test } from 'vitest';
import { recallCodes } from '#app/domain/decisions/recall-codes.ts';
import { decideReturn } from '#app/domain/decisions/return-points.ts';
import { addDays, instantFromIso } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { totalsIn, windowsOf } from '#app/domain/tiers/metrics.ts';
import type { DatedMetrics } from '#app/domain/tiers/metrics.ts';
import { reviewTier } from '#app/domain/tiers/review-tier.ts';
import { heldWindows, noTier } from '#app/domain/tiers/tier-state.ts';
import { aLine, anOrder, aProgram, cancelled, linesOf, NOON, refunded, returned, shipped } from '#tests/builders.ts';
import { asJson, Books } from './books.ts';
import { anOrderWith, aProgramWith, RedemptionDesk } from './redemption-desk.ts';

const NOTHING = { pending: 0, available: 0, held: 0, debt: 0 };

function aDesk(points = 0): RedemptionDesk {
  const desk = new RedemptionDesk(aProgramWith());
  if (points > 0) desk.give(points, 'start');
  return desk;
}

describe('points spent on an order that comes back', () => {
  const twoLines = anOrderWith('R1');
  const oneLine = anOrder({
    lines: [aLine({ quantity: 2, chargedMinor: 1500, codeDiscounts: [{ code: 'R1', amountMinor: 500 }] })],
    discountCodes: [{ code: 'R1', kind: 'amount', amountMinor: 500 }],
  });

  test.each([
    ['two lines', twoLines, returned(twoLines, { '1': 1 })],
    ['one line of two', oneLine, returned(oneLine, { '1': 1 })],
  ])('3: half comes back, then the other half (%s)', (_, order, half) => {
    const desk = aDesk(1000);
    desk.redeem('r1');
    expect(desk.balance()).toMatchObject({ available: 500, held: 500 });
    desk.look(order);
    expect(desk.balance()).toMatchObject({ available: 515, held: 0 });
    const { settled, returns } = desk.look(half);
    expect(settled.targets['points']).toMatchObject({ earned: 15, reversed: 8 });
    expect(returns).toMatchObject([{ spent: 250, back: 250, whole: false }]);
    expect(desk.balance().available).toBe(757);
    desk.look(refunded(half));
    expect(desk.balance()).toEqual({ ...NOTHING, available: 1000 });
    expect(desk.lots().every(({ lot }) => lot.source === 'start')).toBe(true);
  });

  test('20: free shipping comes back when all goods are back, though the shipping was kept', () => {
    const program = aProgramWith({
      id: 'ship',
      name: 'Free shipping',
      cost: { kind: 'points', points: 300 },
      value: { kind: 'free-shipping', worth: { EUR: 500 } },
    });
    const desk = new RedemptionDesk(program);
    desk.give(300, 'start');
    desk.redeem('r1');
    const order = anOrder({
      lines: linesOf(4000, 2000),
      shipping: { chargedMinor: 0, keptMinor: 0 },
      discountCodes: [{ code: 'R1', kind: 'free-shipping', amountMinor: 500 }],
    });
    const [small, all] = [
      returned(order, { '2': 1 }),
      { ...returned(order, { '1': 1, '2': 1 }), payment: 'partially-refunded' as const, refundedMinor: 6000, totalMinor: 6500 },
    ];
    const available = [order, small, all].map((look) => {
      desk.look(look);
      return desk.balance().available;
    });
    expect(available).toEqual([60, 40, 300]);
  });

  test('22: an order is refunded whose points are held on an unused code: the code dies, nothing is owed', () => {
    const desk = aDesk();
    const order = anOrder({ lines: linesOf(50000) });
    desk.look(order);
    desk.redeem('r1');
    desk.look(refunded(order));
    expect(desk.balance()).toEqual({ ...NOTHING, held: 500, debt: 500 });
    expect(recallCodes({ debt: 500, open: [...desk.redemptions.values()] })).toEqual(['r1']);
    desk.change('r1', { sideState: 'returning' });
    desk.release('r1', 'debt');
    expect(desk.balance()).toEqual(NOTHING);
    expect(desk.redemption('r1').state).toBe('released');
  });

  test('22: another order used the code first: captured, and the points are owed', () => {
    const desk = aDesk();
    const order = anOrder({ orderId: 'A', lines: linesOf(50000) });
    desk.look(order);
    desk.redeem('r1');
    desk.look({ ...anOrderWith('R1', { orderId: 'B' }), payment: 'paid' });
    desk.look(refunded(order));
    expect(recallCodes({ debt: 485, open: [...desk.redemptions.values()] })).toEqual([]);
    expect(desk.redemption('r1')).toMatchObject({ state: 'captured', capturedPoints: 500 });
    // 15 earned with the second order pay a part of the 500.
    expect(desk.balance()).toEqual({ ...NOTHING, debt: 485 });
    expect(desk.moved('debt', 'revoked') + desk.moved('available', 'revoked')).toBe(500);
  });

  test('22: WooCommerce, the order with the code is cancelled unpaid: still held, the code is ready again', () => {
    const desk = aDesk(500);
    desk.platform = 'woocommerce';
    desk.redeem('r1');
    const open: OrderSnapshot = { ...anOrderWith('R1'), payment: 'unpaid', paidAt: null };
    desk.look(open);
    expect(desk.redemption('r1')).toMatchObject({ state: 'attached', orderId: '1001' });
    desk.look(cancelled(open));
    expect(desk.redemption('r1')).toMatchObject({ state: 'ready', orderId: null });
    expect(desk.balance()).toEqual({ ...NOTHING, held: 500 });
  });

  test('23: earned with one order, spent on another; both come back', () => {
    const desk = new RedemptionDesk(aProgramWith({}, { pending: { shipped: { days: 14, from: 'paid' } } }));
    const first = anOrder({ orderId: 'A', lines: linesOf(50000), channel: 'pos', fulfilment: { state: 'none-needed', lastAt: null } });
    desk.look(first);
    desk.redeem('r1');
    const second = anOrder({
      orderId: 'B',
      lines: [aLine({ chargedMinor: 1500, codeDiscounts: [{ code: 'R1', amountMinor: 500 }] })],
      discountCodes: [{ code: 'R1', kind: 'amount', amountMinor: 500 }],
    });
    desk.look(second);
    expect(desk.balance()).toEqual({ ...NOTHING, pending: 15 });
    desk.look(refunded(first));
    expect(desk.balance()).toEqual({ ...NOTHING, pending: 15, debt: 500 });
    desk.look(refunded(second));
    expect(desk.balance()).toEqual(NOTHING);
  });

  test('33: WooCommerce, cancelled after payment: the coupon is removed first, then the points come back', () => {
    const desk = aDesk(500);
    desk.platform = 'woocommerce';
    desk.redeem('r1');
    const order = anOrderWith('R1');
    desk.use('r1', order);
    desk.settle(order);
    const redemption = desk.redemption('r1');
    const captured = {
      redemptionId: 'r1',
      code: 'R1',
      rewardName: '5 off',
      rewardKind: 'amount',
      points: redemption.capturedPoints,
      discountMinor: redemption.discountMinor ?? 0,
    };
    const { returns } = desk.settle(cancelled(order), { redemptions: [captured] });
    // The decision only says what shall come back, and that the code must be gone before.
    expect(returns).toMatchObject([{ redemptionId: 'r1', back: 500, whole: true }]);
    expect(desk.balance()).toEqual(NOTHING);
    const posting = decideReturn({ redemption, backTotal: returns[0]?.back ?? 0, now: desk.now, program: desk.program });
    if (posting) desk.post(posting);
    expect(desk.balance()).toEqual({ ...NOTHING, available: 500 });
  });
});

describe('redeeming', () => {
  test('15: two requests at once on 600 points: one code, the other is told', () => {
    const desk = aDesk(600);
    // Both were decided while the balance was 600; the ledger lets one in.
    const [first, second] = [desk.decide('r1'), desk.decide('r2')];
    if (!first.ok || !second.ok || !first.value.posting || !second.value.posting)
      throw new Error('both were possible when they were decided');
    desk.post(first.value.posting);
    const late = second.value.posting;
    expect(() => desk.post(late)).toThrow(/not_enough_points/);
    expect(desk.balance()).toEqual({ ...NOTHING, available: 100, held: 500 });
    expect(desk.redeem('r3')).toMatchObject({ reason: 'not-enough-points' });
  });

  test('29: a released code is used by a paid order: captured late, from what is there, else as debt, and told', () => {
    for (const [left, after] of [
      [500, { ...NOTHING, available: 15 }],
      [200, { ...NOTHING, debt: 285 }],
    ] as const) {
      const desk = aDesk(500);
      desk.redeem('r1');
      desk.change('r1', { sideState: 'returning' });
      desk.release('r1');
      desk.post({ ...spendOf(500 - left), occurredAt: desk.now });
      desk.look(anOrderWith('R1'));
      expect(desk.balance()).toEqual(after);
      expect(desk.redemption('r1')).toMatchObject({ state: 'captured', capturedPoints: 500 });
      expect(desk.told).toContain('late-capture');
    }
  });

  test('redeemed and taken back: the very same lots', () => {
    const desk = new RedemptionDesk(aProgramWith({ cost: { kind: 'points', points: 90 } }));
    desk.give(40, 'a', { expiresAt: addDays(NOON, 200) });
    desk.give(30, 'b', { expiresAt: addDays(NOON, 100) });
    desk.give(50, 'c');
    const before = asJson(desk.lots());
    desk.redeem('r1');
    desk.change('r1', { sideState: 'returning' });
    desk.release('r1');
    expect(asJson(desk.lots())).toEqual(before);
  });
});

describe('25: Gold at 500 a calendar year, points pending 14 days', () => {
  const program = aProgram({
    pending: {},
    tiers: {
      list: [
        { id: 'silver', name: 'Silver', ways: [{ kind: 'points', window: 'calendar-year', atLeast: 200 }] },
        { id: 'gold', name: 'Gold', ways: [{ kind: 'points', window: 'calendar-year', atLeast: 500 }], entryReward: { points: 50 } },
      ],
    },
  });
  const day = (date: string) => instantFromIso(`${date}T12:00:00+01:00`);
  const placed = anOrder({ placedAt: day('2026-12-20'), lines: linesOf(42000, 10000) });
  const sent = shipped(placed, day('2026-12-22'));

  /** Settles and reviews day by day, as the drain and the nightly review do. */
  function story() {
    const books = new Books(program);
    let state = noTier();
    const rewards: string[] = [];
    const told: string[] = [];
    let order: DatedMetrics | null = null;
    return {
      rewards,
      told,
      on(date: string, snapshot: OrderSnapshot): string {
        books.now = day(date);
        const { settled, metrics } = books.settle({ ...snapshot, updatedAt: Math.max(snapshot.updatedAt, books.now) });
        order = { ...metrics, placedAt: placed.placedAt, availableAt: settled.availability?.at ?? null };
        const totals = new Map(
          windowsOf(program, heldWindows(state), books.now).map((window) => [
            window.key,
            totalsIn(order ? [order] : [], window, books.now),
          ]),
        );
        const review = reviewTier({ program, state, totals, joined: true, memberId: 'anna', now: books.now });
        state = asJson(review.state);
        rewards.push(...review.entryRewards.map(({ tierId }) => tierId));
        told.push(...review.notices.map(({ kind }) => kind));
        return `${state.tierId ?? 'none'}${state.provisional ? ' (provisional)' : ''}`;
      },
    };
  }

  test('a refund before the points are available undoes it at once, and no entry reward was given', () => {
    const { on, rewards, told } = story();
    expect(on('2026-12-20', placed)).toBe('gold (provisional)');
    expect(on('2026-12-22', sent)).toBe('gold (provisional)');
    expect(on('2027-01-03', returned(sent, { '2': 1 }))).toBe('silver (provisional)');
    expect(rewards).toEqual([]);
    expect(told).toContain('tier-undone');
    expect(on('2027-01-05', returned(sent, { '2': 1 }))).toBe('silver');
  });

  test('a refund after that leaves it until the review of 30 January, then one step down', () => {
    const { on, rewards } = story();
    on('2026-12-20', placed);
    on('2026-12-22', sent);
    expect(on('2027-01-05', sent)).toBe('gold');
    expect(rewards).toEqual(['gold']);
    const back = returned(sent, { '2': 1 });
    expect(on('2027-01-10', back)).toBe('gold');
    expect(on('2027-01-29', back)).toBe('gold');
    expect(on('2027-01-30', back)).toBe('gold');
    // The day of the review ends as every day does, in the program's time zone.
    expect(on('2027-01-31', back)).toBe('silver');
    expect(on('2027-06-01', back)).toBe('silver');
    expect(rewards).toEqual(['gold']);
  });
});

function spendOf(points: number) {
  return {
    businessKey: 'spent-elsewhere',
    kind: 'redemption-captured' as const,
    memberId: 'anna',
    otherMemberId: null,
    order: null,
    redemptionId: 'other',
    actor: { kind: 'member' as const, id: null },
    reasonCode: 'test',
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    because: [],
    moves:
      points === 0
        ? []
        : [
            { kind: 'hold' as const, unit: 'points', points, redemptionId: 'other' },
            { kind: 'capture' as const, unit: 'points', points, redemptionId: 'other' },
          ],
  };
}
