import { describe, expect, test } from 'vitest';
import { explainVerdict } from '#app/domain/decisions/explain-trace.ts';
import type { CandidateContext } from '#app/domain/decisions/settled-order.ts';
import type { Verdict } from '#app/domain/decisions/trace.ts';
import { addDays } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
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
  returned,
} from '#tests/builders.ts';
import { aPosting, asJson, Books } from './books.ts';
import type { SettleOptions } from './books.ts';

describe('which orders earn', () => {
  const cases: [
    string,
    Verdict,
    Partial<OrderSnapshot>,
    { program?: Partial<ProgramDraft>; options?: SettleOptions; candidate?: Partial<CandidateContext> }?,
  ][] = [
    ['a web order', 'earns', {}],
    ['an unpaid one', 'not-paid', { payment: 'unpaid', paidAt: null }],
    ['an authorized one', 'not-paid', { payment: 'authorized', paidAt: null }],
    ['a partly paid one', 'not-paid', { payment: 'partially-paid' }],
    ['a test order in a live shop', 'test-order', { test: true }],
    ['a test order in a development store', 'earns', { test: true }, { options: { developmentStore: true } }],
    ['a company’s', 'company-order', { company: true }],
    ['a marketplace’s', 'channel-excluded', { channel: 'marketplace' }],
    ['one with the skip tag', 'skip-tag', { tags: ['Rung-Skip'] }],
    ['one from before going live', 'before-go-live', {}, { program: { orders: { goesLiveOn: '2026-11-24' } } }],
    ['the same, backfilled', 'earns', {}, { program: { orders: { goesLiveOn: '2026-11-24' } }, options: { backfill: true } }],
    ['one of a store that does not earn', 'store-does-not-earn', {}, { program: { stores: { shop: { earns: false } } } }],
    ['one without any version', 'no-program-version', {}, { options: { program: null, versionNo: null } }],
    ['a blocked member’s', 'blocked', {}, { candidate: { barred: 'blocked' } }],
    ['one that earned elsewhere', 'earned-elsewhere', {}, { candidate: { barred: 'earned-elsewhere' } }],
    ['one in a paused program', 'paused', {}, { candidate: { barred: 'paused' } }],
    ['staff at the till', 'staff-in-person', { channel: 'pos' }, { candidate: { member: memberFacts({ staff: true }) } }],
    ['staff on the web', 'earns', {}, { candidate: { member: memberFacts({ staff: true }) } }],
    ['a guest’s', 'earns', {}, { candidate: { member: memberFacts({ guest: true }) } }],
    [
      'a guest’s where guests do not earn',
      'guests-do-not-earn',
      {},
      { candidate: { member: memberFacts({ guest: true }) }, program: { guests: { earn: false } } },
    ],
    [
      'the holdout’s',
      'holdout',
      {},
      {
        candidate: { arm: 'none' },
        program: {
          arms: [
            { id: 'all', name: 'All', percent: 90 },
            { id: 'none', name: 'Nothing', percent: 10, holdout: true },
          ],
        },
      },
    ],
    ['nothing but a gift card', 'nothing-eligible', { lines: [aLine({ giftCard: true })] }],
    ['nobody’s', 'waiting-for-owner', {}, { options: { memberId: null }, candidate: { member: null } }],
    ['a renewal', 'earns', { channel: 'subscription', subscription: { renewal: true } }],
  ];

  test.each(cases)('%s: %s', (...[, verdict, order, more = {}]) => {
    const books = new Books(aProgram(more.program));
    const { trace, posting, because } = books.settle(anOrder(order), { ...more.options, candidateContext: aCandidate(more.candidate) });
    expect(trace.verdict).toBe(verdict);
    expect(posting === null).toBe(verdict !== 'earns');
    expect(explainVerdict(trace.verdict, trace.verdictDetail) === null).toBe(verdict === 'earns');
    expect(because).toHaveLength(1);
  });

  test('blocked earns nothing, not later either', () => {
    const books = new Books(aProgram());
    books.settle(anOrder(), { candidateContext: aCandidate({ barred: 'blocked' }) });
    expect(books.settle(anOrder()).trace.verdict).toBe('blocked');
  });

  test('cancelled before it was paid: nothing; paid later: all', () => {
    const books = new Books(aProgram());
    const open = anOrder({ payment: 'unpaid', paidAt: null });
    expect(books.settle(cancelled(open)).posting).toBeNull();
    books.settle({ ...open, payment: 'paid', paidAt: NOON + 5000, updatedAt: NOON + 5000 });
    expect(books.balance().available).toBe(10);
  });

  test('the skip tag takes back what was given, and gives it again when it goes', () => {
    const books = new Books(aProgram());
    books.settle(anOrder());
    expect(books.settle(anOrder({ tags: ['rung-skip'] })).posting?.reasonCode).toBe('order-out');
    expect(books.balance().available).toBe(0);
    books.settle(anOrder());
    expect(books.balance().available).toBe(10);
  });

  test('a refund is settled while the program is paused', () => {
    const books = new Books(aProgram());
    books.settle(anOrder());
    books.settle(refunded(anOrder()), { candidateContext: aCandidate({ barred: 'paused' }) });
    expect(books.balance().available).toBe(0);
  });
});

