import { expiresAt } from '../expiry/expires-at.ts';
import type { Instant } from '../instant.ts';
import { POINTS } from '../ledger/posting.ts';
import type { Actor, Move, PostingDraft, Unit } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import { accepted, refused } from '../result.ts';
import type { Result } from '../result.ts';
import { countOf, wordsOf } from '../units/unit-words.ts';

export interface AdjustmentInput {
  readonly memberId: string;
  /** Whole steps of the unit; above 0 gives, below 0 takes. */
  readonly points: number;
  readonly unit?: Unit;
  readonly reason: string;
  readonly note: string | null;
  readonly actor: Actor;
  readonly isOwner: boolean;
  /** What this person gave members today, where the program limits that. */
  readonly givenToday?: number;
  /** Made by the client: the same adjustment is posted once. */
  readonly adjustmentId: string;
  readonly program: Program;
  readonly versionNo?: number | null;
  readonly now: Instant;
}

export interface AdjustmentRefusal {
  readonly reason: 'no-points' | 'no-reason' | 'owner-needed' | 'gifts-used-up';
  readonly message: string;
}

/** Staff gives or takes points, with a reason. Taking stops at 0 and never makes debt; tiers do not see it. Large ones need the owner. */
export function decideAdjustment(input: AdjustmentInput): Result<PostingDraft, AdjustmentRefusal> {
  const { points, program, now, adjustmentId } = input;
  const unit = input.unit ?? POINTS;
  const reason = input.reason.trim();
  const words = wordsOf(program.units.points, program.locale);
  const { ownerAbovePoints, giftsPerDay } = program.staff;
  if (!Number.isSafeInteger(points) || points === 0)
    return refused({ reason: 'no-points', message: 'Say how many points to give or take, as a whole number.' });
  if (reason === '') return refused({ reason: 'no-reason', message: 'Say why. The member and your colleagues will see it.' });
  if (Math.abs(points) > ownerAbovePoints && !input.isOwner) {
    return refused({
      reason: 'owner-needed',
      message: `More than ${countOf(ownerAbovePoints, words)} at once needs the owner of the shop.`,
    });
  }
  const given = input.givenToday ?? 0;
  if (points > 0 && giftsPerDay !== null && !input.isOwner && given + points > giftsPerDay) {
    return refused({
      reason: 'gifts-used-up',
      message: `You may give ${countOf(giftsPerDay, words)} a day; ${countOf(Math.max(0, giftsPerDay - given), words)} are left today.`,
    });
  }
  const move: Move =
    points > 0
      ? {
          kind: 'issue',
          unit,
          points,
          from: 'adjusted',
          to: 'available',
          source: `adjust:${adjustmentId}`,
          earnedAt: now,
          availableAt: now,
          expiresAt: expiresAt(program.expiry, now, program.timeZone),
        }
      : { kind: 'adjust-down', unit, points: -points };
  return accepted({
    businessKey: `adjust:${adjustmentId}`,
    kind: 'adjusted',
    memberId: input.memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: input.actor,
    reasonCode: points > 0 ? 'given-by-staff' : 'taken-by-staff',
    note: input.note,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: input.versionNo ?? null,
    occurredAt: now,
    moves: [move],
    because: [reason],
  });
}
