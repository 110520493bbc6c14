import type { Saying } from '#app/domain/saying.ts';
import type { Locale } from './locale.ts';
import { programWordsOf } from './program-words.ts';
import { sayer } from './say.ts';

/** Says what changed between two versions. */
export function changeSayer(locale: Locale): (saying: Saying) => string {
  return sayer(locale, programWordsOf(locale).changes);
}

/** Says what is wrong or doubtful in a program. */
export function problemSayer(locale: Locale): (saying: Saying) => string {
  return sayer(locale, programWordsOf(locale).problems);
}
