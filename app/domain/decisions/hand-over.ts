import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import { accepted, refused } from '../result.ts';
import type { Result } from '../result.ts';
import { captureWayOf } from '../rewards/capture-way.ts';
import { nextOf, redemptionPosting } from './redemption-state.ts';
import type { Redemption, RedemptionChange } from './redemption-state.ts';

/** How long a handover can be taken back by whoever stands at the counter. */
export const TAKE_BACK_MS = 15 * 60_000;

export interface HandoverRefusal {
  readonly reason: 'not-by-hand' | 'handed-over' | 'ended' | 'not-handed-over' | 'too-late' | 'no-reason';
  /** In the words of staff. */
  readonly message: string;
}

export interface Handover {
  /** Null where the reward costs no points. */
  readonly posting: PostingDraft | null;
  readonly change: RedemptionChange;
}

interface Counter {
  readonly redemption: Redemption;
  readonly staffId: string;
  /** Where it happens, as the platform calls the place; null: not known. */
  readonly locationId: string | null;
  readonly now: Instant;
}

/** People give the member what was redeemed: the held points are spent. Only what waits can be handed over, and once. */
export function decideHandOver(input: Counter): Result<Handover, HandoverRefusal> {
  const { redemption, now, staffId, locationId } = input;
  const { reward, unit, points, redemptionId } = redemption;
  if (captureWayOf(reward.value.kind) !== 'on-handover')
    return refused({ reason: 'not-by-hand', message: 'This code is used in the cart. Nothing is handed over for it.' });
  const next = nextOf(redemption, 'handed-over');
  if (next === null) return refused(redemption.state === 'captured' ? HANDED_OVER : ENDED);
  const posting = redemptionPosting(redemption, {
    step: 'handed-over',
    kind: 'redemption-captured',
    reasonCode: 'handed-over',
    moves: [{ kind: 'capture', unit, points, redemptionId }],
    because: [`${reward.name}: handed over`],
    now,
    actor: { kind: 'staff', id: staffId },
  });
  return accepted({
    posting: points > 0 ? { ...posting, locationId } : null,
    change: { ...next, endReason: null, capturedPoints: points },
  });
}

/**
 * A handover was a mistake: within 15 minutes its points go back to the same lots, with at least some days left, and the redemption is over. One that cost nothing
 * waits again instead: there is nothing that the member could redeem anew.
 */
export function decideTakeBack(
  input: Counter & { readonly handedOverAt: Instant | null; readonly reason: string; readonly program: Program },
): Result<Handover, HandoverRefusal> {
  const { redemption, handedOverAt, now, staffId, locationId, program } = input;
  const { reward, unit, redemptionId } = redemption;
  const reason = input.reason.trim();
  const next = nextOf(redemption, redemption.points === 0 ? 'freed' : 'taken-back');
  if (captureWayOf(reward.value.kind) !== 'on-handover' || next === null || handedOverAt === null)
    return refused({ reason: 'not-handed-over', message: 'This reward is not handed over.' });
  if (now > handedOverAt + TAKE_BACK_MS)
    return refused({
      reason: 'too-late',
      message: 'A handover can be taken back for 15 minutes. Adjust the points on the member’s page instead.',
    });
  if (reason === '') return refused({ reason: 'no-reason', message: 'Say why it is taken back.' });
  const left = redemption.capturedPoints - redemption.returnedPoints;
  if (left === 0) return accepted({ posting: null, change: { ...next, capturedPoints: 0, returnedPoints: 0 } });
  const posting = redemptionPosting(redemption, {
    step: 'taken-back',
    kind: 'redemption-returned',
    reasonCode: 'handover-mistake',
    moves: [{ kind: 'return', unit, points: left, redemptionId, extendTo: addDays(now, program.expiry.releasedFromHoldDays) }],
    because: [`${reward.name}: was handed over by mistake`],
    now,
    actor: { kind: 'staff', id: staffId },
  });
  return accepted({
    posting: { ...posting, note: reason, locationId },
    change: { ...next, endReason: 'handover-mistake', returnedPoints: redemption.capturedPoints },
  });
}

const HANDED_OVER: HandoverRefusal = { reason: 'handed-over', message: 'This reward was handed over already.' };
const ENDED: HandoverRefusal = { reason: 'ended', message: 'This code is over; its points went back to the member.' };

const PICKUP_SYMBOLS = 8;

/** A short code that a member says or shows at the counter, from a random one of the same symbols: staff look at what it is for, so it need not be beyond guessing. */
export function pickupCode(randomCode: string): string {
  return randomCode.slice(0, PICKUP_SYMBOLS);
}

/** What was typed or scanned, as codes are kept: in capitals, without the spaces and dashes that people put in. */
export function readPickupCode(typed: string): string {
  return typed.replace(/[\s-]+/g, '').toUpperCase();
}
