import type { Locale } from './locale.ts';
import { programWordsEn } from './program-words.en.ts';
import { programWordsPl } from './program-words.pl.ts';
import { programWordsRu } from './program-words.ru.ts';
import type { ProgramWords } from './say.ts';

const WORDS: Readonly<Record<Locale, ProgramWords>> = { en: programWordsEn, pl: programWordsPl, ru: programWordsRu };

/** The words of a language. A browser loads those of one: there program-words-of-page.ts stands in this file's place (vite.config.ts). */
export function programWordsOf(locale: Locale): ProgramWords {
  return WORDS[locale];
}
