import { fraction, fractionFromDecimal, times, ZERO } from '../fraction.ts';
import { perProductArgs } from './earning.schema.ts';
import type { PerProductArgs } from './earning.schema.ts';
import type { RuleKind } from './rule-kind.ts';
import { meantLines } from './shares.ts';

/** Points for each unit of some products; with a limit the first units of the order count. */
export const perProduct: RuleKind<PerProductArgs> = {
  code: 'per-product',
  schema: perProductArgs,
  evaluate(args, basis) {
    const lines = meantLines(basis, 0, args.products);
    if ('why' in lines) return lines;
    let room = args.maxUnits ?? Number.MAX_SAFE_INTEGER;
    const shares = basis.lines.map((line) => {
      if (!lines.meant(line)) return ZERO;
      const units = Math.min(room, line.units);
      room -= units;
      return times(times(fractionFromDecimal(args.points), fraction(units)), line.factor);
    });
    return { base: lines.base, shares };
  },
  describe: (args, words) =>
    `${words.points(args.points)} for each piece${args.maxUnits === null ? '' : `, ${args.maxUnits} pieces at most`}`,
};
