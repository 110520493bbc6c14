import type { StorefrontNotice, StorefrontReward, StorefrontStanding, StorefrontView } from '#app/contracts/storefront.ts';
import { earningWays } from '#app/domain/decisions/earning-ways.ts';
import { type OfferInput, rewardOffers } from '#app/domain/decisions/reward-offers.ts';
import { storefrontReward } from '#app/domain/decisions/storefront-reward.ts';
import { hasTill } from '#app/domain/decisions/till-code.ts';
import { addDays, type Instant, instantToIso, localDate } from '#app/domain/instant.ts';
import { storefrontProgram } from '#app/domain/program/storefront-program.ts';
import { pictureAddress } from '#app/domain/pictures/picture-address.ts';
import { hasStock } from '#app/domain/rewards/capture-way.ts';
import { armOf } from '#app/domain/segments/matches-audience.ts';
import type { WindowKey, WindowTotals } from '#app/domain/tiers/metrics.ts';
import { standingOf } from '#app/domain/tiers/standing.ts';
import { wordsOf } from '#app/domain/units/unit-words.ts';
import { EMPTY_BALANCE } from '#app/store/ledger.ts';
import { type RedemptionRecord, readRedemptionsOfMember } from '#app/store/redemptions.ts';
import { readStock } from '#app/store/reward-stock.ts';
import { readRewardsWithVouchers } from '#app/store/vouchers.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import type { RewardValue } from '#app/domain/rewards/reward.schema.ts';
import type { Queryable } from '#app/store/database.ts';
import { type ShopperNotice, markNoticesShown, readActivity } from '#app/store/shoppers.ts';
import type { Desk } from '../desk.ts';
import { readGiven } from '../given-count.ts';
import { readIssues } from '../issuing/abilities.ts';
import { codeView } from './code-views.ts';
import { openIssued } from './issued-codes.ts';
import { isMember, openPage, type OpenPage, readTotals, storeUrl } from './open-page.ts';
import type { Shopper } from './shopper.ts';
import { pointsView } from './points-view.ts';
import { activityView } from './read-activity.ts';

const ACTIVITIES = 10;
/** Older news is history; it stands in the activity. */
const NEWS_DAYS = 30;

/**
 * Everything that a shopper's page shows: four statements in a first round, up to five in a second, and one more the first time that a warning of expiry is shown.
 * Null when the store has no program in force. What a reward's button may do is decided when it is pressed, by the same rules.
 */
export async function readStorefront(desk: Desk, shopper: Shopper): Promise<StorefrontView | null> {
  const page = await openPage(desk, shopper);
  if (page === null) return null;
  const { program, member, now } = page;
  const { pool } = desk.database;
  const { programId } = shopper.address;
  const limited = program.rewards.filter(({ limitInAll }) => limitInAll !== null);
  const [totals, redemptions, activity, givenInAll, stock, issues] = await Promise.all([
    readTotals(desk, page),
    member === null ? [] : readRedemptionsOfMember(pool, programId, member.memberId),
    member === null ? [] : readActivity(pool, programId, { memberId: member.memberId, before: null, limit: ACTIVITIES }),
    readGiven(pool, programId, { rewards: limited, at: now, timeZone: program.timeZone }),
    readLeft(pool, programId, { program, now }),
    readIssues(pool, shopper.address, program),
  ]);
  const issued = await openIssued(desk, page, redemptions);
  const notices = newsOf(member?.notices ?? [], now);
  await noteShown(desk, page, notices);
  const standing = standingView(page, totals);
  const unit = wordsOf(program.units.points, shopper.locale);
  return {
    version: 1,
    state: stateOf(page, shopper.customerId),
    program: storefrontProgram(program, { locale: shopper.locale, paused: page.state !== 'live', reachedTierId: standing.tierId }),
    points: pointsView(page),
    tier: standing,
    rewards: offersOf(page, redemptions, { givenInAll, stock, issues }).map((reward) => ({
      ...reward,
      picture: pictureAddress(desk.appUrl, reward.picture),
    })),
    earning: earningWays({
      ...{ program, storeId: page.store.storeId, memberId: member?.memberId ?? null, joined: isMember(page) },
      ...{ tierId: standing.tierId, ordersBefore: member?.ordersBefore ?? 0, now },
    }),
    codes: redemptions
      .filter(({ redemptionId, state }) => OPEN.has(state) || issued.has(redemptionId))
      .map((redemption) => codeView(redemption, page, issued.get(redemption.redemptionId))),
    activity: activity.map((record) => activityView(record, { locale: shopper.locale, unit })),
    notices: notices.map(noticeView),
    otherStores: page.stores
      .filter(({ storeId, state }) => storeId !== page.store.storeId && state === 'connected')
      .map((store) => ({ name: store.name, url: storeUrl(store) })),
    tillCode: page.state === 'live' && isMember(page) && hasTill(program, page.store),
  };
}