describe('what a line is worth', () => {
  const worthOf = (order: OrderSnapshot, program: Partial<ProgramDraft> = {}) => {
    const books = new Books(aProgram(program));
    const { trace } = books.settle(order);
    return { trace, points: books.balance().available };
  };

  test('tax in or out, however prices are shown', () => {
    const gross = anOrder({ taxIncluded: true, lines: [aLine({ chargedMinor: 11900, taxMinor: 1900 })] });
    const net = anOrder({ taxIncluded: false, lines: [aLine({ chargedMinor: 10000, taxMinor: 1900 })] });
    expect(worthOf(gross).points).toBe(119);
    expect(worthOf(net).points).toBe(100);
    expect(worthOf(gross, { worth: { tax: 'out' } }).points).toBe(100);
    expect(worthOf(net, { worth: { tax: 'in' } }).points).toBe(119);
  });

  test('gift cards, exclusions, fees of memberships and free things are left out, each with its reason', () => {
    const lines = [
      aLine({ lineId: 'a' }),
      aLine({ lineId: 'b', giftCard: true }),
      aLine({ lineId: 'c', tags: ['sale'] }),
      aLine({ lineId: 'd', vendor: 'Acme' }),
      aLine({ lineId: 'e', collections: ['c9'] }),
      aLine({ lineId: 'f', productId: 'club' }),
      aLine({ lineId: 'g', chargedMinor: 0 }),
    ];
    const program: Partial<ProgramDraft> = {
      worth: { exclude: { tags: ['sale'], vendors: ['Acme'], collections: ['c9'] } },
      tiers: {
        list: [
          {
            id: 'club',
            name: 'Club',
            ways: [{ kind: 'paid', plans: [{ id: 'year', name: 'Year', per: 'year', price: { EUR: 1000 }, productIds: ['club'] }] }],
          },
        ],
      },
    };
    const { trace, points } = worthOf(anOrder({ lines, shipping: { chargedMinor: 500, keptMinor: 500 } }), program);
    expect(trace.worth?.lines.map(({ leftOut }) => leftOut?.code ?? null)).toEqual([
      null,
      'gift-card',
      'excluded',
      'excluded',
      'excluded',
      'membership-fee',
      'costs-nothing',
    ]);
    expect(points).toBe(10);
  });

  test('shipping, fees and gift cards earn where the program says so', () => {
    const order = anOrder({
      lines: [aLine(), aLine({ lineId: '2', giftCard: true })],
      shipping: { chargedMinor: 500, keptMinor: 500 },
      fees: { chargedMinor: 300, keptMinor: 300 },
    });
    expect(worthOf(order, { worth: { shippingEarns: true, feesEarn: true, giftCardsEarn: true } }).points).toBe(28);
  });

  test('what store credit paid earns or not', () => {
    const order = anOrder({ lines: linesOf(10000), paidByStoreCreditMinor: 2500 });
    expect(worthOf(order).points).toBe(100);
    expect(worthOf(order, { worth: { storeCreditPaymentsEarn: false } }).points).toBe(75);
  });

  test('a return as store credit is a refund, unless paying with it does not earn', () => {
    const order = anOrder({ lines: linesOf(6000, 4000) });
    const back = { ...returned(order, { '2': 1 }), refundedToStoreCreditMinor: 4000 };
    expect(worthOf(back).points).toBe(60);
    expect(worthOf(back, { worth: { storeCreditPaymentsEarn: false, storeCreditReturnsAreRefunds: false } }).points).toBe(100);
    const all = { ...refunded(order), refundedToStoreCreditMinor: 10000 };
    expect(worthOf(all, { worth: { storeCreditPaymentsEarn: false, storeCreditReturnsAreRefunds: false } }).points).toBe(100);
  });

  test('all units back with a restocking fee: the goods decide', () => {
    const order = anOrder({ lines: [aLine({ keptQuantity: 0, keptMinor: 150 }), aLine({ lineId: '2' })], refundedMinor: 850 });
    expect(worthOf(order).points).toBe(10);
  });
});

