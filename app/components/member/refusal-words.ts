import type { MemberRefusal } from '#app/contracts/members.ts';
import type { MessageKey, Translator } from '#app/i18n/translator.ts';

/** The desk speaks English; what it refuses most often has its words in the reader's language. */
const KNOWN = {
  'unknown-member': 'refusal.unknown-member',
  unknown: 'refusal.unknown-member',
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

export function refusalWords({ reason, message }: MemberRefusal, t: Translator['t']): string {
  return isKnown(reason) ? t(KNOWN[reason]) : message;
}

function isKnown(reason: string): reason is keyof typeof KNOWN {
  return Object.hasOwn(KNOWN, reason);
}