/** Pieces that are left, where somebody counts them; of a list of codes only whether there is one. */
async function readLeft(
  client: Queryable,
  programId: string,
  { program, now }: { readonly program: Program; readonly now: Instant },
): Promise<Map<string, number>> {
  const lists = program.rewards.filter(({ active, value }) => active && value.kind === 'voucher').map(({ id }) => id);
  const [counted, filled] = await Promise.all([
    program.rewards.some(hasStock) ? readStock(client, programId) : new Map<string, number>(),
    readRewardsWithVouchers(client, programId, { rewardIds: lists, today: localDate(now, program.timeZone) }),
  ]);
  return new Map([...counted, ...lists.map((id): [string, number] => [id, filled.has(id) ? 1 : 0])]);
}

const OPEN: ReadonlySet<string> = new Set(['creating', 'ready', 'attached']);

function stateOf(page: OpenPage, customerId: string | null): StorefrontView['state'] {
  if (page.state !== 'live') return 'paused';
  if (customerId === null) return 'guest';
  const state = page.member?.state;
  if (state === 'member' || state === 'blocked') return state;
  // Who was erased comes back like who left: through the shop's people.
  return state === 'left' || state === 'erased' ? 'left' : 'not-joined';
}

function standingView(page: OpenPage, totals: ReadonlyMap<WindowKey, WindowTotals>): StorefrontStanding {
  const { program, tier, now } = page;
  const { tiers: settings, currency, timeZone } = program;
  const standing = standingOf({ settings, currency, timeZone, state: tier, totals, now });
  return {
    tierId: standing.tierId,
    provisional: standing.provisional,
    until: standing.until === null ? null : instantToIso(standing.until),
    next: standing.next,
    keep: standing.keep === null ? null : { ...standing.keep, until: instantToIso(standing.keep.until) },
  };
}

function offersOf(
  page: OpenPage,
  redemptions: readonly RedemptionRecord[],
  room: Pick<OfferInput, 'givenInAll' | 'stock'> & { readonly issues: ReadonlySet<RewardValue['kind']> },
): StorefrontReward[] {
  const { program, versionNo, member, store, now } = page;
  const { givenInAll, stock, issues } = room;
  const memberId = member?.memberId ?? '';
  const state = member?.state ?? 'guest';
  const offers = rewardOffers({
    ...{ program, versionNo, programState: page.state, now, undosToday: member?.undosToday ?? 0, givenInAll, stock },
    member: { memberId, state, tierId: page.tier.tierId, segments: [], arm: member === null ? null : armOf(program.arms, memberId) },
    balance: member?.balance ?? EMPTY_BALANCE,
    store: { storeId: store.storeId, currency: store.currency, issues },
    open: redemptions,
  });
  return offers.map((offer) => storefrontReward(offer, store.currency));
}

const URGENCY: readonly string[] = ['expiry-warning', 'tier-ending', 'code-recalled', 'points-taken'];

/** What must be said now: warnings whose day has not come, and the news of the last weeks; most urgent first, then newest. */
function newsOf(notices: readonly ShopperNotice[], now: Instant): ShopperNotice[] {
  const rank = ({ kind }: ShopperNotice) => (URGENCY.includes(kind) ? URGENCY.indexOf(kind) : URGENCY.length);
  return notices
    .filter(({ kind, data, createdAt }) => {
      const endsAt = typeof data.endsAt === 'number' ? data.endsAt : null;
      if (kind === 'expiry-warning' || kind === 'tier-ending') return endsAt === null || endsAt > now;
      return createdAt > addDays(now, -NEWS_DAYS);
    })
    .sort((a, b) => rank(a) - rank(b) || b.createdAt - a.createdAt);
}

/** The first answer that carries a warning of expiry is the proof that the account showed it (rules, 6). */
async function noteShown(desk: Desk, page: OpenPage, notices: readonly ShopperNotice[]): Promise<void> {
  const keys = notices.filter(({ kind, shownAt }) => kind === 'expiry-warning' && shownAt === null).map(({ key }) => key);
  await markNoticesShown(desk.database.pool, page.store.programId, { keys, at: page.now });
}

function noticeView({ key, kind, data, createdAt }: ShopperNotice): StorefrontNotice {
  return { key, kind, at: instantToIso(createdAt), facts: Object.fromEntries(Object.entries(data).filter(isFact).map(factOf)) };
}

/** The rules' own English sentence is no fact: pages have the words. */
function isFact([name]: [string, unknown]): boolean {
  return name !== 'because';
}

/** Moments are kept as milliseconds and told as texts; lists and objects are nobody's business outside. */
function factOf([name, value]: [string, unknown]): [string, string | number | boolean | null] {
  if (typeof value === 'number') return [name, name.endsWith('At') ? instantToIso(value) : value];
  return [name, typeof value === 'string' || typeof value === 'boolean' ? value : null];
}
