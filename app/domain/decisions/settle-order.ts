import type { PostingDraft, Unit } from '../ledger/posting.ts';
import { productFactsOf } from '../orders/product-facts.ts';
import type { Program } from '../program/program.schema.ts';
import { invariant } from '../result.ts';
import { availabilityOf } from './availability.ts';
import { countForOrder } from './count-for-order.ts';
import type { OrderCount } from './count-for-order.ts';
import { ownerCameInTime, wasPaid, whyOrderIsOut, whyOwnerIsOut } from './order-eligibility.ts';
import { movesFor, NOTHING_SETTLED, reassignMoves, scheduleMoves, undoMoves } from './order-moves.ts';
import { noticesFor } from './order-notices.ts';
import { reasonFor, shortReasons } from './order-reasons.ts';
import { tierGrantsOf } from './order-tier-grants.ts';
import { orderSource, unsettledOrder } from './settled-order.ts';
import type { FrozenContext, SettledOrder, SettledTarget } from './settled-order.ts';
import type { SettleCase, SettleDecision, SettleInput } from './settlement.ts';
import { returnTargets } from './spent-targets.ts';
import type { Verdict } from './trace.ts';
import { traceOf } from './write-trace.ts';

/** Orders that are real purchases of a member, whether or not anything on them earns: a membership fee never does. */
const BUYS: readonly Verdict[] = ['earns', 'nothing-eligible', 'waiting-for-rate', 'staff-in-person'];

export type { SettleDecision, SettleInput } from './settlement.ts';

/**
 * Settles an order: works out from its newest snapshot what it should have earned and what of that is undone, compares both with what was
 * settled before, and names the difference as one posting. Any order of messages, doubled, late or lost ones end in the same books.
 * Never refuses: an order that earns nothing gets a trace that says why.
 */
export function settleOrder(input: SettleInput): SettleDecision {
  const settleCase = open(input);
  const { before, owner, context } = settleCase;
  const count =
    settleCase.verdict === 'earns' && context !== null && input.program !== null ? countForOrder(settleCase, context, input.program) : null;
  const verdict: Verdict = count !== null && count.worth.charged.numerator === 0n ? 'nothing-eligible' : settleCase.verdict;
  const availability =
    count !== null && input.program !== null
      ? availabilityOf(input.order, input.program.pending, { before: before.availability, now: input.now })
      : before.availability;
  const changed = moveUnits({ ...settleCase, verdict }, count, availability);
  const generation = before.generation + (changed.moves.length > 0 ? 1 : 0);
  const metrics = count?.metrics ?? { spendMinor: 0, points: 0, countsAsOrder: false, visit: false };
  const { importedUnder: _under, importUndone: _undone, ...kept } = before;
  const settled: SettledOrder = {
    ...kept,
    ...importMarks(settleCase),
    memberId: owner ?? before.memberId,
    generation,
    context,
    targets: changed.targets,
    counters: count?.counters.kept ?? before.counters,
    availability,
    waitingFor: waitingFor(verdict),
    metrics,
  };
  const returns = returnTargets(input.order, input.redemptions ?? []);
  const trace = traceOf({ settleCase: { ...settleCase, verdict }, count, settled, returns, changes: changed.net });
  const facts = {
    trace,
    undone: count?.worth.undone ?? null,
    before,
    settled,
    net: changed.net,
    reassignedFrom: settleCase.reassignedFrom,
  };
  const because = shortReasons(facts);
  return {
    posting:
      changed.moves.length > 0 && owner !== null
        ? postingOf(settleCase, { settled, moves: changed.moves, reasonCode: reasonFor(facts), because })
        : null,
    settled,
    trace,
    metrics,
    returns,
    counters: count?.counters.uses ?? [],
    carryOut: count !== null && before.waitingFor !== null && Object.keys(count.carryOut).length > 0 ? count.carryOut : null,
    tierGrants:
      owner !== null && input.program !== null && BUYS.includes(verdict) ? tierGrantsOf(input.order, input.program, input.storeId) : [],
    notices:
      owner !== null && input.backfill !== true && input.undoImport === undefined
        ? noticesFor({ ...facts, memberId: owner, generation })
        : [],
    reviews: count !== null && before.waitingFor !== null && count.manyPosOrders ? ['many-pos-orders'] : [],
    because,
  };
}

