import { compare, fraction, over, plus, times, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import { isMeant } from '../orders/product-facts.ts';
import type { ProductFilter } from '../values.schema.ts';
import type { Basis, BasisLine, Given } from './rule-kind.ts';

const EVERYTHING: ProductFilter = { productIds: [], collections: [], tags: [], vendors: [], productTypes: [] };

/** The lines a rule is about and what they are worth together; refuses when there are none, or they are worth less than the minimum. */
export function meantLines(
  basis: Basis,
  minimumMinor: number,
  products: ProductFilter = EVERYTHING,
): { readonly meant: (line: BasisLine) => boolean; readonly base: Fraction } | Extract<Given, { why: unknown }> {
  const meant = (line: BasisLine) => isMeant(products, line.product) && line.amount.numerator > 0n;
  const base = basis.lines.filter(meant).reduce((sum, line) => plus(sum, line.amount), ZERO);
  if (base.numerator === 0n) return { why: 'no-such-product', detail: null };
  if (compare(base, fraction(minimumMinor)) < 0) return { why: 'below-minimum', detail: String(minimumMinor) };
  return { meant, base };
}

/** A fixed number of points for the order, laid on its lines by value so that a refund takes its part along. */
export function fixedShares(
  points: number,
  basis: Basis,
  limits: { readonly minimumMinor?: number; readonly products?: ProductFilter },
): Given {
  const lines = meantLines(basis, limits.minimumMinor ?? 0, limits.products);
  if ('why' in lines) return lines;
  const { meant, base } = lines;
  return {
    base,
    shares: basis.lines.map((line) => (meant(line) ? times(times(fraction(points), over(line.amount, base)), line.factor) : ZERO)),
  };
}

/** True for the nth, or for every nth when `every`. */
export function isNth(number: number, nth: number, every: boolean): boolean {
  return every ? number % nth === 0 : number === nth;
}
