import type { Instant } from '../instant.ts';
import { assertUnreachable, invariant } from '../result.ts';
import type { Account, Move, PostingDraft, PostingOutcome, Transfer, Unit } from './posting.ts';
import { debtKey, inDrainOrder, type LedgerState, type Lot, type Position } from './state.ts';

const PLACES: ReadonlySet<Account> = new Set<Account>(['pending', 'available', 'held', 'expired', 'redeemed']);

type Refusal = Extract<PostingOutcome, { status: 'refused' }>['refusal'];
type Step = {
  unit: Unit;
  from: Account;
  to: Account;
  lotId: string;
  points: number;
  ref?: string;
  toLotId?: string;
  memberId?: string;
  toMemberId?: string;
};

/** Writes one posting's moves on a copy of the state. */
export class PostingWriter {
  readonly forgiven: Record<Unit, number> = {};
  private readonly lots: Map<string, Lot>;
  private positions: Position[];
  private readonly debts: Map<string, number>;
  private readonly transfers: Transfer[];
  private readonly draft: PostingDraft;
  private readonly postingId: string;

  constructor(before: LedgerState, draft: PostingDraft, postingId: string) {
    this.lots = new Map(before.lots);
    this.positions = [...before.positions];
    this.debts = new Map(before.debts);
    this.transfers = [...before.transfers];
    this.draft = draft;
    this.postingId = postingId;
  }

  state(): Omit<LedgerState, 'postings'> {
    return { lots: this.lots, positions: this.positions, debts: this.debts, transfers: this.transfers };
  }

  apply(move: Move): Refusal | null {
    const { unit } = move;
    switch (move.kind) {
      case 'issue':
        return this.issue(move);
      case 'mature':
        return this.mature(move);
      case 'reschedule':
        for (const p of this.of(unit, 'pending', { lots: (lot) => lot.source === move.source }))
          this.changeLot(p.lotId, { availableAt: move.availableAt });
        return null;
      case 'take':
        return this.take(move);
      case 'hold': {
        if (this.debt(unit) > 0) return 'open_debt';
        if (this.available(unit) < move.points) return 'not_enough_points';
        this.drain({ unit, to: 'held', points: move.points, ref: move.redemptionId });
        return null;
      }
      case 'late-capture':
        return this.lateCapture(move);
      case 'capture':
        return this.capture(move);
      case 'release':
      case 'return':
        return this.giveBack(move);
      case 'expire':
        for (const p of this.of(unit, 'available', {
          lots: (lot) => move.dueBy === null || (lot.expiresAt !== null && lot.expiresAt <= move.dueBy),
        }))
          this.transfer({ unit, from: 'available', to: 'expired', lotId: p.lotId, points: p.points });
        return null;
      case 'adjust-down':
        this.letOff(unit, move.points - this.drain({ unit, to: 'adjusted', points: move.points }));
        return null;
      case 'write-off': {
        const points = Math.min(move.points, this.debt(unit));
        if (points > 0) this.transfer({ unit, from: 'written_off', to: 'debt', lotId: this.debtLot(unit, this.draft.memberId), points });
        return null;
      }
      case 'forfeit':
        for (const account of ['available', 'pending'] as const)
          for (const p of this.of(unit, account)) this.transfer({ unit, from: account, to: 'forfeited', lotId: p.lotId, points: p.points });
        return null;
      case 'merge':
        return this.merge(move);
      case 'split':
        return this.split(move);
      default:
        return assertUnreachable(move);
    }
  }

  private issue(move: Extract<Move, { kind: 'issue' }>): null {
    const { unit, source, earnedAt, availableAt, expiresAt } = move;
    const { memberId } = this.draft;
    const lotId = this.newLot({ memberId, unit, source, parentLotId: null, earnedAt, availableAt, expiresAt, extended: false });
    this.transfer({ unit, from: move.from, to: move.to, lotId, points: move.points });
    if (move.to === 'available') this.payDebt(unit);
    return null;
  }

  private lateCapture(move: Extract<Move, { kind: 'late-capture' }>): null {
    const { unit, redemptionId: ref } = move;
    const points = move.points - this.drain({ unit, to: 'redeemed', points: move.points, ref });
    if (points > 0) this.transfer({ unit, from: 'debt', to: 'redeemed', lotId: this.debtLot(unit, this.draft.memberId), points, ref });
    return null;
  }

  private mature(move: Extract<Move, { kind: 'mature' }>): null {
    const due = this.of(move.unit, 'pending', { lots: (lot) => lot.source === move.source }).sort(
      (a, b) => Number(a.lotId) - Number(b.lotId),
    );
    for (const p of due) {
      this.changeLot(p.lotId, { expiresAt: move.expiresAt });
      this.transfer({ unit: move.unit, from: 'pending', to: 'available', lotId: p.lotId, points: p.points });
    }
    this.payDebt(move.unit);
    return null;
  }

