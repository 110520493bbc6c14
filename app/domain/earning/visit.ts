import { nthVisitArgs, visitArgs } from './earning.schema.ts';
import type { NthVisitArgs, VisitArgs } from './earning.schema.ts';
import type { RuleKind } from './rule-kind.ts';
import { fixedShares, isNth } from './shares.ts';

/** With each visit: one per member, location and local day. */
export const visit: RuleKind<VisitArgs> = {
  code: 'visit',
  schema: visitArgs,
  evaluate: (args, basis) => (basis.visitNumber === null ? { why: 'no-visit', detail: null } : fixedShares(args.points, basis, args)),
  describe: (args, words) => `${words.points(args.points)} for a visit`,
};

/** With the nth visit, or with every nth. */
export const nthVisit: RuleKind<NthVisitArgs> = {
  code: 'nth-visit',
  schema: nthVisitArgs,
  evaluate(args, basis) {
    if (basis.visitNumber === null) return { why: 'no-visit', detail: null };
    if (!isNth(basis.visitNumber, args.nth, args.every)) return { why: 'not-this-order', detail: `visit number ${args.nth}` };
    return fixedShares(args.points, basis, {});
  },
  describe: (args, words) => `${words.points(args.points)} for ${args.every ? 'every' : 'the'} visit number ${args.nth}`,
};
