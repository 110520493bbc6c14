import { spread, times, toText } from '../fraction.ts';
import type { Unit } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import { wordsOf } from '../units/unit-words.ts';
import type { UnitWords } from '../units/unit-words.ts';
import type { OrderCount } from './count-for-order.ts';
import type { RuleTarget } from './rule-targets.ts';
import type { SettleCase } from './settlement.ts';
import type { SettledOrder } from './settled-order.ts';
import type { ReturnTarget } from './spent-targets.ts';
import type { OrderTrace, TraceLine, TraceRule, TraceWorth } from './trace.ts';

interface TraceInput {
  readonly settleCase: SettleCase;
  readonly count: OrderCount | null;
  readonly settled: SettledOrder;
  readonly returns: readonly ReturnTarget[];
  readonly changes: Readonly<Record<Unit, number>>;
}

/** Writes down how the settlement came about. */
export function traceOf({ settleCase, count, settled, returns, changes }: TraceInput): OrderTrace {
  const { input, context } = settleCase;
  const { program, order } = input;
  const tier = program?.tiers.list.find(({ id }) => id === context?.member?.tierId);
  return {
    format: 1,
    storeId: input.storeId,
    orderId: order.orderId,
    orderName: order.name,
    decidedAt: input.now,
    placedAt: order.placedAt,
    timeZone: program?.timeZone ?? 'UTC',
    versionNo: context?.versionNo ?? input.versionNo,
    programName: program?.name ?? null,
    memberId: settled.memberId,
    tier: tier ? { id: tier.id, name: tier.name } : null,
    arm: context?.arm ?? null,
    verdict: settleCase.verdict,
    verdictDetail: detailOf(settleCase),
    orderCurrency: order.currency,
    programCurrency: program?.currency ?? null,
    rate: program !== null && order.currency !== program.currency ? (context?.currencyRate ?? null) : null,
    worth: count === null ? null : worthTrace(order.taxIncluded, count),
    bonuses: (count?.rules.bonuses ?? []).map(({ id, name, times: factor, products }) => ({
      id,
      name,
      times: factor,
      onSomeLines: products !== null,
    })),
    combine: program === null ? null : { how: program.earning.bonuses.combine, cap: program.earning.bonuses.cap },
    rounding: program?.earning.rounding ?? null,
    rules: (count?.rules.rules ?? []).map(ruleTrace),
    stamps: count?.stamps ?? [],
    totals: totalsOf(settled, changes),
    availability: settled.availability,
    redemptions: returns.map((target) => ({
      ...target,
      rewardName: input.redemptions?.find(({ redemptionId }) => redemptionId === target.redemptionId)?.rewardName ?? '',
    })),
    units: program === null ? {} : unitWords(program, Object.keys(settled.targets)),
  };
}

/** How the units of a program read in its own language; a card's stamps are called stamps. */
export function unitWords(program: Program, units: readonly Unit[]): Record<Unit, UnitWords> {
  return Object.fromEntries(['points', ...units].map((unit) => [unit, wordsOfUnit(program, unit)]));
}

function wordsOfUnit(program: Program, unit: Unit): UnitWords {
  if (unit === 'points') return wordsOf(program.units.points, program.locale);
  const cashback = program.units.cashback.find(({ currency }) => unit === `cashback:${currency}`);
  return cashback ? wordsOf(cashback.unit, program.locale) : { locale: 'en', scale: 0, forms: { one: 'stamp', other: 'stamps' } };
}

function detailOf({ input, verdict }: SettleCase): string | null {
  const { order, program } = input;
  if (verdict === 'not-paid') return order.payment;
  if (verdict === 'waiting-for-rate') return order.currency;
  if (verdict === 'channel-excluded') return order.channel;
  if (verdict === 'skip-tag') return program?.orders.skipTag ?? null;
  return verdict === 'before-go-live' ? (program?.stores[input.storeId]?.goesLiveOn ?? program?.orders.goesLiveOn ?? null) : null;
}

function worthTrace(taxIncluded: boolean, count: OrderCount): TraceWorth {
  const { worth, toProgram } = count;
  const parts = linePoints(count);
  return {
    tax: worth.tax,
    taxIncluded,
    undone: worth.undone,
    goodwill: worth.goodwill,
    paidShare: worth.paidShare === null ? null : toText(worth.paidShare),
    lines: worth.lines.map((line): TraceLine => ({
      lineId: line.lineId,
      title: line.title,
      quantity: line.quantity,
      keptQuantity: line.keptQuantity,
      chargedMinor: line.chargedMinor,
      keptMinor: line.keptMinor,
      goodwillMinor: line.goodwillMinor,
      leftOut: line.leftOut,
      charged: toText(line.charged),
      kept: toText(line.kept),
      factor: factorText(count, line.lineId),
      points: parts[line.lineId] ?? 0,
    })),
    charged: toText(worth.charged),
    kept: toText(worth.kept),
    chargedInProgram: toText(times(worth.charged, toProgram)),
    keptInProgram: toText(times(worth.kept, toProgram)),
  };
}

function factorText(count: OrderCount, lineId: string): string | null {
  const factor = count.rules.factors[lineId];
  if (factor === undefined || count.rules.bonuses.length === 0) return null;
  const text = toText(factor);
  return text === '1' ? null : text;
}

/** Each line's part of the points that the order earned as placed: every rule's points shared out by largest remainder, so that parts add up. */
function linePoints(count: OrderCount): Record<string, number> {
  const ids = count.worth.lines.filter((line) => line.leftOut === null).map((line) => line.lineId);
  const sums = Object.fromEntries(ids.map((id) => [id, 0]));
  for (const rule of count.rules.rules) {
    if (rule.unit !== 'points' || rule.earned === 0) continue;
    spread(rule.earned, rule.shares).forEach((points, index) => {
      const id = ids[index];
      if (id !== undefined) sums[id] = (sums[id] ?? 0) + points;
    });
  }
  return sums;
}

function ruleTrace(rule: RuleTarget): TraceRule {
  return {
    ruleId: rule.ruleId,
    name: rule.name,
    unit: rule.unit,
    words: rule.words,
    outcome: rule.outcome,
    detail: rule.detail,
    multiplied: rule.multiplied,
    base: toText(rule.base),
    parts: rule.parts.map(({ factor, base }) => ({ factor: toText(factor), base: toText(base) })),
    exact: toText(rule.exact),
    carryIn: rule.carryIn.numerator === 0n ? null : toText(rule.carryIn),
    earned: rule.earned,
    keptExact: toText(rule.keptExact),
    kept: rule.kept,
    cut: rule.cut,
  };
}

function totalsOf(settled: SettledOrder, changes: Readonly<Record<Unit, number>>): OrderTrace['totals'] {
  return Object.fromEntries(
    Object.entries(settled.targets).map(([unit, { earned, reversed }]) => [unit, { earned, reversed, change: changes[unit] ?? 0 }]),
  );
}

/** Whole points of all lines: equal to what the rules gave. For tests and previews. */
export function pointsOnLines(trace: OrderTrace): number {
  return (trace.worth?.lines ?? []).reduce((sum, line) => sum + line.points, 0);
}
