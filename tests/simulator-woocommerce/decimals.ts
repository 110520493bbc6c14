/** Amounts are integers of a millionth: WooCommerce keeps lines at six decimals and rounds only what it shows and sums. */
const SCALE = 1_000_000;

/** "12.5" → 12500000. Throws RangeError for a text that is no decimal number. More than six decimals are rounded. */
export function toMicro(text: string): number {
  const match = /^\s*(-?)(\d{0,9})(?:\.(\d*))?\s*$/.exec(text);
  if (!match || `${match[2] ?? ''}${match[3] ?? ''}` === '') throw new RangeError(`"${text}" is no amount`);
  const fraction = (match[3] ?? '').padEnd(7, '0');
  const value = Number(match[2] === '' ? '0' : match[2]) * SCALE + Number(fraction.slice(0, 6)) + (Number(fraction[6]) >= 5 ? 1 : 0);
  return match[1] === '-' && value !== 0 ? -value : value;
}

/** Rounds to the shop's decimals; halves away from zero, or towards it (taxes of shops whose prices include them). */
export function roundTo(micro: number, decimals: number, halves: 'up' | 'down' = 'up'): number {
  const step = 10 ** (6 - Math.min(6, decimals));
  const size = Math.abs(micro);
  const rest = size % step;
  const up = halves === 'up' ? rest * 2 >= step : rest * 2 > step;
  const rounded = size - rest + (up ? step : 0);
  return micro < 0 && rounded !== 0 ? -rounded : rounded;
}

/** 12500000, 2 → "12.50". */
export function toText(micro: number, decimals: number): string {
  const rounded = roundTo(micro, decimals);
  const figures = String(Math.abs(rounded)).padStart(7, '0');
  const sign = rounded < 0 ? '-' : '';
  const fraction = figures.slice(-6).slice(0, decimals).padEnd(decimals, '0');
  return `${sign}${figures.slice(0, -6)}${decimals === 0 ? '' : `.${fraction}`}`;
}

/** The amount as the floating-point number that PHP would write. */
export function toFloat(micro: number): number {
  return micro / SCALE;
}

/** `amount × part ÷ whole`, halves away from zero, with the sign of the amount; 0 when `whole` is 0. */
export function portion(amount: number, part: number, whole: number): number {
  if (whole === 0) return 0;
  const product = BigInt(Math.abs(amount)) * BigInt(Math.abs(part));
  const size = Number((product * 2n + BigInt(Math.abs(whole))) / (BigInt(Math.abs(whole)) * 2n));
  const negative = (amount < 0 !== part < 0) !== whole < 0;
  return negative && size !== 0 ? -size : size;
}

/** The tax in an amount (`included`) or on top of it, at six decimals. `percent` is a decimal text ("21", "5.5"). */
export function taxOf(micro: number, percent: string, included: boolean): number {
  const rate = toMicro(percent);
  return included ? portion(micro, rate, 100 * SCALE + rate) : portion(micro, rate, 100 * SCALE);
}
