import type { Instant } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { type RewardPool, needsOwnDiscount, nextPoolOf, poolOf } from '#app/domain/rewards/pool.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { addErrands } from '#app/store/outbox.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import { countPool, ensureDiscount, insertCodes } from '#app/store/reward-codes.ts';
import type { Desk } from './desk.ts';
import { eachApart } from './each-apart.ts';
import { hasCodesInBulk, prepareErrand } from './reserve-code.ts';

/** A pool never has fewer free codes than this, and never fewer than were claimed in a week. */
const LEAST_FREE = 30;
const MOST_AT_ONCE = 250;
/** The pool of the next cohort is prepared this long before codes are drawn from it. */
const AHEAD_MS = 2 * 86_400_000;

/** Keeps a pool of ready codes behind every reward that can have one, so that no shopper waits for the platform. Answers how many codes were planned. */
export async function fillPools(desk: Desk, now: Instant): Promise<number> {
  let planned = 0;
  await eachApart(await readStores(desk.database, null), async (store) => {
    if (store.state === 'connected') planned += await fillPoolsOf(desk, store, now);
  });
  return planned;
}

export async function fillPoolsOf(desk: Desk, store: StoreRecord, now: Instant): Promise<number> {
  const rulebook = await desk.library.open(store.programId);
  const live = rulebook.liveAt(now);
  if (!live) return 0;
  const program = await rulebook.program(live.no);
  let planned = 0;
  if (!hasCodesInBulk(store)) return 0;
  for (const reward of program.rewards.filter((candidate) => isPooled(candidate, program))) {
    for (const pool of poolsToHold(reward, store, { now, timeZone: program.timeZone }))
      planned += await fillPool(desk, store, { reward, pool });
  }
  if (planned > 0) desk.wake('relay-store', store);
  return planned;
}

function isPooled(reward: Reward, program: Program): boolean {
  const isGiven = program.tiers.list.some((tier) => tier.entryReward?.rewardId === reward.id);
  return reward.active && !needsOwnDiscount(reward) && (reward.cost.kind === 'points' || isGiven);
}

function poolsToHold(reward: Reward, store: StoreRecord, at: { readonly now: Instant; readonly timeZone: string }): RewardPool[] {
  const options = { storeId: store.storeId, currency: store.currency, ...at };
  const current = poolOf(reward, options);
  const soon = poolOf(reward, { ...options, now: at.now + AHEAD_MS });
  if (!current) return [];
  return soon && soon.cohort !== current.cohort ? [current, nextPoolOf(reward, options) ?? soon] : [current];
}

async function fillPool(desk: Desk, store: StoreRecord, wanted: { readonly reward: Reward; readonly pool: RewardPool }): Promise<number> {
  const { reward, pool } = wanted;
  return desk.database.transaction(async (client) => {
    const discount = await ensureDiscount(client, store.programId, {
      discountId: desk.newId(),
      storeId: store.storeId,
      rewardId: reward.id,
      valueHash: pool.valueHash,
      cohort: pool.cohort,
      description: pool.description,
      redemptionId: null,
      platformRef: null,
      endsAt: pool.endsAt,
    });
    const { free, claimedLately } = await countPool(client, store.programId, discount.discountId);
    const missing = Math.min(MOST_AT_ONCE, Math.max(LEAST_FREE, claimedLately) - free);
    // Topping up by a handful at a time would be a call to the platform for each redemption.
    if (missing < LEAST_FREE / 3) return 0;
    await insertCodes(client, store, {
      discountId: discount.discountId,
      redemptionId: null,
      codes: Array.from({ length: missing }, () => desk.newCode()),
    });
    await addErrands(client, store.programId, [prepareErrand(store.storeId, discount.discountId)]);
    return missing;
  });
}