describe('edits and exchanges', () => {
  test('an exchange inside the order: the new thing is a new lot', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(5000) });
    books.settle(order);
    const exchanged = returned(order, { '1': 1 });
    const added = {
      ...exchanged,
      payment: 'partially-refunded' as const,
      totalMinor: 12000,
      lines: [...exchanged.lines, aLine({ lineId: '2', chargedMinor: 7000, keptMinor: 7000, tags: ['new'] })],
    };
    const { settled } = books.settle(added);
    expect(books.balance().available).toBe(70);
    expect(books.lots()).toHaveLength(1);
    expect(settled.context?.products['2']?.tags).toEqual(['new']);
  });

  test('what an edit added earns when it is paid', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(5000, 2000) });
    books.settle(order);
    const edited = {
      ...order,
      payment: 'partially-paid' as const,
      lines: [...order.lines, aLine({ lineId: '3', chargedMinor: 3000, keptMinor: 3000 })],
      updatedAt: NOON + 1000,
    };
    expect(books.settle(edited).posting).toBeNull();
    books.settle({ ...returned(edited, { '2': 1 }), payment: 'partially-paid' });
    expect(books.balance().available).toBe(50);
    books.settle({ ...returned(edited, { '2': 1 }), payment: 'paid', updatedAt: NOON + 9000 });
    expect(books.balance().available).toBe(80);
  });

  test('a price that an edit lowered and raised again', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(4840) });
    books.settle(order);
    books.settle(anOrder({ lines: linesOf(2420) }));
    expect(books.balance().available).toBe(24);
    books.settle(order);
    expect(books.balance().available).toBe(48);
    expect(books.orders.get('1001')?.generation).toBe(3);
  });

  test('up to what the order was worth before, a raise restores: offset by what was forgiven, with days left to spend it', () => {
    const books = new Books(aProgram({ takeBack: { shortfall: 'floor-at-zero' }, expiry: { mode: { kind: 'per-lot', months: 1 } } }));
    books.settle(anOrder({ lines: linesOf(10000) }));
    const moves = [{ kind: 'adjust-down' as const, unit: 'points', points: 70 }];
    books.post({ ...aPosting('spent'), moves });
    books.settle(anOrder({ lines: linesOf(2000) }));
    expect(books.orders.get('1001')?.targets['points']).toEqual({ earned: 20, reversed: 0, forgiven: 50, peak: 100 });
    books.now = addDays(NOON, 20);
    books.settle(anOrder({ lines: linesOf(15000) }));
    // 80 were lost, 50 of them forgiven: 30 come back, and 50 are new.
    expect(books.orders.get('1001')?.targets['points']).toEqual({ earned: 150, reversed: 0, forgiven: 0, peak: 150 });
    expect(books.lots().map(({ lot, position }) => [position.points, lot.expiresAt === addDays(books.now, 30)])).toEqual([
      [50, false],
      [30, true],
    ]);
  });

  test('a refunded thing that is also removed from the order moves nothing', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(4000, 2000) });
    books.settle(order);
    books.settle(returned(order, { '2': 1 }));
    expect(books.settle({ ...order, lines: linesOf(4000), totalMinor: 4000 }).posting).toBeNull();
    expect(books.balance().available).toBe(40);
  });
});

