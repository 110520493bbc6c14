import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainTrace } from '#app/domain/decisions/explain-trace.ts';
import { pointsOnLines } from '#app/domain/decisions/write-trace.ts';
import { isNewer } from '#app/domain/order.ts';
import type { OrderSnapshot, SnapshotSource } from '#app/domain/order.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';
import {
  aCandidate,
  aLine,
  anOrder,
  aPointPerUnit,
  aProgram,
  cancelled,
  memberFacts,
  NOON,
  refunded,
  refundedAmount,
  returned,
} from '#tests/builders.ts';
import { Books } from './books.ts';

const lineArb = fc.record({
  chargedMinor: fc.integer({ min: 0, max: 20_000 }),
  quantity: fc.integer({ min: 1, max: 5 }),
  tag: fc.constantFrom('tea', 'coffee', 'sale'),
});

const orderArb = fc
  .record({
    lines: fc.array(lineArb, { minLength: 1, maxLength: 5 }),
    shippingMinor: fc.integer({ min: 0, max: 1000 }),
    taxIncluded: fc.boolean(),
    currency: fc.constantFrom('EUR', 'PLN', 'JPY'),
  })
  .map(({ lines, shippingMinor, taxIncluded, currency }) =>
    anOrder({
      currency,
      taxIncluded,
      shipping: { chargedMinor: shippingMinor, keptMinor: shippingMinor },
      lines: lines.map(({ chargedMinor, quantity, tag }, index) =>
        aLine({
          lineId: String(index + 1),
          productId: `p${index}`,
          chargedMinor,
          keptMinor: chargedMinor,
          quantity,
          keptQuantity: quantity,
          tags: [tag],
          taxMinor: Math.floor(chargedMinor / 7),
        }),
      ),
    }),
  );

const programArb: fc.Arbitrary<Program> = fc
  .record({
    points: fc.constantFrom('1', '0.5', '3', '0.125', '7.77'),
    perMinor: fc.constantFrom(1, 100, 300, 1000),
    rounding: fc.constantFrom('down', 'nearest', 'up'),
    combine: fc.constantFrom('add', 'multiply'),
    tax: fc.constantFrom('as-displayed', 'in', 'out'),
    conditions: fc.constantFrom('as-placed', 'judge-again'),
    perOrder: fc.option(fc.record({ points: fc.integer({ min: 1, max: 1000 }), minimumMinor: fc.integer({ min: 0, max: 10_000 }) }), {
      nil: null,
    }),
    times: fc.option(fc.constantFrom('1.5', '2', '3'), { nil: null }),
    shortfall: fc.constantFrom('debt', 'floor-at-zero'),
    maxPerOrder: fc.option(fc.integer({ min: 1, max: 500 }), { nil: null }),
  })
  .map(({ points, perMinor, rounding, combine, tax, conditions, perOrder, times, shortfall, maxPerOrder }) => {
    const draft = {
      earning: {
        rules: [
          { ...aPointPerUnit(points, perMinor), maxPerOrder },
          ...(perOrder === null ? [] : [{ id: 'fixed', name: 'Fixed', kind: 'per-order', args: perOrder }]),
        ],
        rounding,
        bonuses: { combine },
      },
      worth: { tax, conditions, exclude: { tags: ['sale'] } },
      takeBack: { shortfall },
      campaigns: times === null ? [] : [{ id: 'c', name: 'C', kind: 'multiplier', times, products: { tags: ['tea'] } }],
      tiers: { list: [{ id: 'gold', name: 'Gold', multiplier: '1.25', ways: [{ kind: 'join' }] }] },
      cards: [{ id: 'card', name: 'Card', goal: 5, rewardId: 'free', products: { tags: ['coffee'] } }],
      rewards: [{ id: 'free', name: 'Free', cost: { kind: 'card', cardId: 'card' }, value: { kind: 'item', worth: {} } }],
    };
    return aProgram(draft as Partial<ProgramDraft>);
  });

type Step = (order: OrderSnapshot) => OrderSnapshot;

