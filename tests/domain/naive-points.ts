import type { Instant } from '#app/domain/instant.ts';

interface Point {
  readonly bornAs: number;
  lot: number;
  readonly source: string;
  readonly earnedAt: Instant;
  expiresAt: Instant | null;
  place: 'pending' | 'available' | 'held' | 'redeemed' | 'expired' | 'gone';
  ref: string;
}

/**
 * A second opinion on the ledger: every single point is a thing of its own that is moved by hand. Slow, simple, and written without looking
 * at how the books are kept; it only follows the rules' words.
 */
export class NaivePoints {
  debt = 0;
  private readonly points: Point[] = [];
  private readonly extendedLots = new Set<number>();
  private lots = 0;

  count(place: Point['place'], ref?: string): number {
    return this.points.filter((point) => point.place === place && (ref === undefined || point.ref === ref)).length;
  }

  /** "date: how many" of what may be spent, soonest first. */
  expiries(): string[] {
    const ends = this.inOrder((point) => point.place === 'available').map((point) => String(point.expiresAt));
    return [...new Set(ends)].map((end) => `${end}: ${ends.filter((other) => other === end).length}`);
  }

  issue(count: number, lot: { source: string; to: 'pending' | 'available'; earnedAt: Instant; expiresAt: Instant | null }): void {
    this.lots += 1;
    for (let index = 0; index < count; index += 1) {
      this.points.push({
        bornAs: this.points.length,
        lot: this.lots,
        source: lot.source,
        earnedAt: lot.earnedAt,
        expiresAt: lot.expiresAt,
        place: lot.to,
        ref: '',
      });
    }
    this.payDebt();
  }

  mature(source: string, expiresAt: Instant | null): void {
    for (const point of this.points) {
      if (point.place !== 'pending' || point.source !== source) continue;
      point.place = 'available';
      point.expiresAt = expiresAt;
    }
    this.payDebt();
  }

  /** Answers how many could not be taken and were forgiven. */
  take(count: number, source: string, mayOwe: boolean): number {
    const own = (place: Point['place']) => this.inOrder((point) => point.place === place && point.source === source);
    const others = this.inOrder((point) => point.place === 'available' && point.source !== source);
    const taken = [...own('pending'), ...own('available'), ...own('expired'), ...others].slice(0, count);
    for (const point of taken) point.place = 'gone';
    const missing = count - taken.length;
    if (mayOwe) this.debt += missing;
    return mayOwe ? 0 : missing;
  }

  canHold(count: number): boolean {
    return this.debt === 0 && this.count('available') >= count;
  }

  hold(count: number, ref: string): void {
    this.move(this.inOrder((point) => point.place === 'available').slice(0, count), 'held', ref);
  }

  capture(count: number, ref: string): void {
    this.move(this.inOrder((point) => point.place === 'held' && point.ref === ref).slice(0, count), 'redeemed', ref);
  }

  lateCapture(count: number, ref: string): void {
    const there = this.inOrder((point) => point.place === 'available').slice(0, count);
    this.move(there, 'redeemed', ref);
    const owed = count - there.length;
    if (owed === 0) return;
    this.lots += 1;
    this.debt += owed;
    for (let index = 0; index < owed; index += 1) {
      this.points.push({
        bornAs: this.points.length,
        lot: this.lots,
        source: 'debt',
        earnedAt: 0,
        expiresAt: null,
        place: 'redeemed',
        ref,
      });
    }
  }

  release(ref: string, extendTo: Instant): void {
    this.giveBack(
      this.inOrder((point) => point.place === 'held' && point.ref === ref),
      extendTo,
    );
  }

  /** What was captured last comes back first. */
  giveBackRedeemed(count: number, ref: string, extendTo: Instant): void {
    const redeemed = this.inOrder((point) => point.place === 'redeemed' && point.ref === ref);
    redeemed.sort((a, b) => end(b) - end(a) || b.lot - a.lot);
    this.giveBack(redeemed.slice(0, count), extendTo);
  }

  expire(dueBy: Instant): void {
    for (const point of this.points)
      if (point.place === 'available' && point.expiresAt !== null && point.expiresAt <= dueBy) point.place = 'expired';
  }

  adjustDown(count: number): void {
    this.move(this.inOrder((point) => point.place === 'available').slice(0, count), 'gone', '');
  }

  writeOff(count: number): void {
    this.debt -= Math.min(count, this.debt);
  }

  private giveBack(points: readonly Point[], extendTo: Instant): void {
    const lots = [...new Set(points.map((point) => point.lot))];
    for (const lot of lots) {
      const together = points.filter((point) => point.lot === lot);
      const tooSoon = together[0] !== undefined && end(together[0]) < extendTo && !this.extendedLots.has(lot);
      if (tooSoon) {
        this.extendedLots.add(lot);
        this.lots += 1;
        this.extendedLots.add(this.lots);
      }
      for (const point of together) {
        point.place = 'available';
        point.ref = '';
        if (!tooSoon) continue;
        point.lot = this.lots;
        point.expiresAt = extendTo;
      }
    }
    this.payDebt();
  }

  private payDebt(): void {
    const paying = this.inOrder((point) => point.place === 'available').slice(0, this.debt);
    for (const point of paying) point.place = 'gone';
    this.debt -= paying.length;
  }

  private move(points: readonly Point[], place: Point['place'], ref: string): void {
    for (const point of points) {
      point.place = place;
      point.ref = ref;
    }
  }

  /** Soonest to end first, never-ending last; then earned first; then lot by lot. */
  private inOrder(wanted: (point: Point) => boolean): Point[] {
    return this.points.filter(wanted).sort((a, b) => end(a) - end(b) || a.earnedAt - b.earnedAt || a.lot - b.lot || a.bornAs - b.bornAs);
  }
}

function end(point: Point): number {
  return point.expiresAt ?? Number.MAX_SAFE_INTEGER;
}
