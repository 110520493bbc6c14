import { listed, money, percent, times } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import type { EntryWay, Tier } from '../../tiers/tiers.schema.ts';
import type { Program } from '../program.schema.ts';
import { doubtful, part, wrong } from './finding.ts';
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
    return [wrong(`perks.${index}.gives.only`, 'perk.keeps-everything', { name: perk.name })];
  });
}

function checkWays(tier: Tier, path: string, index: number): Finding[] {
  return tier.ways.flatMap((way, at): Finding[] => {
    const wayPath = `${path}.ways.${at}`;
    if (way.kind === 'join' && index > 0) return [wrong(wayPath, 'tier.everybody', { name: tier.name })];
    if (way.kind === 'product' && isEveryProduct(way.products))
      return [doubtful(`${wayPath}.products`, 'tier.any-product', { name: tier.name })];
    if (way.kind === 'paid') {
      const unsold = way.plans.filter((plan) => plan.productIds.length === 0);
      return unsold.map((plan) =>
        doubtful(`${wayPath}.plans.${way.plans.indexOf(plan)}.productIds`, 'tier.not-for-sale', { name: tier.name, plan: plan.name }),
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
      wrong(`${path}.ways.${at}`, 'tier.not-harder', {
        name: tier.name,
        below: tooHigh.lower.name,
        threshold: thresholdFact(way, program),
      }),
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
    doubtful(step.path, 'tier.hardly-harder', {
      name: step.tier.name,
      below: close.lower.name,
      threshold: thresholdFact(step.way, program),
    }),
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

function thresholdFact(way: EntryWay, program: Program): Fact {
  switch (way.kind) {
    case 'points':
      return { as: 'points', steps: way.atLeast, unit: program.units.points };
    case 'orders':
    case 'visits':
      return part(`threshold.${way.kind}`, { count: way.atLeast });
    case 'spend':
      return part('threshold.spend', { amount: money(way.atLeast[program.currency] ?? 0, program.currency) });
    case 'top':
      return part('threshold.top', { percent: percent(way.percent) });
    default:
      throw new Error(`there is nothing to compare in ${way.kind}`);
  }
}

function checkWorth(program: Program, { tier, path, below }: Rung & { readonly below: Tier | null }): Finding[] {
  if (below === null) return [];
  const findings: Finding[] = [];
  const perk = (id: string) => program.perks.find((each) => each.id === id)?.name ?? id;
  const lost = below.perkIds.filter((id) => !tier.perkIds.includes(id));
  if (lost.length > 0)
    findings.push(doubtful(`${path}.perkIds`, 'tier.loses', { name: tier.name, below: below.name, list: listed(lost.map(perk)) }));
  if (Number(tier.multiplier) < Number(below.multiplier)) {
    const rates = { times: times(tier.multiplier), more: times(below.multiplier) };
    findings.push(doubtful(`${path}.multiplier`, 'tier.collects-less', { name: tier.name, below: below.name, ...rates }));
  }
  const hasMore = tier.perkIds.some((id) => !below.perkIds.includes(id)) || tier.entryReward !== null;
  if (!hasMore && Number(tier.multiplier) < Number(below.multiplier) * NOTICEABLE) {
    const isSameRate = Number(tier.multiplier) === Number(below.multiplier);
    findings.push(doubtful(path, isSameRate ? 'tier.gives-nothing' : 'tier.gives-little', { name: tier.name, below: below.name }));
  }
  return findings;
}
