import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';
import { redemptionPosting } from './redemption-state.ts';
import type { Redemption } from './redemption-state.ts';

/**
 * Points that were spent on an order whose goods came back: the difference between what shall have come back in total (`ReturnTarget.back`) and
 * what did. To the lots they came from, with at least some days left. When the order stands again, what came back is spent again, from what is
 * there and then as debt. Null: nothing to post. Save `returnedPoints = backTotal` with it. When the whole order is undone, the code must be
 * dead before this is posted (rules, 4.4).
 */
export function decideReturn(input: {
  readonly redemption: Redemption;
  readonly backTotal: number;
  readonly now: Instant;
  readonly program: Program;
}): PostingDraft | null {
  const { redemption, now, program } = input;
  const { returnedPoints, capturedPoints, unit, redemptionId, reward, orderId } = redemption;
  if (redemption.state !== 'captured') return null;
  const backTotal = Math.max(0, Math.min(input.backTotal, capturedPoints));
  if (backTotal === returnedPoints) return null;
  // The moment tells a second return of the same amount apart from a first one that was taken again in between.
  const shared = { step: `return:${returnedPoints}-${backTotal}:${now}`, orderId, now };
  if (backTotal < returnedPoints) {
    const moves = [{ kind: 'late-capture', unit, points: returnedPoints - backTotal, redemptionId } as const];
    return redemptionPosting(redemption, {
      ...shared,
      kind: 'late-capture',
      reasonCode: 'order-restored',
      moves,
      because: [`${reward.name}: its order stands again`],
    });
  }
  const extendTo = addDays(now, program.expiry.restoredFromOrderDays);
  const moves = [{ kind: 'return', unit, points: backTotal - returnedPoints, redemptionId, extendTo } as const];
  return redemptionPosting(redemption, {
    ...shared,
    kind: 'redemption-returned',
    reasonCode: 'order-returned',
    moves,
    because: [`${reward.name}: what it was spent on came back`],
  });
}
