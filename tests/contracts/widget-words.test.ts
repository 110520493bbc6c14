import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { UnitNames } from '#app/contracts/storefront.ts';
import { createSpeech, type Words } from '#extensions/shared/storefront/speech.ts';

const WORDS = 'extensions/shared/words';
const SOURCE = 'extensions/shared/widget';
const LANGUAGES = ['en', 'pl', 'ru', 'de', 'fr', 'es'];

const wordsOf = (language: string): Words => JSON.parse(readFileSync(`${WORDS}/${language}.json`, 'utf8')) as Words;
const formsOf = (entry: Words[string] | undefined): readonly string[] => (typeof entry === 'string' ? [entry] : Object.values(entry ?? {}));
const holesOf = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();

const english = wordsOf('en');

describe('the words of the panel', () => {
  test('are there in six languages', () => {
    expect(readdirSync(WORDS).sort()).toEqual(LANGUAGES.map((language) => `${language}.json`).sort());
  });

  test.each(LANGUAGES)('%s has the same keys, holes and every plural form that its language asks for', (language) => {
    const words = wordsOf(language);
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    expect(words.language).toBe(language);
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, entry] of Object.entries(words)) {
      const wanted = [...new Set(formsOf(english[key]).flatMap(holesOf))].sort();
      for (const form of formsOf(entry)) {
        expect(holesOf(form), `${language} ${key}`).toEqual(wanted);
        expect(form.trim(), `${language} ${key}`).not.toBe('');
      }
      expect(typeof entry, `${language} ${key}`).toBe(typeof english[key]);
      if (typeof entry !== 'string') expect(Object.keys(entry).sort(), `${language} ${key}`).toEqual([...categories].sort());
    }
  });

  test.each(LANGUAGES)('%s never puts a full stop behind a date or a time, which may end with one', (language) => {
    const texts = Object.values(wordsOf(language)).flatMap(formsOf);
    expect(texts.filter((text) => /\{(date|time)\}\./.test(text))).toEqual([]);
    expect(texts.filter((text) => /!/.test(text))).toEqual([]);
  });

  test('are all used, and none is missing', () => {
    const code = readdirSync(SOURCE)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`${SOURCE}/${name}`, 'utf8'))
      .join('\n');
    const built = [...code.matchAll(/say\(\s*`([\w.-]+)\$\{/g)].map((match) => match[1] ?? '');
    const families = [...built, ...['state.', 'reason.', 'act.', 'refusal.', 'notice.', 'earn.', 'orders', 'visits']];
    const unused = Object.keys(english).filter(
      (key) => key !== 'language' && !code.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)),
    );
    expect(unused).toEqual([]);
    const said = [...code.matchAll(/say\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? '');
    expect(said.length).toBeGreaterThan(40);
    expect(said.filter((key) => !(key in english))).toEqual([]);
  });
});

const UNIT: UnitNames = { locale: 'en', scale: 0, forms: { one: 'bean', other: 'beans' } };
const NOW = Date.UTC(2026, 10, 23);
const speak = (language: string, unit: Partial<UnitNames> = {}) =>
  createSpeech({ words: wordsOf(language), locale: language, unit: { ...UNIT, locale: language, ...unit }, now: () => NOW });

describe('speaking', () => {
  test('points carry the program’s own name in the form of the number', () => {
    const speech = speak('en');
    expect([0, 1, 2, 1240].map(speech.points)).toEqual(['0\u00a0beans', '1\u00a0bean', '2\u00a0beans', '1,240\u00a0beans']);
    const polish = speak('pl', { forms: { one: 'ziarnko', few: 'ziarnka', many: 'ziarnek', other: 'ziarnka' } });
    expect([1, 2, 5, 12, 22, 25, 112].map(polish.points)).toEqual(
      ['1 ziarnko', '2 ziarnka', '5 ziarnek', '12 ziarnek', '22 ziarnka', '25 ziarnek', '112 ziarnek'].map((text) =>
        text.replace(' ', '\u00a0'),
      ),
    );
  });

  test('a scale puts the decimal point where the program wants it', () => {
    expect(speak('en', { scale: 2 }).points(150)).toBe('1.50\u00a0beans');
    expect(speak('de', { scale: 1, forms: { other: 'Taler' } }).points(12_345)).toBe('1.234,5\u00a0Taler');
  });

  test('a form that is missing falls back to the general one', () => {
    expect(speak('ru', { forms: { other: 'баллов' } }).points(2)).toBe('2\u00a0баллов');
  });

  test('counts choose their own plural', () => {
    const polish = speak('pl');
    expect([1, 3, 5, 22].map((n) => polish.say('orders', { n }))).toEqual(['1 zamówienie', '3 zamówienia', '5 zamówień', '22 zamówienia']);
    expect([1, 4, 11, 21].map((n) => speak('ru').say('visits', { n }))).toEqual(['1 визит', '4 визита', '11 визитов', '21 визит']);
  });

  test('changes have a sign, a real minus included', () => {
    expect([40, -40, 0].map(speak('en').signed)).toEqual(['+40', '−40', '+0']);
  });

  test.each([
    ['EUR', 1250, '€12.50'],
    ['JPY', 1250, '¥1,250'],
    ['KWD', 1250, 'KWD\u00a01.250'],
  ])('money of %s has its own number of digits', (currency, minor, text) => {
    expect(speak('en').money(minor, currency)).toBe(text);
  });

  test('dates name the year only where it is another one', () => {
    const speech = speak('en');
    expect(speech.date('2026-12-12T10:00:00Z')).toBe('Dec 12');
    expect(speech.date('2027-01-02T10:00:00Z')).toBe('Jan 2, 2027');
  });

  test('what is unknown says nothing, and a broken locale does not break the page', () => {
    expect(speak('en').say('act.unheard-of')).toBe('');
    const odd = createSpeech({ words: english, locale: 'not a locale', unit: UNIT, now: () => NOW });
    expect(odd.say('redeem')).toBe('Redeem');
  });
});
