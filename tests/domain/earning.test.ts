import { describe, expect, test } from 'vitest';
import { countersOf } from '#app/domain/decisions/counters.ts';
import type { CandidateContext } from '#app/domain/decisions/settled-order.ts';
import { pointsOnLines } from '#app/domain/decisions/write-trace.ts';
import { addDays, instantFromIso } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { armOf } from '#app/domain/segments/matches-audience.ts';
import { aCandidate, aLine, anOrder, aPointPerUnit, aProgram, linesOf, memberFacts, NOON, refunded, returned } from '#tests/builders.ts';
import { Books } from './books.ts';

type Earning = NonNullable<ProgramDraft['earning']>;
type Rule = NonNullable<Earning['rules']>[number];

function earn(
  rules: Rule[],
  order: OrderSnapshot = anOrder({ lines: linesOf(10000) }),
  more: { readonly program?: Partial<ProgramDraft>; readonly candidate?: CandidateContext } = {},
) {
  const books = new Books(aProgram({ earning: { rules }, ...more.program }));
  const decision = books.settle(order, { candidateContext: more.candidate ?? aCandidate() });
  return { books, ...decision, points: books.balance().available };
}

describe('kinds of rules', () => {
  test('per order, from a minimum', () => {
    const rule: Rule = { id: 'r', name: 'R', kind: 'per-order', args: { points: 20, minimumMinor: 5000 } };
    expect(earn([rule], anOrder({ lines: linesOf(5000) })).points).toBe(20);
    const below = earn([rule], anOrder({ lines: linesOf(4999) }));
    expect(below.points).toBe(0);
    expect(below.trace.rules[0]).toMatchObject({ outcome: 'below-minimum', detail: '5000' });
  });

  test('per product, the first units only', () => {
    const rule: Rule = { id: 'r', name: 'R', kind: 'per-product', args: { points: '2.5', products: { tags: ['tea'] }, maxUnits: 3 } };
    const order = anOrder({
      lines: [aLine({ quantity: 2, tags: ['tea'] }), aLine({ lineId: '2', quantity: 2, tags: ['tea'] }), aLine({ lineId: '3' })],
    });
    expect(earn([rule], order).points).toBe(7);
    expect(earn([rule], anOrder()).trace.rules[0]?.outcome).toBe('no-such-product');
  });

  test('some products earn a multiple, which adds to the other bonuses', () => {
    const multiple: Rule = {
      id: 'm',
      name: 'Tea counts double',
      kind: 'product-multiple',
      args: { times: '2', products: { tags: ['tea'] } },
    };
    const order = anOrder({ lines: [aLine({ chargedMinor: 1000, tags: ['tea'] }), aLine({ lineId: '2', chargedMinor: 1000 })] });
    const { points, trace } = earn([aPointPerUnit(), multiple], order, {
      program: {
        campaigns: [{ id: 'c', name: 'Triple', kind: 'multiplier', times: '3' }],
      },
    });
    expect(points).toBe(40 + 30);
    expect(trace.worth?.lines.map(({ factor, points: part }) => [factor, part])).toEqual([
      ['4', 40],
      ['3', 30],
    ]);
  });

  test('the first order, the nth and every nth; renewals do not count', () => {
    const rules: Rule[] = [
      { id: 'first', name: 'First', kind: 'first-order', args: { points: 1 } },
      { id: 'third', name: 'Third', kind: 'nth-order', args: { points: 10, nth: 3 } },
      { id: 'every', name: 'Every third', kind: 'nth-order', args: { points: 100, nth: 3, every: true } },
    ];
    const at = (ordersBefore: number, order = anOrder()) =>
      earn(rules, order, { candidate: aCandidate({ member: memberFacts({ ordersBefore }) }) }).points;
    expect([at(0), at(1), at(2), at(5), at(6)]).toEqual([1, 0, 110, 100, 0]);
    expect(at(0, anOrder({ channel: 'subscription', subscription: { renewal: true } }))).toBe(0);
    expect(at(0, anOrder({ channel: 'subscription', subscription: { renewal: false } }))).toBe(1);
  });

  test('visits: in person, once per member, place and day', () => {
    const rules: Rule[] = [
      { id: 'v', name: 'Visit', kind: 'visit', args: { points: 5 } },
      { id: 'v3', name: 'Third visit', kind: 'nth-visit', args: { points: 50, nth: 3 } },
    ];
    const at = (facts: Parameters<typeof memberFacts>[0], channel: OrderSnapshot['channel'] = 'pos') =>
      earn(rules, anOrder({ channel }), { candidate: aCandidate({ member: memberFacts(facts) }) });
    expect(at({}).points).toBe(5);
    expect(at({}).metrics.visit).toBe(true);
    expect(at({ visitsBefore: 2 }).points).toBe(55);
    expect(at({ visitedThatDay: true }).points).toBe(0);
    expect(at({}, 'web').points).toBe(0);
  });

  test('an order worth nothing earns nothing, fixed rules included', () => {
    const rules: Rule[] = [
      { id: 'r', name: 'R', kind: 'per-order', args: { points: 20 } },
      { id: 'v', name: 'Visit', kind: 'visit', args: { points: 5 } },
    ];
    expect(earn(rules, anOrder({ channel: 'pos', lines: [aLine({ chargedMinor: 0 })] })).points).toBe(0);
  });
});

