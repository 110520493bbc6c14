import { compare, fraction, fractionFromDecimal, over, plus, round, times, ZERO } from '../../fraction.ts';
import type { Fraction } from '../../fraction.ts';
import { listed, money, percent, times as factor } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import { pointsCost, worthFor } from '../../rewards/reward-amounts.ts';
import type { Reward } from '../../rewards/reward.schema.ts';
import type { Program } from '../program.schema.ts';
import { doubtful, part } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';
import { isEveryProduct } from './rewards.ts';

/** Whether rewards are within reach, neither for nothing nor for ever (pitfalls of programs that people leave). */
export function checkReach(program: Program, context: PublishContext): Finding[] {
  const priced = program.rewards.flatMap((reward, index): Priced[] => {
    const cost = pointsCost(reward);
    const isForPoints = 'unit' in reward.cost && reward.cost.unit === 'points';
    return reward.active && cost !== null && isForPoints ? [{ reward, cost, path: `rewards.${index}` }] : [];
  });
  const sources = pointSources(program);
  if (priced.length === 0) {
    return sources ? [doubtful('rewards', 'reach.nothing-to-spend-on')] : [];
  }
  if (!sources) return [doubtful('earning.rules', 'reach.nothing-earned')];
  return [...checkFree(program, priced), ...checkFirst(program, priced, context), ...checkGenerous(program, priced)];
}

interface Priced {
  readonly reward: Reward;
  readonly cost: number;
  readonly path: string;
}

function pointSources(program: Program): boolean {
  const rules = program.earning.rules.some((rule) => rule.active && rule.unit === 'points' && rule.kind !== 'product-multiple');
  const campaigns = program.campaigns.some(
    (campaign) => campaign.active && campaign.kind !== 'multiplier' && 'points' in campaign && campaign.points !== null,
  );
  return rules || campaigns || program.joining.welcome.points !== null || program.birthday?.points != null;
}

/** What one can do at home, again and again under new names. Reviews and referrals need somebody's purchase. */
const WITHOUT_PURCHASE: readonly string[] = [
  'join',
  'profile',
  'newsletter',
  'sms-consent',
  'app-pass',
  'birthday',
  'follow',
  'share',
  'survey',
  'quiz',
  'login',
  'streak',
  'answer',
];

/** A reward must cost more than what can be had without buying anything (rules, 4.6). */
function checkFree(program: Program, priced: readonly Priced[]): Finding[] {
  const points = (steps: number): Fact => ({ as: 'points', steps, unit: program.units.points });
  const free = freePoints(program);
  const total = free.reduce((sum, source) => sum + source.points, 0);
  if (total === 0) return [];
  const parts = listed(
    free.map((source) => part('free.source', { name: source.name, points: source.points })),
    'comma',
  );
  return priced
    .filter(({ cost }) => cost <= total)
    .map(({ reward, cost, path }) =>
      doubtful(`${path}.cost`, 'reach.free', { name: reward.name, cost: points(cost), total: points(total), parts }),
    );
}

function freePoints(program: Program): { readonly name: Fact; readonly points: number }[] {
  const first = program.tiers.list[0];
  const joins = first?.ways.some(({ kind }) => kind === 'join') === true ? (first.entryReward?.points ?? null) : null;
  return [
    { name: part('free.welcome'), points: program.joining.welcome.points },
    { name: part('free.birthday'), points: program.birthday?.points ?? null },
    { name: first?.name ?? '', points: joins },
    ...program.campaigns.map((campaign) => ({
      name: campaign.name,
      points: campaign.active && campaign.kind === 'gift' && campaign.when === 'join' ? campaign.points : null,
    })),
    ...program.earning.rules.map((rule) => {
      const counts = rule.active && rule.unit === 'points' && rule.kind === 'action' && rule.args.proof !== 'staff';
      if (!counts || !WITHOUT_PURCHASE.includes(rule.args.action)) return { name: rule.name, points: null };
      const timesOver = rule.args.nth === null && rule.args.limit !== null ? rule.args.limit.count : 1;
      return { name: rule.name, points: rule.args.points * timesOver };
    }),
  ].filter((source): source is { name: Fact; points: number } => source.points !== null);
}

