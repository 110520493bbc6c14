import { assertUnreachable } from '../result.ts';
import type { EarningRule } from './earning.schema.ts';
import { firstOrder, nthOrder } from './nth-order.ts';
import { perAmount } from './per-amount.ts';
import { perOrder } from './per-order.ts';
import { perProduct } from './per-product.ts';
import type { Basis, Given, RuleWords } from './rule-kind.ts';
import { nthVisit, visit } from './visit.ts';

/** Rules that give points with an order; the other kinds multiply (product-multiple) or look at something else (action). */
export type OrderRule = Exclude<EarningRule, { kind: 'product-multiple' | 'action' }>;

export function isOrderRule(rule: EarningRule): rule is OrderRule {
  return rule.kind !== 'product-multiple' && rule.kind !== 'action';
}

/** What the rule gives for the basis, exactly and by line, or why nothing. */
export function evaluateRule(rule: OrderRule, basis: Basis): Given {
  switch (rule.kind) {
    case 'per-amount':
      return perAmount.evaluate(rule.args, basis);
    case 'per-order':
      return perOrder.evaluate(rule.args, basis);
    case 'per-product':
      return perProduct.evaluate(rule.args, basis);
    case 'first-order':
      return firstOrder.evaluate(rule.args, basis);
    case 'nth-order':
      return nthOrder.evaluate(rule.args, basis);
    case 'visit':
      return visit.evaluate(rule.args, basis);
    case 'nth-visit':
      return nthVisit.evaluate(rule.args, basis);
    default:
      return assertUnreachable(rule);
  }
}

/** "1 bean for every 1.00 EUR". */
export function describeRule(rule: EarningRule, words: RuleWords): string {
  switch (rule.kind) {
    case 'per-amount':
      return perAmount.describe(rule.args, words);
    case 'per-order':
      return perOrder.describe(rule.args, words);
    case 'per-product':
      return perProduct.describe(rule.args, words);
    case 'first-order':
      return firstOrder.describe(rule.args, words);
    case 'nth-order':
      return nthOrder.describe(rule.args, words);
    case 'visit':
      return visit.describe(rule.args, words);
    case 'nth-visit':
      return nthVisit.describe(rule.args, words);
    case 'product-multiple':
      return `${rule.args.times}× on some products`;
    case 'action':
      return `${words.points(rule.args.points)} for ${rule.args.action.replaceAll('-', ' ')}`;
    default:
      return assertUnreachable(rule);
  }
}
