import { readFileSync } from 'node:fs';

type Sentences = { readonly [key: string]: string | Sentences };

/** The sentences of an extension in a language. */
export function readSentences(extension: string, locale: string): Sentences {
  const file = locale === 'en' ? 'en.default.json' : `${locale}.json`;
  return JSON.parse(readFileSync(`extensions/${extension}/locales/${file}`, 'utf8')) as Sentences;
}

/** What `shopify.i18n.translate` does, over the extension's real locale file. A key that is not there throws, where the platform would show the key. */
export function translator(extension: string, locale = 'en') {
  const sentences = readSentences(extension, locale);
  return (key: string, replacements: Record<string, unknown> = {}): string => {
    const found = key
      .split('.')
      .reduce<string | Sentences | undefined>((place, part) => (typeof place === 'object' ? place[part] : undefined), sentences);
    const form = typeof found === 'object' ? found[new Intl.PluralRules(locale).select(Number(replacements['count']))] : found;
    if (typeof form !== 'string') throw new Error(`${extension} has no sentence for ${key}`);
    return form.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      if (!(name in replacements)) throw new Error(`${key} asks for ${name}, which is not given`);
      return String(replacements[name]);
    });
  };
}
