import { describe, expect, it } from 'vitest';
import { en } from '#app/i18n/catalog.en.ts';
import { pl } from '#app/i18n/catalog.pl.ts';
import { ru } from '#app/i18n/catalog.ru.ts';
import { chooseLocale } from '#app/i18n/locale.ts';
import type { Message } from '#app/i18n/message.ts';
import { createTranslator } from '#app/i18n/translator.ts';

const CATALOGS: Readonly<Record<string, Readonly<Record<string, Message>>>> = { en, pl, ru };

const text = (message: Message) => (typeof message === 'string' ? message : message.other);

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ''))].sort();
}

describe('the catalogues', () => {
  it.each(Object.keys(CATALOGS))(
    '%s has every message, with the same names to fill in, and every plural form of its language',
    (locale) => {
      const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
      const catalog = CATALOGS[locale] ?? {};
      expect(Object.keys(catalog).sort()).toEqual(Object.keys(en).sort());
      for (const [key, source] of Object.entries<Message>(en)) {
        const message: Message = catalog[key] ?? '';
        if (typeof source === 'string' || typeof message === 'string') {
          expect([typeof message, typeof source], key).toEqual(['string', 'string']);
          expect(placeholders(text(message)), key).toEqual(placeholders(text(source)));
          continue;
        }
        expect(Object.keys(message).sort(), key).toEqual([...forms].sort());
        for (const form of Object.values<string>({ ...message })) expect(placeholders(form), key).toEqual(placeholders(source.other));
      }
    },
  );

  it('shouts nowhere', () => {
    for (const catalog of Object.values(CATALOGS)) {
      for (const message of Object.values(catalog)) expect(JSON.stringify(message)).not.toMatch(/!|\.\.\./);
    }
  });
});

describe('the translator', () => {
  const english = createTranslator('en', 'Europe/Berlin');
  const polish = createTranslator('pl', 'Europe/Warsaw');
  const russian = createTranslator('ru', 'Europe/Berlin');

  it('counts as each language counts', () => {
    expect([0, 1, 2].map((count) => english.points(count))).toEqual(['0 points', '1 point', '2 points']);
    expect([1, 3, 5, 22, 1234].map((count) => polish.points(count).replaceAll(/\s/g, ' '))).toEqual([
      '1 punkt',
      '3 punkty',
      '5 punktów',
      '22 punkty',
      '1234 punkty',
    ]);
    expect([1, 4, 11, 21].map((count) => russian.points(count))).toEqual(['1 балл', '4 балла', '11 баллов', '21 балл']);
    expect(english.points(7, 'stamps:coffee')).toBe('7 stamps');
    expect(english.points(250, 'cashback:EUR')).toBe('250 EUR');
  });

  it('calls points what the program calls them, with the forms of each language', () => {
    const beans = {
      locale: 'en',
      points: {
        names: { en: { one: 'bean', other: 'beans' }, pl: { one: 'ziarenko', few: 'ziarenka', many: 'ziarenek', other: 'ziarenka' } },
        scale: 0,
      },
      cashback: [{ currency: 'EUR', unit: { names: { pl: { one: 'cent', few: 'centy', many: 'centów', other: 'centa' } }, scale: 2 } }],
    };
    const [toEnglish, toPole, toRussian] = [
      createTranslator('en', 'UTC', beans),
      createTranslator('pl', 'UTC', beans),
      createTranslator('ru', 'UTC', beans),
    ];
    expect([1, 240].map((count) => toEnglish.points(count))).toEqual(['1 bean', '240 beans']);
    expect([1, 3, 5, 22].map((count) => toPole.points(count))).toEqual(['1 ziarenko', '3 ziarenka', '5 ziarenek', '22 ziarenka']);
    expect([toPole.signedPoints(3), toPole.signedPoints(-12), toPole.signedPoints(0)]).toEqual([
      '+3 ziarenka',
      '−12 ziarenek',
      '0 ziarenek',
    ]);
    // No Russian name: the main language's.
    expect([1, 21].map((count) => toRussian.points(count))).toEqual(['1 bean', '21 beans']);
    expect([toPole.points(150, 'cashback:EUR'), toPole.pointsNumber(150, 'cashback:EUR')]).toEqual(['1,50 centa', '1,50']);
    expect(toPole.points(7, 'stamps:coffee')).toBe('7 pieczątek');
  });

  it('says its own word for points that have no name of their own', () => {
    const plain = { locale: 'en', points: { names: { en: { one: 'point', other: 'points' } }, scale: 0 }, cashback: [] };
    const german = { ...plain, locale: 'de', points: { ...plain.points, names: { de: { one: 'Bohne', other: 'Bohnen' } } } };
    const foreign = { ...plain, locale: 'de' };
    expect([plain, foreign].map((units) => createTranslator('ru', 'UTC', units).points(5))).toEqual(['5 баллов', '5 баллов']);
    expect([1, 5].map((count) => createTranslator('ru', 'UTC', german).points(count))).toEqual(['1 Bohne', '5 Bohnen']);
  });

  it('writes numbers, signs and money as they are written there', () => {
    expect([english.signed(45), english.signed(-12), english.signed(0)]).toEqual(['+45', '−12', '0']);
    expect(english.money(123450, 'EUR')).toBe('€1,234.50');
    expect(english.money(1234, 'JPY')).toBe('¥1,234');
    expect(polish.money(123450, 'PLN').replaceAll(/\s/g, ' ')).toBe('1234,50 zł');
    expect([english.exactMoney('76.4', 'EUR'), english.exactMoney('42.857142…', 'EUR')]).toEqual(['€76.40', '€42.857142…']);
    expect(english.percent(1, 3)).toBe('33%');
    expect(english.percent(0, 0)).toBe('0%');
  });

  it("tells time by the program's clock", () => {
    expect(english.dateTime('2026-12-31T23:30:00Z')).toContain('Jan 1, 2027');
    expect(english.date('2026-12-31T22:30:00Z')).toBe('Dec 31, 2026');
    expect(english.day('2026-11-23')).toBe('Nov 23');
    const now = Date.parse('2026-11-23T10:00:00Z');
    const ago = (iso: string) => english.relative(iso, now);
    expect(
      ['2026-11-23T09:59:30Z', '2026-11-23T09:58:00Z', '2026-11-23T08:00:00Z', '2026-11-20T10:00:00Z', '2026-11-01T10:00:00Z'].map(ago),
    ).toEqual(['just now', '2 minutes ago', '2 hours ago', '3 days ago', 'Nov 1, 2026']);
  });
});

describe('the language of a visit', () => {
  const chosen = (address: string, accepted?: string) =>
    chooseLocale(new Request(`https://rung.example${address}`, accepted === undefined ? {} : { headers: { 'Accept-Language': accepted } }));

  it("is the admin's, then the browser's, then English", () => {
    expect(chosen('/app?locale=pl-PL', 'ru')).toBe('pl');
    expect(chosen('/app?locale=fr', 'ru')).toBe('ru');
    expect(chosen('/app', 'de-DE, de;q=0.9, pl;q=0.8, en;q=0.7')).toBe('pl');
    expect(chosen('/app', 'ru;q=0, en')).toBe('en');
    expect(chosen('/app', 'xx;q=nonsense')).toBe('en');
    expect(chosen('/app')).toBe('en');
  });
});
