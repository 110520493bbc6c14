import type { NoticeDraft } from '../notices/notice.ts';
import type { NoticeKind } from '../notices/notice.schema.ts';
import { reasonFor } from './order-reasons.ts';
import type { SettlementFacts } from './order-reasons.ts';

/** What the shopper is told of a settlement: once per generation and unit, nothing when it comes out even. */
export function noticesFor(facts: SettlementFacts & { readonly memberId: string; readonly generation: number }): NoticeDraft[] {
  const { trace, settled, memberId } = facts;
  const key = `order:${trace.storeId}:${trace.orderId}:${facts.generation}`;
  const reason = reasonFor(facts);
  const shared = {
    orderName: trace.orderName,
    orderId: trace.orderId,
    reason,
    availableAt: settled.availability?.at ?? null,
    frozen: settled.availability?.frozen ?? null,
  };
  const notices = Object.entries(facts.net).map(([unit, points]): NoticeDraft => {
    const kind = kindOf(unit, points, reason);
    return { businessKey: `${key}:${kind}:${unit}`, kind, memberId, facts: { ...shared, unit, points } };
  });
  if (facts.reassignedFrom === null) return notices;
  const given = Object.entries(facts.before.targets).map(([unit, { earned, reversed }]) => ({ unit, points: reversed - earned }));
  const taken = given
    .filter(({ points }) => points < 0)
    .map(({ unit, points }): NoticeDraft => ({
      businessKey: `${key}:points-taken:${unit}`,
      kind: 'points-taken',
      memberId: facts.reassignedFrom ?? memberId,
      facts: { ...shared, unit, points },
    }));
  return [...notices, ...taken];
}

function kindOf(unit: string, points: number, reason: string): NoticeKind {
  if (points < 0) return 'points-taken';
  if (unit.startsWith('stamps:')) return 'stamp';
  return reason === 'order-restored' ? 'points-restored' : 'points-earned';
}
