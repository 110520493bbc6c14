import type { TillReward, TillView } from '#app/contracts/extensions.ts';
import type { UnitNames } from '#app/contracts/storefront.ts';
import { type RewardOffer, isGivenByCode, rewardOffers } from '#app/domain/decisions/reward-offers.ts';
import { armOf } from '#app/domain/segments/matches-audience.ts';
import { wordsOf } from '#app/domain/units/unit-words.ts';
import { EMPTY_BALANCE } from '#app/store/ledger.ts';
import { readRedemptionsOfMember } from '#app/store/redemptions.ts';
import { readStock } from '#app/store/reward-stock.ts';
import type { Desk } from '../desk.ts';
import { readGiven } from '../given-count.ts';
import type { StoreAddress } from '../services.ts';
import { type OpenPage, openPage } from '../storefront/open-page.ts';

/**
 * What staff see of a customer at the till: balance, tier, and the rewards that a cart can take. Nothing personal, and none of the codes that the member redeemed
 * at home. Looking records nothing. Null: the store has no program in force. Whether a reward is really given is decided when it is redeemed.
 */
export async function readTill(
  desk: Desk,
  address: StoreAddress,
  asked: { readonly customerId: string; readonly locale: string },
): Promise<TillView | null> {
  const page = await openPage(desk, { address, customerId: asked.customerId });
  if (page === null) return null;
  const { program, member } = page;
  const words = wordsOf(program.units.points, asked.locale);
  const scale = program.units.points.scale as UnitNames['scale']; // the schema allows no other
  const balance = member?.balance ?? EMPTY_BALANCE;
  return {
    state: page.state === 'live' ? stateOf(member?.state) : 'paused',
    programName: program.name,
    unit: { locale: words.locale, scale, forms: words.forms },
    points: { shown: balance.available - balance.debt, available: balance.available, pending: balance.pending, held: balance.held },
    tierName: program.tiers.list.find(({ id }) => id === page.tier.tierId)?.name ?? null,
    welcomePoints: program.joining.welcome.points,
    rewards: (await offersAt(desk, page)).filter(({ reward }) => isGivenByCode(reward)).map(toTillReward),
  };
}

function stateOf(state: string | undefined): TillView['state'] {
  return state === 'member' || state === 'blocked' || state === 'left' ? state : 'not-joined';
}

async function offersAt(desk: Desk, page: OpenPage): Promise<RewardOffer[]> {
  const { program, versionNo, member, store, now } = page;
  const { pool } = desk.database;
  const limited = program.rewards.filter(({ limitInAll }) => limitInAll !== null);
  const [open, givenInAll, stock] = await Promise.all([
    member === null ? [] : readRedemptionsOfMember(pool, store.programId, member.memberId),
    readGiven(pool, store.programId, { rewards: limited, at: now, timeZone: program.timeZone }),
    readStock(pool, store.programId),
  ]);
  const memberId = member?.memberId ?? '';
  return rewardOffers({
    program,
    versionNo,
    programState: page.state,
    now,
    stock,
    undosToday: member?.undosToday ?? 0,
    givenInAll,
    member: {
      memberId,
      state: member?.state ?? 'guest',
      tierId: page.tier.tierId,
      segments: [],
      arm: member === null ? null : armOf(program.arms, memberId),
    },
    balance: member?.balance ?? EMPTY_BALANCE,
    // What is handed out is not taken at a till (isGivenByCode); nothing is asked for it here.
    store: { storeId: store.storeId, currency: store.currency },
    open,
  });
}

function toTillReward({ reward, cost, missing, reason }: RewardOffer): TillReward {
  return { rewardId: reward.id, name: reward.name, cost, missing, available: reason === null, reason };
}
