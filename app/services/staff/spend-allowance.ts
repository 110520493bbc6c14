import { type Instant, localDate } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { checkAllowance, type PointsAllowance } from '#app/domain/staff/rights.ts';
import { countOf, wordsOf } from '#app/domain/units/unit-words.ts';
import type { Queryable } from '#app/store/database.ts';
import { addToStaffDay, lockStaffDay } from '#app/store/staff-members.ts';

export interface AllowanceSpending {
  readonly staffId: string;
  /** Above 0 given, below taken. */
  readonly points: number;
  readonly allowance: PointsAllowance | undefined;
  readonly program: Program;
  readonly now: Instant;
}

export interface OverAllowance {
  readonly reason: 'over-action-limit' | 'over-day-limit';
  readonly message: string;
}

/** Carries a refusal out of a transaction, which is rolled back by it. */
export class RefusedInside extends Error {
  readonly refusal: { readonly reason: string; readonly message: string };

  constructor(refusal: RefusedInside['refusal']) {
    super(refusal.message);
    this.name = 'RefusedInside';
    this.refusal = refusal;
  }
}

/** What a transaction was rolled back for, as an answer. Throws what is not a refusal. */
export function answerRefusal(error: unknown): ReturnType<typeof refused<RefusedInside['refusal']>> {
  if (error instanceof RefusedInside) return refused(error.refusal);
  throw error;
}

/**
 * Counts points that somebody gives or takes against what their role may, on the day of the program's calendar; in the transaction that moves them, so that two acts at the
 * same time cannot both use what is left. Answers what they gave before today. Nothing is counted where it is refused.
 */
export async function spendAllowance(
  client: Queryable,
  programId: string,
  { staffId, points, allowance, program, now }: AllowanceSpending,
): Promise<Result<{ readonly givenBefore: number }, OverAllowance>> {
  const day = localDate(now, program.timeZone);
  const today = await lockStaffDay(client, programId, { staffId, day });
  const checked = allowance === undefined ? accepted(null) : checkAllowance(allowance, { points, movedToday: today.moved });
  if (!checked.ok) {
    const words = wordsOf(program.units.points, program.locale);
    const { reason, limit, left } = checked.refusal;
    const message =
      reason === 'over-action-limit'
        ? `Your role may give or take ${countOf(limit, words)} at once.`
        : `Your role may give or take ${countOf(limit, words)} a day; ${countOf(left, words)} are left today.`;
    return refused({ reason, message });
  }
  await addToStaffDay(client, programId, { staffId, day, points });
  return accepted({ givenBefore: today.given });
}
