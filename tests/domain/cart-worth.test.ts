import { describe, expect, it } from 'vitest';
import { type CartLine, type CartOwner, cartWorth } from '#app/domain/decisions/cart-worth.ts';
import { settleOrder } from '#app/domain/decisions/settle-order.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';
import { aCandidate, aPointPerUnit, aProgram, anOrder, linesOf, memberFacts, NOON } from '#tests/builders.ts';

const EVERYBODY: CartOwner = { memberId: null, tierId: null, ordersBefore: 0, barred: null, counters: {}, carryIn: {} };
const MEMBER: CartOwner = { ...EVERYBODY, memberId: 'm1', ordersBefore: 1 };

function line(amountMinor: number, parts: Partial<CartLine> = {}): CartLine {
  return {
    productId: 'p1',
    variantId: null,
    quantity: 1,
    amountMinor,
    tags: [],
    collections: [],
    vendor: null,
    productType: null,
    ...parts,
  };
}

const worth = (program: Program, lines: readonly CartLine[], owner: CartOwner = MEMBER, currency = 'EUR') =>
  cartWorth({ program, versionNo: 1, storeId: 's1', cart: { currency, lines }, owner, now: NOON });

const programOf = (parts: Partial<ProgramDraft>) => aProgram(parts);

describe('what a cart would earn', () => {
  it('is what the settlement pays for the same order', () => {
    const program = programOf({
      earning: {
        rules: [aPointPerUnit('1.5'), { id: 'big', name: 'Big', kind: 'per-order', args: { points: 40, minimumMinor: 5_000 } }],
        rounding: 'nearest',
      },
      tiers: { list: [{ id: 'gold', name: 'Gold', ways: [{ kind: 'join' }], multiplier: '1.25' }] },
    });
    const amounts = [3_333, 2_999, 1];
    const settled = settleOrder({
      ...{ program, versionNo: 1, order: anOrder({ lines: linesOf(...amounts) }), settled: null, storeId: 's1', memberId: 'm1', now: NOON },
      candidateContext: aCandidate({ member: memberFacts({ tierId: 'gold' }) }),
    });
    const lines = amounts.map((amount, index) => line(amount, { productId: `p${index + 1}` }));
    expect(worth(program, lines, { ...MEMBER, tierId: 'gold' }).points).toBe(settled.settled.targets['points']!.earned);
  });

  it('counts a first order for somebody known, and for nobody else', () => {
    const program = programOf({
      earning: { rules: [aPointPerUnit(), { id: 'first', name: 'First', kind: 'first-order', args: { points: 30 } }] },
    });
    expect(worth(program, [line(1_000)], { ...MEMBER, ordersBefore: 0 }).points).toBe(40);
    expect(worth(program, [line(1_000)], MEMBER).points).toBe(10);
    expect(worth(program, [line(1_000)], EVERYBODY).points).toBe(10);
  });

  it('leaves out what never earns, and asks for a rate in another currency', () => {
    const program = programOf({
      worth: { exclude: { tags: ['sale'] } },
      currencies: [{ code: 'PLN', rates: [{ from: '2026-01-01', rate: '4.00' }] }],
    });
    expect(worth(program, [line(1_000), line(5_000, { tags: ['sale'] })]).points).toBe(10);
    expect(worth(program, [line(39_999)], MEMBER, 'PLN').points).toBe(99);
    expect(worth(program, [line(39_999)], MEMBER, 'ZAR')).toEqual({ points: 0, inNextTier: null, nudge: null });
  });

  it.each(['blocked', 'left', 'paused'] as const)('is nothing for who is %s', (barred) => {
    expect(worth(aProgram(), [line(1_000)], { ...MEMBER, barred }).points).toBe(0);
  });

  it('keeps within what caps leave', () => {
    const program = programOf({
      earning: { rules: [aPointPerUnit()], caps: [{ id: 'monthly', points: 100, per: 'month', of: 'member' }] },
    });
    expect(worth(program, [line(50_000)], { ...MEMBER, counters: { 'cap:monthly:m1:2026-11': 70 } }).points).toBe(30);
  });

  it('shows the next tier that anybody may know of', () => {
    const tier = (id: string, multiplier: string, hidden = false) => ({
      id,
      name: id,
      ways: [{ kind: 'join' as const }],
      multiplier,
      hidden,
    });
    const program = programOf({ tiers: { list: [tier('one', '1'), tier('secret', '3', true), tier('two', '2')] } });
    expect(worth(program, [line(1_000)], { ...MEMBER, tierId: 'one' }).inNextTier).toEqual({ tierId: 'two', points: 20 });
    expect(worth(program, [line(1_000)], { ...MEMBER, tierId: 'two' }).inNextTier).toBeNull();
  });
});

describe('what is missing for a bonus', () => {
  const big = { id: 'big', name: 'Big order', kind: 'per-order' as const, args: { points: 40, minimumMinor: 5_000 } };

  it('is told with what it would bring in all', () => {
    const program = programOf({ earning: { rules: [aPointPerUnit(), big] } });
    expect(worth(program, [line(3_760)]).nudge).toEqual({ missingMinor: 1_240, points: 53, name: 'Big order' });
    expect(worth(program, [line(5_000)]).nudge).toBeNull();
  });

  it('reaches the bonus when it is added, also through a currency that does not divide evenly', () => {
    const program = programOf({
      earning: { rules: [aPointPerUnit(), big] },
      currencies: [{ code: 'PLN', rates: [{ from: '2026-01-01', rate: '4.37' }] }],
    });
    const { nudge, points } = worth(program, [line(10_001)], MEMBER, 'PLN');
    const reached = worth(program, [line(10_001 + nudge!.missingMinor)], MEMBER, 'PLN');
    expect(reached.points).toBe(points + nudge!.points);
    expect(worth(program, [line(10_001 + nudge!.missingMinor - 1)], MEMBER, 'PLN').points).toBeLessThan(reached.points - 30);
  });

  it('is that of the nearest bonus, of campaigns too, and only of what is in the cart', () => {
    const program = programOf({
      earning: { rules: [aPointPerUnit(), { ...big, args: { ...big.args, minimumMinor: 9_000 } }] },
      campaigns: [
        { id: 'double', name: 'Double', kind: 'multiplier', times: '2', minimumMinor: 6_000 },
        { id: 'mugs', name: 'Mugs', kind: 'bonus', points: 5, minimumMinor: 4_100, products: { productIds: ['mug'] } },
        { id: 'over', name: 'Over', kind: 'bonus', points: 500, minimumMinor: 4_100, dates: { until: '2026-11-22' } },
      ],
    });
    expect(worth(program, [line(4_000)]).nudge).toEqual({ missingMinor: 2_000, points: 80, name: 'Double' });
    expect(worth(program, [line(4_000, { productId: 'mug' })]).nudge).toMatchObject({ missingMinor: 100, name: 'Mugs' });
  });

  it('is not told to those whom the bonus is not for', () => {
    const program = programOf({
      earning: { rules: [aPointPerUnit(), { ...big, audience: { tiers: ['gold'] } }] },
      tiers: { list: [{ id: 'gold', name: 'Gold', ways: [{ kind: 'join' }] }] },
    });
    expect(worth(program, [line(3_760)]).nudge).toBeNull();
    expect(worth(program, [line(3_760)], { ...MEMBER, tierId: 'gold' }).nudge).toMatchObject({ name: 'Big order' });
  });
});
