import { expiresAt } from '../expiry/expires-at.ts';
import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { Move, Unit } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import type { Availability, SettledTarget } from './settled-order.ts';

/** What the settlement of one unit is about. */
export interface UnitChange {
  readonly unit: Unit;
  readonly before: SettledTarget;
  readonly earned: number;
  readonly reversed: number;
}

export interface MoveContext {
  readonly program: Program;
  readonly source: string;
  readonly memberId: string;
  readonly earnedAt: Instant;
  readonly availability: Availability;
  readonly now: Instant;
}

export const NOTHING_SETTLED: SettledTarget = { earned: 0, reversed: 0, forgiven: 0, peak: 0 };

/**
 * The difference between two targets as moves: what is new is issued, what was undone and now stands again is restored with its original
 * dates, what falls is taken. What was forgiven before is not given again by a restoration. `net` is the sum for the member.
 */
export function movesFor(
  change: UnitChange,
  context: MoveContext,
): { readonly moves: Move[]; readonly target: SettledTarget; readonly net: number } {
  const { before } = change;
  let risen = change.earned - before.earned;
  let undone = change.reversed - before.reversed;
  if (risen < 0 && undone < 0) {
    // An item that was refunded was also removed: both targets fall, and only the difference concerns the member.
    const common = Math.min(-risen, -undone);
    risen += common;
    undone += common;
  }
  const regained = risen > 0 ? Math.max(0, Math.min(change.earned, before.peak) - (change.earned - risen)) : 0;
  const restorable = regained + Math.max(0, -undone);
  const offset = Math.min(restorable, before.forgiven);
  const fresh = Math.max(0, risen) - regained;
  const restored = restorable - offset;
  const taken = Math.max(0, -risen) + Math.max(0, undone);
  const moves = [
    ...issue(change.unit, fresh, { ...context, isRestored: false }),
    ...issue(change.unit, restored, { ...context, isRestored: true }),
    ...(taken > 0 ? [take(change.unit, taken, context)] : []),
  ];
  const target = {
    earned: change.earned,
    reversed: change.reversed,
    forgiven: before.forgiven - offset,
    peak: Math.max(before.peak, change.earned),
  };
  return { moves, target, net: fresh + restored - taken };
}

/** The order changed hands: everything is taken from the old member and given to the new one. */
export function reassignMoves(
  change: UnitChange,
  context: MoveContext,
  fromMemberId: string,
): { readonly moves: Move[]; readonly target: SettledTarget; readonly net: number } {
  const had = change.before.earned - change.before.reversed;
  const given = change.earned - change.reversed;
  return {
    moves: [
      ...(had > 0 ? [take(change.unit, had, { ...context, memberId: fromMemberId })] : []),
      ...issue(change.unit, given, { ...context, isRestored: false }),
    ],
    target: { earned: change.earned, reversed: change.reversed, forgiven: 0, peak: change.earned },
    net: given,
  };
}

/**
 * The order's import is undone: only what is left of its own points is taken. What was spent counts as forgiven, so that importing it again gives no more than
 * what was taken here.
 */
export function undoMoves(
  { unit, before }: UnitChange,
  context: MoveContext,
  left: number,
): { readonly moves: Move[]; readonly target: SettledTarget; readonly net: number } {
  const stands = Math.max(0, before.earned - before.reversed);
  const taken = Math.min(stands, left);
  return {
    moves: taken > 0 ? [take(unit, taken, context)] : [],
    target: { earned: 0, reversed: 0, forgiven: before.forgiven + stands - taken, peak: before.peak },
    net: -taken,
  };
}

/** What a changed date does to points that wait: they become available, get another date, or lose it while they are frozen. */
export function scheduleMoves(units: readonly Unit[], before: Availability | null, context: MoveContext): Move[] {
  const { availability, program, source } = context;
  if (before === null || before.reached) return [];
  if (!availability.reached && before.at === availability.at && before.frozen === availability.frozen) return [];
  return units.filter(waits).map((unit): Move => {
    if (availability.reached)
      return { kind: 'mature', unit, source, expiresAt: expiresAt(program.expiry, availability.at, program.timeZone) };
    return { kind: 'reschedule', unit, source, availableAt: availability.frozen === null ? availability.at : null };
  });
}

/** Stamps never wait (rules, 2 Pending). */
function waits(unit: Unit): boolean {
  return !unit.startsWith('stamps:');
}

function issue(unit: Unit, points: number, context: MoveContext & { readonly isRestored: boolean }): Move[] {
  if (points <= 0) return [];
  const { program, source, earnedAt, availability, now } = context;
  const shared = { kind: 'issue', unit, points, from: 'issued', source, earnedAt } as const;
  if (!waits(unit)) return [{ ...shared, to: 'available', availableAt: now, expiresAt: cardExpiry(unit, context) }];
  if (availability.reached) {
    const end = expiresAt(program.expiry, availability.at, program.timeZone);
    const least = addDays(now, program.expiry.restoredFromOrderDays);
    return [
      {
        ...shared,
        to: 'available',
        availableAt: availability.at,
        expiresAt: end !== null && context.isRestored ? Math.max(end, least) : end,
      },
    ];
  }
  const waiting: Move = { ...shared, to: 'pending', availableAt: availability.at, expiresAt: null };
  return availability.frozen === null ? [waiting] : [waiting, { kind: 'reschedule', unit, source, availableAt: null }];
}

function cardExpiry(unit: Unit, context: MoveContext): Instant | null {
  const days = context.program.cards.find((card) => unit === `stamps:${card.id}`)?.expiresAfterDays ?? null;
  return days === null ? null : addDays(context.earnedAt, days);
}

function take(unit: Unit, points: number, context: MoveContext): Move {
  const { shortfall, debtCap } = context.program.takeBack;
  // A stamp that is missing is owed on the next card, whatever holds for points.
  const isStamp = !waits(unit);
  return {
    kind: 'take',
    unit,
    points,
    memberId: context.memberId,
    source: context.source,
    shortfall: isStamp || shortfall === 'debt' ? 'debt' : 'forgive',
    debtCap: isStamp ? null : debtCap,
  };
}
