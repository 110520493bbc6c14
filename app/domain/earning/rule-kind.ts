import type { Fraction } from '../fraction.ts';
import type { ProductFacts } from '../orders/product-facts.ts';

/** A line that earns: exact minor units of the program's currency. */
export interface BasisLine {
  readonly lineId: string;
  readonly product: ProductFacts;
  readonly amount: Fraction;
  readonly units: number;
  /** All bonuses on this line together; 1 where the rule takes none. */
  readonly factor: Fraction;
}

/** What a rule looks at: the order as placed (or, where conditions are judged again, as kept). */
export interface Basis {
  readonly lines: readonly BasisLine[];
  /** Which order of the member this is; null: it does not count (a subscription's renewal). */
  readonly orderNumber: number | null;
  /** Which visit of the member this is; null: it is none, or the day's visit was counted already. */
  readonly visitNumber: number | null;
}

/** Exact points per line of the basis, or why there are none. */
export type Given =
  | { readonly shares: readonly Fraction[]; readonly base: Fraction }
  | { readonly why: 'below-minimum' | 'no-such-product' | 'not-this-order' | 'no-visit'; readonly detail: string | null };

/** How a rule's arguments are put into words; amounts in minor units of the program's currency, points in steps. */
export interface RuleWords {
  readonly points: (steps: number | string) => string;
  readonly money: (minor: number) => string;
}

/** One kind of earning rule: what it is called, what it can be set to, what it gives. Pure. */
export interface RuleKind<Args> {
  readonly code: string;
  readonly schema: { parse(value: unknown): Args };
  evaluate(args: Args, basis: Basis): Given;
  describe(args: Args, words: RuleWords): string;
}
