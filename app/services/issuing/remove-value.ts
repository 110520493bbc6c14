import { type GiftCardFacts, PlatformError } from '#app/platforms/commerce-platform.ts';
import { beginRemoval, endRemoval, readIssuedValue } from '#app/store/issued-values.ts';
import type { ClaimedErrand } from '#app/store/outbox.ts';
import { readRedemption } from '#app/store/redemptions.ts';
import type { ErrandContext, ErrandHandler } from '../errand.ts';
import { settleIssued, settleRemoved, settleTouched, withIssue } from './end-issue.ts';
import { backoff, findGiven, type IssueContext, secondsUntilSure, sendCard } from './issue-value.ts';

type Answer = 'done' | { readonly waitSeconds: number };

const MOST_BOOKINGS = 250;

/**
 * Takes values back, whole and untouched ones only: the value goes first, and only what is confirmed gone gives points back (rules, 4). One that was being given when the
 * undo came is looked for first. Asked again after a lost answer, it looks before it sends.
 */
export const removeValue: ErrandHandler = async (context, errands) => {
  const answers = new Map<string, Answer>();
  for (const errand of errands) answers.set(errand.id, await removeOne(context, errand));
  return answers;
};

async function removeOne({ desk, ref, platform }: ErrandContext, errand: ClaimedErrand): Promise<Answer> {
  const redemptionId = String(errand.payload.redemptionId);
  const redemption = await readRedemption(desk.database.pool, ref.programId, redemptionId);
  const issued = await readIssuedValue(desk.database.pool, ref.programId, redemptionId);
  if (redemption?.sideState !== 'returning') return 'done';
  const isSent = issued !== null && (issued.sentAt !== null || redemption.state === 'captured');
  // No platform was ever asked for it, or has such a thing.
  if (!isSent || (issued.kind !== 'gift-card' && issued.kind !== 'store-credit') || platform.issuing === null) {
    await settleRemoved(desk, ref, redemptionId);
    return 'done';
  }
  const context = { desk, ref, issuing: platform.issuing, redemption, issued };
  if (redemption.state !== 'captured') return findFirst(context, errand);
  try {
    return issued.kind === 'gift-card' ? await removeCard(context) : await removeCredit(context, errand);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    desk.log.warn({ storeId: ref.storeId, redemptionId, kind: issued.kind, reason: error.reason }, 'a value was not taken back at once');
    return { waitSeconds: Math.max((error.retryAfterMs ?? 0) / 1_000, backoff(errand)) };
  }
}

/** The undo came while nobody knew whether it was given. */
async function findFirst(context: IssueContext, errand: ClaimedErrand): Promise<Answer> {
  const { desk, ref, issued } = context;
  const askedAt = await desk.database.now();
  const found = await findGiven(context);
  if (found !== null) {
    await settleIssued(desk, ref, { issued, platformRef: found });
    return { waitSeconds: 0 };
  }
  const wait = secondsUntilSure(issued.sentAt, askedAt);
  if (wait > 0) return { waitSeconds: Math.min(wait, backoff(errand)) };
  if (issued.kind === 'gift-card') return proveByCode(context, errand);
  await settleRemoved(desk, ref, issued.redemptionId);
  return 'done';
}

/**
 * A search that shows no card proves nothing, however late: it may run behind. Its code does: it is taken, or the card is made now, for nobody, and ended like any other.
 */
async function proveByCode(context: IssueContext, errand: ClaimedErrand): Promise<Answer> {
  const { desk, ref, issued } = context;
  try {
    const platformRef = await sendCard({ ...context, issued: { ...issued, customerId: null } });
    await settleIssued(desk, ref, { issued, platformRef });
    return { waitSeconds: 0 };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.reason !== 'refused') return { waitSeconds: Math.max((error.retryAfterMs ?? 0) / 1_000, backoff(errand)) };
    await settleRemoved(desk, ref, issued.redemptionId);
    return 'done';
  }
}

