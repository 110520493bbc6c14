import { invariant } from './result.ts';

/** An exact ratio; points are computed with these and rounded once, at the end (rules, 2: Rounding). Denominator > 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export type Rounding = 'down' | 'nearest' | 'up';

export function fraction(numerator: bigint | number, denominator: bigint | number = 1): Fraction {
  const bottom = BigInt(denominator);
  invariant(bottom !== 0n, 'a fraction has a denominator');
  return bottom < 0n ? { numerator: -BigInt(numerator), denominator: -bottom } : { numerator: BigInt(numerator), denominator: bottom };
}

/** Reads "1.5" or "17" exactly. Throws RangeError for other texts. */
export function fractionFromDecimal(text: string): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`not a decimal number: ${JSON.stringify(text.slice(0, 40))}`);
  const places = match[3] ?? '';
  return fraction(BigInt(`${match[1]}${match[2]}${places}`), 10n ** BigInt(places.length));
}

export function times(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function over(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

/** Negative, zero or positive, as a − b is. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Rounds a fraction ≥ 0 to an integer; `nearest` takes halves up. */
export function round(value: Fraction, rounding: Rounding): number {
  invariant(value.numerator >= 0n, 'only amounts of 0 or more are rounded');
  const floor = value.numerator / value.denominator;
  const rest = value.numerator % value.denominator;
  const up = rounding === 'up' ? rest > 0n : rounding === 'nearest' ? rest * 2n >= value.denominator : false;
  return Number(up ? floor + 1n : floor);
}

/** "133.32" or "1/3" when it does not end: for traces that a person checks with a calculator (at most 6 places, marked with … when cut). */
export function describe(value: Fraction): string {
  const sign = value.numerator < 0n ? '-' : '';
  const top = value.numerator < 0n ? -value.numerator : value.numerator;
  const whole = top / value.denominator;
  let rest = top % value.denominator;
  let places = '';
  while (rest > 0n && places.length < 6) {
    rest *= 10n;
    places += String(rest / value.denominator);
    rest %= value.denominator;
  }
  return `${sign}${whole}${places ? `.${places}` : ''}${rest > 0n ? '…' : ''}`;
}

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };
export const ONE: Fraction = { numerator: 1n, denominator: 1n };

export function minus(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

/** The same ratio with the smallest whole numbers. */
export function reduce(value: Fraction): Fraction {
  let a = value.numerator < 0n ? -value.numerator : value.numerator;
  let b = value.denominator;
  while (b > 0n) [a, b] = [b, a % b];
  return a <= 1n ? value : { numerator: value.numerator / a, denominator: value.denominator / a };
}

/** The exact ratio as JSON can keep it: "40" or "1499/15". */
export function toText(value: Fraction): string {
  const { numerator, denominator } = reduce(value);
  return denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;
}

/** Reads what `toText` wrote, and decimals ("17.00"). Throws RangeError for other texts. */
export function fromText(text: string): Fraction {
  const match = /^(-?\d+)\/(\d+)$/.exec(text);
  return match ? fraction(BigInt(match[1] ?? '0'), BigInt(match[2] ?? '1')) : fractionFromDecimal(text);
}

/**
 * Splits a whole number over exact shares so that the parts add up (largest remainder; ties go to the earlier part).
 * With no positive share the first part takes all. Total ≥ 0, shares ≥ 0.
 */
export function spread(total: number, shares: readonly Fraction[]): number[] {
  const all = shares.reduce(plus, ZERO);
  if (all.numerator === 0n) return shares.map((_, index) => (index === 0 ? total : 0));
  const exact = shares.map((share) => over(times(fraction(total), share), all));
  const parts = exact.map((value) => round(value, 'down'));
  let rest = total - parts.reduce((sum, part) => sum + part, 0);
  const order = exact.map((value, index) => ({ index, left: minus(value, fraction(parts[index] ?? 0)) }));
  order.sort((a, b) => compare(b.left, a.left) || a.index - b.index);
  for (const { index } of order) {
    if (rest === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    rest -= 1;
  }
  return parts;
}
