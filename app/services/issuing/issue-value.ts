import { nextOf } from '#app/domain/decisions/redemption-state.ts';
import { addDays, localDate } from '#app/domain/instant.ts';
import { PlatformError, type ValueIssuing } from '#app/platforms/commerce-platform.ts';
import {
  beginIssuing,
  endIssuing,
  findKnownRefs,
  type IssuedValueRecord,
  readIssuedValue,
  saveIssuedCustomer,
} from '#app/store/issued-values.ts';
import { findCustomersOfMembers } from '#app/store/members.ts';
import { addErrands, type ClaimedErrand } from '#app/store/outbox.ts';
import { changeRedemption, readRedemption, type RedemptionRecord } from '#app/store/redemptions.ts';
import { claimVoucher } from '#app/store/vouchers.ts';
import type { ErrandContext, ErrandHandler } from '../errand.ts';
import { readAbilityErrand } from './abilities.ts';
import { beginChecking, giveUpIssuing, noteAbsent, settleIssued, withIssue } from './end-issue.ts';
import { captureIssued, cardCodeOwner, removeValueErrand } from './hand-out.ts';

type Answer = 'done' | { readonly waitSeconds: number };

/**
 * A call whose answer was lost may take effect a while later. Only when the platform shows nothing so long after it was sent, longer than any of our calls lives, it is
 * taken for absent.
 */
export const SETTLE_MS = 120_000;
const MOST_BOOKINGS = 250;

export interface IssueContext extends Pick<ErrandContext, 'desk' | 'ref'> {
  readonly issuing: ValueIssuing;
  readonly redemption: RedemptionRecord;
  readonly issued: IssuedValueRecord;
}

/**
 * Hands values out. Each call is announced in the database before it is sent; where its answer is not known (a time-out, a 5xx, a process that died) the platform is
 * looked at by our own code, or for a booking that nobody else stands for, and nothing is sent until that look is sure. A definite refusal gives the points back.
 */
export const issueValue: ErrandHandler = async (context, errands) => {
  const answers = new Map<string, Answer>();
  for (const errand of errands) answers.set(errand.id, await issueOne(context, errand));
  return answers;
};

async function issueOne({ desk, ref, platform }: ErrandContext, errand: ClaimedErrand): Promise<Answer> {
  const redemptionId = String(errand.payload.redemptionId);
  const redemption = await readRedemption(desk.database.pool, ref.programId, redemptionId);
  const issued = await readIssuedValue(desk.database.pool, ref.programId, redemptionId);
  // What is on its way back is looked into by the errand that takes it back.
  if (redemption?.state !== 'creating' || redemption.sideState === 'returning' || !issued) return 'done';
  if (issued.kind === 'voucher') return claimLate({ desk, ref }, redemption, issued);
  if (platform.issuing === null) {
    await giveUpIssuing(desk, ref, issued);
    return 'done';
  }
  const context = { desk, ref, issuing: platform.issuing, redemption, issued };
  if (issued.sentAt === null && redemption.sideState === null) return send(context, errand);
  return look(context, errand);
}

/** A gift that was promised while the list was empty. */
async function claimLate(
  { desk, ref }: Pick<ErrandContext, 'desk' | 'ref'>,
  seen: RedemptionRecord,
  issued: IssuedValueRecord,
): Promise<Answer> {
  const rulebook = await desk.library.open(ref.programId);
  const now = await desk.database.now();
  const today = localDate(now, rulebook.record.timeZone);
  const given = await withIssue(desk, { address: ref, redemptionId: seen.redemptionId }, async (client, { redemption }) => {
    if (redemption.state !== 'creating' || redemption.sideState !== null) return true;
    const { rewardId, redemptionId } = redemption;
    if (!(await claimVoucher(client, ref.programId, { rewardId, redemptionId, today }))) return false;
    await captureIssued(client, ref.programId, { redemption, plan: issued, now });
    return true;
  });
  return given === false ? { waitSeconds: 3_600 } : 'done';
}

