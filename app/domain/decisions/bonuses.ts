import type { Campaign } from '../campaigns/campaign.schema.ts';
import type { EarningRule, EarningSettings } from '../earning/earning.schema.ts';
import type { BasisLine } from '../earning/rule-kind.ts';
import { compare, fraction, fractionFromDecimal, minus, ONE, plus, times, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import { isMeant } from '../orders/product-facts.ts';
import type { ProductFilter } from '../values.schema.ts';

/** Something that multiplies what amounts earn: a tier, a campaign, a product rule. */
export interface Bonus {
  readonly id: string;
  readonly name: string;
  readonly kind: 'tier' | 'campaign' | 'product';
  readonly times: string;
  readonly products: ProductFilter | null;
  /** It holds only when the lines it is about are worth as much. */
  readonly minimumMinor: number;
}

export function bonusOfRule(rule: Extract<EarningRule, { kind: 'product-multiple' }>): Bonus {
  return { id: rule.id, name: rule.name, kind: 'product', times: rule.args.times, products: rule.args.products, minimumMinor: 0 };
}

export function bonusOfCampaign(campaign: Extract<Campaign, { kind: 'multiplier' }>): Bonus {
  return {
    id: campaign.id,
    name: campaign.name,
    kind: 'campaign',
    times: campaign.times,
    products: campaign.products,
    minimumMinor: campaign.minimumMinor,
  };
}

/** The bonuses that hold for these lines, given what they are worth. */
export function bonusesInForce(bonuses: readonly Bonus[], lines: readonly BasisLine[]): Bonus[] {
  return bonuses.filter((bonus) => {
    const meant = lines.filter((line) => appliesTo(bonus, line));
    const worth = meant.reduce((sum, line) => plus(sum, line.amount), ZERO);
    return worth.numerator > 0n && compare(worth, fraction(bonus.minimumMinor)) >= 0;
  });
}

/** What all bonuses together multiply a line by: they add (2× and 3× make 1 + 1 + 2 = 4×) or multiply (6×), under the program's cap. */
export function factorFor(line: BasisLine, bonuses: readonly Bonus[], settings: EarningSettings['bonuses']): Fraction {
  const held = bonuses.filter((bonus) => appliesTo(bonus, line)).map((bonus) => fractionFromDecimal(bonus.times));
  const together =
    settings.combine === 'add'
      ? held.reduce((sum, each) => plus(sum, minus(each, ONE)), ONE)
      : held.reduce((product, each) => times(product, each), ONE);
  const cap = settings.cap === null ? null : fractionFromDecimal(settings.cap);
  return cap !== null && compare(together, cap) > 0 ? cap : together;
}

function appliesTo(bonus: Bonus, line: BasisLine): boolean {
  return bonus.products === null || isMeant(bonus.products, line.product);
}
