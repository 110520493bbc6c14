import type { Campaign } from '../campaigns/campaign.schema.ts';
import type { EarningRule, EarningSettings } from '../earning/earning.schema.ts';
import { describeRule, evaluateRule, isOrderRule } from '../earning/evaluate-rule.ts';
import type { OrderRule } from '../earning/evaluate-rule.ts';
import type { Basis, BasisLine, RuleWords } from '../earning/rule-kind.ts';
import { compare, fraction, fromText, minus, ONE, over, plus, round, times, toText, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import type { Instant } from '../instant.ts';
import type { Unit } from '../ledger/posting.ts';
import type { LineWorth } from '../orders/worth.ts';
import type { Program } from '../program/program.schema.ts';
import { whyNotInAudience, whyNotOnDate } from '../segments/matches-audience.ts';
import type { AudienceFacts } from '../segments/matches-audience.ts';
import { bonusesInForce, bonusOfCampaign, bonusOfRule, factorFor } from './bonuses.ts';
import type { Bonus } from './bonuses.ts';
import { budgetCounter, capCounter, memberPlaceCounter, placesCounter, ruleCounter } from './counters.ts';
import type { Room } from './counters.ts';

/** What one rule gives for the order as placed and leaves of it as kept, with everything needed to check it by hand. */
export interface RuleTarget {
  readonly ruleId: string;
  readonly name: string;
  readonly unit: Unit;
  /** "1 bean for every 1.00 EUR". */
  readonly words: string;
  readonly outcome:
    | 'gives'
    | 'below-minimum'
    | 'no-such-product'
    | 'not-this-order'
    | 'no-visit'
    | 'not-now'
    | 'not-for-them'
    | 'no-room'
    | 'another-gives-more';
  readonly detail: string | null;
  /** What the lines it is about are worth, exact minor units of the program's currency. */
  readonly base: Fraction;
  /** The same by the factor that bonuses give the lines: 33.33 at 4×, 20.00 at 1×. */
  readonly parts: readonly { readonly factor: Fraction; readonly base: Fraction }[];
  readonly exact: Fraction;
  readonly keptExact: Fraction;
  readonly carryIn: Fraction;
  readonly multiplied: boolean;
  readonly earned: number;
  readonly kept: number;
  /** The cap that cut it, and what it would have been. */
  readonly cut: { readonly by: string; readonly from: number } | null;
  readonly countsForTiers: boolean;
  /** Exact points as placed, by basis line. */
  readonly shares: readonly Fraction[];
}

export interface RuleInput {
  readonly program: Program;
  readonly lines: readonly LineWorth[];
  /** Minor units of the program's currency for one minor unit of the order's, exact. */
  readonly toProgram: Fraction;
  readonly placedAt: Instant;
  readonly memberId: string;
  readonly audience: AudienceFacts;
  readonly tierBonus: Bonus | null;
  readonly orderNumber: number | null;
  readonly visitNumber: number | null;
  readonly room: Room;
  readonly carryIn: Readonly<Record<string, string>>;
  readonly words: RuleWords;
}

export interface RuleTargets {
  readonly rules: readonly RuleTarget[];
  readonly bonuses: readonly Bonus[];
  /** By line id, for lines with a bonus. */
  readonly factors: Readonly<Record<string, Fraction>>;
  readonly carryOut: Readonly<Record<string, string>>;
}

/** Works out every rule and campaign for the order: judged as placed, shrunk with what is kept, rounded once per rule, cut by caps in the document's order. */
export function ruleTargets(input: RuleInput): RuleTargets {
  const { program } = input;
  const placed = basisOf(
    input,
    (line) => line.charged,
    (line) => line.quantity,
  );
  const candidates = bonusCandidates(input);
  const bonuses = bonusesInForce(candidates, placed.lines);
  const entries = [...program.earning.rules.filter(isOrderRule).filter((rule) => rule.active), ...campaignRules(input)];
  const judged = entries.map((rule) => judge(rule, input, withBonuses(rule, placed, { bonuses, settings: program.earning.bonuses })));
  const chosen = keepBest(judged);
  const kept = program.worth.conditions === 'judge-again' ? keptBasis(input, candidates) : null;
  const rounded = chosen.map((entry) => roundTarget(entry, input, kept));
  const capped = cap(rounded, input);
  takePlaces(
    new Set([...bonuses.map(({ id }) => id), ...capped.filter((rule) => rule.outcome === 'gives').map((rule) => rule.ruleId)]),
    input,
  );
  takeBudgets(capped, input, { bonuses, lines: placed.lines });
  const factors = Object.fromEntries(placed.lines.map((line) => [line.lineId, factorFor(line, bonuses, program.earning.bonuses)]));
  return { rules: capped, bonuses, factors, carryOut: restsToCarry(capped, program.earning) };
}

/** Puts an amount of the order's currency into minor units of the program's, exactly. */
function basisOf(input: RuleInput, amount: (line: LineWorth) => Fraction, units: (line: LineWorth) => number): Basis {
  const lines = input.lines.map((line) => ({
    lineId: line.lineId,
    product: line.product,
    amount: times(amount(line), input.toProgram),
    units: units(line),
    factor: ONE,
  }));
  return { lines, orderNumber: input.orderNumber, visitNumber: input.visitNumber };
}

interface KeptBasis {
  readonly basis: Basis;
  readonly bonuses: readonly Bonus[];
}

function keptBasis(input: RuleInput, candidates: readonly Bonus[]): KeptBasis {
  const basis = basisOf(
    input,
    (line) => line.kept,
    (line) => line.keptQuantity,
  );
  return { basis, bonuses: bonusesInForce(candidates, basis.lines) };
}

function withBonuses(
  rule: OrderRule,
  basis: Basis,
  { bonuses, settings }: { readonly bonuses: readonly Bonus[]; readonly settings: EarningSettings['bonuses'] },
): Basis {
  if (!rule.bonuses) return basis;
  return { ...basis, lines: basis.lines.map((line) => ({ ...line, factor: factorFor(line, bonuses, settings) })) };
}

function bonusCandidates(input: RuleInput): Bonus[] {
  const ofRules = input.program.earning.rules
    .filter((rule): rule is Extract<EarningRule, { kind: 'product-multiple' }> => rule.kind === 'product-multiple' && rule.active)
    .filter((rule) => whyNotNow(rule, input) === null)
    .map(bonusOfRule);
  const ofCampaigns = input.program.campaigns
    .filter(
      (campaign): campaign is Extract<Campaign, { kind: 'multiplier' }> =>
        campaign.kind === 'multiplier' && isCampaignOpen(campaign, input),
    )
    .map(bonusOfCampaign);
  return [...(input.tierBonus === null ? [] : [input.tierBonus]), ...ofRules, ...ofCampaigns];
}

function campaignRules(input: RuleInput): OrderRule[] {
  return input.program.campaigns.flatMap((campaign): OrderRule[] => {
    if ((campaign.kind !== 'bonus' && campaign.kind !== 'extra-rate') || !isCampaignOpen(campaign, input)) return [];
    const { id, name, products, minimumMinor } = campaign;
    const shared = {
      id,
      name,
      active: true,
      dates: campaign.dates,
      audience: campaign.audience,
      stack: 'sum' as const,
      countsForTiers: true,
      maxPerOrder: null,
      maxPerMember: null,
      unit: 'points',
      bonuses: false,
    };
    return campaign.kind === 'bonus'
      ? [{ ...shared, kind: 'per-order', args: { points: campaign.points, minimumMinor, products } }]
      : [{ ...shared, kind: 'per-amount', args: { points: campaign.points, perMinor: campaign.perMinor, minimumMinor, products } }];
  });
}

/** Dates, audience, places and budget of a campaign: whoever is in stays in. */
function isCampaignOpen(campaign: Campaign, input: RuleInput): boolean {
  if (!campaign.active || whyNotNow(campaign, input) !== null) return false;
  const { room } = input;
  if (campaign.budget !== null && !room.isOpen(budgetCounter(campaign.id, campaign.budget))) return false;
  if (campaign.first === null) return true;
  if (campaign.first.of === 'members' && room.isFull(memberPlaceCounter(campaign.id, input.memberId))) return true;
  return room.isOpen(placesCounter(campaign.id, campaign.first.count));
}

/** An order that a first-N campaign gave something to has a place; a member who has one already needs no other. */
function takePlaces(inForce: ReadonlySet<string>, input: RuleInput): void {
  for (const { id, first } of input.program.campaigns) {
    if (first === null || !inForce.has(id)) continue;
    const own = memberPlaceCounter(id, input.memberId);
    if (first.of === 'members' && input.room.isFull(own)) continue;
    input.room.take(placesCounter(id, first.count), 1);
    if (first.of === 'members') input.room.take(own, 1);
  }
}

function whyNotNow(
  thing: Pick<Campaign, 'id' | 'dates' | 'audience'>,
  input: RuleInput,
): { readonly outcome: 'not-now' | 'not-for-them'; readonly detail: string } | null {
  const date = whyNotOnDate(thing.dates, input.placedAt, input.program.timeZone);
  if (date !== null) return { outcome: 'not-now', detail: date };
  const audience = whyNotInAudience(thing.audience, input.audience, thing.id);
  return audience === null ? null : { outcome: 'not-for-them', detail: audience };
}

interface Judged {
  readonly rule: OrderRule;
  readonly target: RuleTarget;
}

function judge(rule: OrderRule, input: RuleInput, basis: Basis): Judged {
  const target: RuleTarget = {
    ruleId: rule.id,
    name: rule.name,
    unit: rule.unit,
    words: describeRule(rule, input.words),
    outcome: 'gives',
    detail: null,
    base: ZERO,
    parts: [],
    exact: ZERO,
    keptExact: ZERO,
    carryIn: ZERO,
    multiplied: rule.bonuses,
    earned: 0,
    kept: 0,
    cut: null,
    countsForTiers: rule.countsForTiers,
    shares: [],
  };
  const notNow = whyNotNow(rule, input);
  if (notNow !== null) return { rule, target: { ...target, ...notNow } };
  const given = evaluateRule(rule, basis);
  if ('why' in given) return { rule, target: { ...target, outcome: given.why, detail: given.detail } };
  return {
    rule,
    target: {
      ...target,
      base: given.base,
      parts: partsByFactor(basis, given.shares),
      shares: given.shares,
      exact: given.shares.reduce(plus, ZERO),
    },
  };
}

function partsByFactor(basis: Basis, shares: readonly Fraction[]): { factor: Fraction; base: Fraction }[] {
  const parts: { factor: Fraction; base: Fraction }[] = [];
  basis.lines.forEach(({ amount, factor }, index) => {
    if ((shares[index] ?? ZERO).numerator === 0n) return;
    const known = parts.find((part) => compare(part.factor, factor) === 0);
    if (known) known.base = plus(known.base, amount);
    else parts.push({ factor, base: amount });
  });
  return parts;
}

/** Of all `best` rules of a unit only the one that gives most stays; a tie goes to the earlier one. */
function keepBest(judged: readonly Judged[]): Judged[] {
  const best = new Map<Unit, Judged>();
  for (const entry of judged) {
    if (entry.rule.stack !== 'best' || entry.target.outcome !== 'gives') continue;
    const leader = best.get(entry.rule.unit);
    if (!leader || compare(entry.target.exact, leader.target.exact) > 0) best.set(entry.rule.unit, entry);
  }
  return judged.map((entry) => {
    const leader = best.get(entry.rule.unit);
    if (entry.rule.stack !== 'best' || entry.target.outcome !== 'gives' || leader === entry || !leader) return entry;
    return { ...entry, target: { ...entry.target, outcome: 'another-gives-more', detail: leader.target.name, shares: [], exact: ZERO } };
  });
}

/** The one rounding per order and rule. What is kept is the same rounding of the shares that are left, never more than was earned. */
function roundTarget({ rule, target }: Judged, input: RuleInput, kept: KeptBasis | null): Judged {
  if (target.outcome !== 'gives') return { rule, target };
  const { rounding, bonuses } = input.program.earning;
  const carryIn = rounding === 'carry' ? fromText(input.carryIn[rule.id] ?? '0') : ZERO;
  const keptExact = kept === null ? shrink(target.shares, input.lines) : judgedAgain(rule, kept, bonuses);
  const mode = rounding === 'carry' ? 'down' : rounding;
  const earned = round(plus(target.exact, carryIn), mode);
  const left = keptExact.numerator === 0n ? 0 : round(plus(keptExact, carryIn), mode);
  return { rule, target: { ...target, carryIn, keptExact, earned, kept: Math.min(left, earned) } };
}

function shrink(shares: readonly Fraction[], lines: readonly LineWorth[]): Fraction {
  return shares.reduce((sum, share, index) => {
    const line = lines[index];
    if (!line || line.charged.numerator === 0n) return sum;
    return plus(sum, times(share, over(line.kept, line.charged)));
  }, ZERO);
}

function judgedAgain(rule: OrderRule, kept: KeptBasis, settings: EarningSettings['bonuses']): Fraction {
  const given = evaluateRule(rule, withBonuses(rule, kept.basis, { bonuses: kept.bonuses, settings }));
  return 'why' in given ? ZERO : given.shares.reduce(plus, ZERO);
}

/** Cuts what is over a rule's own caps and the program's, rule by rule. The room taken stays taken. */
function cap(judged: readonly Judged[], input: RuleInput): RuleTarget[] {
  const { program, room, memberId } = input;
  const at = { placedAt: input.placedAt, timeZone: program.timeZone };
  const leftOfCaps = program.earning.caps.map((each) => {
    const counter = capCounter(each, memberId, at);
    return { id: each.id, counter, all: counter === null ? each.points : room.allowance(counter), given: 0 };
  });
  const capped = judged.map(({ rule, target }) => {
    if (target.earned === 0) return target;
    const shared = target.unit === 'points' ? leftOfCaps : [];
    const own = ruleCounter(rule, memberId, at);
    const limits = [
      { by: 'the most this rule gives for an order', points: rule.maxPerOrder ?? Number.MAX_SAFE_INTEGER },
      { by: 'the most this rule gives a member', points: own === null ? Number.MAX_SAFE_INTEGER : room.allowance(own) },
      ...shared.map((each) => ({ by: `the cap "${each.id}"`, points: each.all - each.given })),
    ];
    const tightest = limits.reduce((least, limit) => (limit.points < least.points ? limit : least));
    const earned = Math.min(target.earned, Math.max(0, tightest.points));
    if (own !== null) room.take(own, earned);
    for (const each of shared) each.given += earned;
    if (earned === target.earned) return target;
    const cut = { by: tightest.by, from: target.earned };
    return {
      ...target,
      earned,
      kept: Math.min(target.kept, earned),
      cut,
      outcome: earned === 0 ? ('no-room' as const) : target.outcome,
      detail: earned === 0 ? tightest.by : null,
    };
  });
  for (const each of leftOfCaps) if (each.counter !== null && each.given > 0) room.take(each.counter, each.given);
  return capped;
}

/** What campaigns cost of their budgets: their own points, or what their multiplying added. */
function takeBudgets(
  rules: readonly RuleTarget[],
  input: RuleInput,
  held: { readonly bonuses: readonly Bonus[]; readonly lines: readonly BasisLine[] },
): void {
  for (const campaign of input.program.campaigns) {
    if (campaign.budget === null) continue;
    const own = rules.find((rule) => rule.ruleId === campaign.id);
    if (own) input.room.take(budgetCounter(campaign.id, campaign.budget), own.earned, 'until-spent');
    else if (held.bonuses.some((bonus) => bonus.id === campaign.id)) {
      input.room.take(
        budgetCounter(campaign.id, campaign.budget),
        addedBy(campaign.id, rules, { ...held, settings: input.program.earning.bonuses }),
        'until-spent',
      );
    }
  }
}

function addedBy(
  campaignId: string,
  rules: readonly RuleTarget[],
  held: { readonly bonuses: readonly Bonus[]; readonly lines: readonly BasisLine[]; readonly settings: EarningSettings['bonuses'] },
): number {
  const others = held.bonuses.filter((bonus) => bonus.id !== campaignId);
  const added = held.lines.map((line) =>
    minus(ONE, over(factorFor(line, others, held.settings), factorFor(line, held.bonuses, held.settings))),
  );
  const total = rules
    .filter((rule) => rule.multiplied && rule.unit === 'points')
    .flatMap((rule) => rule.shares.map((share, index) => times(share, added[index] ?? ZERO)))
    .reduce(plus, ZERO);
  return round(total, 'up');
}

function restsToCarry(rules: readonly RuleTarget[], settings: EarningSettings): Record<string, string> {
  if (settings.rounding !== 'carry') return {};
  const rests = rules
    .filter((rule) => rule.outcome === 'gives' && rule.cut === null)
    .map((rule) => [rule.ruleId, minus(plus(rule.exact, rule.carryIn), fraction(rule.earned))] as const);
  return Object.fromEntries(rests.map(([id, rest]) => [id, toText(rest)]));
}
