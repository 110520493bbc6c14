import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft } from '../ledger/posting.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { Program } from '../program/program.schema.ts';
import { nextOf, redemptionPosting } from './redemption-state.ts';
import type { Redemption, RedemptionChange, RedemptionEvent } from './redemption-state.ts';

export interface IssueStep {
  readonly posting: PostingDraft | null;
  readonly change: RedemptionChange;
}

/**
 * The value is out: the held points are spent. `event` says how that became known: the platform answered (`made`), or was found to have done it (`answer-found`).
 * One whose undo was asked for meanwhile is captured too and goes on returning. Null: nothing waits for it.
 */
export function decideIssued(input: {
  readonly redemption: Redemption;
  readonly event: Extract<RedemptionEvent, 'made' | 'answer-found'>;
  /** What was given, in minor units of `currency`; null: it has no amount. */
  readonly amountMinor: number | null;
  readonly currency: string;
  readonly now: Instant;
}): IssueStep | null {
  const { redemption, event, amountMinor, currency, now } = input;
  const next = nextOf(redemption, event);
  if (next?.state !== 'captured') return null;
  const { points, unit, redemptionId, reward } = redemption;
  return {
    change: {
      ...next,
      capturedPoints: points,
      ...(amountMinor === null ? {} : { discountMinor: amountMinor, discountCurrency: currency }),
    },
    posting:
      points === 0
        ? null
        : redemptionPosting(redemption, {
            step: 'issue',
            kind: 'redemption-captured',
            reasonCode: 'issued',
            moves: [{ kind: 'capture', unit, points, redemptionId }],
            because: [`${reward.name}: handed out`],
            now,
          }),
  };
}

/**
 * Some of an issued value was used before it could be taken back. What was still there and is gone now (`removedMinor` of `amountMinor`) gives its share of the points
 * back; nothing removed gives none, and what was given for it before is not given again. The redemption stays captured. Null: nothing is being taken back.
 */
export function decideTouched(input: {
  readonly redemption: Redemption;
  readonly removedMinor: number;
  readonly amountMinor: number;
  readonly now: Instant;
  readonly program: Program;
}): (IssueStep & { readonly notice: NoticeDraft }) | null {
  const { redemption, removedMinor, amountMinor, now, program } = input;
  const next = nextOf(redemption, 'touched');
  if (next === null) return null;
  const { unit, redemptionId, capturedPoints, returnedPoints, reward, memberId } = redemption;
  const share = amountMinor > 0 ? Math.ceil((capturedPoints * removedMinor) / amountMinor) : 0;
  const back = Math.max(0, Math.min(share, capturedPoints) - returnedPoints);
  return {
    change: { ...next, endReason: null, ...(back > 0 ? { returnedPoints: returnedPoints + back } : {}) },
    posting:
      back === 0
        ? null
        : redemptionPosting(redemption, {
            step: 'unissue-part',
            kind: 'redemption-returned',
            reasonCode: 'part-used',
            moves: [{ kind: 'return', unit, points: back, redemptionId, extendTo: addDays(now, program.expiry.releasedFromHoldDays) }],
            because: [`${reward.name}: some of it had been used; the rest was taken back`],
            now,
          }),
    notice: {
      businessKey: `redemption:${redemptionId}:touched:${now}`,
      kind: 'reward-kept',
      memberId,
      facts: { rewardName: reward.name, unit, points: back },
    },
  };
}

/** What the member is told when a reward could not be handed out and the points are back. */
export function notIssuedNotice({ redemptionId, memberId, reward, unit, points }: Redemption): NoticeDraft {
  return {
    businessKey: `redemption:${redemptionId}:not-issued`,
    kind: 'reward-not-issued',
    memberId,
    facts: { rewardName: reward.name, unit, points },
  };
}
