import type { MemberRefusal } from '#app/contracts/members.ts';
import type { MessageKey, Translator } from '#app/i18n/translator.ts';

/** The desk speaks English; all that it refuses has its words in the reader's language here. */
export const MEMBER_REFUSALS = {
  'unknown-member': 'refusal.unknown-member',
  unknown: 'refusal.unknown',
  'too-long': 'refusal.too-long',
  'too-many': 'refusal.too-many',
  'unknown-tier': 'refusal.unknown-tier',
  'not-a-member': 'refusal.not-a-member',
  'no-points': 'adjust.problem.points.missing',
  'no-reason': 'adjust.problem.reason.missing',
  'gifts-used-up': 'refusal.gifts-used-up',
  gone: 'refusal.gone',
  same: 'refusal.same',
  platform: 'refusal.platform',
  undone: 'refusal.undone',
  'merged-again': 'refusal.merged-again',
  'email-alone': 'refusal.email-alone',
  left: 'refusal.left',
  past: 'refusal.past',
  'no-program': 'refusal.no-program',
  'not-confirmed': 'refusal.not-confirmed',
  empty: 'refusal.empty',
  nobody: 'refusal.nobody',
  'too-late': 'refusal.too-late',
  running: 'refusal.running',
  'owner-needed': 'refusal.owner-needed',
  'already-used': 'refusal.already-used',
  'not-allowed': 'rights.refused',
  'over-action-limit': 'rights.over-action',
  'over-day-limit': 'rights.over-day',
} as const satisfies Readonly<Record<string, MessageKey>>;

/** Why the desk refused, in the reader's words; a reason of a later version in the desk's. */
export function refusalWords({ reason, message }: MemberRefusal, t: Translator['t']): string {
  return isKnown(reason) ? t(MEMBER_REFUSALS[reason]) : message;
}

function isKnown(reason: string): reason is keyof typeof MEMBER_REFUSALS {
  return Object.hasOwn(MEMBER_REFUSALS, reason);
}
