import type { Problem } from './rung-client.ts';
import type { Speech } from './speech.ts';

/** What the app says in; its refusals name what is missing, so they are better than ours. */
const APP_SPEAKS = ['en', 'pl', 'ru', 'de', 'fr', 'es'];
/** Refusals with a sentence in the locale files. */
const KNOWN = new Set(['too_many', 'no_program', 'not-enough-points', 'too-many-open', 'program-paused']);

/** What went wrong, in the reader's language: the app's words where it speaks it, else our own for what we know, else a plain one. */
export function problemWords({ code, message, isOurs }: Problem, speech: Speech): string {
  if (code === 'offline' || message === null) return speech.say('problem.offline');
  if (isOurs === true || APP_SPEAKS.includes(speech.language)) return message;
  return speech.say(KNOWN.has(code) ? `problem.${code}` : 'problem.refused');
}