/** An earlier call's answer is not known: what became of it? */
async function look(context: IssueContext, errand: ClaimedErrand): Promise<Answer> {
  const { desk, ref, issued } = context;
  await beginChecking(desk, ref, issued.redemptionId);
  // Read before the look: what the platform does while it answers must not count as looked for.
  const askedAt = await desk.database.now();
  const found = await findGiven(context);
  if (found !== null) {
    await settleIssued(desk, ref, { issued, platformRef: found });
    return 'done';
  }
  // A card's own code can exist once, so that sending it again could at most be refused. A search that shows none proves nothing: it may run behind.
  if (issued.kind === 'gift-card') return send(context, errand);
  const wait = secondsUntilSure(issued.sentAt, askedAt);
  if (wait > 0) return { waitSeconds: Math.min(wait, backoff(errand)) };
  await noteAbsent(desk, ref, issued);
  return { waitSeconds: 0 };
}

/** How long a call whose effect is not seen may still take effect. */
export function secondsUntilSure(sentAt: number | null, now: number): number {
  return sentAt === null ? 0 : Math.max(0, Math.ceil((sentAt + SETTLE_MS - now) / 1_000));
}

/** What the platform calls it, if it gave it: the card with our code and note, or a booking since the call that stands for no other redemption. */
export async function findGiven({ desk, ref, issuing, issued }: IssueContext): Promise<string | null> {
  if (issued.kind === 'gift-card') {
    const code = openCardCode(desk, ref.programId, issued);
    return (await issuing.findGiftCard(ref, { code, note: noteOf(issued.redemptionId) }))?.cardRef ?? null;
  }
  if (issued.customerId === null) return null;
  const asked = { customerId: issued.customerId, currency: issued.currency, after: issued.sentMark, atMost: MOST_BOOKINGS };
  const same = (await issuing.listBookings(ref, asked)).filter(
    ({ kind, amountMinor }) => kind === 'credit' && amountMinor === issued.amountMinor,
  );
  const known = await findKnownRefs(desk.database.pool, ref.programId, {
    storeId: ref.storeId,
    refs: same.map(({ bookingRef }) => bookingRef),
  });
  // The oldest first: what came right after the call is the likeliest to be its.
  return same.findLast(({ bookingRef }) => !known.has(bookingRef))?.bookingRef ?? null;
}

async function send(context: IssueContext, errand: ClaimedErrand): Promise<Answer> {
  const { desk, ref, redemption, issued } = context;
  const customers = (await findCustomersOfMembers(desk.database.pool, ref, [redemption.memberId])).map(({ customerId }) => customerId);
  const customerId = issued.customerId !== null && customers.includes(issued.customerId) ? issued.customerId : (customers[0] ?? null);
  if (customerId !== null && customerId !== issued.customerId)
    await saveIssuedCustomer(desk.database.pool, ref.programId, { redemptionId: issued.redemptionId, customerId });
  // Whom it goes to is not known yet: a gift to somebody without an account here.
  if (customerId === null && issued.kind === 'store-credit') return { waitSeconds: backoff(errand, 3_600) };
  const order = { ...context, issued: { ...issued, customerId } };
  try {
    if (!(await begin(order))) return { waitSeconds: Math.min(60, backoff(errand)) };
  } catch (error) {
    // Nothing was announced, nothing sent: only the look before it failed.
    if (!(error instanceof PlatformError) || error.reason !== 'forbidden' || errand.tries < 3) throw error;
    await giveUpForbidden(order);
    return 'done';
  }
  try {
    const platformRef = issued.kind === 'gift-card' ? await sendCard(order) : await sendCredit(order);
    await settleIssued(desk, ref, { issued: order.issued, platformRef });
    return 'done';
  } catch (error) {
    const sent = { ...order, issued: { ...order.issued, tries: issued.tries + 1 } };
    return afterFailure(sent, { error, errand, others: customers.slice(customers.indexOf(customerId ?? '') + 1) });
  }
}

/** Announces the call. False: somebody else is at it, it is not wanted any more, or another booking of the customer must be cleared up first. */
async function begin(context: IssueContext): Promise<boolean> {
  const { desk, ref, issuing, issued } = context;
  const newest =
    issued.kind === 'store-credit' && issued.customerId !== null
      ? await issuing.listBookings(ref, { customerId: issued.customerId, currency: issued.currency, after: null, atMost: 1 })
      : [];
  // A card that is sent again: what became of the call before is not known, and until the next one is announced nothing may look as if nothing had been sent.
  const again = issued.sentAt !== null;
  const begun = await withIssue(desk, { address: ref, redemptionId: issued.redemptionId }, async (client, { redemption, member }) => {
    if (redemption.state !== 'creating' || redemption.sideState === 'returning' || (redemption.sideState !== null && !again)) return false;
    if (member?.state === 'erased' || member?.state === 'merged') {
      await changeRedemption(client, ref.programId, { was: redemption, change: { sideState: 'returning', endReason: 'erased' } });
      await addErrands(client, ref.programId, [removeValueErrand(redemption.storeId, redemption.redemptionId)]);
      return false;
    }
    if (again) {
      if (!(await endIssuing(client, ref.programId, issued))) return false;
      const next = nextOf(redemption, 'answer-absent');
      if (next) await changeRedemption(client, ref.programId, { was: redemption, change: next });
    }
    return beginIssuing(client, ref.programId, { was: issued, mark: newest[0]?.bookingRef ?? null });
  });
  return begun === true;
}

