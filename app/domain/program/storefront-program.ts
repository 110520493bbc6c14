import { fractionFromDecimal, describe } from '../fraction.ts';
import { isMetricWay } from '../tiers/metrics.ts';
import type { EntryWay, Tier } from '../tiers/tiers.schema.ts';
import { wordsOf } from '../units/unit-words.ts';
import type { EarningRule } from '../earning/earning.schema.ts';
import type { ProductFilter } from '../values.schema.ts';
import { namesNothing } from '../orders/product-facts.ts';
import { isEveryday } from '../segments/matches-audience.ts';
import type { Program } from './program.schema.ts';

/**
 * What everybody may know of a program, in one language: published to the stores, so that their pages show it without asking. `reachedTierId`: hidden tiers up to
 * there are listed as well, for somebody who has reached them. Names of tiers, rewards and perks are those of the document; unit names and texts fall back from the
 * language to it without its region, to English, and to what there is.
 */
export function storefrontProgram(
  program: Program,
  { locale, paused, reachedTierId = null }: { readonly locale: string; readonly paused: boolean; readonly reachedTierId?: string | null },
) {
  const unit = wordsOf(program.units.points, locale);
  const reached = program.tiers.list.findIndex(({ id }) => id === reachedTierId);
  const { brandColour, logoUrl, launcher } = program.branding;
  return {
    name: program.name,
    currency: program.currency,
    paused,
    unit: { locale: unit.locale, scale: program.units.points.scale as 0 | 1 | 2, forms: unit.forms },
    look: { brandColour, logoUrl, launcher },
    welcomePoints: program.joining.welcome.points,
    rate: rateOf(program),
    tiers: program.tiers.list.filter(({ hidden }, index) => !hidden || index <= reached).map((tier) => tierFacts(program, tier)),
    texts: textsOf(program, locale),
  };
}

/** The languages in which a program has words of its own, and those that our pages speak. */
export function languagesOf(program: Program, spoken: readonly string[]): string[] {
  const own = [program.locale, ...program.notices.languages, ...Object.keys(program.units.points.names), ...Object.keys(program.texts)];
  return [...new Set([...own, ...spoken])].sort();
}

type PerAmount = Extract<EarningRule, { kind: 'per-amount' }>;

/** One plain rate, where one rule for everybody and everything says it all; everything else must be asked for. */
function rateOf(program: Program) {
  const rules = program.earning.rules.filter(
    ({ active, kind }) => active && kind !== 'action' && kind !== 'first-order' && kind !== 'nth-order',
  );
  const [rule] = rules;
  if (rules.length !== 1 || rule?.kind !== 'per-amount' || !isPlain(rule)) return null;
  if (program.campaigns.some(({ active, kind }) => active && kind !== 'gift' && kind !== 'challenge')) return null;
  const { exclude } = program.worth;
  const { rounding } = program.earning;
  const { numerator, denominator } = fractionFromDecimal(rule.args.points);
  return {
    points: Number(numerator),
    perMinor: rule.args.perMinor * Number(denominator),
    // The rest is carried to the next order: what this one gives at least.
    rounding: rounding === 'carry' ? ('down' as const) : rounding,
    excluded: {
      productIds: exclude.productIds,
      collectionIds: exclude.collections,
      tags: exclude.tags,
      vendors: exclude.vendors,
      types: exclude.productTypes,
    },
  };
}

function isPlain(rule: PerAmount): boolean {
  const isForAll = (filter: ProductFilter) => namesNothing(filter);
  return (
    rule.unit === 'points' &&
    rule.args.minimumMinor === 0 &&
    rule.maxPerOrder === null &&
    rule.maxPerMember === null &&
    isForAll(rule.args.products) &&
    isEveryday(rule)
  );
}

function tierFacts(program: Program, tier: Tier) {
  const perks = tier.perkIds.flatMap((id) => program.perks.filter((perk) => perk.id === id && perk.active));
  return {
    tierId: tier.id,
    name: tier.name,
    description: tier.description,
    colour: tier.colour,
    multiplier: describe(fractionFromDecimal(tier.multiplier)),
    ways: tier.ways.map((way) => wayFacts(way, program.currency)),
    perks: perks.map(({ id, name, description }) => ({ perkId: id, name, description })),
    entryPoints: tier.entryReward?.points ?? null,
    entryReward: program.rewards.find(({ id }) => id === tier.entryReward?.rewardId)?.name ?? null,
  };
}

function wayFacts(way: EntryWay, currency: string) {
  const window = 'window' in way ? way.window : null;
  if (!isMetricWay(way)) return { kind: way.kind, window, atLeast: null };
  return { kind: way.kind, window, atLeast: way.kind === 'spend' ? (way.atLeast[currency] ?? null) : way.atLeast };
}

/** Each text in the first of: the language, it without its region, English, the program's own language. */
function textsOf(program: Program, locale: string): Readonly<Record<string, string>> {
  const order = [program.locale, 'en', locale.split('-')[0] ?? locale, locale];
  return Object.assign({}, ...order.map((language) => program.texts[language] ?? {})) as Readonly<Record<string, string>>;
}
