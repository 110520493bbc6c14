import type { StorefrontActivity, StorefrontActivityPage } from '#app/contracts/storefront.ts';
import { type AccountEntry, activityKind, activityPoints, whyActivity } from '#app/domain/decisions/account-activity.ts';
import { spokenLanguageOf } from '#app/domain/decisions/activity-words.ts';
import type { OrderTrace } from '#app/domain/decisions/trace.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { type UnitWords, wordsOf } from '#app/domain/units/unit-words.ts';
import { findMemberByCustomer } from '#app/store/members.ts';
import { type ActivityRecord, readActivity } from '#app/store/shoppers.ts';
import type { Desk } from '../desk.ts';
import type { Shopper } from './shopper.ts';

const PER_PAGE = 20;

/** A page of what happened to a shopper's points, older than the cursor; the first page without one. Nobody has no history. A cursor that is none of ours finds the first page. */
export async function readActivityPage(desk: Desk, shopper: Shopper, cursor: string | null): Promise<StorefrontActivityPage> {
  const { address, customerId, locale } = shopper;
  const [rulebook, now, memberId] = await Promise.all([
    desk.library.open(address.programId),
    desk.database.now(),
    customerId === null ? null : findMemberByCustomer(desk.database.pool, address, customerId),
  ]);
  const live = rulebook.liveAt(now);
  if (memberId === null || !live) return { activity: [], cursor: null };
  const before = cursor !== null && /^\d{1,18}$/.test(cursor) ? cursor : null;
  const records = await readActivity(desk.database.pool, address.programId, { memberId, before, limit: PER_PAGE + 1 });
  const unit = wordsOf((await rulebook.program(live.no)).units.points, locale);
  const shown = records.slice(0, PER_PAGE);
  return {
    activity: shown.map((record) => activityView(record, { locale, unit })),
    cursor: records.length > PER_PAGE ? (shown.at(-1)?.postingId ?? null) : null,
  };
}

/** One entry, told in the shopper's language. */
export function activityView(
  record: ActivityRecord,
  { locale, unit }: { readonly locale: string; readonly unit: UnitWords },
): StorefrontActivity {
  const entry: AccountEntry = { ...record, trace: record.trace as OrderTrace | null };
  return {
    id: record.postingId,
    at: instantToIso(record.occurredAt),
    kind: activityKind(entry),
    ...activityPoints(entry),
    orderName: record.orderName,
    rewardName: record.rewardName,
    because: whyActivity(entry, spokenLanguageOf(locale), unit),
  };
}
