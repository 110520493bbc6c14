import type { RedemptionView } from '#app/contracts/reading.ts';
import { decideRedemption, type RedemptionPlan } from '#app/domain/decisions/redeem.ts';
import { unitOf } from '#app/domain/decisions/redeem-guards.ts';
import { pickupCode } from '#app/domain/decisions/hand-over.ts';
import { decideUndo } from '#app/domain/decisions/release-code.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { armOf } from '#app/domain/segments/matches-audience.ts';
import type { Queryable } from '#app/store/database.ts';
import { EMPTY_BALANCE, postDrafts, readBalances } from '#app/store/ledger.ts';
import { type MemberRecord, findCustomersOfMembers, lockMembers } from '#app/store/members.ts';
import { type Errand, addErrands } from '#app/store/outbox.ts';
import { type StoreRecord, readStore } from '#app/store/programs.ts';
import {
  type RedemptionRecord,
  changeRedemption,
  countUndosSince,
  readRedemption,
  readRedemptionsOfMember,
  lockRedemption,
} from '#app/store/redemptions.ts';
import { readTiers } from '#app/store/tiers.ts';
import { addToStock, lockStock } from '#app/store/reward-stock.ts';
import { readLinkedAt } from '#app/store/issued-values.ts';
import { freeVoucher, lockVoucherOf, readRewardsWithVouchers } from '#app/store/vouchers.ts';
import type { Desk } from './desk.ts';
import { localDate, startOfLocalDay } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { hasStock, isCounted, isLikeMoney } from '#app/domain/rewards/capture-way.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { countGiven, noteGiven } from './given-count.ts';
import { publishErrand } from './publish-members.ts';
import { toRedemptionView } from './read-member.ts';
import { releaseUnused } from './end-redemption.ts';
import { insertWithCode } from './handover/insert-with-code.ts';
import { readIssues } from './issuing/abilities.ts';
import { type IssuePlan, NoVoucherLeftError, saveHandedOut } from './issuing/hand-out.ts';
import { endErrand } from './remove-code.ts';
import { hasCodesInBulk, type ReservedCode, reserveCode } from './reserve-code.ts';
import type { RedeemInput, RedeemRefusal, StoreAddress } from './services.ts';

const UNKNOWN_MEMBER: RedeemRefusal = { reason: 'unknown_member', message: 'Please sign in and join first.' };
const UNKNOWN_REWARD: RedeemRefusal = { reason: 'unknown_reward', message: 'This reward is not offered any more.' };
const OTHER_CONTENT: RedeemRefusal = {
  reason: 'already_used',
  message: 'This request was used for another reward already. Please try again.',
};

const NOTHING_LEFT: RedeemRefusal = { reason: 'out-of-stock', message: 'This reward is out of stock at the moment.' };

/** `discountId` null: a code to be shown, which no platform knows. */
type Reserved = Omit<ReservedCode, 'discountId' | 'code'> & { readonly discountId: string | null; readonly code: string | null };

interface Counter {
  readonly store: StoreRecord;
  readonly program: Program;
  readonly versionNo: number;
  readonly paused: 'live' | 'paused' | 'frozen';
  readonly now: number;
}

/**
 * Turns points into a reward: holds the points, gives the code and saves both in one transaction. Of requests racing on one balance exactly those it covers win.
 * The client makes `redemptionId`: a repeat answers the same redemption. Refusals say in the shopper's words what is missing.
 */
