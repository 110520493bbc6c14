import type { UnitNames } from '#app/contracts/storefront.ts';
import type english from '../words/en.json';

export type WordKey = keyof typeof english;

/** One language: a text for each key, or its forms by the categories of Intl.PluralRules, chosen by the fact `n`. */
export type Words = Readonly<Record<string, string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>>>;

type Facts = Readonly<Record<string, string | number>>;

/** Says things in one language. */
export interface Speech {
  /** The text of a key with its `{facts}` filled in; '' for a key that the language does not have. */
  say(key: WordKey | `${string}.${string}`, facts?: Facts): string;
  /** "1,240 beans". */
  points(steps: number): string;
  /** "1,240": points without their name, in the unit's own scale. */
  number(steps: number): string;
  /** "+40", "−40". */
  signed(steps: number): string;
  /** Minor units of a currency. */
  money(minor: number, currency: string): string;
  /** "12 Dec", with the year where it is not this one. */
  date(iso: string): string;
  percent(percent: number): string;
  /** "1.25". */
  decimal(value: number): string;
}

export interface Language {
  readonly words: Words;
  /** BCP 47: "pl-PL". */
  readonly locale: string;
  readonly unit: UnitNames;
  readonly now: () => number;
}

/** Makes the speech of a language. Numbers, money and dates are written as its locale writes them; what a browser does not know falls back to its own. */
export function createSpeech({ words, locale: wanted, unit, now }: Language): Speech {
  const locale = known(wanted);
  const plural = new Intl.PluralRules(locale);
  const unitPlural = new Intl.PluralRules(known(unit.locale));
  const perUnit = 10 ** unit.scale;
  const numbers = new Intl.NumberFormat(locale, { minimumFractionDigits: unit.scale, maximumFractionDigits: unit.scale });
  const number = (steps: number): string => numbers.format(steps / perUnit);
  return {
    say(key, facts = {}) {
      const entry = words[key] ?? '';
      const text = typeof entry === 'string' ? entry : (entry[plural.select(Number(facts.n))] ?? entry.other ?? '');
      return text.replace(/\{(\w+)\}/g, (_, name: string) => {
        const fact = facts[name] ?? '';
        return typeof fact === 'number' ? new Intl.NumberFormat(locale).format(fact) : fact;
      });
    },
    points(steps) {
      const name = unit.forms[unitPlural.select(Math.abs(steps) / perUnit)] ?? unit.forms.other ?? '';
      return `${number(steps)}\u00a0${name}`.trim();
    },
    number,
    signed: (steps) => `${steps < 0 ? '−' : '+'}${number(Math.abs(steps))}`,
    money(minor, currency) {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    date(iso) {
      const at = new Date(iso);
      const sameYear = at.getFullYear() === new Date(now()).getFullYear();
      return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at);
    },
    decimal: (value) => new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(value),
    percent: (percent) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(percent / 100),
  };
}

function known(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined;
  }
}