describe('several rules together', () => {
  test('sum adds, of the best only one counts', () => {
    const rules: Rule[] = [
      aPointPerUnit(),
      { id: 'a', name: 'A', kind: 'per-order', stack: 'best', args: { points: 30 } },
      { id: 'b', name: 'B', kind: 'per-order', stack: 'best', args: { points: 70 } },
      { id: 'c', name: 'C', kind: 'per-order', stack: 'best', args: { points: 70 } },
    ];
    const { points, trace } = earn(rules);
    expect(points).toBe(170);
    expect(trace.rules.map(({ outcome }) => outcome)).toEqual(['gives', 'another-gives-more', 'gives', 'another-gives-more']);
    expect(trace.rules[1]?.detail).toBe('B');
  });

  test('each rule is rounded by itself', () => {
    const third: Rule = { id: 'x', name: 'X', kind: 'per-amount', args: { points: '1', perMinor: 300 } };
    expect(earn([third, { ...third, id: 'y' }], anOrder({ lines: linesOf(500) })).points).toBe(2);
  });

  test.each([
    ['down', 16],
    ['nearest', 17],
    ['up', 17],
  ] as const)('rounding %s', (rounding, expected) => {
    const books = new Books(aProgram({ earning: { rules: [aPointPerUnit('1', 600)], rounding } }));
    books.settle(anOrder({ lines: linesOf(10000) }));
    expect(books.balance().available).toBe(expected);
    books.settle(refunded(anOrder({ lines: linesOf(10000) })));
    expect(books.balance().available).toBe(0);
  });

  test('carry keeps the rest for the next order', () => {
    const books = new Books(aProgram({ earning: { rules: [aPointPerUnit('1', 300)], rounding: 'carry' } }));
    const first = books.settle(anOrder({ lines: linesOf(500) }));
    expect(first.carryOut).toEqual({ base: '2/3' });
    const second = books.settle(anOrder({ orderId: '2', lines: linesOf(400) }), {
      candidateContext: aCandidate({ carryIn: first.carryOut ?? {} }),
    });
    expect(second.carryOut).toEqual({ base: '0' });
    expect(books.balance().available).toBe(3);
    const back = books.settle(refunded(anOrder({ orderId: '2', lines: linesOf(400) })));
    expect(back.carryOut).toBeNull();
    expect(books.balance().available).toBe(1);
  });

  test('the cap on bonuses', () => {
    const campaigns: ProgramDraft['campaigns'] = [
      { id: 'a', name: 'A', kind: 'multiplier', times: '4' },
      { id: 'b', name: 'B', kind: 'multiplier', times: '4' },
    ];
    expect(earn([aPointPerUnit()], anOrder(), { program: { campaigns } }).points).toBe(50);
    const books = new Books(aProgram({ earning: { rules: [aPointPerUnit()], bonuses: { combine: 'add', cap: null } }, campaigns }));
    books.settle(anOrder());
    expect(books.balance().available).toBe(70);
  });

  test('conditions may be judged again after a refund', () => {
    const rules: Rule[] = [aPointPerUnit(), { id: 'big', name: 'Big', kind: 'per-order', args: { points: 500, minimumMinor: 10000 } }];
    const order = anOrder({ lines: linesOf(9700, 500) });
    const books = new Books(aProgram({ earning: { rules }, worth: { conditions: 'judge-again' } }));
    books.settle(order);
    books.settle(returned(order, { '2': 1 }));
    expect(books.balance().available).toBe(97);
  });

  test('judged again, what is kept is never more than what was earned', () => {
    const rules: Rule[] = [
      { id: 'p', name: 'P', kind: 'per-product', args: { points: '10', products: {}, maxUnits: 1 } },
      { id: 'm', name: 'M', kind: 'product-multiple', args: { times: '3', products: { tags: ['tea'] } } },
    ];
    const order = anOrder({ lines: [aLine(), aLine({ lineId: '2', tags: ['tea'] })] });
    const books = new Books(aProgram({ earning: { rules }, worth: { conditions: 'judge-again' } }));
    books.settle(order);
    books.settle(returned(order, { '1': 1 }));
    expect(books.orders.get('1001')?.targets['points']).toMatchObject({ earned: 10, reversed: 0 });
  });

  test('line parts add up to the order’s points', () => {
    const { trace } = earn(
      [aPointPerUnit('1', 300), { id: 'f', name: 'F', kind: 'per-order', args: { points: 7 } }],
      anOrder({ lines: linesOf(1000, 1000, 1000) }),
    );
    expect(trace.totals['points']?.earned).toBe(17);
    expect(pointsOnLines(trace)).toBe(17);
  });
});

