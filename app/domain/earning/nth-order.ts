import { firstOrderArgs, nthOrderArgs } from './earning.schema.ts';
import type { FirstOrderArgs, NthOrderArgs } from './earning.schema.ts';
import type { RuleKind } from './rule-kind.ts';
import { fixedShares, isNth } from './shares.ts';

/** Once, with the member's first order. */
export const firstOrder: RuleKind<FirstOrderArgs> = {
  code: 'first-order',
  schema: firstOrderArgs,
  evaluate: (args, basis) =>
    basis.orderNumber === 1 ? fixedShares(args.points, basis, args) : { why: 'not-this-order', detail: 'only the first order' },
  describe: (args, words) => `${words.points(args.points)} for the first order`,
};

/** With the nth order, or with every nth. */
export const nthOrder: RuleKind<NthOrderArgs> = {
  code: 'nth-order',
  schema: nthOrderArgs,
  evaluate: (args, basis) =>
    basis.orderNumber !== null && isNth(basis.orderNumber, args.nth, args.every)
      ? fixedShares(args.points, basis, args)
      : { why: 'not-this-order', detail: `only ${args.every ? 'every' : 'the'} order number ${args.nth}` },
  describe: (args, words) => `${words.points(args.points)} for ${args.every ? 'every' : 'the'} order number ${args.nth}`,
};
