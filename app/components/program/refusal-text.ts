import type { MessageKey, Translator } from '#app/i18n/translator.ts';

/** Why what was asked of the program pages was refused, by the desk's reason (services/program-desk.ts). */
export const PROGRAM_REFUSALS = {
  conflict: 'review.refused.conflict',
  nothing: 'review.refused.nothing',
  invalid: 'review.refused.invalid',
  stale: 'review.refused.stale',
  'in-the-past': 'review.refused.in-the-past',
  'not-allowed': 'review.refused.not-allowed',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** The same in the reader's words; a reason of a later version says that nothing was done. */
export function programRefusalText(reason: string, t: Translator['t']): string {
  return Object.hasOwn(PROGRAM_REFUSALS, reason) ? t(PROGRAM_REFUSALS[reason as keyof typeof PROGRAM_REFUSALS]) : t('deed.failed');
}
