import { captureWayOf } from '../rewards/capture-way.ts';
import type { RewardValue } from '../rewards/reward.schema.ts';
import type { Program } from './program.schema.ts';

/**
 * Whether everything that the program promises is done by Rung today. The document has room for more than the engines do: actions besides buying, cards that turn
 * into rewards, referrals, birthdays, perks that need bookkeeping, draws. `issues`: the kinds of reward that every store of the program can hand out (`issuedBy`);
 * none unless said. A list of codes has to be uploaded first, so that a reward of one does not work from the first minute.
 */
export function everythingWorks(program: Program, issues: ReadonlySet<RewardValue['kind']> = new Set()): boolean {
  const { earning, campaigns, rewards, tiers, perks } = program;
  return (
    earning.rules.every((rule) => !rule.active || rule.kind !== 'action') &&
    campaigns.every((campaign) => !campaign.active || WORKING_CAMPAIGNS.includes(campaign.kind)) &&
    rewards.every((reward) => !reward.active || (isHandedOutNow(reward.value.kind, issues) && reward.cost.kind !== 'card')) &&
    tiers.list.every((tier) => tier.ways.every((way) => WORKING_WAYS.includes(way.kind))) &&
    perks.every((perk) => !perk.active || (perk.kind === 'standing' && perk.gives.kind === 'service')) &&
    program.cards.every((card) => !card.active) &&
    program.referral?.active !== true &&
    program.birthday === null &&
    program.joining.welcome.rewardId === null
  );
}

function isHandedOutNow(kind: RewardValue['kind'], issues: ReadonlySet<RewardValue['kind']>): boolean {
  return captureWayOf(kind) !== 'on-issue' || kind === 'donation' || (kind !== 'voucher' && issues.has(kind));
}

/** Campaigns that give something with an order. */
export const WORKING_CAMPAIGNS: readonly Program['campaigns'][number]['kind'][] = ['multiplier', 'bonus', 'extra-rate'];

/** Ways into a tier that follow from joining and from orders. */
export const WORKING_WAYS: readonly Program['tiers']['list'][number]['ways'][number]['kind'][] = [
  'join',
  'points',
  'spend',
  'orders',
  'visits',
];
