import { LOCALES } from '#app/i18n/locale.ts';
import { createTranslator, type Translator } from '#app/i18n/translator.ts';

/** What Remix hands to a route's `meta`: the data of the routes above it. */
type Matches = readonly { readonly id: string; readonly data: unknown }[];

/** The document's title in the language of the visit: "Anna Kowalska · Rung". */
export function pageTitle(matches: Matches, title: (words: Translator) => string): { readonly title: string }[] {
  const data = matches.find(({ id }) => id === 'root')?.data;
  const asked = typeof data === 'object' && data !== null && 'locale' in data ? data.locale : 'en';
  const locale = LOCALES.find((known) => known === asked) ?? 'en';
  return [{ title: `${title(createTranslator(locale, 'UTC'))} · Rung` }];
}
