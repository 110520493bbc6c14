/** The languages that the pages speak. */
export const LOCALES = ['en', 'pl', 'ru'] as const;
export type Locale = (typeof LOCALES)[number];

/** The languages in which shoppers are spoken to: those of the widget, the plugin and the extensions. */
export const SHOPPER_LOCALES = [...LOCALES, 'de', 'fr', 'es'] as const;
export type ShopperLocale = (typeof SHOPPER_LOCALES)[number];

/** The nearest of them for a tag ("de-AT"): its language, else English. */
export function shopperLocaleOf(tag: string): ShopperLocale {
  const language = tag.trim().toLowerCase().split(/[-_]/)[0];
  return SHOPPER_LOCALES.find((locale) => locale === language) ?? 'en';
}

/** The reader's language: what the admin says (`?locale=pl-PL`), else the browser (`Accept-Language`), else English. */
export function chooseLocale(request: Request): Locale {
  const asked = new URL(request.url).searchParams.get('locale');
  return chooseLocaleOf({ asked, acceptLanguage: request.headers.get('Accept-Language') ?? '' });
}

/** The same for doors that have another kind of request. */
export function chooseLocaleOf({ asked, acceptLanguage }: { readonly asked: string | null; readonly acceptLanguage: string }): Locale {
  return localeOf(asked ?? '') ?? fromAcceptLanguage(acceptLanguage) ?? 'en';
}

/** A kept choice of language, if we (still) have it. */
export function localeNamed(choice: string | null): Locale | null {
  return LOCALES.find((locale) => locale === choice) ?? null;
}

function localeOf(tag: string): Locale | null {
  const language = tag.trim().toLowerCase().split('-')[0];
  return LOCALES.find((locale) => locale === language) ?? null;
}

/** The first of the browser's wishes that we have; at most ten are looked at. */
function fromAcceptLanguage(header: string): Locale | null {
  const wishes = header.split(',', 10).map((wish) => {
    const [tag = '', ...parameters] = wish.split(';');
    const quality = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find((text) => text !== undefined);
    return { tag, quality: Number(quality ?? 1) };
  });
  wishes.sort((a, b) => b.quality - a.quality);
  for (const { tag, quality } of wishes) {
    const locale = quality > 0 ? localeOf(tag) : null;
    if (locale !== null) return locale;
  }
  return null;
}
