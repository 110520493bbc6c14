import { v5 as idFromName } from 'uuid';
import { pickupCode } from '#app/domain/decisions/hand-over.ts';
import { issuedUntil } from '#app/domain/decisions/redeem.ts';
import { addDays, type Instant, localDate } from '#app/domain/instant.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { captureWayOf, isCounted } from '#app/domain/rewards/capture-way.ts';
import { worthFor } from '#app/domain/rewards/reward-amounts.ts';
import { discountFor, needsOwnDiscount } from '#app/domain/rewards/pool.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import type { Queryable } from '#app/store/database.ts';
import { findCustomersOfMembers } from '#app/store/members.ts';
import type { Errand } from '#app/store/outbox.ts';
import type { StoreRecord } from '#app/store/programs.ts';
import { type RedemptionRecord, readRedemption } from '#app/store/redemptions.ts';
import { addToStock, lockStock } from '#app/store/reward-stock.ts';
import type { Desk } from './desk.ts';
import { insertWithCode } from './handover/insert-with-code.ts';
import { readIssues } from './issuing/abilities.ts';
import { type IssuePlan, saveHandedOut } from './issuing/hand-out.ts';
import { hasCodesInBulk, type ReservedCode, reserveCode } from './reserve-code.ts';

export interface Grant {
  readonly store: StoreRecord;
  readonly live: { readonly no: number; readonly program: Program };
  readonly memberId: string;
  readonly rewardId: string;
  /** The business key: the same grant is given once. */
  readonly key: string;
  readonly origin: string;
  readonly now: Instant;
}

/** Gives a reward that costs no points (a tier's entry reward), in the caller's transaction. Answers the errands that make its code. */
export async function grantReward(desk: Desk, client: Queryable, grant: Grant): Promise<readonly Errand[]> {
  const { store, live, memberId } = grant;
  const reward = live.program.rewards.find(({ id }) => id === grant.rewardId);
  if (!reward) {
    desk.log.error(
      { programId: store.programId, rewardId: grant.rewardId, memberId },
      'a reward that a tier promises is not in the program',
    );
    return [];
  }
  const redemptionId = idFromName(`${memberId}:${grant.key}`, store.programId);
  if (await readRedemption(client, store.programId, redemptionId)) return [];
  if (captureWayOf(reward.value.kind) === 'on-issue') return grantIssued(desk, client, { grant, reward, redemptionId });
  const given = await wayOut(desk, client, { grant, reward, redemptionId });
  if (!given) {
    desk.log.error({ programId: store.programId, rewardId: reward.id, memberId }, 'this reward cannot be given in this store');
    return [];
  }
  const { reserved, endsAt } = given;
  const isPickup = captureWayOf(reward.value.kind) === 'on-handover';
  // A promised gift is owed even when nothing is left: then no piece can be set aside for it.
  const fromStock = isPickup && isCounted(reward) && ((await lockStock(client, store.programId, reward.id)) ?? 0) > 0;
  if (fromStock) await addToStock(client, store.programId, { rewardId: reward.id, by: -1 });
  const redemption: RedemptionRecord = {
    ...giftOf(grant, { reward, redemptionId }),
    state: reserved?.state ?? 'ready',
    discountId: reserved?.discountId ?? null,
    code: isPickup ? pickupCode(desk.newCode()) : (reserved?.code ?? null),
    codeExpiresAt: endsAt,
    holdEndsAt: endsAt + live.program.redeeming.holdHoursAfterExpiry * 3_600_000,
    fromStock,
  };
  await insertWithCode(desk, client, { programId: store.programId, redemption });
  return reserved?.errands ?? [];
}

/** A redemption that cost nothing, before its way is known. */
function giftOf(
  { store, live, memberId, origin, now }: Grant,
  { reward, redemptionId }: { readonly reward: Reward; readonly redemptionId: string },
): RedemptionRecord {
  return {
    ...{ redemptionId, memberId, storeId: store.storeId, rewardId: reward.id, versionNo: live.no, reward, origin, createdAt: now },
    ...{ unit: POINTS, points: 0, capturedPoints: 0, returnedPoints: 0, discountMinor: null, discountCurrency: null },
    ...{ state: 'creating', sideState: null, endReason: null, orderId: null, discountId: null, code: null },
    ...{ codeExpiresAt: null, holdEndsAt: null, fromStock: false, handedOverAt: null, handedOverBy: null },
  };
}

/** What a platform or a list hands out. An empty list owes the gift: it is given with the next upload. */
async function grantIssued(
  desk: Desk,
  client: Queryable,
  granted: { readonly grant: Grant; readonly reward: Reward; readonly redemptionId: string },
): Promise<readonly Errand[]> {
  const { grant, reward, redemptionId } = granted;
  const { store, live, memberId, now } = grant;
  const issues = await readIssues(client, store, { rewards: [reward] });
  const plan = issues.has(reward.value.kind) ? issuePlanOf(reward, store.currency) : null;
  if (!plan) {
    desk.log.error({ programId: store.programId, rewardId: reward.id, memberId }, 'this store cannot hand out a reward that was promised');
    return [];
  }
  const { timeZone } = live.program;
  const [customer] = await findCustomersOfMembers(client, store, [memberId]);
  const redemption = { ...giftOf(grant, { reward, redemptionId }), codeExpiresAt: issuedUntil(reward, now, timeZone) };
  const given = await saveHandedOut(desk, client, {
    ...{ programId: store.programId, redemption, plan, timeZone, now, waitsForVoucher: true },
    customerId: customer?.customerId ?? null,
    today: localDate(now, timeZone),
  });
  return given.errands;
}

function issuePlanOf(reward: Reward, currency: string): IssuePlan | null {
  const { kind } = reward.value;
  if (kind === 'voucher' || kind === 'donation')
    return { kind: 'on-issue', issue: kind, amountMinor: worthFor(reward, currency), currency };
  // What is given is no free amount: one step of it.
  const amountMinor = kind === 'gift-card' || kind === 'store-credit' ? worthFor(reward, currency) : null;
  return (kind === 'gift-card' || kind === 'store-credit') && amountMinor !== null && amountMinor > 0
    ? { kind: 'on-issue', issue: kind, amountMinor, currency }
    : null;
}

/** A code for what works on an order; none of a platform for what people hand over; null for what is issued by a platform. */
async function wayOut(
  desk: Desk,
  client: Queryable,
  wanted: { readonly grant: Grant; readonly reward: Reward; readonly redemptionId: string },
): Promise<{ readonly reserved: ReservedCode | null; readonly endsAt: Instant } | null> {
  const { grant, reward, redemptionId } = wanted;
  const { store, live, now } = grant;
  if (captureWayOf(reward.value.kind) === 'on-handover') return { reserved: null, endsAt: addDays(now, reward.validDays) };
  const codesInBulk = hasCodesInBulk(store);
  const { storeId, currency } = store;
  // What is given is no free amount: nobody chose one.
  const discount = discountFor(reward, { storeId, currency, now, timeZone: live.program.timeZone, codesInBulk, points: null });
  if (!discount) return null;
  const own = needsOwnDiscount(reward, codesInBulk);
  const [customer] = own ? await findCustomersOfMembers(client, store, [grant.memberId]) : [];
  const plan = {
    ...{ ...discount, rewardId: reward.id, own },
    description: { ...discount.description, customerId: customer?.customerId ?? null },
  };
  return { reserved: await reserveCode(desk, client, { address: store, redemptionId, plan }), endsAt: discount.endsAt };
}