/** Something that happens to an order in the shop; each makes it newer. */
const stepArb: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ line: fc.nat({ max: 4 }), units: fc.integer({ min: 1, max: 3 }) }).map(({ line, units }): Step => (order) => {
    const target = order.lines[line % order.lines.length];
    return target && target.keptQuantity > 0 ? returned(order, { [target.lineId]: Math.min(units, target.keptQuantity) }) : newer(order);
  }),
  fc.integer({ min: 1, max: 3000 }).map(
    (amount): Step =>
      (order) =>
        refundedAmount(order, Math.min(amount, Math.max(0, order.totalMinor - order.refundedMinor))),
  ),
  fc.constant<Step>((order) => cancelled(order)),
  fc.constant<Step>((order) => newer({ ...order, cancelledAt: null })),
  fc.constant<Step>((order) => refunded(order)),
  fc.integer({ min: 1, max: 9000 }).map(
    (chargedMinor): Step =>
      (order) =>
        newer({
          ...order,
          totalMinor: order.totalMinor + chargedMinor,
          lines: [
            ...order.lines,
            aLine({ lineId: String(order.lines.length + 1), productId: 'new', chargedMinor, keptMinor: chargedMinor, tags: ['tea'] }),
          ],
        }),
  ),
  fc.constantFrom('open' as const, 'lost' as const, 'won' as const).map(
    (dispute): Step =>
      (order) =>
        newer({ ...order, dispute }),
  ),
);

function newer(order: OrderSnapshot): OrderSnapshot {
  return { ...order, updatedAt: order.updatedAt + 1000 };
}

/** The snapshots of an order's life, oldest first. */
const lifeArb = fc
  .tuple(orderArb, fc.array(stepArb, { maxLength: 6 }))
  .map(([order, steps]) => steps.reduce<OrderSnapshot[]>((life, step) => [...life, step(life.at(-1) ?? order)], [order]));

/** Only refunds: every snapshot keeps at most what the one before it kept. */
const refundsArb = fc
  .tuple(orderArb, fc.array(fc.record({ line: fc.nat({ max: 4 }), units: fc.integer({ min: 1, max: 3 }) }), { maxLength: 6 }))
  .map(([order, steps]) =>
    steps.reduce<OrderSnapshot[]>(
      (life, { line, units }) => {
        const last = life.at(-1) ?? order;
        const target = last.lines[line % last.lines.length];
        return target && target.keptQuantity > 0
          ? [...life, returned(last, { [target.lineId]: Math.min(units, target.keptQuantity) })]
          : life;
      },
      [order],
    ),
  );

function candidateFor(order: OrderSnapshot) {
  const rates: Record<string, string> = { PLN: '4.27', JPY: '163.5' };
  return { candidateContext: aCandidate({ currencyRate: rates[order.currency] ?? null, member: memberFacts({ tierId: 'gold' }) }) };
}

/** Settles what arrives as the drain does: older snapshots are ignored, doubled ones change nothing. */
function settleArrivals(program: Program, arrivals: readonly OrderSnapshot[]): Books {
  const books = new Books(program);
  books.now = NOON + 60_000;
  let stored: { snapshot: OrderSnapshot; source: SnapshotSource } | null = null;
  arrivals.forEach((snapshot, index) => {
    const next = { snapshot, source: { kind: 'pushed' as const, at: NOON + index } };
    if (stored !== null && !isNewer(next, stored)) return;
    stored = next;
    books.settle(snapshot, candidateFor(snapshot));
  });
  return books;
}

function targets(books: Books) {
  return Object.fromEntries(
    Object.entries(books.orders.get('1001')?.targets ?? {})
      .filter(([, { earned }]) => earned > 0)
      .map(([unit, { earned, reversed }]) => [unit, { earned, reversed }]),
  );
}

/** What the member has. Whether it is pending depends on when a dispute was heard of: points that were available by then stay so. */
function balances(books: Books) {
  const { pending, available, held, debt } = books.balance();
  return { points: { standing: pending + available, held, debt }, stamps: books.balance('anna', 'stamps:card') };
}