export async function redeem(desk: Desk, input: RedeemInput): Promise<Result<RedemptionView, RedeemRefusal>> {
  const counter = await openCounter(desk, input.address);
  if (!counter) return refused(UNKNOWN_REWARD);
  const outcome = await desk.database
    .transaction(async (client): Promise<Result<RedemptionRecord, RedeemRefusal>> => {
      const member = (await lockMembers(client, input.address.programId, [input.memberId])).get(input.memberId);
      if (!member) return refused(UNKNOWN_MEMBER);
      const repeated = await readRedemption(client, input.address.programId, input.redemptionId);
      if (repeated)
        return repeated.memberId === input.memberId && repeated.rewardId === input.rewardId ? accepted(repeated) : refused(OTHER_CONTENT);
      const decided = await decide(client, { counter, input, member });
      if (!decided.ok) return decided;
      return save(desk, client, { counter, input, plan: decided.value });
    })
    .catch(async (error: unknown) => {
      // The last code went to somebody else between the look and the claim; nothing of this redemption was kept.
      if (error instanceof NoVoucherLeftError) return refused(NOTHING_LEFT);
      // Nor where another member's request under the same number was faster.
      const taken = await readRedemption(desk.database.pool, input.address.programId, input.redemptionId);
      if (taken && taken.memberId !== input.memberId) return refused(OTHER_CONTENT);
      throw error;
    });
  if (!outcome.ok) return outcome;
  desk.wake('relay-store', input.address);
  return accepted(toRedemptionView(outcome.value));
}

async function openCounter(desk: Desk, address: StoreAddress): Promise<Counter | null> {
  const [rulebook, store, now] = await Promise.all([
    desk.library.open(address.programId),
    readStore(desk.database, address),
    desk.database.now(),
  ]);
  const live = rulebook.liveAt(now);
  if (!live || !store) return null;
  // Nobody could honour a code of a store that took the app out.
  const paused = store.state === 'connected' ? rulebook.record.state : 'frozen';
  return { store, program: await rulebook.program(live.no), versionNo: live.no, paused, now };
}

interface Asking {
  readonly counter: Counter;
  readonly input: RedeemInput;
  readonly member: MemberRecord;
}

async function decide(client: Queryable, { counter, input, member }: Asking): Promise<Result<RedemptionPlan, RedeemRefusal>> {
  const { program, store, now } = counter;
  const { programId } = input.address;
  const reward = program.rewards.find(({ id }) => id === input.rewardId);
  if (!reward) return refused(UNKNOWN_REWARD);
  const unit = unitOf(reward);
  const money = isLikeMoney(reward.value.kind);
  const [balances, tiers, redemptions, undosToday] = [
    await readBalances(client, programId, [member.memberId]),
    await readTiers(client, programId, [member.memberId]),
    await readRedemptionsOfMember(client, programId, member.memberId),
    await countUndosSince(client, programId, {
      memberId: member.memberId,
      since: startOfLocalDay(localDate(now, program.timeZone), program.timeZone),
    }),
  ];
  return decideRedemption({
    program,
    versionNo: counter.versionNo,
    reward,
    member: {
      memberId: member.memberId,
      state: member.state,
      tierId: tiers.get(member.memberId)?.tierId ?? null,
      segments: [],
      arm: armOf(program.arms, member.memberId),
      linkedAt: money ? await readLinkedAt(client, programId, member.memberId) : null,
      knownHere: !money || (await findCustomersOfMembers(client, input.address, [member.memberId])).length > 0,
    },
    balance: balances.get(member.memberId)?.[unit] ?? EMPTY_BALANCE,
    programState: counter.paused,
    now,
    store: {
      storeId: store.storeId,
      currency: store.currency,
      codesInBulk: hasCodesInBulk(store),
      issues: await readIssues(client, input.address, { rewards: [reward] }),
    },
    points: input.points,
    open: redemptions.map(({ unit: spent, reward: promised, ...one }) => ({
      ...{ rewardId: one.rewardId, state: one.state, createdAt: one.createdAt, points: one.points },
      ...{ unit: spent, reward: promised },
    })),
    undosToday,
    givenInAll: await countGiven(client, programId, { reward, at: now, timeZone: program.timeZone }),
    stockLeft: await stockOf(client, counter, reward),
    redemptionId: input.redemptionId,
    actor: { kind: input.actor.kind, id: input.actor.id },
  });
}

