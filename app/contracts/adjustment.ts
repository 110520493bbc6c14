import { accepted, refused, type Result } from '#app/domain/result.ts';

/** Why staff may change a balance by hand. Kept with the posting, so a code once used stays. */
export const ADJUSTMENT_REASONS = ['goodwill', 'correction', 'missing-order', 'promotion', 'abuse', 'other'] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/** More in one adjustment is a slip of the finger. */
export const MAX_ADJUSTMENT_POINTS = 1_000_000;
export const MAX_NOTE_LENGTH = 500;

export interface Adjustment {
  readonly adjustmentId: string;
  /** Positive up, negative down. */
  readonly points: number;
  readonly reason: AdjustmentReason;
  readonly note: string | null;
}

/** What is wrong, by field; the page says it in the reader's language beside the field. */
export type AdjustmentProblems = Partial<
  Readonly<Record<'points' | 'reason' | 'note', 'missing' | 'not-a-number' | 'too-many' | 'too-long'>>
>;

/** What the form's fields hold, as typed. */
export interface AdjustmentFields {
  readonly direction: string;
  readonly points: string;
  readonly reason: string;
  readonly note: string;
}

/**
 * Reads the fields of the form; the same check runs in the browser before it is sent. "Other" needs a note. `scale`: how many decimal places the program's points have; with
 * two of them "1.5" (or "1,5") is 150 steps.
 */
export function readAdjustment(
  fields: AdjustmentFields,
  { adjustmentId, scale }: { readonly adjustmentId: string; readonly scale: number },
): Result<Adjustment, AdjustmentProblems> {
  const problems: Record<string, AdjustmentProblems[keyof AdjustmentProblems]> = {};
  const typed = fields.points.replace(/[\s\u00a0\u202f]/g, '');
  const points = stepsOf(typed, scale);
  if (typed === '') problems['points'] = 'missing';
  else if (points === 0) problems['points'] = 'not-a-number';
  else if (points > MAX_ADJUSTMENT_POINTS) problems['points'] = 'too-many';
  const reason = ADJUSTMENT_REASONS.find((known) => known === fields.reason);
  if (reason === undefined) problems['reason'] = 'missing';
  const note = fields.note.trim();
  if (note.length > MAX_NOTE_LENGTH) problems['note'] = 'too-long';
  else if (reason === 'other' && note === '') problems['note'] = 'missing';
  if (reason === undefined || Object.keys(problems).length > 0) return refused(problems);
  const sign = fields.direction === 'down' ? -1 : 1;
  return accepted({ adjustmentId, points: sign * points, reason, note: note === '' ? null : note });
}

/** 0 for what is no number, or has more places than the program's points. */
function stepsOf(typed: string, scale: number): number {
  const [, whole = '', , places = ''] = /^(\d{1,12})([.,](\d{1,2}))?$/.exec(typed) ?? [];
  return whole === '' || places.length > scale ? 0 : Number(whole) * 10 ** scale + Number(places.padEnd(scale, '0'));
}