function open(input: SettleInput): SettleCase {
  const before = input.settled ?? unsettledOrder(input.storeId, input.order.orderId);
  const { owner, reassignedFrom } = ownerOf(input, before);
  const { program, order } = input;
  if (isImportUndone(input, before)) {
    // Whoever has the points gives them back: an undo moves no order to another owner.
    const held =
      input.undoImport === undefined ? { owner, reassignedFrom } : { owner: input.memberId ?? before.memberId, reassignedFrom: null };
    return { input, before, ...held, context: null, verdict: 'import-undone' };
  }
  if (program === null || input.versionNo === null)
    return { input, before, owner, reassignedFrom, context: before.context, verdict: 'no-program-version' };
  if (!wasPaid(order, before.context)) return { input, before, owner, reassignedFrom, context: null, verdict: 'not-paid' };
  invariant(
    before.context === null || before.context.versionNo === input.versionNo,
    'an order is settled under the version it was frozen with',
  );
  const context = freeze(input, { before, owner, program, versionNo: input.versionNo });
  return { input, before, owner, reassignedFrom, context, verdict: judge(input, { owner, program, context }) };
}

function isImportUndone(input: SettleInput, before: SettledOrder): boolean {
  return input.undoImport !== undefined || (before.importUndone === true && input.backfill !== true);
}

/** What an import leaves with an order that has no frozen context: whoever pays it later settles it under that import's version, or not at all once that was undone. */
function importMarks({ input, before, context }: SettleCase): Pick<SettledOrder, 'importedUnder' | 'importUndone'> {
  if (isImportUndone(input, before)) return { importUndone: true };
  if (context !== null) return {};
  const versionNo = input.backfill === true ? input.versionNo : (before.importedUnder ?? null);
  return versionNo === null ? {} : { importedUnder: versionNo };
}

function judge(
  input: SettleInput,
  known: { readonly owner: string | null; readonly program: Program; readonly context: FrozenContext },
): Verdict {
  const { program, context } = known;
  const facts = { storeId: input.storeId, developmentStore: input.developmentStore ?? false, backfill: known.context.backfill ?? false };
  const out = whyOrderIsOut(input.order, program, facts);
  if (out !== null) return out;
  if (known.owner === null) return 'waiting-for-owner';
  if (context.member === null) return 'owner-came-too-late';
  const ownerOut = whyOwnerIsOut(input.order, program, context);
  if (ownerOut !== null) return ownerOut;
  return context.currencyRate === null ? 'waiting-for-rate' : 'earns';
}

/** An order keeps its owner unless it was moved to another in time, or by staff. A member who was merged away is just another name of the same. */
function ownerOf(input: SettleInput, before: SettledOrder): { readonly owner: string | null; readonly reassignedFrom: string | null } {
  const previous = input.previousMemberId ?? null;
  const isSame = input.memberId === null || before.memberId === null || before.memberId === input.memberId;
  if (previous === null || isSame || previous === input.memberId) return { owner: input.memberId ?? before.memberId, reassignedFrom: null };
  const days = input.program?.guests.ownerDays ?? 0;
  const inTime = input.reassignedBy === 'staff' || input.now <= input.order.placedAt + days * 86_400_000;
  return inTime ? { owner: input.memberId, reassignedFrom: previous } : { owner: previous, reassignedFrom: null };
}

/** The frozen context: taken whole the first time; later only what was missing is added (owner, rate, facts of new lines). */
function freeze(
  input: SettleInput,
  known: { before: SettledOrder; owner: string | null; program: Program; versionNo: number },
): FrozenContext {
  const { order, candidateContext: candidate, now } = input;
  const { program } = known;
  const frozen = known.before.context;
  const base: FrozenContext = frozen ?? {
    versionNo: known.versionNo,
    placedAt: order.placedAt,
    frozenAt: now,
    arm: candidate.arm,
    region: candidate.region,
    currencyRate: null,
    barred: null,
    memberId: null,
    member: null,
    products: {},
    carryIn: candidate.carryIn,
  };
  const newLinesArePaid = order.payment !== 'partially-paid';
  const added = newLinesArePaid ? order.lines.filter((line) => !(line.lineId in base.products)) : [];
  const comesNow = base.member === null && known.owner !== null && (frozen === null || ownerCameInTime(base, program, now));
  invariant(!comesNow || candidate.member !== null, 'an order with an owner needs the facts of that member');
  return {
    ...base,
    ...(input.backfill === true || known.before.importedUnder !== undefined ? { backfill: true as const } : {}),
    currency: order.currency,
    currencyRate: rateOf(order, base, { program, candidate }),
    memberId: comesNow ? known.owner : base.memberId,
    member: comesNow ? candidate.member : base.member,
    barred: comesNow ? candidate.barred : base.barred,
    products:
      added.length === 0
        ? base.products
        : { ...base.products, ...Object.fromEntries(added.map((line) => [line.lineId, productFactsOf(line)])) },
  };
}

