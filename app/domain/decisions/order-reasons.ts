import type { Unit } from '../ledger/posting.ts';
import type { Undone } from '../orders/worth.ts';
import { countOf } from '../units/unit-words.ts';
import type { SettledOrder } from './settled-order.ts';
import type { OrderTrace } from './trace.ts';

/** What a settlement changed, for reasons and notices. */
export interface SettlementFacts {
  readonly trace: OrderTrace;
  readonly undone: Undone | null;
  readonly before: SettledOrder;
  readonly settled: SettledOrder;
  /** Points that the member gains or loses, by unit; units that stay even are left out. */
  readonly net: Readonly<Record<Unit, number>>;
  readonly reassignedFrom: string | null;
}

export type SettleReason =
  | 'order-reassigned'
  | 'order-earned'
  | 'order-restored'
  | 'order-refunded'
  | 'order-edited'
  | 'order-availability'
  | 'order-out'
  | 'import-undone'
  | `order-${Undone}`;

/** The one word for why this settlement moved points. */
export function reasonFor(facts: SettlementFacts): SettleReason {
  const { before, settled } = facts;
  if (facts.trace.verdict === 'import-undone') return 'import-undone';
  if (facts.reassignedFrom !== null) return 'order-reassigned';
  const rose = (side: 'earned' | 'reversed') =>
    Object.entries(settled.targets).some(([unit, target]) => target[side] > (before.targets[unit]?.[side] ?? 0));
  const fell = (side: 'earned' | 'reversed') =>
    Object.entries(settled.targets).some(([unit, target]) => target[side] < (before.targets[unit]?.[side] ?? 0));
  if (rose('reversed')) return facts.undone === null ? 'order-refunded' : `order-${facts.undone}`;
  if (fell('reversed')) return 'order-restored';
  if (fell('earned')) return facts.trace.verdict === 'earns' ? 'order-edited' : 'order-out';
  if (rose('earned')) return Object.values(before.targets).some(({ earned }) => earned > 0) ? 'order-edited' : 'order-earned';
  return 'order-availability';
}

/** One plain sentence per unit that changed, or why nothing did. */
export function shortReasons(facts: SettlementFacts): string[] {
  const { trace, net } = facts;
  const changes = Object.entries(net).map(([unit, points]) => {
    const words = trace.units[unit];
    const count = words ? countOf(Math.abs(points), words) : `${Math.abs(points)} ${unit}`;
    return points > 0 ? `${count} for order ${trace.orderName}` : `${count} taken back: ${whyTaken(facts)}`;
  });
  if (changes.length > 0) return changes;
  const { before, settled } = facts;
  if (settled.availability !== null && before.availability !== null && settled.availability.reached !== before.availability.reached) {
    return [`Points of order ${trace.orderName} can be spent now`];
  }
  return [
    trace.verdict === 'earns'
      ? `Nothing changes for order ${trace.orderName}`
      : `Order ${trace.orderName} earns nothing: ${trace.verdict.replaceAll('-', ' ')}`,
  ];
}

function whyTaken(facts: SettlementFacts): string {
  const { orderName } = facts.trace;
  if (facts.trace.verdict === 'import-undone') return `the import that brought order ${orderName} in was undone`;
  switch (facts.undone) {
    case 'cancelled':
      return `order ${orderName} was cancelled`;
    case 'removed':
      return `order ${orderName} was deleted in the shop`;
    case 'refunded-in-full':
      return `order ${orderName} was refunded in full`;
    case 'dispute-lost':
      return `the payment of order ${orderName} was charged back`;
    case 'payment-fell-away':
      return `the payment of order ${orderName} fell away`;
    case null:
      return facts.trace.verdict === 'earns'
        ? `part of order ${orderName} was refunded or removed`
        : `order ${orderName} does not earn any more`;
  }
}
