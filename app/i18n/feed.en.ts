import type { RedemptionState } from '#app/domain/decisions/redemption-state.ts';
import type { PostingKind } from '#app/domain/ledger/posting.ts';
import type { TierChangeKind } from '#app/domain/tiers/review-tier.ts';
import type { Message } from './message.ts';

/** What the feed can tell of: a new kind without words does not compile. */
type FeedCode =
  | 'feed.what.order'
  | 'feed.what.no-tier'
  | `feed.what.posting.${PostingKind}`
  | `feed.what.redemption.${RedemptionState}`
  | `feed.what.tier.${TierChangeKind}`;

/** What happened, line by line, in the feed of the home page, in English. */
export const feedEn = {
  'feed.what.order': 'Order {name}',
  'feed.what.no-tier': 'no tier',
  'feed.what.posting.order-settled': 'An order was settled',
  'feed.what.posting.points-matured': 'Pending points became available',
  'feed.what.posting.redemption-held': 'Points were reserved for a reward',
  'feed.what.posting.redemption-captured': 'A reward was used',
  'feed.what.posting.redemption-released': 'A reward was given back',
  'feed.what.posting.redemption-returned': 'Points of a returned order came back',
  'feed.what.posting.late-capture': 'A code was used after its end',
  'feed.what.posting.points-expired': 'Points expired',
  'feed.what.posting.adjusted': 'Points were adjusted by staff',
  'feed.what.posting.written-off': 'Debt was forgiven',
  'feed.what.posting.forfeited': 'Points were forfeited',
  'feed.what.posting.merged': 'Two members became one',
  'feed.what.posting.unmerged': 'One member became two again',
  'feed.what.posting.reassigned': 'An order changed hands',
  'feed.what.posting.entry-reward': 'Entry reward of a tier',
  'feed.what.posting.imported': 'Points were imported',
  'feed.what.posting.bonus': 'Bonus points',
  'feed.what.redemption.creating': 'Reward redeemed, its code is being made: {reward}',
  'feed.what.redemption.ready': 'Reward redeemed, the code is ready: {reward}',
  'feed.what.redemption.attached': 'The code is on an unpaid order: {reward}',
  'feed.what.redemption.captured': 'The code was used on a paid order: {reward}',
  'feed.what.redemption.released': 'The code was ended, points came back: {reward}',
  'feed.what.tier.raised': 'Climbed to {tier}',
  'feed.what.tier.confirmed': 'Confirmed in {tier}',
  'feed.what.tier.undone': 'Undone, back to {tier}',
  'feed.what.tier.lowered': 'Stepped down to {tier}',
  'feed.what.tier.ending': 'Will leave {tier}',
  'feed.what.tier.kept': 'Keeps {tier}',
} as const satisfies Readonly<Record<FeedCode, Message>>;
