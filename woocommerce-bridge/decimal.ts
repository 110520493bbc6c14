import { type CurrencyCode, parseMinor } from '#app/domain/money.ts';

/** Digits after the point that sums keep; WooCommerce itself computes with six. */
const DIGITS = 8;
const SCALE = 10n ** BigInt(DIGITS);

/** True for a decimal text as WooCommerce writes amounts ("19.20", "-5", "15.867769"). */
export function isDecimal(text: string): boolean {
  return /^-?\d{1,15}(\.\d*)?$/.test(text);
}

/**
 * The sum of decimal texts in minor units, rounded once, half up: net amount and tax are kept with more digits than a coin has, so that rounding each
 * alone would be a coin off.
 */
export function sumMinor(amounts: readonly string[], currency: CurrencyCode): number {
  const total = amounts.reduce((sum, amount) => sum + scaled(amount), 0n);
  const size = total < 0n ? -total : total;
  const text = `${size / SCALE}.${String(size % SCALE).padStart(DIGITS, '0')}`;
  return parseMinor(total < 0n ? `-${text}` : text, currency);
}

function scaled(amount: string): bigint {
  const isNegative = amount.startsWith('-');
  const [whole = '0', digits = ''] = (isNegative ? amount.slice(1) : amount).split('.');
  const value = BigInt(whole) * SCALE + BigInt(digits.slice(0, DIGITS).padEnd(DIGITS, '0'));
  return isNegative ? -value : value;
}
