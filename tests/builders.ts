import type { CandidateContext, MemberFacts } from '#app/domain/decisions/settled-order.ts';
import { instantFromIso } from '#app/domain/instant.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderLine, OrderSnapshot } from '#app/domain/order.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';

/** A Monday noon in Berlin, far from clock changes. */
export const NOON: Instant = instantFromIso('2026-11-23T12:00:00+01:00');

/** A program in euros: 1 point for every 1.00, nothing pending, everything else as by default. Parts are replaced whole. */
export function aProgram(parts: Partial<ProgramDraft> = {}): Program {
  const draft: ProgramDraft = {
    schemaVersion: 1,
    name: 'Beans',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    earning: { rules: [aPointPerUnit()] },
    pending: { shipped: { days: 0, from: 'paid' }, inPersonDays: 0, digitalDays: 0 },
    ...parts,
  };
  const parsed = parseProgram(draft);
  if (!parsed.ok) throw new Error(`the program of a test is not valid: ${JSON.stringify(parsed.refusal)}`);
  return parsed.value;
}

type RuleDraft = NonNullable<NonNullable<ProgramDraft['earning']>['rules']>[number];

/** "1 point for every 1.00", or another rate. */
export function aPointPerUnit(points = '1', perMinor = 100): RuleDraft {
  return { id: 'base', name: 'Every purchase', kind: 'per-amount', args: { points, perMinor } };
}

/** A line of one shipped thing for 10.00. Without `keptMinor` and `keptQuantity` all of it is kept. */
export function aLine(parts: Partial<OrderLine> = {}): OrderLine {
  const quantity = parts.quantity ?? 1;
  const chargedMinor = parts.chargedMinor ?? 1000 * quantity;
  return {
    lineId: '1',
    productId: 'p1',
    variantId: 'v1',
    title: 'Mug',
    vendor: null,
    productType: null,
    collections: [],
    tags: [],
    quantity,
    keptQuantity: quantity,
    chargedMinor,
    keptMinor: chargedMinor,
    taxMinor: 0,
    giftCard: false,
    requiresShipping: true,
    codeDiscounts: [],
    ...parts,
  };
}

/** Lines with ids 1, 2, … for these charged amounts, one unit each. */
export function linesOf(...chargedMinor: number[]): OrderLine[] {
  return chargedMinor.map((amount, index) =>
    aLine({ lineId: String(index + 1), productId: `p${index + 1}`, title: `Thing ${index + 1}`, chargedMinor: amount, keptMinor: amount }),
  );
}

/** A paid web order of a known customer, not yet shipped. The total is what its parts add up to. */
export function anOrder(parts: Partial<OrderSnapshot> = {}): OrderSnapshot {
  const lines = parts.lines ?? [aLine()];
  const shipping = parts.shipping ?? { chargedMinor: 0, keptMinor: 0 };
  const fees = parts.fees ?? { chargedMinor: 0, keptMinor: 0 };
  const taxOnTop = parts.taxOnTop ?? { chargedMinor: 0, keptMinor: 0 };
  const placedAt = parts.placedAt ?? NOON;
  const goods = lines.reduce((sum, line) => sum + line.chargedMinor, 0);
  return {
    orderId: '1001',
    name: '#1001',
    channel: 'web',
    currency: 'EUR',
    placedAt,
    updatedAt: placedAt,
    paidAt: placedAt,
    cancelledAt: null,
    payment: 'paid',
    deleted: false,
    test: false,
    company: false,
    tags: [],
    customer: { customerId: 'c1', email: 'anna@example.com', firstName: 'Anna', lastName: 'Berg' },
    taxIncluded: true,
    lines,
    shipping,
    fees,
    taxOnTop,
    totalMinor: goods + shipping.chargedMinor + fees.chargedMinor + taxOnTop.chargedMinor,
    refundedMinor: 0,
    refundedToStoreCreditMinor: 0,
    refundedWithoutLinesMinor: 0,
    refundCount: 0,
    paidByStoreCreditMinor: 0,
    discountCodes: [],
    fulfilment: { state: 'open', lastAt: null },
    dispute: 'none',
    highRisk: false,
    locationId: null,
    staffId: null,
    subscription: null,
    ...parts,
  };
}

/** The order after units of some lines came back and their price with them: { '1': 2 } returns two units of line 1. */
export function returned(order: OrderSnapshot, units: Readonly<Record<string, number>>): OrderSnapshot {
  const lines = order.lines.map((line) => {
    const keptQuantity = line.keptQuantity - (units[line.lineId] ?? 0);
    if (keptQuantity === line.keptQuantity) return line;
    // Half up, as the platform's adapter does it.
    return { ...line, keptQuantity, keptMinor: Math.floor((2 * line.chargedMinor * keptQuantity + line.quantity) / (2 * line.quantity)) };
  });
  const back = order.lines.reduce((sum, line, index) => sum + line.keptMinor - (lines[index]?.keptMinor ?? 0), 0);
  return later({ ...order, lines, refundedMinor: order.refundedMinor + back });
}

/** The order after an amount was paid back that names no line. */
export function refundedAmount(order: OrderSnapshot, amountMinor: number): OrderSnapshot {
  return later({
    ...order,
    refundedMinor: order.refundedMinor + amountMinor,
    refundedWithoutLinesMinor: order.refundedWithoutLinesMinor + amountMinor,
  });
}

/** The order after everything was paid back. */
export function refunded(order: OrderSnapshot): OrderSnapshot {
  const lines = order.lines.map((line) => ({ ...line, keptQuantity: 0, keptMinor: 0 }));
  return later({ ...order, lines, shipping: { ...order.shipping, keptMinor: 0 }, refundedMinor: order.totalMinor });
}

export function cancelled(order: OrderSnapshot): OrderSnapshot {
  return { ...order, cancelledAt: order.updatedAt + 1000, updatedAt: order.updatedAt + 1000 };
}

/** The order after its goods left, at a moment. */
export function shipped(order: OrderSnapshot, at: Instant): OrderSnapshot {
  return { ...order, updatedAt: at, fulfilment: { state: 'complete', lastAt: at } };
}

function later(order: OrderSnapshot): OrderSnapshot {
  const payment = order.refundedMinor >= order.totalMinor ? 'refunded' : 'partially-refunded';
  return { ...order, payment, refundCount: order.refundCount + 1, updatedAt: order.updatedAt + 1000 };
}

export function memberFacts(parts: Partial<MemberFacts> = {}): MemberFacts {
  return {
    guest: false,
    staff: false,
    tierId: null,
    segments: [],
    ordersBefore: 1,
    visitsBefore: 0,
    visitedThatDay: false,
    posOrdersThatDay: 0,
    ...parts,
  };
}

/** What a caller knows when it settles: a member who has ordered before, no counters used. */
export function aCandidate(parts: Partial<CandidateContext> = {}): CandidateContext {
  return { arm: null, region: null, currencyRate: null, barred: null, member: memberFacts(), counters: {}, carryIn: {}, ...parts };
}
