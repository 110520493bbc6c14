import type { FeedEntry } from '#app/contracts/reading.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { type Saying, saying } from '#app/domain/saying.ts';
import { type FeedRow, readFeedRows } from '#app/store/feed.ts';
import type { Desk } from './desk.ts';
import { memberName, readTierNames } from './read-member.ts';

/** Rows that a transaction wrote become visible when it commits: a little later than their own time. */
const OVERLAP_MS = 5_000;
/** The year 9999: what is later is no moment of ours, and no database's. */
const LATEST = 253_402_300_800_000;

/** What happened, newest first. Entries near the cursor may come again: callers tell them apart by `cursor`, which is unique and never changes. */
export async function readFeed(
  desk: Desk,
  programId: string,
  options: { readonly after?: string; readonly limit: number },
): Promise<FeedEntry[]> {
  const since = options.after === undefined ? 0 : Number(options.after.split('-')[0]) - OVERLAP_MS;
  const [rows, tierNames] = await Promise.all([
    readFeedRows(desk.database.pool, programId, {
      since: since > 0 && since < LATEST ? since : 0,
      limit: Math.min(options.limit, 200),
    }),
    readTierNames(desk, programId),
  ]);
  return rows.map((row) => ({
    cursor: `${row.at}-${row.kind}-${row.id}`,
    at: instantToIso(row.at),
    kind: row.kind,
    what: whatHappened(row, tierNames),
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

function whatHappened(row: FeedRow, tierNames: ReadonlyMap<string, string>): Saying {
  if (row.kind === 'order') return saying('feed.what.order', { name: row.what });
  if (row.kind === 'posting') return saying(`feed.what.posting.${row.what}`);
  const [state, rest] = splitOnce(row.what);
  if (row.kind === 'redemption') return saying(`feed.what.redemption.${state}`, { reward: rest });
  return saying(`feed.what.tier.${state}`, { tier: tierNames.get(rest) ?? (rest === '' ? saying('feed.what.no-tier') : rest) });
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
