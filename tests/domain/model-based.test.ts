import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expiresAt } from '#app/domain/expiry/expires-at.ts';
import { addDays } from '#app/domain/instant.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { anOrder, aProgram, cancelled, linesOf, returned } from '#tests/builders.ts';
import { aPosting, Books } from './books.ts';
import { NaivePoints } from './naive-points.ts';

const RUNS = 500;
const COMMANDS = 60;

type Command = { readonly kind: (typeof KINDS)[number]; readonly a: number; readonly b: number };
const KINDS = [
  'place',
  'place',
  'place-paid-back',
  'return',
  'return',
  'cancel',
  'reopen',
  'repeat',
  'redeem',
  'redeem',
  'capture',
  'capture',
  'release',
  'late-capture',
  'give-back',
  'wait',
  'wait',
  'adjust-down',
  'write-off',
  'gift',
] as const;

const commandArb: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom(...KINDS),
  a: fc.nat({ max: 1000 }),
  b: fc.nat({ max: 1000 }),
});

/** What the naive side remembers of an order: amounts and what is kept, in whole euros and cents, and what it was given. */
interface NaiveOrder {
  readonly source: string;
  readonly amounts: readonly number[];
  kept: number[];
  isCancelled: boolean;
  given: number;
  reversed: number;
  forgiven: number;
  dueAt: number;
  isDue: boolean;
}

interface NaiveRedemption {
  readonly points: number;
  state: 'held' | 'captured' | 'released';
  back: number;
}

/** Runs the same story through the rules with their ledger, and through the naive points; after each command both must agree. */
class Story {
  readonly books: Books;
  readonly naive = new NaivePoints();
  private readonly mayOwe: boolean;
  private readonly snapshots: OrderSnapshot[] = [];
  private readonly orders: NaiveOrder[] = [];
  private readonly redemptions: NaiveRedemption[] = [];
  private steps = 0;

  constructor(shortfall: 'debt' | 'floor-at-zero') {
    this.mayOwe = shortfall === 'debt';
    this.books = new Books(
      aProgram({
        takeBack: { shortfall },
        pending: { shipped: { days: 14, from: 'paid' } },
        expiry: { mode: { kind: 'per-lot', months: 2 } },
      }),
    );
  }

  run({ kind, a, b }: Command): void {
    this.steps += 1;
    switch (kind) {
      case 'place':
        return this.place([100 + a, 100 + b], []);
      case 'place-paid-back':
        return this.place([100 + a, 100 + b], [a % 2]);
      case 'return':
        return this.change(
          a,
          (order) => returned(order, { [String((b % 2) + 1)]: 1 }),
          (naive) => (naive.kept[b % 2] = 0),
        );
      case 'cancel':
        return this.change(a, cancelled, (naive) => (naive.isCancelled = true));
      case 'reopen':
        return this.change(
          a,
          (order) => ({ ...order, cancelledAt: null, updatedAt: order.updatedAt + 1000 }),
          (naive) => (naive.isCancelled = false),
        );
      case 'repeat':
        return this.change(
          a,
          (order) => order,
          () => undefined,
        );
      case 'wait':
        return this.wait(1 + (a % 40));
      case 'gift':
        return this.gift(1 + (a % 20), b % 60);
      case 'adjust-down':
        this.post('adjusted', [{ kind: 'adjust-down', unit: 'points', points: 1 + (a % 20) }]);
        return this.naive.adjustDown(1 + (a % 20));
      case 'write-off':
        this.post('written-off', [{ kind: 'write-off', unit: 'points', points: 1 + (a % 20) }]);
        return this.naive.writeOff(1 + (a % 20));
      default:
        return this.redemption(kind, a, b);
    }
  }

