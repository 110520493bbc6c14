/** Amounts inside the simulator are integers of the currency's smallest coin; every text that leaves it is a decimal ("12.50"). */

const DIGITS = new Map<string, number>();

/** How many decimals the currency shows (EUR 2, JPY 0, KWD 3), as the platform's own currency data say. Throws for letters that are no currency. */
export function currencyDigits(currency: string): number {
  let digits = DIGITS.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    DIGITS.set(currency, digits);
  }
  return digits;
}

/** "12.5" EUR → 1250. Throws RangeError for a text that is no amount or that has more decimals than the currency. */
export function toMinor(text: string, currency: string): number {
  const match = /^(-?)(\d{1,12})(?:\.(\d+))?$/.exec(text.trim());
  const digits = currencyDigits(currency);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.length > digits) throw new RangeError(`"${text}" is no amount of ${currency}`);
  const value = Number(`${match[2]}${fraction.padEnd(digits, '0')}`);
  return match[1] === '-' && value !== 0 ? -value : value;
}

/** 1250 EUR → "12.50". */
export function toText(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  const figures = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${figures}` : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/** `amount × part ÷ whole`, halves rounded up. All three ≥ 0; 0 when `whole` is 0. */
export function share(amount: number, part: number, whole: number): number {
  if (whole === 0) return 0;
  return Number((BigInt(amount) * BigInt(part) * 2n + BigInt(whole)) / (BigInt(whole) * 2n));
}

/** Spreads `amount` over weights; the parts add up exactly (largest remainder first, then the earlier line). No weight: nothing is spread. */
export function spread(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const parts = exact.map((value) => Number(value / BigInt(total)));
  const left = amount - parts.reduce((sum, part) => sum + part, 0);
  const order = exact.map((value, index) => ({ index, remainder: value % BigInt(total) }));
  order.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of order.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** The tax of an amount: within it (`included`) or on top of it. `percent` is a decimal text ("19", "5.5"). Halves are rounded up. */
export function taxOf(amount: number, percent: string, included: boolean): number {
  const [whole = '0', fraction = ''] = percent.split('.');
  const scale = 100 * 10 ** fraction.length;
  const rate = Number(`${whole}${fraction}`);
  return included ? amount - share(amount, scale, scale + rate) : share(amount, rate, scale);
}
