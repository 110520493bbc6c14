import { type Locale, LOCALES } from './locale.ts';
import type { ProgramWords } from './say.ts';

const FILES: Readonly<Record<Locale, () => Promise<ProgramWords>>> = {
  en: async () => (await import('./program-words.en.ts')).programWordsEn,
  pl: async () => (await import('./program-words.pl.ts')).programWordsPl,
  ru: async () => (await import('./program-words.ru.ts')).programWordsRu,
};

// The pages that need these words are loaded with them, and wait for them: nothing is drawn twice.
const words = await FILES[LOCALES.find((locale) => locale === document.documentElement.lang) ?? 'en']();

/** The same as in program-words.ts, for the language of the visit. */
export function programWordsOf(): ProgramWords {
  return words;
}