  check(): void {
    const { naive, books } = this;
    expect(books.balance()).toEqual({
      pending: naive.count('pending'),
      available: naive.count('available'),
      held: naive.count('held'),
      debt: naive.debt,
    });
    const ends = books
      .lots()
      .filter(({ position }) => position.account === 'available')
      .map(({ lot, position }) => ({ end: String(lot.expiresAt), points: position.points }));
    expect(
      [...new Set(ends.map(({ end }) => end))].map(
        (end) => `${end}: ${ends.filter((each) => each.end === end).reduce((sum, { points }) => sum + points, 0)}`,
      ),
    ).toEqual(naive.expiries());
    this.orders.forEach((order, index) => {
      expect(this.books.orders.get(String(index))?.targets['points'] ?? { earned: 0, reversed: 0, forgiven: 0 }).toMatchObject({
        earned: order.given,
        reversed: order.reversed,
        forgiven: order.forgiven,
      });
    });
  }

  private place(amounts: number[], back: number[]): void {
    const orderId = String(this.snapshots.length);
    const order = anOrder({ orderId, name: `#${orderId}`, placedAt: this.books.now, lines: linesOf(...amounts) });
    const snapshot = back.reduce((placed, line) => returned(placed, { [String(line + 1)]: 1 }), order);
    this.snapshots.push(snapshot);
    this.orders.push({
      source: `order:shop:${orderId}`,
      amounts,
      kept: amounts.map((amount, index) => (back.includes(index) ? 0 : amount)),
      isCancelled: false,
      given: 0,
      reversed: 0,
      forgiven: 0,
      dueAt: addDays(this.books.now, 14),
      isDue: false,
    });
    this.settle(this.snapshots.length - 1);
  }

  private change(which: number, change: (order: OrderSnapshot) => OrderSnapshot, note: (order: NaiveOrder) => void): void {
    if (this.snapshots.length === 0) return;
    const index = which % this.snapshots.length;
    const [snapshot, naive] = [this.snapshots[index], this.orders[index]];
    if (!snapshot || !naive) return;
    const next = change(snapshot);
    // A unit that is back already cannot come back twice.
    if (next.lines.some(({ keptQuantity }) => keptQuantity < 0)) return;
    this.snapshots[index] = next;
    note(naive);
    this.settle(index);
  }

  private settle(index: number): void {
    const [snapshot, order] = [this.snapshots[index], this.orders[index]];
    if (!snapshot || !order) return;
    this.books.settle(snapshot);
    const worth = Math.floor(sum(order.amounts) / 100);
    const isAllBack = sum(order.kept) === 0;
    const stands = order.isCancelled || isAllBack ? 0 : Math.floor(sum(order.kept) / 100);
    const reversed = worth - stands;
    const end = expiresAt(this.books.program.expiry, order.dueAt, 'Europe/Berlin');
    if (this.books.now >= order.dueAt && !order.isDue) {
      order.isDue = true;
      this.naive.mature(order.source, end);
    }
    if (order.given === 0) this.give(order, worth, end);
    order.given = worth;
    if (reversed < order.reversed) {
      const back = order.reversed - reversed;
      const offset = Math.min(back, order.forgiven);
      order.forgiven -= offset;
      this.give(order, back - offset, end === null ? null : Math.max(end, addDays(this.books.now, 30)));
    }
    if (reversed > order.reversed) order.forgiven += this.naive.take(reversed - order.reversed, order.source, this.mayOwe);
    order.reversed = reversed;
  }

  private give(order: NaiveOrder, count: number, end: number | null): void {
    if (count === 0) return;
    const index = Number(order.source.split(':')[2]);
    this.naive.issue(count, {
      source: order.source,
      to: order.isDue ? 'available' : 'pending',
      earnedAt: this.snapshots[index]?.placedAt ?? 0,
      expiresAt: order.isDue ? end : null,
    });
  }

  private wait(days: number): void {
    this.books.now = addDays(this.books.now, days);
    this.orders.forEach((order, index) => {
      if (order.dueAt <= this.books.now && !order.isDue) this.settle(index);
    });
    this.post('points-expired', [{ kind: 'expire', unit: 'points', dueBy: this.books.now }]);
    this.naive.expire(this.books.now);
  }

