import { expiresAt } from '../expiry/expires-at.ts';
import type { ExpirySettings } from '../expiry/expiry.schema.ts';
import { DAY_MS } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { POINTS } from '../ledger/posting.ts';
import type { PostingDraft } from '../ledger/posting.ts';
import type { TierState } from './tier-state.ts';
import type { Tier } from './tiers.schema.ts';

/** What a member gets for entering a tier, once it is confirmed. */
export interface EntryReward {
  readonly tierId: string;
  readonly points: number | null;
  readonly rewardId: string | null;
  readonly businessKey: string;
}

/** The entry reward that is due when the tier is entered: once per tier and 365 days, for lifetime windows once. Null: none. */
export function dueEntryReward(
  tier: Tier,
  state: TierState,
  entry: { readonly memberId: string; readonly window: string | null; readonly now: Instant },
): EntryReward | null {
  const { entryReward } = tier;
  if (entryReward === null || (entryReward.points === null && entryReward.rewardId === null)) return null;
  const earlier = state.entryRewards.filter(({ tierId }) => tierId === tier.id);
  const latest = Math.max(...earlier.map(({ at }) => at), Number.NEGATIVE_INFINITY);
  if (earlier.length > 0 && (entry.window === 'lifetime' || entry.now < latest + 365 * DAY_MS)) return null;
  return {
    tierId: tier.id,
    points: entryReward.points,
    rewardId: entryReward.rewardId,
    businessKey: `tier:${entry.memberId}:${tier.id}:entry:${earlier.length + 1}`,
  };
}

/** The points of an entry reward, available at once. Null when it has none. */
export function entryRewardPosting(input: {
  readonly reward: EntryReward;
  readonly memberId: string;
  readonly versionNo: number | null;
  readonly program: {
    readonly expiry: ExpirySettings;
    readonly timeZone: string;
    readonly tiers: { readonly list: readonly Pick<Tier, 'id' | 'name'>[] };
  };
  readonly now: Instant;
}): PostingDraft | null {
  const { reward, memberId, versionNo, program, now } = input;
  if (reward.points === null) return null;
  const name = program.tiers.list.find(({ id }) => id === reward.tierId)?.name ?? reward.tierId;
  return {
    businessKey: reward.businessKey,
    kind: 'entry-reward',
    memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: { kind: 'system', id: null },
    reasonCode: 'tier-entered',
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo,
    occurredAt: now,
    moves: [
      {
        kind: 'issue',
        unit: POINTS,
        points: reward.points,
        from: 'issued',
        to: 'available',
        source: reward.businessKey,
        earnedAt: now,
        availableAt: now,
        expiresAt: expiresAt(program.expiry, now, program.timeZone),
      },
    ],
    because: [`Welcome to ${name}`],
  };
}