describe('settling, whatever happens', () => {
  test('the order of messages never matters', () => {
    fc.assert(
      fc.property(
        programArb,
        lifeArb.chain((life) => fc.tuple(fc.constant(life), fc.shuffledSubarray([...life, ...life], { minLength: 0 }))),
        (program, [life, noise]) => {
          const last = life.at(-1);
          fc.pre(last !== undefined);
          const inTurn = settleArrivals(program, life);
          const anyhow = settleArrivals(program, [...noise, last]);
          expect(targets(anyhow)).toEqual(targets(inTurn));
          expect(balances(anyhow)).toEqual(balances(inTurn));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('the same snapshot again changes nothing', () => {
    fc.assert(
      fc.property(programArb, lifeArb, (program, life) => {
        const books = new Books(program);
        for (const snapshot of life) {
          books.settle(snapshot, candidateFor(snapshot));
          const before = books.orders.get('1001');
          const { posting, notices, counters, settled } = books.settle(snapshot, candidateFor(snapshot));
          expect(posting).toBeNull();
          expect(notices).toEqual([]);
          expect(counters).toEqual([]);
          expect(settled).toEqual(before);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('reversals never pass what was earned, and the books show exactly the targets', () => {
    fc.assert(
      fc.property(programArb, lifeArb, (program, life) => {
        const books = new Books(program);
        for (const snapshot of life) {
          const { settled, trace } = books.settle(snapshot, candidateFor(snapshot));
          for (const { earned, reversed, forgiven } of Object.values(settled.targets)) {
            expect(reversed).toBeGreaterThanOrEqual(0);
            expect(reversed).toBeLessThanOrEqual(earned);
            // Nothing was spent, so nothing ever had to be forgiven.
            expect(forgiven).toBe(0);
          }
          const { earned = 0, reversed = 0 } = settled.targets['points'] ?? {};
          const { pending, available, held, debt } = books.balance();
          expect([pending + available, held, debt]).toEqual([earned - reversed, 0, 0]);
          expect(pointsOnLines(trace)).toBe(trace.rules.reduce((sum, rule) => sum + rule.earned, 0));
          expect(settled.metrics.points).toBe(earned - reversed);
          expect(explainTrace(trace).every((line) => line.length > 0 && !/undefined|NaN|null/.test(line))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('refund by refund the member never gains, and everything back means nothing left', () => {
    fc.assert(
      fc.property(programArb, refundsArb, (program, life) => {
        const books = new Books(program);
        let before = Number.POSITIVE_INFINITY;
        for (const snapshot of life) {
          books.settle(snapshot, candidateFor(snapshot));
          const { pending, available } = books.balance();
          expect(pending + available).toBeLessThanOrEqual(before);
          before = pending + available;
        }
        const last = life.at(-1);
        if (last) books.settle(refunded(last), candidateFor(last));
        expect(books.balance()).toEqual({ pending: 0, available: 0, held: 0, debt: 0 });
        expect(books.balance('anna', 'stamps:card').available).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test('more spent never earns less', () => {
    fc.assert(
      fc.property(
        programArb,
        orderArb,
        fc.record({ more: fc.integer({ min: 1, max: 5000 }), index: fc.nat({ max: 4 }) }),
        (program, order, { more, index }) => {
          const line = order.lines[index % order.lines.length];
          fc.pre(line !== undefined && line.chargedMinor > 0);
          const dearer = {
            ...order,
            lines: order.lines.map((each) =>
              each === line ? { ...each, chargedMinor: each.chargedMinor + more, keptMinor: each.keptMinor + more } : each,
            ),
          };
          const [less, least] = [new Books(program), new Books(program)];
          less.settle(order, candidateFor(order));
          least.settle(dearer, candidateFor(order));
          expect(least.balance().available).toBeGreaterThanOrEqual(less.balance().available);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('floor at zero: spent points never make debt, and no refund takes twice', () => {
    fc.assert(
      fc.property(programArb, lifeArb, fc.integer({ min: 1, max: 100 }), (program, life, percent) => {
        fc.pre(program.takeBack.shortfall === 'floor-at-zero');
        const books = new Books(program);
        const [first] = life;
        fc.pre(first !== undefined);
        books.settle(first, candidateFor(first));
        const spent = Math.floor((books.balance().available * percent) / 100);
        if (spent > 0) {
          books.post({
            businessKey: 'spend',
            kind: 'redemption-captured',
            memberId: 'anna',
            otherMemberId: null,
            order: null,
            redemptionId: 'r',
            actor: { kind: 'member', id: null },
            reasonCode: 'spent',
            note: null,
            storeId: null,
            locationId: null,
            channel: null,
            campaignId: null,
            arm: null,
            versionNo: null,
            occurredAt: NOON,
            because: [],
            moves: [
              { kind: 'hold', unit: 'points', points: spent, redemptionId: 'r' },
              { kind: 'capture', unit: 'points', points: spent, redemptionId: 'r' },
            ],
          });
        }
        for (const snapshot of life) {
          const { settled } = books.settle(snapshot, candidateFor(snapshot));
          const { earned = 0, reversed = 0, forgiven = 0 } = settled.targets['points'] ?? {};
          const { pending, available, debt } = books.balance();
          expect(debt).toBe(0);
          expect(pending + available).toBe(earned - reversed + forgiven - spent);
          expect(forgiven).toBeLessThanOrEqual(spent);
        }
      }),
      { numRuns: 300 },
    );
  });
});