/** Makes the card of a redemption; one that is there already is answered, or known to be there and not shown yet ('unreachable'). */
export async function sendCard({ desk, ref, issuing, issued }: IssueContext): Promise<string> {
  const { record } = await desk.library.open(ref.programId);
  const card = await issuing.issueGiftCard(ref, {
    code: openCardCode(desk, ref.programId, issued),
    note: noteOf(issued.redemptionId),
    amountMinor: issued.amountMinor ?? 0,
    currency: issued.currency,
    customerId: issued.customerId,
    lastDay: issued.expiresAt === null ? null : localDate(addDays(issued.expiresAt, -1), record.timeZone),
  });
  return card.cardRef;
}

async function sendCredit({ ref, issuing, issued }: IssueContext): Promise<string> {
  const { customerId, amountMinor, currency, expiresAt } = issued;
  const credit = await issuing.giveCredit(ref, { customerId: customerId ?? '', amountMinor: amountMinor ?? 0, currency, expiresAt });
  return credit.bookingRef;
}

async function afterFailure(
  context: IssueContext,
  failed: { readonly error: unknown; readonly errand: ClaimedErrand; readonly others: readonly string[] },
): Promise<Answer> {
  const { desk, ref, issued } = context;
  const { error, errand, others } = failed;
  const { redemptionId } = issued;
  const reason = error instanceof PlatformError ? error.reason : 'unreachable';
  desk.log.warn({ storeId: ref.storeId, redemptionId, kind: issued.kind, reason, err: error }, 'a value was not handed out at once');
  if (reason === 'unreachable' || reason === 'malformed') {
    await beginChecking(desk, ref, redemptionId);
    return { waitSeconds: backoff(errand) };
  }
  // Nothing happened at the platform, and it says so.
  const next = reason === 'refused' ? others[0] : undefined;
  if (next !== undefined) {
    // One customer record of several (an old one of a merge, which is gone).
    await saveIssuedCustomer(desk.database.pool, ref.programId, { redemptionId, customerId: next });
    await endIssuing(desk.database.pool, ref.programId, issued);
    return { waitSeconds: 0 };
  }
  if (reason === 'forbidden' && errand.tries >= 3) {
    await giveUpForbidden(context);
    return 'done';
  }
  if (reason === 'refused') {
    await giveUpIssuing(desk, ref, issued);
    return 'done';
  }
  await endIssuing(desk.database.pool, ref.programId, issued);
  const asked = error instanceof PlatformError ? (error.retryAfterMs ?? 0) / 1_000 : 0;
  return { waitSeconds: Math.max(asked, backoff(errand)) };
}

/** The merchant took the permission back: the points return, and the store is asked what is left of its abilities. */
async function giveUpForbidden({ desk, ref, issued }: IssueContext): Promise<void> {
  await giveUpIssuing(desk, ref, issued);
  await addErrands(desk.database.pool, ref.programId, [readAbilityErrand(ref.storeId)]);
}

/** What the merchant reads on a gift card; says whose it is to nobody. */
export function noteOf(redemptionId: string): string {
  return `Rung ${redemptionId}`;
}

/** The code of a gift card in clear. */
export function openCardCode(desk: IssueContext['desk'], programId: string, { redemptionId, sealedCode }: IssuedValueRecord): string {
  return desk.secrets.open(sealedCode ?? '', cardCodeOwner(programId, redemptionId));
}

/** Seconds until the next look. */
export function backoff({ tries }: Pick<ClaimedErrand, 'tries'>, most = 3_600): number {
  return Math.min(most, 2 ** Math.min(tries + 1, 12));
}
