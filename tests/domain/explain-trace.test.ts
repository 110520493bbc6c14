import { describe, expect, test } from 'vitest';
import { explainTrace } from '#app/domain/decisions/explain-trace.ts';
import {
  aCandidate,
  aLine,
  anOrder,
  aPointPerUnit,
  aProgram,
  linesOf,
  memberFacts,
  refunded,
  refundedAmount,
  returned,
} from '#tests/builders.ts';
import { Books } from './books.ts';

const BEANS = { points: { names: { en: { one: 'bean', other: 'beans' } } } };

describe('an order explained', () => {
  test('with bonuses, exclusions, a minimum and a card: a person can check it with a calculator', () => {
    const program = aProgram({
      units: BEANS,
      pending: {},
      earning: {
        rules: [aPointPerUnit(), { id: 'big', name: 'Big orders', kind: 'per-order', args: { points: 500, minimumMinor: 10000 } }],
      },
      worth: { exclude: { tags: ['sale'] } },
      tiers: { list: [{ id: 'gold', name: 'Gold', multiplier: '2', ways: [{ kind: 'join' }] }] },
      campaigns: [{ id: 'monday', name: 'Monday', kind: 'multiplier', times: '3', dates: { weekdays: [1] }, products: { tags: ['new'] } }],
      cards: [{ id: 'card', name: 'Mug card', goal: 10, rewardId: 'mug', products: { tags: ['new'] } }],
      rewards: [{ id: 'mug', name: 'Mug', cost: { kind: 'card', cardId: 'card' }, value: { kind: 'item', worth: {} } }],
    });
    const books = new Books(program);
    const order = anOrder({
      lines: [
        ...linesOf(3333),
        aLine({ lineId: '2', title: 'Old mug', tags: ['sale'] }),
        aLine({ lineId: '3', title: 'New mug', tags: ['new'], quantity: 3, chargedMinor: 2999 }),
      ],
      shipping: { chargedMinor: 500, keptMinor: 500 },
    });
    const asGold = { candidateContext: aCandidate({ member: memberFacts({ tierId: 'gold' }) }) };
    expect(explainTrace(books.settle(order, asGold).trace)).toEqual([
      'Order #1001, placed on 2026-11-23, under version 1 of Beans, as Gold.',
      '1 × Thing 1: 33.33 EUR after discounts, 2×; its part: 66 beans.',
      '1 × Old mug: 10.00 EUR after discounts, left out: excluded (tag sale).',
      '3 × New mug: 29.99 EUR after discounts, 4×; its part: 120 beans.',
      'Worth 63.32 EUR (with tax).',
      'Bonuses: Gold 2×, Monday 3× (on some lines); together 1 + 1 + 2, at most 5×.',
      'Every purchase (1 bean for every 1.00 EUR): 33.33 EUR × 2 + 29.99 EUR × 4 give 186.62, rounded down once for the order: 186.',
      'Big orders (500 beans for an order from 100.00 EUR): nothing, the order is worth less than its minimum of 100.00 EUR.',
      'Mug card: 3 stamps.',
      'In all: 186 beans earned; +186 now.',
      'In all: 3 stamps earned; +3 now.',
      'They can be spent on 2027-01-22 at the latest, sooner once the goods were sent.',
    ]);
    expect(explainTrace(books.settle(refundedAmount(returned(order, { '3': 1 }), 500), asGold).trace)).toEqual([
      'Order #1001, placed on 2026-11-23, under version 1 of Beans, as Gold.',
      '1 × Thing 1: 33.33 EUR after discounts, kept 30.89 EUR, 2×; its part: 66 beans.',
      '1 × Old mug: 10.00 EUR after discounts, left out: excluded (tag sale).',
      '3 × New mug: 29.99 EUR after discounts, kept 18.53 EUR, 4×; its part: 120 beans.',
      'A refund of 5.00 EUR without lines is spread over what was still paid: 4.63 EUR of it on goods.',
      'Worth 63.32 EUR (with tax), of which 49.42 EUR is kept.',
      'Bonuses: Gold 2×, Monday 3× (on some lines); together 1 + 1 + 2, at most 5×.',
      'Every purchase (1 bean for every 1.00 EUR): 33.33 EUR × 2 + 29.99 EUR × 4 give 186.62, rounded down once for the order: 186.',
      'Of it kept: 135.9, that is 135; 51 undone.',
      'Big orders (500 beans for an order from 100.00 EUR): nothing, the order is worth less than its minimum of 100.00 EUR.',
      'Mug card: 3 stamps, 2 kept.',
      'In all: 186 beans earned, 51 undone, 135 stand; −51 now.',
      'In all: 3 stamps earned, 1 undone, 2 stand; −1 now.',
      'They can be spent on 2027-01-22 at the latest, sooner once the goods were sent.',
    ]);
  });

  test('in another currency, refunded in full', () => {
    const books = new Books(aProgram({ units: BEANS }));
    const rate = { candidateContext: aCandidate({ currencyRate: '4.00' }) };
    books.settle(anOrder({ currency: 'PLN', lines: linesOf(39999) }), rate);
    expect(explainTrace(books.settle(refunded(anOrder({ currency: 'PLN', lines: linesOf(39999) })), rate).trace)).toEqual([
      'Order #1001, placed on 2026-11-23, under version 1 of Beans.',
      '1 × Thing 1: 399.99 PLN after discounts, kept 0.00 PLN; its part: 99 beans.',
      'Nothing of the order is left: it was refunded in full.',
      'Worth 399.99 PLN (with tax), of which 0.00 PLN is kept.',
      'At 4 PLN for 1 EUR: 99.9975 EUR, kept 0.00 EUR.',
      'Every purchase (1 bean for every 1.00 EUR): 99.9975 EUR give 99.9975, rounded down once for the order: 99.',
      'Nothing of it is kept.',
      'In all: 99 beans earned, 99 undone, 0 stand; −99 now.',
    ]);
  });

  test('an order that waits, and a cap', () => {
    const books = new Books(aProgram({ earning: { rules: [{ ...aPointPerUnit(), maxPerOrder: 30 }] } }));
    expect(explainTrace(books.settle(anOrder({ orderId: '2', currency: 'ZAR' })).trace)).toEqual([
      'Order #1001, placed on 2026-11-23, under version 1 of Beans.',
      'Waiting for a ZAR rate: set one, and the order settles by itself.',
    ]);
    expect(explainTrace(books.settle(anOrder({ lines: linesOf(5050) })).trace)).toContain(
      'Every purchase (1 point for every 1.00 EUR): 50.50 EUR give 50.5, rounded down once for the order: 50, cut to 30 by the most this rule gives for an order.',
    );
  });

  test('points spent on the order that come back', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(750, 750).map((line) => ({ ...line, codeDiscounts: [{ code: 'R1', amountMinor: 250 }] })) });
    const redemptions = [{ redemptionId: 'r1', code: 'R1', rewardName: '5 off', rewardKind: 'amount', points: 500, discountMinor: 500 }];
    expect(explainTrace(books.settle(returned(order, { '1': 1 }), { redemptions }).trace).at(-1)).toBe(
      '5 off (R1): 500 points paid for it, 250 still spent, 250 come back in all.',
    );
  });
});