  private take(move: Extract<Move, { kind: 'take' }>): null {
    const { unit, memberId } = move;
    let left = move.points;
    for (const account of ['pending', 'available', 'expired'] as const) {
      for (const p of this.of(unit, account, { lots: (lot) => lot.source === move.source, memberId })) {
        const points = Math.min(left, p.points);
        if (points > 0) this.transfer({ unit, from: account, to: 'revoked', lotId: p.lotId, points, memberId });
        left -= points;
      }
    }
    left -= this.drain({ unit, to: 'revoked', points: left, memberId });
    if (left > 0 && move.shortfall === 'debt') {
      const room = move.debtCap === null ? left : Math.max(0, move.debtCap - this.debt(unit, memberId));
      const owed = Math.min(left, room);
      if (owed > 0) this.transfer({ unit, from: 'debt', to: 'revoked', lotId: this.debtLot(unit, memberId), points: owed, memberId });
      left -= owed;
    }
    this.letOff(unit, left);
    return null;
  }

  private capture(move: Extract<Move, { kind: 'capture' }>): Refusal | null {
    let left = move.points;
    for (const p of this.of(move.unit, 'held')) {
      if (p.ref !== move.redemptionId) continue;
      const points = Math.min(left, p.points);
      if (points > 0) this.transfer({ unit: move.unit, from: 'held', to: 'redeemed', lotId: p.lotId, points, ref: p.ref });
      left -= points;
    }
    return left > 0 ? 'nothing_held' : null;
  }

  private giveBack(move: Extract<Move, { kind: 'release' | 'return' }>): Refusal | null {
    const from = move.kind === 'return' ? 'redeemed' : 'held';
    const places = this.of(move.unit, from).filter((p) => p.ref === move.redemptionId);
    if (move.kind === 'return') places.sort((a, b) => this.latestFirst(a, b));
    let left = move.kind === 'return' ? move.points : Number.POSITIVE_INFINITY;
    for (const p of places) {
      const points = Math.min(left, p.points);
      if (points > 0) this.restore({ unit: move.unit, from, to: 'available', lotId: p.lotId, points, ref: p.ref }, move.extendTo);
      left -= points;
    }
    if (move.kind === 'return' && left > 0) return 'nothing_held';
    this.payDebt(move.unit);
    return null;
  }

  private restore(step: Step, extendTo: Instant): void {
    const lot = this.lot(step.lotId);
    let toLotId = lot.lotId;
    if (lot.expiresAt !== null && lot.expiresAt < extendTo && !lot.extended) {
      this.changeLot(lot.lotId, { extended: true });
      toLotId = this.newLot({ ...lot, parentLotId: lot.lotId, expiresAt: extendTo, extended: true });
    }
    this.transfer({ ...step, toLotId });
  }

  private merge(move: Extract<Move, { kind: 'merge' }>): null {
    const { unit, fromMemberId } = move;
    const toMemberId = this.draft.memberId;
    for (const account of ['available', 'held', 'pending'] as const) {
      for (const p of this.of(unit, account, { memberId: fromMemberId }))
        this.transfer({
          unit,
          from: account,
          to: account,
          lotId: p.lotId,
          points: p.points,
          ref: p.ref,
          memberId: fromMemberId,
          toMemberId,
        });
    }
    for (const account of ['expired', 'redeemed'] as const) {
      for (const p of this.of(unit, account, { memberId: fromMemberId })) {
        this.place({ ...p, points: -p.points });
        this.place({ ...p, memberId: toMemberId });
      }
    }
    const debt = this.debt(unit, fromMemberId);
    if (debt > 0)
      this.transfer({
        unit,
        from: 'debt',
        to: 'debt',
        lotId: this.debtLot(unit, toMemberId),
        points: debt,
        memberId: toMemberId,
        toMemberId: fromMemberId,
      });
    this.payDebt(unit);
    return null;
  }

  private split(move: Extract<Move, { kind: 'split' }>): null {
    const { unit, toMemberId } = move;
    const { memberId } = this.draft;
    const owned = (lot: Lot) => move.owners.includes(lot.memberId);
    const named = (p: Position) => move.redemptionIds.includes(p.ref);
    for (const account of ['available', 'held', 'pending'] as const) {
      const places = account === 'held' ? this.of(unit, account).filter(named) : this.of(unit, account, { lots: owned });
      for (const p of places)
        this.transfer({ unit, from: account, to: account, lotId: p.lotId, points: p.points, ref: p.ref, memberId, toMemberId });
    }
    for (const p of [...this.of(unit, 'expired', { lots: owned }), ...this.of(unit, 'redeemed').filter(named)]) {
      this.place({ ...p, points: -p.points });
      this.place({ ...p, memberId: toMemberId });
    }
    this.payDebt(unit, toMemberId);
    return null;
  }

