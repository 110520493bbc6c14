import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAdminLinks, readExtensions } from '../../tools/extensions/read-config.ts';
import { readSentences } from './translator.ts';

const LOCALES = ['en', 'pl', 'ru', 'de', 'fr', 'es'];
const PACKAGE = 'node_modules/@shopify/ui-extensions';
const extensions = readExtensions('.').map((extension) => ({ ...extension, name: path.basename(extension.folder) }));

/** "page.title" → the sentence, or its plural forms. */
function flat(sentences: ReturnType<typeof readSentences>, before = ''): Map<string, string | Record<string, string>> {
  return new Map(
    Object.entries(sentences).flatMap(([key, value]): [string, string | Record<string, string>][] => {
      const name = `${before}${key}`;
      if (typeof value === 'string') return [[name, value]];
      if (
        'other' in value &&
        Object.keys(value).every((form) => ['zero', 'one', 'two', 'few', 'many', 'other'].includes(form)) &&
        name.split('.').length > 1
      )
        return [[name, value as Record<string, string>]];
      return [...flat(value, `${name}.`)];
    }),
  );
}

function placeholders(sentence: string): string[] {
  return [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort();
}

describe.each(extensions)('$name', ({ name, folder, apiVersion, targets }) => {
  const english = flat(readSentences(name, 'en'));

  it('speaks the newest API that the package has', () => {
    const { version } = JSON.parse(readFileSync(`${PACKAGE}/package.json`, 'utf8')) as { readonly version: string };
    const [year, month = ''] = version.split('.');
    expect(apiVersion).toBe(`${year}-${month.padStart(2, '0')}`);
  });

  it.each([...targets])('hooks into a target that exists: $target', ({ target, module }) => {
    const surface = { purchase: 'checkout', 'customer-account': 'customer-account', pos: 'point-of-sale' }[target.split('.')[0] ?? ''];
    expect(existsSync(`${PACKAGE}/build/ts/surfaces/${surface}/targets/${target}.d.ts`)).toBe(true);
    const code = readFileSync(path.join(folder, module), 'utf8');
    expect(code).toContain(`from '@shopify/ui-extensions/${target}'`);
    expect(code).toMatch(/^export default (async )?function /m);
  });

  it('leaves a full page alone in its extension, as Shopify wants it', () => {
    const pages = targets.filter(({ target }) => target.endsWith('.page.render'));
    expect(pages.length === 0 || targets.length === 1).toBe(true);
  });

  it('has its sentences in each language, with the same facts in each', () => {
    for (const locale of LOCALES) {
      const sentences = flat(readSentences(name, locale));
      expect([...sentences.keys()].sort(), locale).toEqual([...english.keys()].sort());
      for (const [key, sentence] of sentences) {
        const original = english.get(key) ?? '';
        const forms = typeof sentence === 'string' ? [sentence] : Object.values(sentence);
        for (const form of forms) {
          expect(placeholders(form), `${locale} ${key}`).toEqual(
            placeholders(typeof original === 'string' ? original : (original['other'] ?? '')),
          );
          expect(form.trim(), `${locale} ${key}`).not.toBe('');
        }
        if (typeof sentence !== 'string')
          expect(Object.keys(sentence).sort(), `${locale} ${key}`).toEqual(
            [...new Intl.PluralRules(locale).resolvedOptions().pluralCategories].sort(),
          );
      }
    }
  });

  it('uses every sentence, and none that is missing', () => {
    const code = [path.join(folder, 'src'), 'extensions/shared-ui']
      .flatMap((place) => readdirSync(place).map((file) => path.join(place, file)))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const own = readdirSync(path.join(folder, 'src'))
      .map((file) => readFileSync(path.join(folder, 'src', file), 'utf8'))
      .join('\n');
    const asked = [...own.matchAll(/say\('([\w.-]+)'/g)].map(([, key]) => key ?? '');
    expect(asked.filter((key) => !english.has(key))).toEqual([]);
    const built = [...code.matchAll(/`(\w+\.)\$\{/g)].map(([, start]) => start ?? '');
    const unused = [...english.keys()].filter((key) => !code.includes(`'${key}'`) && !built.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});

const ROUTES = readdirSync('app/routes').map((file) => ({
  file,
  pattern: new RegExp(
    `^/${file
      .replace(/\.tsx?$/, '')
      .replaceAll('.', '/')
      .replaceAll(/\$\w+/g, '[^/]+')}$`,
  ),
}));
/** Of Shopify's targets for links, those that ours stand on; each shows one thing, whose number comes as `?id=`. */
const LINK_TARGETS = ['admin.order-details.action.link', 'admin.customer-details.action.link'];

describe.each(readAdminLinks('.').map((link) => ({ ...link, place: path.basename(link.folder) })))(
  '$place',
  ({ folder, name, target, url }) => {
    const wordsOf = (locale: string) =>
      JSON.parse(readFileSync(path.join(folder, 'locales', `${locale === 'en' ? 'en.default' : locale}.json`), 'utf8')) as Record<
        string,
        string
      >;

    it('stands on a page of the admin that shows one order or one customer', () => {
      expect(LINK_TARGETS).toContain(target);
    });

    it('leads to a page of the app that takes what the admin names', () => {
      const [route, ...more] = ROUTES.filter(({ pattern }) => pattern.test(url));
      expect(more).toEqual([]);
      expect(readFileSync(path.join('app/routes', route?.file ?? ''), 'utf8')).toContain("searchParams.get('id')");
    });

    it('is called something in each language', () => {
      expect(name).toBe('t:name');
      for (const locale of LOCALES) {
        const words = wordsOf(locale);
        expect(Object.keys(words), locale).toEqual(['name']);
        expect(words['name'], locale).toMatch(/^\S.*\S$/);
      }
      expect(new Set(LOCALES.map((locale) => wordsOf(locale)['name'])).size).toBe(LOCALES.length);
    });
  },
);

/** Where shoppers read us, besides the extensions: words of the doors, of refusals, and of why points moved. */
const SENTENCES_IN_CODE = ['app/i18n/shopper-words.ts', 'app/i18n/shopper-refusals.ts', 'app/domain/decisions/activity-words.ts'];
/** How nobody is addressed, and words for which the widget has another one. */
const NOT_OUR_VOICE: Readonly<Record<string, RegExp>> = {
  en: /\b(?:the|this) shop\b|bonus program/i,
  de: /(?<!\p{L})(?:Ihnen|Ihre?[nmrs]?|\p{L}+en Sie|Sie (?:haben|sind|können))(?!\p{L})|verknüpf|bonus-?programm|treueprogramm/iu,
  fr: /(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})|palier|associ/iu,
  es: /(?<!\p{L})ustedes|usted(?!\p{L})|premio|programa de puntos/iu,
  pl: /(?<!\p{L})(?:Pan|Pani|Państwo|Państwa|twój|twoja|twoje)(?!\p{L})|lojalnościow/u,
  ru: /(?<!\p{L})(?:ты|твой|твоя|твои|тебя|тебе)(?!\p{L})|(?<=[\p{Ll},] )(?:Вы|Вас|Вам|Ваш)|бонусн(?:ая|ой) программ/u,
};

describe.each(LOCALES)('the voice of %s', (locale) => {
  it('is the same wherever shoppers read us', () => {
    const name = locale === 'en' ? 'en.default.json' : `${locale}.json`;
    const files = readdirSync('extensions')
      .map((folder) => path.join('extensions', folder, 'locales', name))
      .filter((file) => existsSync(file));
    expect(files.length).toBeGreaterThan(4);
    const sentences = [...files, `extensions/shared/words/${locale}.json`].flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(sentences.filter((sentence) => NOT_OUR_VOICE[locale]?.test(sentence.slice(sentence.indexOf('": "'))))).toEqual([]);
  });
});

it.each(SENTENCES_IN_CODE)('%s speaks with the voice of the widget', (file) => {
  const parts = [...readFileSync(file, 'utf8').matchAll(/^(?: {2}(\w\w): \{|const (\w\w)\b.* = \{)$([^]*?)^(?: {2})?\}/gm)];
  const spoken = parts.map(([, inner, outer, text]) => ({ locale: inner ?? outer ?? '', text: text ?? '' }));
  expect(
    spoken
      .map(({ locale }) => locale)
      .filter((locale) => locale !== 'en')
      .sort(),
  ).toEqual(['de', 'es', 'fr', 'pl', 'ru']);
  expect(spoken.flatMap(({ locale, text }) => text.split('\n').filter((line) => NOT_OUR_VOICE[locale]?.test(line)))).toEqual([]);
});

it('every extension has an id of its own', () => {
  const ids = readdirSync('extensions')
    .map((folder) => path.join('extensions', folder, 'shopify.extension.toml'))
    .filter((file) => existsSync(file))
    .map((file) => /^\s*uid\s*=\s*"(.+)"/m.exec(readFileSync(file, 'utf8'))?.[1]);
  expect(ids.length).toBeGreaterThan(5);
  expect(ids).not.toContain(undefined);
  expect(new Set(ids).size).toBe(ids.length);
});