/** A rate is frozen for one currency: an order that names another one later needs the rate of that one. */
function rateOf(
  order: SettleInput['order'],
  base: FrozenContext,
  { program, candidate }: { readonly program: Program; readonly candidate: SettleInput['candidateContext'] },
): string | null {
  if (order.currency === program.currency) return '1';
  const isSame = base.currency === undefined || base.currency === order.currency;
  return isSame ? (base.currencyRate ?? candidate.currencyRate) : candidate.currencyRate;
}

interface ChangedUnits {
  readonly moves: PostingDraft['moves'];
  readonly targets: Readonly<Record<Unit, SettledTarget>>;
  readonly net: Readonly<Record<Unit, number>>;
}

function moveUnits(settleCase: SettleCase, count: OrderCount | null, availability: SettledOrder['availability']): ChangedUnits {
  const { input, before, owner, reassignedFrom } = settleCase;
  // Nobody to give to or take from, or nothing is known yet: what was settled stays as it is.
  if (input.program === null || owner === null || availability === null) return { moves: [], targets: before.targets, net: {} };
  const context = {
    program: input.program,
    source: orderSource(input.storeId, input.order.orderId),
    memberId: owner,
    earnedAt: input.order.paidAt ?? input.order.placedAt,
    availability,
    now: input.now,
  };
  const units = [...new Set([...Object.keys(before.targets), ...Object.keys(count?.targets ?? {})])].sort();
  const waiting = units.filter((unit) => (before.targets[unit]?.earned ?? 0) > (before.targets[unit]?.reversed ?? 0));
  const changed = units.map((unit) => {
    const goal = count?.targets[unit] ?? { earned: 0, reversed: 0 };
    const change = { unit, before: before.targets[unit] ?? NOTHING_SETTLED, ...goal };
    if (input.undoImport) return { unit, ...undoMoves(change, context, input.undoImport.left[unit] ?? 0) };
    return { unit, ...(reassignedFrom === null ? movesFor(change, context) : reassignMoves(change, context, reassignedFrom)) };
  });
  return {
    moves: [
      ...(reassignedFrom === null ? scheduleMoves(waiting, before.availability, context) : []),
      ...changed.flatMap(({ moves }) => moves),
    ],
    targets: Object.fromEntries(changed.map(({ unit, target }) => [unit, target])),
    net: Object.fromEntries(changed.filter(({ net }) => net !== 0).map(({ unit, net }) => [unit, net])),
  };
}

function waitingFor(verdict: Verdict): SettledOrder['waitingFor'] {
  if (verdict === 'not-paid' || verdict === 'no-program-version') return 'payment';
  if (verdict === 'waiting-for-rate') return 'rate';
  return verdict === 'waiting-for-owner' ? 'owner' : null;
}

function postingOf(
  settleCase: SettleCase,
  decided: {
    readonly settled: SettledOrder;
    readonly moves: PostingDraft['moves'];
    readonly reasonCode: string;
    readonly because: readonly string[];
  },
): PostingDraft {
  const { input, owner, reassignedFrom, context } = settleCase;
  const { order, storeId } = input;
  invariant(owner !== null, 'a posting has a member');
  const onlyTimePassed = decided.moves.every(({ kind }) => kind === 'mature');
  return {
    businessKey: `order:${storeId}:${order.orderId}:${decided.settled.generation}`,
    kind: reassignedFrom !== null ? 'reassigned' : onlyTimePassed ? 'points-matured' : 'order-settled',
    memberId: owner,
    otherMemberId: reassignedFrom,
    order: { storeId, orderId: order.orderId },
    redemptionId: null,
    actor: input.actor ?? { kind: 'platform', id: storeId },
    reasonCode: decided.reasonCode,
    note: null,
    storeId,
    locationId: order.locationId,
    channel: order.channel,
    campaignId: null,
    arm: context?.arm ?? null,
    versionNo: context?.versionNo ?? null,
    occurredAt: input.undoImport
      ? input.now
      : onlyTimePassed
        ? Math.max(order.updatedAt, decided.settled.availability?.at ?? 0)
        : order.updatedAt,
    moves: decided.moves,
    because: decided.because,
  };
}
