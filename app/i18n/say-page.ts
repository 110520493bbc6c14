import type { Saying } from '#app/domain/saying.ts';
import { catalogOf } from './catalogs.ts';
import type { Locale } from './locale.ts';
import { sayer } from './say.ts';

/** Says what has its words among those of every page: what is wrong with a field, which the browser finds out by itself, and what happened in the feed. */
export function pageSayer(locale: Locale): (saying: Saying) => string {
  return sayer(locale, { messages: catalogOf(locale) });
}
