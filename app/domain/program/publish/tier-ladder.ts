import { formatMinor } from '../../money.ts';
import type { EntryWay, Tier } from '../../tiers/tiers.schema.ts';
import { countOf, wordsOf } from '../../units/unit-words.ts';
import type { Program } from '../program.schema.ts';
import { doubtful, wrong } from './finding.ts';
import type { Finding } from './finding.ts';
import { isEveryProduct } from './rewards.ts';

/** Less than a tenth more is not worth climbing for. */
const NOTICEABLE = 1.1;

/** Each tier is harder to reach than the one below it, can be reached, and gives more. */
export function checkTiers(program: Program): Finding[] {
  const rungs = program.tiers.list.flatMap((tier, index) => {
    const path = `tiers.list.${index}`;
    const below = program.tiers.list.slice(0, index);
    return [
      ...checkWays(tier, path, index),
      ...checkThresholds(program, { tier, path, below }),
      ...checkWorth(program, { tier, path, below: below.at(-1) ?? null }),
    ];
  });
  return [...rungs, ...checkPerks(program)];
}

function checkPerks(program: Program): Finding[] {
  return program.perks.flatMap((perk, index) => {
    if (!perk.active || perk.kind !== 'standing' || perk.gives.kind !== 'exclusive-products' || !isEveryProduct(perk.gives.only)) return [];
    return [
      wrong(
        `perks.${index}.gives.only`,
        `"${perk.name}" would keep every product from everyone else. Choose the products that are only for members.`,
      ),
    ];
  });
}

function checkWays(tier: Tier, path: string, index: number): Finding[] {
  return tier.ways.flatMap((way, at): Finding[] => {
    const wayPath = `${path}.ways.${at}`;
    if (way.kind === 'join' && index > 0)
      return [
        wrong(
          wayPath,
          `Everybody who joins would be ${tier.name} at once, so the tiers below it would stay empty. Only the first tier can come with joining.`,
        ),
      ];
    if (way.kind === 'product' && isEveryProduct(way.products))
      return [doubtful(`${wayPath}.products`, `Buying anything at all brings ${tier.name}. Choose the products that do.`)];
    if (way.kind === 'paid') {
      const unsold = way.plans.filter((plan) => plan.productIds.length === 0);
      return unsold.map((plan) =>
        doubtful(
          `${wayPath}.plans.${way.plans.indexOf(plan)}.productIds`,
          `Nobody can buy ${tier.name} (${plan.name}) yet: choose the product that sells it.`,
        ),
      );
    }
    return [];
  });
}

interface Rung {
  readonly tier: Tier;
  readonly path: string;
}

/** Compares like with like: a threshold with the same measure over the same window in any tier below. */
function checkThresholds(program: Program, { tier, path, below }: Rung & { readonly below: readonly Tier[] }): Finding[] {
  return tier.ways.flatMap((way, at) => {
    const own = heightOf(way, program);
    if (own === null) return [];
    const same = below.flatMap((lower) =>
      lower.ways.filter((other) => isSameMeasure(other, way)).map((other) => ({ lower, height: heightOf(other, program) })),
    );
    const tooHigh = same.findLast(({ height }) => height !== null && height >= own);
    if (!tooHigh) return checkDistance(program, { tier, path: `${path}.ways.${at}`, way, own, below: same });
    return [
      wrong(
        `${path}.ways.${at}`,
        `${tier.name} is not harder to reach than ${tooHigh.lower.name}: it asks for ${thresholdText(way, program)}. Each tier must ask for more than the one below.`,
      ),
    ];
  });
}

/** A threshold that is hardly higher than the one below is reached with the same order: one of the two tiers has no life of its own. */
function checkDistance(
  program: Program,
  step: Rung & {
    readonly way: EntryWay;
    readonly own: number;
    readonly below: readonly { readonly lower: Tier; readonly height: number | null }[];
  },
): Finding[] {
  if (step.way.kind === 'top') return [];
  const close = step.below.findLast(({ height }) => height !== null && step.own < height * NOTICEABLE);
  if (!close) return [];
  return [
    doubtful(
      step.path,
      `${step.tier.name} asks for hardly more than ${close.lower.name}: ${thresholdText(step.way, program)}. Members would pass ${close.lower.name} without noticing it.`,
    ),
  ];
}

function isSameMeasure(one: EntryWay, other: EntryWay): boolean {
  return one.kind === other.kind && ('window' in one ? one.window : null) === ('window' in other ? other.window : null);
}

/** How much a way asks for, on a scale of its own kind; null where there is nothing to compare. */
function heightOf(way: EntryWay, program: Program): number | null {
  switch (way.kind) {
    case 'points':
    case 'orders':
    case 'visits':
      return way.atLeast;
    case 'spend':
      return way.atLeast[program.currency] ?? null;
    case 'top':
      return 100 - way.percent;
    default:
      return null;
  }
}

function thresholdText(way: EntryWay, program: Program): string {
  switch (way.kind) {
    case 'points':
      return countOf(way.atLeast, wordsOf(program.units.points, 'en'));
    case 'orders':
    case 'visits':
      return `${way.atLeast} ${way.kind}`;
    case 'spend':
      return `${formatMinor(way.atLeast[program.currency] ?? 0, program.currency)} ${program.currency} of spend`;
    case 'top':
      return `the top ${way.percent} %`;
    default:
      return way.kind;
  }
}

function checkWorth(program: Program, { tier, path, below }: Rung & { readonly below: Tier | null }): Finding[] {
  if (below === null) return [];
  const findings: Finding[] = [];
  const perk = (id: string) => program.perks.find((each) => each.id === id)?.name ?? id;
  const lost = below.perkIds.filter((id) => !tier.perkIds.includes(id));
  if (lost.length > 0)
    findings.push(doubtful(`${path}.perkIds`, `${tier.name} members lose what ${below.name} has: ${lost.map(perk).join(', ')}.`));
  if (Number(tier.multiplier) < Number(below.multiplier)) {
    findings.push(
      doubtful(`${path}.multiplier`, `${tier.name} collects ${tier.multiplier}×, less than ${below.name} with ${below.multiplier}×.`),
    );
  }
  const hasMore = tier.perkIds.some((id) => !below.perkIds.includes(id)) || tier.entryReward !== null;
  if (!hasMore && Number(tier.multiplier) < Number(below.multiplier) * NOTICEABLE) {
    const difference = Number(tier.multiplier) === Number(below.multiplier) ? 'gives nothing that' : 'gives hardly more than';
    findings.push(
      doubtful(
        path,
        `${tier.name} ${difference} ${below.name}${difference.endsWith('that') ? ' does not give' : ''}. Add a perk, a gift or a better rate.`,
      ),
    );
  }
  return findings;
}
