import type { Fact, Saying, TimeUnit } from '#app/domain/saying.ts';
import { formatMinor } from '#app/domain/money.ts';
import { nameFor, wordsOf } from '#app/domain/units/unit-words.ts';
import type { LabelWords } from './label-words.ts';
import type { Message, PluralForms } from './message.ts';

/** The words in which a rule book's sayings are said. */
export interface Words {
  readonly messages: Readonly<Record<string, Message>>;
  /** What settings are called; only sayings about settings need them. */
  readonly labels?: Readonly<Record<string, LabelWords>>;
  /** What a setting without a value says, where its label says nothing of its own. */
  readonly none?: string;
}

/** What is said of a program before it is published, and of what changed in it. */
export interface ProgramWords {
  readonly changes: Words;
  /** What cannot be read in a document (field problems), and what is wrong or doubtful in one that can (findings). */
  readonly problems: Words;
}

type Say = (saying: Saying) => string;

/**
 * Says a saying in a language: plural forms, numbers, money, dates and lists are the language's own, points carry the program's name for them. A saying without words
 * is a bug and thrown: what the rule book can say has words in every catalog, which the compiler and a test look after.
 */
export function sayer(locale: string, words: Words): Say {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });

  const sentence = ({ code, facts }: Saying): string => {
    const message = words.messages[verbOf(code, facts, words) ?? code];
    if (message === undefined) throw new Error(`there are no words for "${code}"`);
    const text = typeof message === 'string' ? message : pick(message, plurals.select(Number(facts['count'] ?? 0)));
    return text.replace(/\{(\w+)\}/g, (_whole, name: string) => {
      if (name === 'verb') return verbIn(facts, words) ?? '';
      const value = facts[name];
      if (value === undefined) throw new Error(`"${code}" is said without ${name}`);
      return fact(value);
    });
  };

  const fact = (value: Fact): string => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return numbers.format(value);
    if ('code' in value) return sentence(value);
    switch (value.as) {
      case 'list':
        return list(value.items.map(fact), value.how, locale);
      case 'choice':
      case 'label':
      case 'on':
      case 'off':
      case 'none':
        return setting(value, words);
      default:
        return written(value, locale);
    }
  };

  return (saying) => capitalised(sentence(saying), saying, words);
}

/** What begins with a setting, a unit or a part of its own begins with a capital; a name stays as it is. */
function capitalised(text: string, { code, facts }: Saying, words: Words): string {
  const message = words.messages[code];
  const start = /^\{(\w+)\}/.exec(typeof message === 'string' ? message : '')?.[1];
  const isName = start !== undefined && typeof facts[start] === 'string';
  return isName || start === undefined ? text : `${text.slice(0, 1).toLocaleUpperCase()}${text.slice(1)}`;
}

function pick(forms: PluralForms, category: Intl.LDMLPluralRule): string {
  return category === 'one' || category === 'few' || category === 'many' ? (forms[category] ?? forms.other) : forms.other;
}

/** Where a label has a verb of its own ("now costs"), a thing's change is said with it. */
function verbOf(code: string, facts: Saying['facts'], words: Words): string | null {
  return code === 'thing.setting.is' && verbIn(facts, words) !== null ? 'thing.setting.verb' : null;
}

function verbIn({ label }: Saying['facts'], { labels }: Words): string | null {
  if (typeof label !== 'object' || !('as' in label) || label.as !== 'label') return null;
  const entry = labels?.[label.of];
  return entry && 'verb' in entry ? (entry.verb ?? null) : null;
}

type SettingFact = Extract<Fact, { as: 'choice' | 'label' | 'on' | 'off' | 'none' }>;

function setting(value: SettingFact, words: Words): string {
  const entry = words.labels?.[value.of];
  if (entry === undefined) throw new Error(`there is no label for "${value.of}"`);
  if ('on' in entry) return value.as === 'off' ? entry.off : entry.on;
  if (value.as === 'choice') return entry.choices?.[value.value] ?? value.value;
  return value.as === 'none' ? (entry.none ?? words.none ?? '') : entry.label;
}

function list(items: readonly string[], how: 'and' | 'or' | 'comma' | 'space', locale: string): string {
  if (how === 'comma') return items.join(', ');
  if (how === 'space') return items.join(' ');
  // British English has no comma before the last "and".
  const format = new Intl.ListFormat(locale === 'en' ? 'en-GB' : locale, { type: how === 'and' ? 'conjunction' : 'disjunction' });
  return format.format(items);
}

type WrittenFact = Exclude<Fact, string | number | Saying | SettingFact | { as: 'list' }>;

function written(value: WrittenFact, locale: string): string {
  const number = (amount: number) => numberFormat(locale, { maximumFractionDigits: 6 }).format(amount);
  switch (value.as) {
    case 'points': {
      const words = wordsOf(value.unit, locale);
      const amount = Number(value.steps) / 10 ** words.scale;
      return `${number(amount)} ${nameFor(amount, words)}`;
    }
    case 'unit':
      return nameFor(100, wordsOf(value.unit, locale));
    case 'money':
      return money(value, locale);
    case 'percent':
      return numberFormat(locale, { style: 'percent', maximumFractionDigits: 4 }).format(value.value / 100);
    case 'times':
      return `${number(Number(value.value))}×`;
    case 'time':
      return numberFormat(locale, { style: 'unit', unit: TIME_UNITS[value.of], unitDisplay: 'long' }).format(value.value);
    case 'day':
      return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }).format(dayOf(value.day));
    case 'day-of-year':
      // A year with a 29th of February.
      return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long' }).format(
        new Date(Date.UTC(2024, value.month - 1, value.day)),
      );
    case 'language':
      return new Intl.DisplayNames([locale], { type: 'language' }).of(value.tag) ?? value.tag;
    case 'quote':
      return quoted(value.text, locale);
  }
}

const KEPT_FORMATS = 200;
const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs more than all that is written with it; they never change, so they are kept. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  if (formats.size >= KEPT_FORMATS) formats.clear();
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

const TIME_UNITS: Readonly<Record<TimeUnit, string>> = { days: 'day', hours: 'hour', minutes: 'minute', months: 'month' };

function dayOf(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

function money({ amounts, first }: Extract<Fact, { as: 'money' }>, locale: string): string {
  const codes = Object.keys(amounts).sort((a, b) => (a === first ? -1 : b === first ? 1 : a.localeCompare(b, 'en')));
  const texts = codes.map((code) =>
    numberFormat(locale, { style: 'currency', currency: code }).format(formatMinor(amounts[code] ?? 0, code) as Intl.StringNumericLiteral),
  );
  return list(texts, 'and', locale);
}

const QUOTES: Readonly<Record<string, readonly [string, string]>> = { pl: ['„', '”'], ru: ['«', '»'] };

function quoted(text: string, locale: string): string {
  const [open, close] = QUOTES[locale] ?? ['“', '”'];
  return `${open}${text}${close}`;
}
