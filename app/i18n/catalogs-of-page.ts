import type { Catalog } from './catalogs.ts';
import { type Locale, LOCALES } from './locale.ts';

const FILES: Readonly<Record<Locale, () => Promise<Catalog>>> = {
  en: async () => (await import('./catalog.en.ts')).en,
  pl: async () => (await import('./catalog.pl.ts')).pl,
  ru: async () => (await import('./catalog.ru.ts')).ru,
};

let loaded: Catalog | null = null;

/** Fetches what is said in the language of the page; to be awaited before anything of it is drawn. A language that we do not speak: English. */
export async function loadCatalog(language: string): Promise<void> {
  loaded = await FILES[LOCALES.find((locale) => locale === language) ?? 'en']();
}

/**
 * The same as in catalogs.ts, for the one language that was loaded: the language of a visit does not change. Throws before that.
 * @public The build for browsers asks for it in the name of catalogs.ts.
 */
export function catalogOf(): Catalog {
  if (loaded === null) throw new Error('the words of the page were asked for before they were loaded');
  return loaded;
}
