import { invariant } from './result.ts';

/** ISO 4217 letters, upper case ("EUR"). */
export type CurrencyCode = string;

// Amounts are integers of the currency's smallest coin (`…Minor`): 12.50 EUR is 1250, 1,234 JPY is 1234.

/** Minor-unit exponents of ISO 4217 that are not 2. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/** How many decimal places the currency's smallest coin has, by ISO 4217. */
export function currencyExponent(currency: CurrencyCode): number {
  return EXPONENTS[currency] ?? 2;
}

/** Reads a decimal text ("12.50", "-0.5") into minor units, exactly; digits beyond the exponent are rounded half up. Throws RangeError for other texts. */
export function parseMinor(text: string, currency: CurrencyCode): number {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text.trim());
  if (!match) throw new RangeError(`not an amount: ${JSON.stringify(text.slice(0, 40))}`);
  const exponent = currencyExponent(currency);
  const fraction = (match[3] ?? '').padEnd(exponent + 1, '0');
  const kept = BigInt(`${match[2]}${fraction.slice(0, exponent)}`);
  const roundUp = fraction.charCodeAt(exponent) >= 53 /* '5' */ ? 1n : 0n;
  const value = Number(kept + roundUp);
  if (!Number.isSafeInteger(value)) throw new RangeError(`amount too large: ${text.slice(0, 40)}`);
  return match[1] === '-' && value !== 0 ? -value : value;
}

/** The decimal text of an amount, as the platforms write it: 1250 EUR → "12.50", 1234 JPY → "1234". */
export function formatMinor(amountMinor: number, currency: CurrencyCode): string {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amountMinor < 0 ? '-' : '';
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(digits.length - exponent)}`;
}

/**
 * Splits an amount over weights so that the parts add up exactly (largest remainder; ties go to the earlier part).
 * With no positive weight the first part takes all. Amount ≥ 0, weights ≥ 0.
 */
export function allot(amountMinor: number, weights: readonly number[]): number[] {
  invariant(amountMinor >= 0, 'allot takes an amount of 0 or more');
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amountMinor : 0));
  const exact = weights.map((weight) => BigInt(amountMinor) * BigInt(weight));
  const parts = exact.map((value) => Number(value / total));
  let rest = amountMinor - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact.map((value, index) => ({ index, remainder: value % total }));
  byRemainder.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (rest === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    rest -= 1;
  }
  return parts;
}