describe('when and for whom', () => {
  const weekend: ProgramDraft['campaigns'] = [
    { id: 'w', name: 'W', kind: 'multiplier', times: '2', dates: { from: '2026-11-01', until: '2026-11-30', weekdays: [6, 7] } },
  ];
  const at = (iso: string) =>
    earn([aPointPerUnit()], anOrder({ placedAt: instantFromIso(iso) }), { program: { campaigns: weekend } }).points;

  test('days are local, both ends count, hours may go over midnight', () => {
    expect(at('2026-11-28T00:30:00+01:00')).toBe(20);
    expect(at('2026-11-27T23:30:00Z')).toBe(20);
    expect(at('2026-11-27T22:30:00Z')).toBe(10);
    expect(at('2026-12-05T12:00:00+01:00')).toBe(10);
    const night = (iso: string) =>
      earn([{ ...aPointPerUnit(), dates: { hours: { from: '22:00', until: '02:00' } } }], anOrder({ placedAt: instantFromIso(iso) }))
        .points;
    expect([night('2026-11-23T23:00:00+01:00'), night('2026-11-23T01:59:00+01:00'), night('2026-11-23T12:00:00+01:00')]).toEqual([
      10, 10, 0,
    ]);
  });

  test('audiences: store, location, region, segment, channel, tier, arm', () => {
    const forThem = (audience: Rule['audience'], candidate = aCandidate(), order = anOrder()) =>
      earn([{ ...aPointPerUnit(), audience }], order, { candidate }).points;
    expect([forThem({ stores: ['shop'] }), forThem({ stores: ['other'] })]).toEqual([10, 0]);
    expect([forThem({ locations: ['l1'] }, aCandidate(), anOrder({ locationId: 'l1' })), forThem({ locations: ['l1'] })]).toEqual([10, 0]);
    expect([
      forThem({ regions: ['CA'] }, aCandidate({ region: 'CA-ON' })),
      forThem({ regions: ['CA-ON'] }, aCandidate({ region: 'CA' })),
    ]).toEqual([10, 0]);
    expect([
      forThem({ segments: ['vips'] }, aCandidate({ member: memberFacts({ segments: ['vips'] }) })),
      forThem({ segments: ['vips'] }),
    ]).toEqual([10, 0]);
    expect([forThem({ channels: ['web'] }), forThem({ channels: ['pos'] })]).toEqual([10, 0]);
    expect([forThem({ tiers: ['gold'] }, aCandidate({ member: memberFacts({ tierId: 'gold' }) })), forThem({ tiers: ['gold'] })]).toEqual([
      10, 0,
    ]);
    expect([forThem({ arms: ['b'] }, aCandidate({ arm: 'b' })), forThem({ arms: ['b'] }, aCandidate({ arm: 'a' }))]).toEqual([10, 0]);
  });

  test('a percentage is the same for the same member, and about that many', () => {
    const rule = { ...aPointPerUnit(), audience: { percent: 30 } } as Rule;
    const books = new Books(aProgram({ earning: { rules: [rule] } }));
    const winners = Array.from({ length: 400 }, (_, index) =>
      books.settle(anOrder({ orderId: `o${index}` }), { memberId: `m${index}` }),
    ).filter(({ posting }) => posting !== null);
    expect(winners.length).toBeGreaterThan(90);
    expect(winners.length).toBeLessThan(150);
    const arms = [
      { id: 'a', name: 'A', percent: 50, holdout: false },
      { id: 'b', name: 'B', percent: 50, holdout: false },
    ];
    const drawn = Array.from({ length: 400 }, (_, index) => armOf(arms, `m${index}`));
    expect(drawn.filter((arm) => arm === 'b').length).toBeGreaterThan(160);
    expect(drawn.filter((arm) => arm === 'b').length).toBeLessThan(240);
    expect(armOf([], 'm1')).toBeNull();
  });
});

