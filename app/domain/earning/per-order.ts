import { perOrderArgs } from './earning.schema.ts';
import type { PerOrderArgs } from './earning.schema.ts';
import type { RuleKind } from './rule-kind.ts';
import { fixedShares } from './shares.ts';

/** The same points for each order of at least the minimum. */
export const perOrder: RuleKind<PerOrderArgs> = {
  code: 'per-order',
  schema: perOrderArgs,
  evaluate: (args, basis) => fixedShares(args.points, basis, args),
  describe: (args, words) =>
    `${words.points(args.points)} for an order${args.minimumMinor > 0 ? ` from ${words.money(args.minimumMinor)}` : ''}`,
};
