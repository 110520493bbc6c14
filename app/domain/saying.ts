import type { UnitSettings } from './units/unit.schema.ts';

/**
 * A sentence, or a part of one, that the rule book wants said: what it is (`code`) and the facts that belong into it. The rule book speaks no language;
 * `app/i18n/say.ts` has the words.
 */
export interface Saying<Code extends string = string> {
  readonly code: Code;
  readonly facts: Readonly<Record<string, Fact>>;
}

/** Something that is written differently in each language, or not at all (a name, a number). */
export type Fact =
  | string
  | number
  | Saying
  /** "120 beans"; `steps` are whole steps of the unit, or a decimal text as it was typed. */
  | { readonly as: 'points'; readonly steps: number | string; readonly unit: UnitSettings }
  /** What many of them are called: "beans". */
  | { readonly as: 'unit'; readonly unit: UnitSettings }
  /** Minor units by currency, the one named first in front. */
  | { readonly as: 'money'; readonly amounts: Readonly<Record<string, number>>; readonly first: string }
  | { readonly as: 'percent'; readonly value: number }
  | { readonly as: 'times'; readonly value: number | string }
  /** So many of a length of time: "14 days". */
  | { readonly as: 'time'; readonly of: TimeUnit; readonly value: number }
  /** A local day, "2026-11-28". */
  | { readonly as: 'day'; readonly day: string }
  | { readonly as: 'day-of-year'; readonly month: number; readonly day: number }
  /** The name of a language, by its tag. */
  | { readonly as: 'language'; readonly tag: string }
  | { readonly as: 'quote'; readonly text: string }
  /** `and` and `or` as the language lists things, `comma` with commas only, `space` one after the other. */
  | { readonly as: 'list'; readonly how: 'and' | 'or' | 'comma' | 'space'; readonly items: readonly Fact[] }
  /** One of the choices of a setting, in the words of that setting. */
  | { readonly as: 'choice'; readonly of: string; readonly value: string }
  /** A setting (`of`) by its label, or what it says when it is switched on or off, or when it has no value. */
  | { readonly as: 'label' | 'on' | 'off' | 'none'; readonly of: string };

export type TimeUnit = 'days' | 'hours' | 'minutes' | 'months';

/** A saying with its facts; without facts it always reads the same. */
export function saying<Code extends string>(code: Code, facts: Readonly<Record<string, Fact>> = {}): Saying<Code> {
  return { code, facts };
}

/** "EUR and PLN"; one item is itself. */
export function listed(items: readonly Fact[], how: 'and' | 'or' | 'comma' | 'space' = 'and'): Fact {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first : { as: 'list', how, items };
}

export function percent(value: number): Fact {
  return { as: 'percent', value };
}

export function times(value: number | string): Fact {
  return { as: 'times', value };
}

export function day(date: string): Fact {
  return { as: 'day', day: date };
}

export function quote(text: string): Fact {
  return { as: 'quote', text };
}

/** An amount of one currency, in its minor units. */
export function money(minor: number, currency: string): Fact {
  return { as: 'money', amounts: { [currency]: minor }, first: currency };
}
