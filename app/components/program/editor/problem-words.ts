import { useI18n } from '../../i18n-context.tsx';
import type { MessageKey } from '#app/i18n/translator.ts';

/** The rule book speaks English; what it says most often beside a field has its words in the other languages too. */
const KNOWN = {
  'Give it a name.': 'problem.name',
  'A name has 120 letters at most.': 'problem.name-long',
  'Points are whole numbers.': 'problem.whole',
  'This should be a whole number.': 'problem.whole',
  'At least 1 point.': 'problem.at-least-1',
  'At least 1.': 'problem.at-least-1',
  'It must be more than 0.': 'problem.more-than-0',
  'A rate is more than 0.': 'problem.more-than-0',
  'That many points is surely a slip.': 'problem.slip',
  'That amount is surely a slip.': 'problem.slip',
  'Write a number with at most three decimal places, like 1 or 0.5.': 'problem.decimal',
  'A multiplier is between 1 and 100.': 'problem.multiplier',
  'A percentage is between 0 and 100.': 'problem.percent',
  'Give more than nothing.': 'problem.more-than-0',
  'Write a date like 2026-11-28.': 'problem.date',
  'Write a time like 08:30.': 'problem.time',
  'Days cannot be negative.': 'problem.days',
  'Ten years of days at most.': 'problem.days',
  'A code must work for at least a day.': 'problem.code-days',
  'This should be a number.': 'problem.number',
  'This is missing.': 'problem.missing',
  'Say what many of them are called.': 'problem.missing',
  'It ends before it starts.': 'problem.ends-before',
  'Write a colour like #1a2b3c.': 'start.problem.colour',
  'Write a rate like 4.25.': 'problem.rate',
  'A currency has three capital letters, like EUR.': 'problem.currency',
  'An amount cannot be negative.': 'problem.amount-negative',
  'Say how a member gets there.': 'problem.way',
  'Members must be warned at least once.': 'problem.warn',
} as const satisfies Readonly<Record<string, MessageKey>>;

function isKnown(message: string): message is keyof typeof KNOWN {
  return Object.hasOwn(KNOWN, message);
}

/** Puts what the rule book says of a field into the reader's language, where it is one of its usual sentences. */
export function useProblemWords(): (message: string) => string {
  const { t } = useI18n();
  return (message) => (isKnown(message) ? t(KNOWN[message]) : message);
}