  private drain(step: { unit: Unit; to: Account; points: number; ref?: string; memberId?: string }): number {
    let left = step.points;
    for (const p of this.of(step.unit, 'available', step.memberId === undefined ? {} : { memberId: step.memberId })) {
      const points = Math.min(left, p.points);
      if (points > 0) this.transfer({ ...step, from: 'available', lotId: p.lotId, points });
      left -= points;
    }
    return step.points - left;
  }

  private payDebt(unit: Unit, memberId = this.draft.memberId): void {
    const points = Math.min(this.debt(unit, memberId), this.available(unit, memberId));
    if (points > 0) this.drain({ unit, to: 'debt', points, memberId });
  }

  private transfer(step: Step): void {
    const memberId = step.memberId ?? this.draft.memberId;
    const toMemberId = step.toMemberId ?? memberId;
    const toLotId = step.toLotId ?? step.lotId;
    const ref = step.ref ?? '';
    const refOf = (account: Account) => (account === 'held' || account === 'redeemed' ? ref : '');
    const { unit, points } = step;
    if (PLACES.has(step.from))
      this.place({ memberId, unit, lotId: step.lotId, account: step.from, ref: refOf(step.from), points: -points });
    if (PLACES.has(step.to)) this.place({ memberId: toMemberId, unit, lotId: toLotId, account: step.to, ref: refOf(step.to), points });
    if (step.from === 'debt') this.debts.set(debtKey(memberId, unit), this.debt(unit, memberId) + points);
    if (step.to === 'debt') this.debts.set(debtKey(toMemberId, unit), this.debt(unit, toMemberId) - points);
    this.transfers.push({
      postingId: this.postingId,
      unit,
      memberId,
      toMemberId,
      lotId: step.lotId,
      toLotId,
      fromAccount: step.from,
      toAccount: step.to,
      points,
      redemptionId: ref || null,
    });
  }

  private place(change: Position): void {
    const same = (p: Position) =>
      p.memberId === change.memberId && p.lotId === change.lotId && p.account === change.account && p.ref === change.ref;
    const before = this.positions.find(same)?.points ?? 0;
    const points = before + change.points;
    invariant(points >= 0, `lot ${change.lotId} holds no ${-change.points} points in ${change.account}`);
    this.positions = this.positions.filter((p) => !same(p));
    if (points > 0) this.positions.push({ ...change, points });
  }

  private of(unit: Unit, account: Account, only: { readonly lots?: (lot: Lot) => boolean; readonly memberId?: string } = {}): Position[] {
    const { lots: matches = () => true, memberId = this.draft.memberId } = only;
    const found = this.positions.filter(
      (p) => p.memberId === memberId && p.unit === unit && p.account === account && matches(this.lot(p.lotId)),
    );
    return inDrainOrder({ lots: this.lots }, found).map(({ position }) => position);
  }

  private latestFirst(a: Position, b: Position): number {
    const expiry = (p: Position) => this.lot(p.lotId).expiresAt ?? Number.POSITIVE_INFINITY;
    return expiry(a) === expiry(b) ? Number(b.lotId) - Number(a.lotId) : expiry(b) - expiry(a);
  }

  private available(unit: Unit, memberId = this.draft.memberId): number {
    return this.of(unit, 'available', { memberId }).reduce((sum, p) => sum + p.points, 0);
  }

  private debt(unit: Unit, memberId = this.draft.memberId): number {
    return this.debts.get(debtKey(memberId, unit)) ?? 0;
  }

  private debtLot(unit: Unit, memberId: string): string {
    const at = this.draft.occurredAt;
    return this.newLot({
      memberId,
      unit,
      source: 'debt',
      parentLotId: null,
      earnedAt: at,
      availableAt: at,
      expiresAt: null,
      extended: false,
    });
  }

  private letOff(unit: Unit, points: number): void {
    if (points > 0) this.forgiven[unit] = (this.forgiven[unit] ?? 0) + points;
  }

  private lot(lotId: string): Lot {
    const lot = this.lots.get(lotId);
    invariant(lot, `no lot ${lotId}`);
    return lot;
  }

  private newLot(lot: Omit<Lot, 'lotId'>): string {
    const lotId = String(this.lots.size + 1);
    this.lots.set(lotId, { ...lot, lotId });
    return lotId;
  }

  private changeLot(lotId: string, change: Partial<Lot>): void {
    this.lots.set(lotId, { ...this.lot(lotId), ...change });
  }
}
