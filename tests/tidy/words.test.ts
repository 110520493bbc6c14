import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkForPublish } from '#app/domain/program/check-for-publish.ts';
import type { PublishContext } from '#app/domain/program/check-for-publish.ts';
import { diffPrograms } from '#app/domain/program/diff-programs.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { TEMPLATES } from '#app/domain/program/templates/index.ts';
import { invariant } from '#app/domain/result.ts';
import type { Fact, Saying } from '#app/domain/saying.ts';
import { catalogOf } from '#app/i18n/catalogs.ts';
import { programWordsOf } from '#app/i18n/program-words.ts';
import { changeSayer, problemSayer } from '#app/i18n/say-program.ts';
import type { Words } from '#app/i18n/say.ts';
import { distinctLeaves, leavesOf, mutantsAt } from '#tests/domain/mutations.ts';
import { richProgram } from '#tests/domain/rich-program.ts';

type Message = Words['messages'][string];
const OTHERS = ['pl', 'ru'] as const;
/** What every form of a message is filled with. */
const placeholdersOf = (message: Message) =>
  [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].filter((name) => name !== 'count').toSorted();
const formsOf = (message: Message) => (typeof message === 'string' ? [] : Object.keys(message));

const messagesOf = (locale: 'en' | 'pl' | 'ru'): Record<string, Message> => ({
  ...catalogOf(locale),
  ...Object.fromEntries(Object.entries(programWordsOf(locale).changes.messages).map(([code, text]) => [`change ${code}`, text])),
  ...Object.fromEntries(Object.entries(programWordsOf(locale).problems.messages).map(([code, text]) => [`problem ${code}`, text])),
});

/** Sentences that are the same in two languages, because they hold nothing but names, numbers and marks. */
const SAME_EVERYWHERE = /^[^\p{L}]*(\{\w+\}[^\p{L}]*)*$/u;

describe.each(OTHERS)('the words of %s', (locale) => {
  const [source, translated] = [messagesOf('en'), messagesOf(locale)];

  it('fill in what the English ones fill in', () => {
    const different = Object.keys(source).filter(
      (key) => JSON.stringify(placeholdersOf(source[key] ?? '')) !== JSON.stringify(placeholdersOf(translated[key] ?? '')),
    );
    expect(different).toEqual([]);
  });

  it('have every form that the language counts with', () => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    // What reads the same for any number says so with two forms.
    const missing = Object.entries(translated).filter(([, message]) => {
      if (typeof message === 'string') return false;
      const texts = new Set(Object.values(message));
      return texts.size > 1 && !categories.every((category) => formsOf(message).includes(category));
    });
    expect(missing.map(([key]) => key)).toEqual([]);
  });

  it('are not left in English', () => {
    const left = Object.keys(programWordsOf('en').changes.messages).filter((code) => {
      const text = source[`change ${code}`];
      return typeof text === 'string' && text === translated[`change ${code}`] && !SAME_EVERYWHERE.test(text);
    });
    const problems = Object.keys(programWordsOf('en').problems.messages).filter((code) => {
      const text = source[`problem ${code}`];
      return typeof text === 'string' && text === translated[`problem ${code}`] && !SAME_EVERYWHERE.test(text.replaceAll(/[„”«»“]/g, ''));
    });
    expect([...left, ...problems]).toEqual([]);
  });
});

const shop = { name: 'Corner Roastery', currency: 'EUR', timeZone: 'Europe/Berlin', now: 1_795_462_400_000 };
const templates = TEMPLATES.map((template): Program => {
  const parsed = parseProgram(template.build(shop));
  invariant(parsed.ok, template.id);
  return parsed.value;
});
const demanding: Omit<PublishContext, 'previous'> = { currenciesInUse: ['EUR', 'PLN'], today: '2027-06-01', typicalOrderMinor: 500 };

describe('real documents', () => {
  const programs = [richProgram(), ...templates];
  const say = { pl: changeSayer('pl'), ru: changeSayer('ru'), en: changeSayer('en') };
  const complain = { pl: problemSayer('pl'), ru: problemSayer('ru'), en: problemSayer('en') };

  it('tell every change in every language, with nothing left in English', () => {
    const leaks = new Set<string>();
    const [rich, ...others] = programs as [Program, ...Program[]];
    const pairs: (readonly [Program, Program])[] = [
      ...distinctLeaves(rich).flatMap((path) =>
        mutantsAt(rich, path).map((mutant, index) => (index === 1 ? ([mutant, rich] as const) : ([rich, mutant] as const))),
      ),
      ...others.flatMap((template) => [[rich, template] as const, [template, rich] as const]),
      ...others.map((template, index) => [template, others[(index + 1) % others.length] ?? rich] as const),
    ];
    for (const [before, after] of pairs) {
      for (const change of diffPrograms(before, after)) {
        for (const choice of choicesIn(change))
          for (const locale of OTHERS) if (!isKnownChoice(locale, choice)) leaks.add(`${locale}: no words for ${choice}`);
        const english = say.en(change);
        for (const locale of OTHERS) {
          const text = say[locale](change);
          if (text === english && !SAME_EVERYWHERE.test(text)) leaks.add(`${locale} ${change.code}: ${text}`);
          if (/undefined|NaN|\[object|\{\w+\}/.test(text)) leaks.add(`${locale} ${change.code}: ${text}`);
        }
      }
    }
    expect([...leaks]).toEqual([]);
  });

  it('tell every finding in every language', () => {
    const leaks = new Set<string>();
    const seen = new Set<string>();
    for (const program of programs) {
      for (const path of leavesOf(program).filter((_path, index) => index % 11 === 0)) {
        for (const mutant of mutantsAt(program, path).slice(0, 2)) {
          const { errors, warnings } = checkForPublish(mutant, { ...demanding, previous: program });
          for (const { says } of [...errors, ...warnings]) {
            seen.add(says.code);
            for (const locale of OTHERS) if (complain[locale](says) === complain.en(says)) leaks.add(`${locale} ${says.code}`);
          }
        }
      }
    }
    expect([...leaks]).toEqual([]);
    expect(seen.size).toBeGreaterThan(15);
  });
});

function choicesIn(saying: Saying): string[] {
  const within = (fact: Fact): string[] => {
    if (typeof fact !== 'object') return [];
    if ('code' in fact) return choicesIn(fact);
    if (fact.as === 'list') return fact.items.flatMap(within);
    return fact.as === 'choice' ? [`${fact.of} ${fact.value}`] : [];
  };
  return Object.values(saying.facts).flatMap(within);
}

/** Texts may have names of their own; everything else that is chosen from has words. */
function isKnownChoice(locale: 'pl' | 'ru', choice: string): boolean {
  const [of = '', value = ''] = choice.split(' ');
  if (of === 'text.key') return true;
  const label = programWordsOf(locale).changes.labels?.[of];
  return label !== undefined && 'choices' in label && Object.hasOwn(label.choices ?? {}, value);
}

describe('part files', () => {
  it('come in all three languages', () => {
    const files = readdirSync('app/i18n').filter((file) => /\.(en|pl|ru)\.ts$/.test(file));
    const parts = new Set(files.map((file) => file.replace(/\.(en|pl|ru)\.ts$/, '')));
    for (const part of parts) expect(files, part).toEqual(expect.arrayContaining([`${part}.en.ts`, `${part}.pl.ts`, `${part}.ru.ts`]));
  });
});
