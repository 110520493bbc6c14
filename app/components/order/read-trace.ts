import type { OrderTrace } from '#app/domain/decisions/trace.ts';
import { describe, fraction, fromText, over } from '#app/domain/fraction.ts';
import { currencyExponent } from '#app/domain/money.ts';
import { nameFor } from '#app/domain/units/unit-words.ts';
import type { Translator } from '#app/i18n/translator.ts';

/** The stored trace, when it has the format that these pages can draw; null for an order without one. */
export function readTrace(stored: unknown): OrderTrace | null {
  if (typeof stored !== 'object' || stored === null || !('format' in stored) || stored.format !== 1) return null;
  return stored as OrderTrace;
}

/** An exact amount of minor units ("12858/3") in main units, to check with a calculator: "42.86". */
export function exactMain(exactMinor: string, currency: string): string {
  return describe(over(fromText(exactMinor), fraction(10n ** BigInt(currencyExponent(currency)))));
}

/** An exact number ("133/2") as a decimal: "66.5". */
export function exactDecimal(exact: string): string {
  return describe(fromText(exact));
}

/** "240 beans" in the reader's language; what only the trace has a name for, as cards have, is called by that. */
export function unitText(
  steps: number,
  unit: string,
  { trace, words }: { readonly trace: OrderTrace; readonly words: Translator },
): string {
  const kept = trace.units[unit];
  if (kept === undefined || unit === 'points' || unit.startsWith('cashback:')) return words.points(steps, unit);
  const value = steps / 10 ** kept.scale;
  return `${words.number(value)} ${nameFor(value, kept)}`;
}

/** The units that the order moved, points first. */
export function unitsOf(trace: OrderTrace): string[] {
  return Object.keys(trace.totals).sort((a, b) => Number(b === 'points') - Number(a === 'points') || (a < b ? -1 : 1));
}