/** Less than one part in a hundred comes back: nobody feels that. More than a quarter: the shop will. */
const HARDLY_ANYTHING = fraction(1, 100);
const A_GREAT_DEAL = fraction(1, 4);
const TOO_MANY_ORDERS = 10;

function checkFirst(program: Program, priced: readonly Priced[], context: PublishContext): Finding[] {
  const first = priced.reduce((cheapest, each) => (each.cost < cheapest.cost ? each : cheapest));
  const spend = spendFor(program, first.cost);
  if (spend === null) return [];
  const needs = { name: first.reward.name, amount: money(round(spend, 'up'), program.currency) };
  if (context.typicalOrderMinor !== undefined && context.typicalOrderMinor > 0) {
    const orders = round(over(spend, fraction(context.typicalOrderMinor)), 'up');
    return orders > TOO_MANY_ORDERS ? [doubtful(`${first.path}.cost`, 'reach.first-orders', { ...needs, count: orders })] : [];
  }
  const back = shareBack(program, first, spend);
  if (back === null || compare(back, HARDLY_ANYTHING) >= 0) return [];
  return [doubtful(`${first.path}.cost`, 'reach.first-share', { ...needs, percent: percent(1) })];
}

function checkGenerous(program: Program, priced: readonly Priced[]): Finding[] {
  const generous = priced.flatMap((each) => {
    const spend = spendFor(program, each.cost);
    const back = spend === null ? null : shareBack(program, each, spend);
    return back !== null && compare(back, A_GREAT_DEAL) > 0
      ? [part('reach.generous-one', { name: each.reward.name, percent: percent(round(times(back, fraction(100)), 'nearest')) })]
      : [];
  });
  if (generous.length === 0) return checkTopTier(program, priced);
  return [doubtful('rewards', 'reach.generous', { list: listed(generous) })];
}

/** What the rules give is borne; what the highest factor makes of it may not be. */
function checkTopTier(program: Program, priced: readonly Priced[]): Finding[] {
  const factors = program.tiers.list.map(({ name, multiplier }, index) => ({ name, multiplier, path: `tiers.list.${index}.multiplier` }));
  const [first, ...others] = factors;
  if (!first) return [];
  const top = others.reduce((highest, each) => (Number(each.multiplier) > Number(highest.multiplier) ? each : highest), first);
  const shares = priced.flatMap((each) => {
    const spend = spendFor(program, each.cost);
    const back = spend === null ? null : shareBack(program, each, spend);
    return back === null ? [] : [times(back, fractionFromDecimal(top.multiplier))];
  });
  const [share, ...more] = shares;
  if (!share) return [];
  const most = more.reduce((highest, each) => (compare(each, highest) > 0 ? each : highest), share);
  if (compare(most, A_GREAT_DEAL) <= 0) return [];
  return [
    doubtful(top.path, 'reach.top-tier', {
      name: top.name,
      times: factor(top.multiplier),
      percent: percent(round(times(most, fraction(100)), 'nearest')),
    }),
  ];
}

/** What must be bought for that many points, by the rules that pay on everything; null where no such rule is. */
function spendFor(program: Program, points: number): Fraction | null {
  const perMinor = program.earning.rules.reduce<Fraction>((sum, rule) => {
    const counts = rule.active && rule.unit === 'points' && rule.kind === 'per-amount' && isEveryProduct(rule.args.products);
    return counts ? plus(sum, over(fractionFromDecimal(rule.args.points), fraction(rule.args.perMinor))) : sum;
  }, ZERO);
  return perMinor.numerator === 0n ? null : over(fraction(points), perMinor);
}

function shareBack(program: Program, { reward, cost }: Priced, spend: Fraction): Fraction | null {
  const worth = worthFor(reward, program.currency);
  const isPerStep = reward.cost.kind === 'any-amount';
  // A percentage is worth what its order is worth; a cap is not what it usually gives.
  if (worth === null || worth === 0 || reward.value.kind === 'percent' || reward.value.kind === 'product-percent') return null;
  const steps = isPerStep && reward.cost.kind === 'any-amount' ? fraction(cost, reward.cost.step) : fraction(1);
  return over(times(fraction(worth), steps), spend);
}
