import { expiresAt } from '../expiry/expires-at.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft, Unit } from '../ledger/posting.ts';
import type { Program } from '../program/program.schema.ts';

/** Points that wait outside of an order (a referral's, a bonus's). Orders mature by being settled again. */
export interface WaitingPoints {
  /** The ledger source of their lots. */
  readonly source: string;
  readonly unit: Unit;
  readonly memberId: string;
  readonly availability: { readonly at: Instant; readonly frozen: 'dispute' | 'risk' | null };
}

/**
 * Makes waiting points available once their day has come; their expiry is counted from that day. Null before it, and as long as they are
 * frozen. Posting it twice is the same posting.
 */
export function decideMature(
  waiting: WaitingPoints,
  context: { readonly program: Program; readonly versionNo: number | null; readonly now: Instant },
): PostingDraft | null {
  const { source, unit, memberId, availability } = waiting;
  const { program, versionNo, now } = context;
  if (availability.frozen !== null || availability.at > now) return null;
  return {
    businessKey: `mature:${source}:${unit}:${availability.at}`,
    kind: 'points-matured',
    memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: { kind: 'system', id: null },
    reasonCode: 'points-available',
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo,
    occurredAt: availability.at,
    moves: [{ kind: 'mature', unit, source, expiresAt: expiresAt(program.expiry, availability.at, program.timeZone) }],
    because: ['The waiting time is over'],
  };
}
