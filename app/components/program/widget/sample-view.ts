import type { StorefrontActivity, StorefrontPoints, StorefrontStanding, StorefrontView } from '#app/contracts/storefront.ts';
import { earningWays } from '#app/domain/decisions/earning-ways.ts';
import { rewardOffers } from '#app/domain/decisions/reward-offers.ts';
import { issuedBy } from '#app/domain/rewards/capture-way.ts';
import { storefrontReward } from '#app/domain/decisions/storefront-reward.ts';
import { addDays, type Instant, instantToIso } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { storefrontProgram } from '#app/domain/program/storefront-program.ts';
import { isMetricWay } from '#app/domain/tiers/metrics.ts';

/** Who looks at the widget in the preview. */
export type SampleVisitor = 'member' | 'guest';

export interface SampleInput {
  readonly visitor: SampleVisitor;
  readonly locale: string;
  readonly now: Instant;
}

const STORE = 'preview';
/** Nobody has so little that no reward is in reach, nor so much that all are. */
const LEAST_BALANCE = 240;
const PENDING = 40;
const PENDING_DAYS = 12;
/** How far the sample member has come on the way up. */
const SHARE_UP = 0.6;

/**
 * What the widget would be told of a program by the rules that shops run on: for a guest, or for a member in the first tier who can afford the cheapest reward.
 * The member is made up; the rewards, the ways to earn, tiers, words and looks are the program's.
 */
export function sampleView(program: Program, { visitor, locale, now }: SampleInput): StorefrontView {
  const isMember = visitor === 'member';
  const tierId = isMember ? (program.tiers.list[0]?.id ?? null) : null;
  const points = isMember ? balanceOf(program, now) : NOTHING;
  const { available, pending, held, debt } = points;
  const offers = rewardOffers({
    ...{ program, versionNo: 1, programState: 'live', now, undosToday: 0, givenInAll: new Map(), stock: vouchersOf(program), open: [] },
    member: { memberId: STORE, state: isMember ? 'member' : 'guest', tierId, segments: [], arm: null },
    balance: { available, pending, held, debt },
    // The made-up store can hand out everything; what a real one cannot is said beside the reward's form.
    store: { storeId: STORE, currency: program.currency, issues: issuedBy({ giftCards: true, storeCredit: true }) },
  });
  return {
    version: 1,
    state: visitor,
    program: storefrontProgram(program, { locale, paused: false, reachedTierId: tierId }),
    points,
    tier: standingIn(program, tierId),
    rewards: offers.map((offer) => storefrontReward(offer, program.currency)),
    earning: earningWays({ ...{ program, storeId: STORE, memberId: null, joined: isMember, tierId, ordersBefore: 1, now } }),
    activity: isMember ? activityOf(program, { points, now }) : [],
    ...{ codes: [], notices: [], otherStores: [], tillCode: false },
  };
}

/** Lists of codes are full; what is counted one by one stays as nobody counted it. */
function vouchersOf(program: Program): Map<string, number> {
  return new Map(program.rewards.filter(({ value }) => value.kind === 'voucher').map(({ id }) => [id, 1]));
}

const NOTHING: StorefrontPoints = {
  ...{ available: 0, pending: 0, held: 0, debt: 0, shown: 0 },
  ...{ arriving: [], expiring: null, waitingForRate: [] },
};

function balanceOf({ rewards, units }: Program, now: Instant): StorefrontPoints {
  const perUnit = 10 ** units.points.scale;
  const costs = rewards.flatMap(({ active, hidden, cost }) => (active && !hidden && cost.kind === 'points' ? [cost.points] : []));
  const available = Math.max(LEAST_BALANCE * perUnit, ...(costs.length === 0 ? [] : [Math.ceil(Math.min(...costs) * 1.2)]));
  const pending = PENDING * perUnit;
  return {
    ...{ ...NOTHING, available, pending, shown: available },
    arriving: [{ points: pending, at: instantToIso(addDays(now, PENDING_DAYS)) }],
  };
}

function standingIn({ tiers, currency }: Program, tierId: string | null): StorefrontStanding {
  const standing: StorefrontStanding = { tierId, provisional: false, until: null, next: null, keep: null };
  if (tierId === null) return standing;
  for (const tier of tiers.list.slice(1).filter(({ hidden }) => !hidden)) {
    for (const way of tier.ways.filter(isMetricWay)) {
      const need = way.kind === 'spend' ? (way.atLeast[currency] ?? 0) : way.atLeast;
      if (need > 0) return { ...standing, next: { tierId: tier.id, metric: way.kind, have: Math.floor(need * SHARE_UP), need } };
    }
  }
  return standing;
}

function activityOf(program: Program, { points, now }: { readonly points: StorefrontPoints; readonly now: Instant }): StorefrontActivity[] {
  const entry = { rewardName: null, because: [] };
  const welcome = program.joining.welcome.points;
  return [
    { ...entry, id: '3', at: instantToIso(addDays(now, -2)), kind: 'order', points: points.pending, pending: true, orderName: '#1042' },
    {
      ...{ ...entry, id: '2', at: instantToIso(addDays(now, -30)), kind: 'order', pending: false, orderName: '#1007' },
      points: points.available - (welcome ?? 0),
    },
    ...(welcome === null
      ? []
      : [{ ...entry, id: '1', at: instantToIso(addDays(now, -31)), kind: 'welcome', points: welcome, pending: false, orderName: null }]),
  ];
}
