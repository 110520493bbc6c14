import type { Program } from '#app/domain/program/program.schema.ts';
import { nameFor, wordsOf } from '#app/domain/units/unit-words.ts';

/** "1,240 beans": points as the program's shoppers read them. `steps` are whole steps of the unit; a decimal text ("0.5") is taken as it is written. */
export function countText(steps: number | string, program: Program): string {
  const words = wordsOf(program.units.points, program.locale);
  const value = Number(steps) / 10 ** words.scale;
  return `${new Intl.NumberFormat(program.locale, { maximumFractionDigits: 3 }).format(value)} ${nameFor(value, words)}`;
}

/** The word for many of them: "beans". */
export function manyText(program: Program): string {
  return nameFor(100, wordsOf(program.units.points, program.locale));
}

/** Black or white, whichever is read better on the colour ("#rrggbb"). */
export function inkOn(colour: string): '#000000' | '#ffffff' {
  const channel = (from: number) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? '#000000' : '#ffffff';
}