describe('caps, places and budgets', () => {
  test('a rule’s cap per member and month: the room taken stays with the order', () => {
    const rule = { ...aPointPerUnit(), maxPerMember: { points: 150, per: 'month' } } as Rule;
    const books = new Books(aProgram({ earning: { rules: [rule] } }));
    const order = (orderId: string) => anOrder({ orderId, lines: linesOf(5000, 5000) });
    books.settle(order('1'));
    const second = books.settle(order('2'));
    expect(second.trace.rules[0]).toMatchObject({ earned: 50, cut: { by: 'the most this rule gives a member', from: 100 } });
    expect(books.settle(order('3')).trace.rules[0]).toMatchObject({ earned: 0, outcome: 'no-room' });
    expect(books.balance().available).toBe(150);
    books.settle(returned(order('1'), { '1': 1 }));
    expect(books.balance().available).toBe(100);
    expect(books.settle(anOrder({ orderId: '4', placedAt: addDays(NOON, 10), lines: linesOf(5000) })).trace.rules[0]?.earned).toBe(50);
    expect(books.counters).toEqual({ 'rule:base:anna:2026-11': 150, 'rule:base:anna:2026-12': 50 });
  });

  test('a program’s caps per order, member and program', () => {
    const caps: Earning['caps'] = [
      { id: 'o', points: 80, per: 'order', of: 'member' },
      { id: 'd', points: 100, per: 'day', of: 'program' },
    ];
    const books = new Books(aProgram({ earning: { rules: [aPointPerUnit()], caps } }));
    books.settle(anOrder({ lines: linesOf(10000) }));
    books.settle(anOrder({ orderId: '2', lines: linesOf(10000) }), { memberId: 'bert' });
    expect([books.balance().available, books.balance('bert').available]).toEqual([80, 20]);
    expect(countersOf(books.program, 'anna', NOON).map(({ key }) => key)).toEqual(['cap:d:2026-11-23']);
  });

  test('the first two orders; a refund does not free a place', () => {
    const campaigns: ProgramDraft['campaigns'] = [
      { id: 'early', name: 'Early', kind: 'bonus', points: 100, first: { count: 2, of: 'orders' }, minimumMinor: 1000 },
    ];
    const books = new Books(aProgram({ campaigns }));
    books.settle(anOrder({ orderId: '0', lines: linesOf(500) }));
    books.settle(anOrder({ orderId: '1' }));
    books.settle(refunded(anOrder({ orderId: '1' })));
    books.settle(anOrder({ orderId: '2' }));
    books.settle(anOrder({ orderId: '3' }));
    expect(books.balance().available).toBe(5 + 110 + 10);
    books.settle({ ...anOrder({ orderId: '1' }), updatedAt: NOON + 9000 });
    expect(books.balance().available).toBe(5 + 110 + 10 + 110);
    expect(books.counters).toEqual({ 'campaign:early:places': 2 });
  });

  test('the first two members, each as often as they like', () => {
    const campaigns: ProgramDraft['campaigns'] = [
      { id: 'early', name: 'Early', kind: 'multiplier', times: '2', first: { count: 2, of: 'members' } },
    ];
    const books = new Books(aProgram({ campaigns }));
    for (const [orderId, memberId] of [
      ['1', 'anna'],
      ['2', 'anna'],
      ['3', 'bert'],
      ['4', 'carl'],
      ['5', 'bert'],
    ] as const)
      books.settle(anOrder({ orderId }), { memberId });
    expect(['anna', 'bert', 'carl'].map((member) => books.balance(member).available)).toEqual([40, 40, 10]);
  });

  test('a spent budget ends the campaign, the order that spends it is honoured', () => {
    const campaigns: ProgramDraft['campaigns'] = [{ id: 'c', name: 'C', kind: 'multiplier', times: '3', budget: 30 }];
    const books = new Books(aProgram({ campaigns }));
    for (const orderId of ['1', '2', '3']) books.settle(anOrder({ orderId }));
    expect(books.balance().available).toBe(30 + 30 + 10);
    expect(books.counters).toEqual({ 'campaign:c:budget': 40 });
    books.settle(refunded(anOrder({ orderId: '1' })));
    books.settle(anOrder({ orderId: '4' }));
    expect(books.balance().available).toBe(30 + 10 + 10);
  });

  test('room that was not read is not taken', () => {
    const rule = { ...aPointPerUnit(), maxPerMember: { points: 150, per: 'month' } } as Rule;
    expect(earn([rule], anOrder(), { candidate: aCandidate({ counters: null }) }).points).toBe(0);
  });
});
