import type { FeedEntry } from '#app/contracts/reading.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { type FeedRow, readFeedRows } from '#app/store/feed.ts';
import type { Desk } from './desk.ts';
import { memberName, readTierNames } from './read-member.ts';

/** Rows that a transaction wrote become visible when it commits: a little later than their own time. */
const OVERLAP_MS = 5_000;

/** What happened, newest first. Entries near the cursor may come again: callers tell them apart by `cursor`, which is unique and never changes. */
export async function readFeed(
  desk: Desk,
  programId: string,
  options: { readonly after?: string; readonly limit: number },
): Promise<FeedEntry[]> {
  const since = options.after === undefined ? 0 : Number(options.after.split('-')[0]) - OVERLAP_MS;
  const [rows, tierNames] = await Promise.all([
    readFeedRows(desk.database.pool, programId, {
      since: Number.isFinite(since) ? Math.max(0, since) : 0,
      limit: Math.min(options.limit, 200),
    }),
    readTierNames(desk, programId),
  ]);
  return rows.map((row) => ({
    cursor: `${row.at}-${row.kind}-${row.id}`,
    at: instantToIso(row.at),
    kind: row.kind,
    title: titleOf(row, tierNames),
    memberId: row.memberId,
    memberName:
      row.memberState === null
        ? null
        : memberName({ firstName: row.firstName, lastName: row.lastName, email: row.email, state: row.memberState }),
    orderId: row.orderId,
    storeId: row.storeId,
    points: row.points,
    code: row.code,
    because: row.because,
  }));
}

const POSTING_TITLES: Readonly<Record<string, string>> = {
  'points-matured': 'Pending points became available',
  'redemption-returned': 'Points of a returned order came back',
  'points-expired': 'Points expired',
  adjusted: 'Points were adjusted by staff',
  'written-off': 'Debt was forgiven',
  forfeited: 'Points were forfeited',
  merged: 'Two members became one',
  reassigned: 'An order changed hands',
  'entry-reward': 'Entry reward of a tier',
  imported: 'Points were imported',
  bonus: 'Bonus points',
};

const REDEMPTION_TITLES: Readonly<Record<string, string>> = {
  creating: 'Reward redeemed, its code is being made',
  ready: 'Reward redeemed, the code is ready',
  attached: 'The code is on an unpaid order',
  captured: 'The code was used on a paid order',
  released: 'The code was ended, points came back',
};

const TIER_TITLES: Readonly<Record<string, string>> = {
  raised: 'Climbed to',
  confirmed: 'Confirmed in',
  undone: 'Undone, back to',
  lowered: 'Stepped down to',
  ending: 'Will leave',
  kept: 'Keeps',
};

function titleOf(row: FeedRow, tierNames: ReadonlyMap<string, string>): string {
  if (row.kind === 'order') return `Order ${row.what}`;
  if (row.kind === 'posting') return POSTING_TITLES[row.what] ?? row.what;
  const [state, rest] = splitOnce(row.what);
  if (row.kind === 'tier') return `${TIER_TITLES[state] ?? state} ${tierNames.get(rest) ?? (rest || 'no tier')}`;
  return `${REDEMPTION_TITLES[state] ?? state}: ${rest}`;
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
