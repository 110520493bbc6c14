import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import { accepted, refused } from '../result.ts';
import type { Result } from '../result.ts';
import { captureWayOf } from '../rewards/capture-way.ts';
import { isOpen, nextOf, redemptionPosting } from './redemption-state.ts';
import type { Redemption, RedemptionChange } from './redemption-state.ts';

const REASONS: Readonly<Record<string, string>> = {
  undone: 'taken back by the member',
  expired: 'its code was not used in time',
  debt: 'called back to pay for a returned order',
  'order-cancelled': 'its order was cancelled before it was paid',
  erased: 'the member left',
  'handover-mistake': 'was handed over by mistake',
  'not-issued': 'could not be handed out',
};

/**
 * The code cannot be used any more, confirmed: what is held goes back to the same lots, with at least some days left. Null twice when there is
 * nothing to end: a paid order captured it meanwhile, or it was ended before. A redemption without points ends without a posting.
 */
export function decideRelease(input: {
  readonly redemption: Redemption;
  readonly reason: string;
  readonly now: Instant;
  readonly program: Program;
}): {
  readonly posting: PostingDraft | null;
  readonly change: RedemptionChange | null;
} {
  const { redemption, reason, now, program } = input;
  const { reward, unit, redemptionId, points } = redemption;
  const isUnissued =
    redemption.state === 'captured' && redemption.sideState === 'returning' && captureWayOf(reward.value.kind) === 'on-issue';
  if (!isOpen(redemption) && !isUnissued)
    return { posting: null, change: redemption.state === 'captured' && redemption.sideState !== null ? { sideState: null } : null };
  const extendTo = addDays(now, program.expiry.releasedFromHoldDays);
  const left = redemption.capturedPoints - redemption.returnedPoints;
  const because = [`${reward.name}: ${REASONS[reason] ?? reason}`];
  const change: RedemptionChange = {
    state: 'released',
    sideState: null,
    endReason: reason,
    ...(isUnissued ? { returnedPoints: redemption.capturedPoints } : {}),
  };
  if (isUnissued) {
    const moves = [{ kind: 'return', unit, points: left, redemptionId, extendTo } as const];
    return {
      posting:
        left > 0
          ? redemptionPosting(redemption, { step: 'unissue', kind: 'redemption-returned', reasonCode: reason, moves, because, now })
          : null,
      change,
    };
  }
  const moves = [{ kind: 'release', unit, redemptionId, extendTo } as const];
  const { orderId } = redemption;
  return {
    posting:
      points > 0
        ? redemptionPosting(redemption, { step: 'release', kind: 'redemption-released', reasonCode: reason, moves, because, now, orderId })
        : null,
    change,
  };
}

export interface UndoRefusal {
  readonly reason:
    'undo-used-up' | 'order-placed' | 'already-used' | 'already-undone' | 'already-returning' | 'being-checked' | 'too-late' | 'code-shown';
  readonly message: string;
}

export interface Undo {
  /** `remove-code`, `remove-value`: first that, confirmed, then `decideRelease`. `release`: nothing is out there, release at once. */
  readonly errand: 'remove-code' | 'remove-value' | 'release';
  readonly change: RedemptionChange;
}

/** The member takes a redemption back: allowed until an order is placed with it, so many times a day; issued values for some days, while untouched. */
export function decideUndo(input: {
  readonly redemption: Redemption;
  readonly undosToday: number;
  readonly program: Program;
  readonly now: Instant;
  /** A voucher whose code its member has seen: nobody can tell whether it was used. */
  readonly codeShown?: boolean;
}): Result<Undo, UndoRefusal> {
  const { redemption, program, now } = input;
  const { undosPerDay, undoIssuedDays } = program.redeeming;
  const way = captureWayOf(redemption.reward.value.kind);
  const because = whyNotUndone(redemption);
  if (because !== null) return refused(because);
  if (input.codeShown === true && redemption.reward.value.kind === 'voucher')
    return refused({ reason: 'code-shown', message: 'You have seen this code, so it is yours for good.' });
  if (input.undosToday >= undosPerDay) {
    return refused({
      reason: 'undo-used-up',
      message: `You have taken back ${undosPerDay} rewards today. Tomorrow you can again; your points are safe.`,
    });
  }
  if (way === 'on-issue' && redemption.state === 'captured' && now > addDays(redemption.createdAt, undoIssuedDays)) {
    return refused({ reason: 'too-late', message: `This reward could be taken back for ${undoIssuedDays} days.` });
  }
  const next = nextOf(redemption, 'end-wanted');
  if (next === null) return refused({ reason: 'already-used', message: 'This reward has been used already.' });
  if (next.sideState === null) return accepted({ errand: 'release', change: { endReason: 'undone' } });
  return accepted({ errand: way === 'on-issue' ? 'remove-value' : 'remove-code', change: { ...next, endReason: 'undone' } });
}

function whyNotUndone(redemption: Redemption): UndoRefusal | null {
  if (redemption.sideState === 'returning')
    return { reason: 'already-returning', message: 'Your points are on their way back. That takes a minute.' };
  if (redemption.sideState === 'checking')
    return { reason: 'being-checked', message: 'We are looking whether this reward was issued. Try again in a few minutes.' };
  if (redemption.state === 'released') return { reason: 'already-undone', message: 'Your points are back already.' };
  if (redemption.state === 'attached')
    return { reason: 'order-placed', message: 'An order was placed with this code. The points come back if it is cancelled.' };
  return null;
}
