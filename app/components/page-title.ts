import { isRouteErrorResponse } from '@remix-run/react';
import { type Locale, LOCALES } from '#app/i18n/locale.ts';
import { createTranslator, type Translator } from '#app/i18n/translator.ts';
import { failureKind } from './failure-kind.ts';

/** What Remix hands to a route's `meta`: the data of the routes above it, and what went wrong in them. */
type Matches = readonly { readonly id: string; readonly data: unknown; readonly error?: unknown }[];

/** The document's title in the language of the visit: "Anna Kowalska · Rung". A page that could not be made is called by what happened instead. */
export function pageTitle(matches: Matches, title: (words: Translator) => string): { readonly title: string }[] {
  const locale = localeOf(matches, 'routes/app') ?? localeOf(matches, 'root') ?? 'en';
  const words = createTranslator(locale, 'UTC');
  // Null after a page that failed gave way to another.
  const error = matches.map((match) => match.error ?? null).find((each) => each !== null);
  const text = error === undefined ? title(words) : words.t(`error.${failureKind(statusOf(error))}.title`);
  return [{ title: `${text} · Rung` }];
}

/** What a route says the language is: that of the app knows who is signed in and what they chose. */
function localeOf(matches: Matches, route: string): Locale | undefined {
  const data = matches.find(({ id }) => id === route)?.data;
  return typeof data === 'object' && data !== null && 'locale' in data ? LOCALES.find((known) => known === data.locale) : undefined;
}

function statusOf(error: unknown): number {
  return isRouteErrorResponse(error) ? error.status : 500;
}