describe('what is kept and told', () => {
  test('the settled order and the trace are plain JSON', () => {
    const { settled, trace } = new Books(aProgram()).settle(anOrder());
    expect(asJson(settled)).toEqual(settled);
    expect(asJson(trace)).toEqual(trace);
  });

  test('a refund that comes even with an added line tells nobody', () => {
    const books = new Books(aProgram());
    const order = anOrder({ lines: linesOf(4000) });
    expect(books.settle(order).notices.map(({ businessKey, kind }) => `${businessKey} ${kind}`)).toEqual([
      'order:shop:1001:1:points-earned:points points-earned',
    ]);
    const even = { ...returned(order, { '1': 1 }), payment: 'partially-refunded' as const, totalMinor: 8000 };
    const { notices, posting } = books.settle({
      ...even,
      lines: [...even.lines, aLine({ lineId: '2', chargedMinor: 4000, keptMinor: 4000 })],
    });
    expect(posting?.moves.map(({ kind }) => kind)).toEqual(['issue', 'take']);
    expect(notices).toEqual([]);
  });

  test('a backfill tells nobody', () => {
    expect(new Books(aProgram()).settle(anOrder(), { backfill: true }).notices).toEqual([]);
  });

  test('metrics: net spend in the program’s currency, net points, orders that stand', () => {
    const books = new Books(aProgram());
    const order = anOrder({ currency: 'PLN', lines: linesOf(30000, 10000) });
    const rate = { candidateContext: aCandidate({ currencyRate: '4.00' }) };
    expect(books.settle(order, rate).metrics).toEqual({ spendMinor: 10000, points: 100, countsAsOrder: true, visit: false });
    expect(books.settle(returned(order, { '2': 1 }), rate).metrics).toEqual({
      spendMinor: 7500,
      points: 75,
      countsAsOrder: true,
      visit: false,
    });
    expect(books.settle(refunded(order), rate).metrics).toEqual({ spendMinor: 0, points: 0, countsAsOrder: false, visit: false });
  });

  test('products that pay for a tier grant it, and take it along when they come back', () => {
    const program = aProgram({
      tiers: {
        list: [
          {
            id: 'club',
            name: 'Club',
            ways: [{ kind: 'paid', plans: [{ id: 'monthly', name: 'Monthly', per: 'month', price: { EUR: 1500 }, productIds: ['fee'] }] }],
          },
          { id: 'vip', name: 'VIP', ways: [{ kind: 'product', products: { tags: ['package'] }, days: 100 }] },
        ],
      },
    });
    const order = anOrder({ lines: [aLine({ lineId: '1', productId: 'fee' }), aLine({ lineId: '2', tags: ['package'] })] });
    const books = new Books(program);
    expect(books.settle(order).tierGrants).toMatchObject([
      { kind: 'paid', tierId: 'club', planId: 'monthly', from: NOON, origin: 'order:shop:1001' },
      { kind: 'bought', tierId: 'vip', planId: null, until: addDays(NOON, 100) },
    ]);
    expect(books.settle(returned(order, { '2': 1 })).tierGrants.map(({ tierId }) => tierId)).toEqual(['club']);
    expect(books.settle(cancelled(order)).tierGrants).toEqual([]);
    const onlyTheFee = anOrder({ orderId: '2', lines: [aLine({ productId: 'fee' })] });
    expect(books.settle(onlyTheFee)).toMatchObject({ posting: null, tierGrants: [{ tierId: 'club' }] });
    expect(books.settle({ ...onlyTheFee, orderId: '3', test: true }).tierGrants).toEqual([]);
  });

  test('many orders of one member at the till are looked at', () => {
    const books = new Books(aProgram());
    const candidateContext = aCandidate({ member: memberFacts({ posOrdersThatDay: 5 }) });
    expect(books.settle(anOrder({ channel: 'pos' }), { candidateContext }).reviews).toEqual(['many-pos-orders']);
    expect(books.settle(anOrder({ channel: 'pos' }), { candidateContext }).reviews).toEqual([]);
  });

  test('earning in a unit besides points', () => {
    const program = aProgram({
      units: { cashback: [{ currency: 'EUR', unit: { names: { en: { other: 'EUR cashback' } }, scale: 2 } }] },
      earning: {
        rules: [
          aPointPerUnit(),
          { id: 'back', name: '5 % back', kind: 'per-amount', unit: 'cashback:EUR', args: { points: '5', perMinor: 100 } },
        ],
      },
    });
    const books = new Books(program);
    const order = anOrder({ lines: linesOf(1234) });
    books.settle(order);
    expect([books.balance().available, books.balance('anna', 'cashback:EUR').available]).toEqual([12, 61]);
    books.settle(refunded(order));
    expect([books.balance().available, books.balance('anna', 'cashback:EUR').available]).toEqual([0, 0]);
  });
});
