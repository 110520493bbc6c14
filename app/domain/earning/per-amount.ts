import { fraction, fractionFromDecimal, over, times, ZERO } from '../fraction.ts';
import { perAmountArgs } from './earning.schema.ts';
import type { PerAmountArgs } from './earning.schema.ts';
import type { RuleKind } from './rule-kind.ts';
import { meantLines } from './shares.ts';

/** "1 bean for every 1.00": a ratio, exact, not steps. */
export const perAmount: RuleKind<PerAmountArgs> = {
  code: 'per-amount',
  schema: perAmountArgs,
  evaluate(args, basis) {
    const lines = meantLines(basis, args.minimumMinor, args.products);
    if ('why' in lines) return lines;
    const rate = over(fractionFromDecimal(args.points), fraction(args.perMinor));
    return {
      base: lines.base,
      shares: basis.lines.map((line) => (lines.meant(line) ? times(times(line.amount, rate), line.factor) : ZERO)),
    };
  },
  describe: (args, words) => `${words.points(args.points)} for every ${words.money(args.perMinor)}`,
};