/** Pieces that are left: of a list of codes only whether there is one (it is claimed when all else is settled); null: nobody counts. */
async function stockOf(client: Queryable, { program, store, now }: Counter, reward: Reward): Promise<number | null> {
  if (!isCounted(reward)) return null;
  if (hasStock(reward)) return lockStock(client, store.programId, reward.id);
  const asked = { rewardIds: [reward.id], today: localDate(now, program.timeZone) };
  return (await readRewardsWithVouchers(client, store.programId, asked)).size;
}

async function save(
  desk: Desk,
  client: Queryable,
  work: { readonly counter: Counter; readonly input: RedeemInput; readonly plan: RedemptionPlan },
): Promise<Result<RedemptionRecord, RedeemRefusal>> {
  const { counter, input, plan } = work;
  const { programId, storeId } = input.address;
  const reward = counter.program.rewards.find(({ id }) => id === input.rewardId);
  if (!reward) return refused(UNKNOWN_REWARD);
  if (plan.posting) {
    const [outcome] = await postDrafts(client, programId, [plan.posting]);
    if (outcome?.status === 'refused')
      return refused({ reason: outcome.refusal, message: 'There are not enough points for this reward any more.' });
    if (outcome?.status === 'stale') return refused(OTHER_CONTENT);
  }
  const { plan: way } = plan;
  const reserved = way.kind === 'on-issue' ? NO_CODE : await reserve(desk, client, { ...work, reward });
  const redemption: RedemptionRecord = {
    redemptionId: input.redemptionId,
    memberId: input.memberId,
    storeId,
    rewardId: reward.id,
    versionNo: counter.versionNo,
    reward,
    unit: plan.unit,
    points: plan.points,
    state: reserved.state,
    sideState: null,
    endReason: null,
    origin: input.actor.kind,
    discountId: reserved.discountId,
    code: reserved.code,
    codeExpiresAt: plan.codeExpiresAt,
    holdEndsAt: plan.holdEndsAt,
    orderId: null,
    capturedPoints: 0,
    returnedPoints: 0,
    discountMinor: null,
    discountCurrency: null,
    fromStock: hasStock(reward),
    handedOverAt: null,
    handedOverBy: null,
    createdAt: counter.now,
  };
  const given =
    way.kind === 'on-issue'
      ? await handOut(desk, client, { ...work, redemption, way })
      : { redemption: await insertWithCode(desk, client, { programId, redemption }), errands: reserved.errands };
  const saved = given.redemption;
  if (saved.fromStock) await addToStock(client, programId, { rewardId: reward.id, by: -1 });
  await noteGiven(client, programId, { reward, at: counter.now, timeZone: counter.program.timeZone, times: 1 });
  const errands: Errand[] = [...given.errands, publishErrand(storeId, input.memberId)];
  await addErrands(client, programId, errands);
  return accepted(saved);
}

/** What a platform or a list hands out has no code that an order or a counter would know. */
const NO_CODE: Reserved = { discountId: null, code: null, state: 'creating', errands: [] };

async function handOut(
  desk: Desk,
  client: Queryable,
  work: { readonly counter: Counter; readonly input: RedeemInput; readonly redemption: RedemptionRecord; readonly way: IssuePlan },
) {
  const { counter, input, redemption, way } = work;
  const { timeZone } = counter.program;
  const [customer] = await findCustomersOfMembers(client, input.address, [input.memberId]);
  return saveHandedOut(desk, client, {
    ...{ programId: input.address.programId, redemption, plan: way, timeZone, now: counter.now, waitsForVoucher: false },
    customerId: customer?.customerId ?? null,
    today: localDate(counter.now, timeZone),
  });
}

