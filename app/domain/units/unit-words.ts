import type { UnitSettings } from './unit.schema.ts';

/** How numbers of a unit read: "240 beans", "1 bean", "1.50 points" (scale 2). */
export interface UnitWords {
  readonly locale: string;
  readonly scale: number;
  readonly forms: Readonly<Record<string, string>>;
}

/** The words of a unit in a language; falls back to the language without its region, then English, then whatever there is. */
export function wordsOf(unit: UnitSettings, locale: string): UnitWords {
  const known = [locale, locale.split('-')[0] ?? locale, 'en', ...Object.keys(unit.names)].find((name) => unit.names[name] !== undefined);
  const forms = Object.entries(known === undefined ? { other: 'points' } : (unit.names[known] ?? { other: 'points' }));
  return {
    locale: known ?? 'en',
    scale: unit.scale,
    forms: Object.fromEntries(forms.filter((form): form is [string, string] => form[1] !== undefined)),
  };
}

/** "240 beans". `steps` is in the unit's smallest steps; a decimal text ("0.5") is taken as it is written, in steps too. */
export function countOf(steps: number | string, words: UnitWords): string {
  const value = Number(steps) / 10 ** words.scale;
  const shown =
    typeof steps === 'string' && words.scale === 0 ? steps : value.toFixed(Number.isInteger(value) ? 0 : Math.max(words.scale, 1));
  return `${shown} ${nameFor(value, words)}`;
}

/** The unit's plural form for a number. */
export function nameFor(value: number, words: UnitWords): string {
  const category = pluralRules(words.locale).select(Math.abs(value));
  return words.forms[category] ?? words.forms['other'] ?? 'points';
}

const KEPT_LOCALES = 100;
const rulesByLocale = new Map<string, Intl.PluralRules>();

/** Making plural rules costs as much as settling an order; they never change, so they are kept. */
function pluralRules(locale: string): Intl.PluralRules {
  const known = rulesByLocale.get(locale);
  if (known) return known;
  if (rulesByLocale.size >= KEPT_LOCALES) rulesByLocale.clear();
  const made = new Intl.PluralRules(locale);
  rulesByLocale.set(locale, made);
  return made;
}
