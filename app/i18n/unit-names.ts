import type { ProgramUnits } from '#app/contracts/reading.ts';
import { nameFor, type UnitWords, wordsOf } from '#app/domain/units/unit-words.ts';
import type { UnitSettings } from '#app/domain/units/unit.schema.ts';
import type { Locale } from './locale.ts';

/** How a number of a unit is written for one reader: how fine the unit is, and what it is called; a null name leaves that to the reader's own word. */
export interface UnitName {
  readonly scale: number;
  name(value: number): string | null;
}

/**
 * What the program calls a unit ("points", "cashback:EUR") for a reader: in the reader's language, else in the program's main one. Null for units that have no names here:
 * those of cards, and all while no version is live.
 */
export function unitNameFor(unit: string, units: ProgramUnits | null, locale: Locale): UnitName | null {
  const settings = settingsOf(unit, units);
  if (units === null || settings === null) return null;
  const words = wordsFor(settings, locale) ?? wordsFor(settings, units.locale);
  return { scale: settings.scale, name: (value) => (words === null || isPlain(words) ? null : nameFor(value, words)) };
}

function settingsOf(unit: string, units: ProgramUnits | null): UnitSettings | null {
  if (unit === 'points') return units?.points ?? null;
  return units?.cashback.find(({ currency }) => unit === `cashback:${currency}`)?.unit ?? null;
}

/** Null where the language has no name; a region reads what its language reads. */
function wordsFor(settings: UnitSettings, locale: string): UnitWords | null {
  const known = [locale, locale.split('-')[0] ?? locale].find((name) => settings.names[name] !== undefined);
  return known === undefined ? null : wordsOf(settings, known);
}

/** A program that never named its points has the rule book's English "points": to others it says their own word. */
function isPlain({ locale, forms }: UnitWords): boolean {
  return locale === 'en' && forms['one'] === 'point' && forms['other'] === 'points';
}

/** The steps of an amount of points as it was written ("240 beans", "1.50 points"); null for what is no amount of points. */
export function stepsOf(text: string, units: ProgramUnits | null): number | null {
  const [, number = '', name = ''] = /^(\d+(?:\.\d+)?) (.+)$/.exec(text) ?? [];
  const names = units === null ? [] : Object.values(units.points.names).flatMap((forms) => Object.values(forms));
  if (![...names, 'point', 'points'].includes(name)) return null;
  return Math.round(Number(number) * 10 ** (units?.points.scale ?? 0) * 1e6) / 1e6;
}