/** A code that works on orders, or a short one that is shown to the shop's people. */
async function reserve(
  desk: Desk,
  client: Queryable,
  work: { readonly counter: Counter; readonly input: RedeemInput; readonly plan: RedemptionPlan; readonly reward: Reward },
): Promise<Reserved> {
  const { counter, input, plan, reward } = work;
  if (!plan.discount) return { discountId: null, code: pickupCode(desk.newCode()), state: 'ready', errands: [] };
  // A coupon that is made for one person works for that person alone.
  const isTheirs = reward.boundToCustomer || !hasCodesInBulk(counter.store);
  const [customer] = isTheirs ? await findCustomersOfMembers(client, input.address, [input.memberId]) : [];
  return reserveCode(desk, client, {
    address: input.address,
    redemptionId: input.redemptionId,
    plan: {
      rewardId: reward.id,
      valueHash: plan.valueHash,
      cohort: plan.cohort,
      description: { ...plan.discount, customerId: customer?.customerId ?? null },
      endsAt: plan.codeExpiresAt,
      own: plan.bound,
    },
  });
}

/** Under lock, so that nobody sees the code while it is taken back. */
async function isVoucherSeen(client: Queryable, programId: string, redemptionId: string): Promise<boolean> {
  return (await lockVoucherOf(client, programId, redemptionId))?.state === 'given';
}

/** The shopper takes a redemption back. Points return after the platform confirmed that the code is dead ("back in a minute" until then). */
export async function undoRedemption(
  desk: Desk,
  input: { readonly address: StoreAddress; readonly memberId: string; readonly redemptionId: string },
): Promise<Result<RedemptionView, RedeemRefusal>> {
  const counter = await openCounter(desk, input.address);
  if (!counter) return refused(UNKNOWN_REWARD);
  const { programId } = input.address;
  const outcome = await desk.database.transaction(async (client): Promise<Result<RedemptionRecord, RedeemRefusal>> => {
    await lockMembers(client, programId, [input.memberId]);
    const redemption = await lockRedemption(client, programId, input.redemptionId);
    if (redemption?.memberId !== input.memberId)
      return refused({ reason: 'unknown_redemption', message: 'There is no such code in this account.' });
    if (redemption.sideState === 'returning') return accepted(redemption);
    const since = startOfLocalDay(localDate(counter.now, counter.program.timeZone), counter.program.timeZone);
    const undosToday = await countUndosSince(client, programId, { memberId: input.memberId, since });
    const codeShown = redemption.reward.value.kind === 'voucher' && (await isVoucherSeen(client, programId, redemption.redemptionId));
    const decided = decideUndo({ redemption, undosToday, program: counter.program, now: counter.now, codeShown });
    if (!decided.ok) return decided;
    if (decided.value.errand === 'release') return accepted(await releaseNow(client, programId, { redemption, counter }));
    await changeRedemption(client, programId, { was: redemption, change: decided.value.change });
    const ending = { ...redemption, ...decided.value.change };
    if (isOursToEnd(redemption)) return takeBackOurs(client, programId, { redemption: ending, counter });
    await addErrands(client, programId, [endErrand(redemption)]);
    return accepted(ending);
  });
  if (!outcome.ok) return outcome;
  desk.wake('relay-store', input.address);
  return accepted(toRedemptionView(outcome.value));
}

/** Handed out by ourselves, without any platform: it can be taken back on the spot. */
function isOursToEnd({ reward: { value } }: RedemptionRecord): boolean {
  return value.kind === 'voucher' || value.kind === 'donation' || value.kind === 'draw';
}

async function takeBackOurs(
  client: Queryable,
  programId: string,
  work: { readonly redemption: RedemptionRecord; readonly counter: Counter },
): Promise<Result<RedemptionRecord, RedeemRefusal>> {
  if (work.redemption.reward.value.kind === 'voucher') await freeVoucher(client, programId, work.redemption.redemptionId);
  return accepted(await releaseNow(client, programId, work));
}

/** Nothing is out there that could still be used (a thing to be handed over): the points come back at once. */
async function releaseNow(
  client: Queryable,
  programId: string,
  work: { readonly redemption: RedemptionRecord; readonly counter: Counter },
): Promise<RedemptionRecord> {
  const { redemption, counter } = work;
  const errand = await releaseUnused(client, programId, { redemption, reason: 'undone', now: counter.now, program: counter.program });
  if (errand) await addErrands(client, programId, [errand]);
  return { ...redemption, state: 'released', endReason: 'undone' };
}
