import { en } from './catalog.en.ts';
import { pl } from './catalog.pl.ts';
import { ru } from './catalog.ru.ts';
import type { Locale } from './locale.ts';
import type { TranslationOf } from './message.ts';

export type Catalog = TranslationOf<typeof en>;

const CATALOGS: Readonly<Record<Locale, Catalog>> = { en, pl, ru };

/** All that is said in a language. A browser has one language at a time: there catalogs-of-page.ts stands in this file's place (vite.config.ts). */
export function catalogOf(locale: Locale): Catalog {
  return CATALOGS[locale];
}