async function removeCard({ desk, ref, issuing, issued }: IssueContext): Promise<Answer> {
  const { redemptionId, platformRef } = issued;
  const now = platformRef === null ? null : await issuing.readGiftCard(ref, platformRef);
  // Deactivating cannot be taken back: a card that somebody began to spend is left alone.
  if (now !== null && now.enabled && now.balanceMinor < now.initialMinor) {
    await settleTouched(desk, ref, { issued, removedMinor: 0 });
    return 'done';
  }
  const ended: GiftCardFacts | null = now !== null && platformRef !== null ? await issuing.endGiftCard(ref, platformRef) : null;
  if (ended !== null && ended.enabled) return { waitSeconds: 2 };
  // Spent in the moment between: only what was still on it is gone.
  if (ended !== null && ended.balanceMinor < ended.initialMinor)
    await settleTouched(desk, ref, { issued, removedMinor: ended.balanceMinor });
  else await settleRemoved(desk, ref, redemptionId);
  return 'done';
}

async function removeCredit(context: IssueContext, errand: ClaimedErrand): Promise<Answer> {
  const { desk, ref, issuing, issued } = context;
  const { redemptionId, customerId, currency, amountMinor } = issued;
  if (customerId === null || amountMinor === null) {
    await settleTouched(desk, ref, { issued, removedMinor: 0 });
    return 'done';
  }
  if (issued.removalSentAt !== null) return lookForDebit(context, errand);
  const bookings = await issuing.listBookings(ref, { customerId, currency, after: null, atMost: MOST_BOOKINGS });
  const own = bookings.find(({ bookingRef }) => bookingRef === issued.platformRef);
  if (own?.remainingMinor !== amountMinor) {
    await settleTouched(desk, ref, { issued, removedMinor: 0 });
    return 'done';
  }
  const begun = await withIssue(desk, { address: ref, redemptionId }, (client, { redemption }) =>
    redemption.sideState === 'returning'
      ? beginRemoval(client, ref.programId, { was: issued, mark: bookings[0]?.bookingRef ?? null })
      : Promise.resolve(false),
  );
  if (begun !== true) return { waitSeconds: Math.min(60, backoff(errand)) };
  try {
    await issuing.takeCredit(ref, { customerId, amountMinor, currency });
  } catch (error) {
    if (!(error instanceof PlatformError) || error.reason === 'unreachable' || error.reason === 'malformed') throw error;
    // Surely not taken. Refused: the balance does not cover it any more.
    if (error.reason === 'refused') await settleTouched(desk, ref, { issued, removedMinor: 0 });
    else await endRemoval(desk.database.pool, ref.programId, { redemptionId, tries: issued.removalTries + 1 });
    if (error.reason !== 'refused') throw error;
    return 'done';
  }
  await settleRemoved(desk, ref, redemptionId);
  return 'done';
}

/** An earlier call to take it back has no answer: is there such a booking since? */
async function lookForDebit({ desk, ref, issuing, issued }: IssueContext, errand: ClaimedErrand): Promise<Answer> {
  const { redemptionId, customerId, currency, amountMinor } = issued;
  const asked = { customerId: customerId ?? '', currency, after: issued.removalMark, atMost: MOST_BOOKINGS };
  const askedAt = await desk.database.now();
  const since = await issuing.listBookings(ref, asked);
  if (since.some(({ kind, amountMinor: taken }) => kind === 'debit' && taken === amountMinor)) {
    await settleRemoved(desk, ref, redemptionId);
    return 'done';
  }
  const wait = secondsUntilSure(issued.removalSentAt, askedAt);
  if (wait > 0) return { waitSeconds: Math.min(wait, backoff(errand)) };
  await endRemoval(desk.database.pool, ref.programId, { redemptionId, tries: issued.removalTries });
  return { waitSeconds: 0 };
}