  private gift(points: number, days: number): void {
    const at = this.books.now;
    const end = days === 0 ? null : addDays(at, days);
    this.post('bonus', [
      {
        kind: 'issue',
        unit: 'points',
        points,
        from: 'adjusted',
        to: 'available',
        source: `gift:${this.steps}`,
        earnedAt: at,
        availableAt: at,
        expiresAt: end,
      },
    ]);
    this.naive.issue(points, { source: `gift:${this.steps}`, to: 'available', earnedAt: at, expiresAt: end });
  }

  private redemption(kind: 'redeem' | 'capture' | 'release' | 'late-capture' | 'give-back', a: number, b: number): void {
    if (kind === 'redeem') return this.redeem(1 + (a % 15));
    if (this.redemptions.length === 0) return;
    const index = a % this.redemptions.length;
    const redemption = this.redemptions[index];
    if (!redemption) return;
    const redemptionId = `r${index}`;
    const about = { unit: 'points', redemptionId };
    if (kind === 'capture' && redemption.state === 'held') {
      // Any part of it, the rest comes back at once.
      const used = 1 + (b % redemption.points);
      this.post('redemption-captured', [
        { kind: 'capture', points: used, ...about },
        { kind: 'release', extendTo: addDays(this.books.now, 7), ...about },
      ]);
      this.naive.capture(used, redemptionId);
      this.naive.release(redemptionId, addDays(this.books.now, 7));
      this.redemptions[index] = { points: used, state: 'captured', back: 0 };
    } else if (kind === 'release' && redemption.state === 'held') {
      this.post('redemption-released', [{ kind: 'release', extendTo: addDays(this.books.now, 7), ...about }]);
      this.naive.release(redemptionId, addDays(this.books.now, 7));
      redemption.state = 'released';
    } else if (kind === 'late-capture' && redemption.state === 'released') {
      this.post('late-capture', [{ kind: 'late-capture', points: redemption.points, ...about }]);
      this.naive.lateCapture(redemption.points, redemptionId);
      redemption.state = 'captured';
    } else if (kind === 'give-back' && redemption.state === 'captured' && redemption.back < redemption.points) {
      const points = 1 + (b % (redemption.points - redemption.back));
      this.post('redemption-returned', [{ kind: 'return', points, extendTo: addDays(this.books.now, 30), ...about }]);
      this.naive.giveBackRedeemed(points, redemptionId, addDays(this.books.now, 30));
      redemption.back += points;
    }
  }

  private redeem(points: number): void {
    const redemptionId = `r${this.redemptions.length}`;
    if (!this.naive.canHold(points)) {
      expect(() => this.post('redemption-held', [{ kind: 'hold', unit: 'points', points, redemptionId }])).toThrow(
        /open_debt|not_enough_points/,
      );
      return;
    }
    this.post('redemption-held', [{ kind: 'hold', unit: 'points', points, redemptionId }]);
    this.naive.hold(points, redemptionId);
    this.redemptions.push({ points, state: 'held', back: 0 });
  }

  private post(kind: Parameters<Books['post']>[0]['kind'], moves: Parameters<Books['post']>[0]['moves']): void {
    this.books.post({ ...aPosting(`step:${this.steps}`), kind, moves, occurredAt: this.books.now });
  }
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

test(`${RUNS} stories of ${COMMANDS} random commands agree with a naive model, point by point`, () => {
  fc.assert(
    fc.property(
      fc.constantFrom('debt' as const, 'floor-at-zero' as const),
      fc.array(commandArb, { minLength: COMMANDS, maxLength: COMMANDS, size: 'max' }),
      (shortfall, commands) => {
        const story = new Story(shortfall);
        for (const command of commands) {
          story.run(command);
          story.check();
        }
      },
    ),
    { numRuns: RUNS },
  );
});
