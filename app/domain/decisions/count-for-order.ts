import type { RuleWords } from '../earning/rule-kind.ts';
import { fraction, fromText, over, round, times } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import type { Unit } from '../ledger/posting.ts';
import { currencyExponent, formatMinor } from '../money.ts';
import type { OrderSnapshot } from '../order.ts';
import { worthOf } from '../orders/worth.ts';
import type { OrderWorth } from '../orders/worth.ts';
import type { Program } from '../program/program.schema.ts';
import type { AudienceFacts } from '../segments/matches-audience.ts';
import type { OrderMetrics } from '../tiers/metrics.ts';
import { countOf, wordsOf } from '../units/unit-words.ts';
import type { Bonus } from './bonuses.ts';
import { Room } from './counters.ts';
import { ruleTargets } from './rule-targets.ts';
import type { RuleTargets } from './rule-targets.ts';
import type { SettleCase } from './settlement.ts';
import type { CounterUse, FrozenContext } from './settled-order.ts';
import { stampTargets } from './stamp-targets.ts';
import type { StampTarget } from './stamp-targets.ts';

/** Everything that was counted for an order that may earn. */
export interface OrderCount {
  readonly worth: OrderWorth;
  readonly toProgram: Fraction;
  readonly rules: RuleTargets;
  readonly stamps: readonly StampTarget[];
  readonly targets: Readonly<Record<Unit, { readonly earned: number; readonly reversed: number }>>;
  readonly metrics: OrderMetrics;
  readonly counters: { readonly uses: readonly CounterUse[]; readonly kept: Readonly<Record<string, number>> };
  readonly carryOut: Readonly<Record<string, string>>;
  readonly manyPosOrders: boolean;
}

/** Counts what the order earns as placed and keeps as it stands, under its frozen context. */
export function countForOrder({ input, before }: SettleCase, context: FrozenContext, program: Program): OrderCount {
  const { order } = input;
  const unpaidEdit = order.payment === 'partially-paid';
  const worth = worthOf(order, {
    settings: program.worth,
    products: context.products,
    feeProductIds: feeProductsOf(program),
    onlyKnownLines: unpaidEdit,
  });
  const toProgram = conversion(order.currency, program.currency, context.currencyRate ?? '1');
  const room = new Room(before.counters, input.candidateContext, before.waitingFor !== null);
  const member = context.member;
  const audience: AudienceFacts = {
    storeId: input.storeId,
    locationId: order.locationId,
    region: context.region,
    channel: order.channel,
    segments: member?.segments ?? [],
    tierId: member?.tierId ?? null,
    arm: context.arm,
    memberId: context.memberId,
  };
  const isVisit = order.channel === 'pos' && program.visits.fromOrders && member?.visitedThatDay === false;
  const lines = worth.lines.filter((line) => line.leftOut === null);
  const rules = ruleTargets({
    program,
    lines,
    toProgram,
    placedAt: context.placedAt,
    memberId: context.memberId ?? '',
    audience,
    tierBonus: tierBonusOf(program, member?.tierId ?? null),
    orderNumber: order.subscription?.renewal ? null : (member?.ordersBefore ?? 0) + 1,
    visitNumber: isVisit ? member.visitsBefore + 1 : null,
    room,
    carryIn: context.carryIn,
    words: ruleWords(program),
  });
  const freeProductCodes = (input.redemptions ?? []).filter(({ rewardKind }) => rewardKind === 'free-product').map(({ code }) => code);
  const stamps = stampTargets({ program, order, lines, audience, isVisit, freeProductCodes });
  const targets = sumByUnit([...rules.rules.map(({ unit, earned, kept }) => ({ unit, earned, kept })), ...stamps]);
  return {
    worth,
    toProgram,
    rules,
    stamps,
    targets: unpaidEdit ? notAbove(targets, before.targets) : targets,
    metrics: metricsOf(order, { worth, toProgram, rules, isVisit }),
    counters: { uses: room.uses(), kept: room.kept() },
    carryOut: rules.carryOut,
    manyPosOrders: order.channel === 'pos' && (member?.posOrdersThatDay ?? 0) >= program.staff.reviewAbovePosOrdersPerDay,
  };
}

/** Minor units of the program's currency for one minor unit of the order's. `rate`: units of the order's currency for one of the program's. */
export function conversion(orderCurrency: string, programCurrency: string, rate: string): Fraction {
  const scale = fraction(10n ** BigInt(currencyExponent(programCurrency)), 10n ** BigInt(currencyExponent(orderCurrency)));
  return over(scale, fromText(rate));
}

/** How the program's rules are put into words. */
export function ruleWords(program: Program): RuleWords {
  const points = wordsOf(program.units.points, program.locale);
  return { points: (steps) => countOf(steps, points), money: (minor) => `${formatMinor(minor, program.currency)} ${program.currency}` };
}

/** The products by which memberships are paid: they never earn or count. */
export function feeProductsOf(program: Program): string[] {
  return program.tiers.list.flatMap((tier) =>
    tier.ways.flatMap((way) => (way.kind === 'paid' ? way.plans.flatMap((plan) => plan.productIds) : [])),
  );
}

function tierBonusOf(program: Program, tierId: string | null): Bonus | null {
  const tier = program.tiers.list.find(({ id }) => id === tierId);
  if (!tier || Number(tier.multiplier) === 1) return null;
  return { id: tier.id, name: tier.name, kind: 'tier', times: tier.multiplier, products: null, minimumMinor: 0 };
}

function sumByUnit(
  parts: readonly { readonly unit: Unit; readonly earned: number; readonly kept: number }[],
): Record<Unit, { earned: number; reversed: number }> {
  const sums: Record<Unit, { earned: number; reversed: number }> = {};
  for (const { unit, earned, kept } of parts) {
    if (earned === 0) continue;
    const sum = (sums[unit] ??= { earned: 0, reversed: 0 });
    sum.earned += earned;
    sum.reversed += earned - kept;
  }
  return sums;
}

/** What was added by an edit and is not paid yet earns nothing yet. */
function notAbove(targets: OrderCount['targets'], settled: SettleCase['before']['targets']): OrderCount['targets'] {
  return Object.fromEntries(
    Object.entries(targets).map(([unit, { earned, reversed }]) => {
      const most = settled[unit]?.earned ?? 0;
      return [unit, { earned: Math.min(earned, most), reversed: Math.max(0, reversed - Math.max(0, earned - most)) }];
    }),
  );
}

function metricsOf(
  order: OrderSnapshot,
  counted: { worth: OrderWorth; toProgram: Fraction; rules: RuleTargets; isVisit: boolean },
): OrderMetrics {
  const { worth, rules } = counted;
  const stands = worth.kept.numerator > 0n;
  return {
    spendMinor: round(times(worth.kept, counted.toProgram), 'nearest'),
    points: rules.rules.filter((rule) => rule.countsForTiers && rule.unit === 'points').reduce((sum, rule) => sum + rule.kept, 0),
    countsAsOrder: stands && !order.subscription?.renewal,
    visit: stands && counted.isVisit,
  };
}
