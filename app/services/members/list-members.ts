import {
  type MemberCount,
  type MemberExportRow,
  type MemberListView,
  type MemberPageView,
  type MemberRowView,
  type MemberWish,
  NO_TIER,
} from '#app/contracts/members.ts';
import { addDays, endOfLocalDay, type Instant, instantToIso, startOfLocalDay } from '#app/domain/instant.ts';
import {
  countMembers,
  findMembers,
  isCommonText,
  type MemberFilter,
  type MemberPlace,
  type MemberSearchRow,
  placeOf,
  readCustomerIds,
} from '#app/store/member-search.ts';
import { readProgram } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';

const PAGE = 50;
/** Above that it says "more than". */
const COUNTED = 5_000;
const EXPORT_PAGE = 1_000;

/** One page of the members that match, and how many there are. `after` is the `next` of the page before. */
export async function listMembers(
  desk: Desk,
  { programId, wish, after }: { readonly programId: string; readonly wish: MemberWish; readonly after: string | null },
): Promise<MemberListView> {
  const filter = await filterOf(desk, programId, wish);
  const [page, matching] = await Promise.all([
    readPage(desk, { programId, wish, filter, after: readPlace(after) }),
    countUpTo(desk, programId, filter),
  ]);
  return { ...page, matching };
}

async function readPage(
  desk: Desk,
  asked: {
    readonly programId: string;
    readonly wish: MemberWish;
    readonly filter: MemberFilter;
    readonly after: MemberPlace | null;
  },
): Promise<MemberPageView> {
  const { programId, wish, filter, after } = asked;
  const found = await findMembers(desk.database.pool, programId, { filter, sort: wish.sort, after, limit: PAGE + 1 });
  const rows = found.slice(0, PAGE);
  const last = rows.at(-1);
  return { rows: rows.map(toRowView), next: found.length > PAGE && last ? placeText(placeOf(last, wish.sort)) : null };
}

async function countUpTo(desk: Desk, programId: string, filter: MemberFilter): Promise<MemberCount> {
  const count = await countMembers(desk.database.pool, programId, { filter, limit: COUNTED + 1 });
  return { count: Math.min(count, COUNTED), more: count > COUNTED };
}

/** Everybody who matches, page by page, for a file. */
export async function* exportMembers(desk: Desk, programId: string, wish: MemberWish): AsyncGenerator<readonly MemberExportRow[]> {
  const filter = await filterOf(desk, programId, wish);
  for (let after: MemberPlace | null = null; ;) {
    const rows: MemberSearchRow[] = await findMembers(desk.database.pool, programId, {
      filter,
      sort: wish.sort,
      after,
      limit: EXPORT_PAGE,
    });
    const customers = await readCustomerIds(
      desk.database.pool,
      programId,
      rows.map(({ memberId }) => memberId),
    );
    yield rows.map((row) => ({ ...toRowView(row), customerIds: customers.get(row.memberId) ?? [] }));
    const last = rows.at(-1);
    if (!last || rows.length < EXPORT_PAGE) return;
    after = placeOf(last, wish.sort);
  }
}

/** The wish with its days as moments of the program's calendar. */
export async function filterOf(desk: Desk, programId: string, wish: MemberWish): Promise<MemberFilter> {
  const [program, now, common] = await Promise.all([
    readProgram(desk.database, programId),
    desk.database.now(),
    isCommonText(desk.database.pool, programId, wish.text),
  ]);
  const timeZone = program?.timeZone ?? 'UTC';
  const { text, state, storeId, debt, pending, balanceFrom, balanceTo, joinedFrom, joinedTo } = wish;
  return {
    ...{ text, common, state, storeId, debt, pending, balanceFrom, balanceTo },
    tierId: wish.tierId === NO_TIER ? '' : wish.tierId,
    joinedFrom: joinedFrom === null ? null : dayStart(joinedFrom, timeZone),
    joinedBefore: joinedTo === null ? null : dayEnd(joinedTo, timeZone),
    ...orderedOf(wish, now),
  };
}

/** A day that no calendar has ("2026-02-31") asks nothing. */
function dayStart(day: string, timeZone: string): Instant | null {
  try {
    return startOfLocalDay(day, timeZone);
  } catch {
    return null;
  }
}

function dayEnd(day: string, timeZone: string): Instant | null {
  const start = dayStart(day, timeZone);
  return start === null ? null : endOfLocalDay(start, timeZone);
}

function orderedOf({ lastOrder }: MemberWish, now: Instant): Pick<MemberFilter, 'ordered' | 'orderedFrom' | 'orderedBefore'> {
  if (lastOrder === null) return { ordered: null, orderedFrom: null, orderedBefore: null };
  if (lastOrder === 'never') return { ordered: false, orderedFrom: null, orderedBefore: null };
  const [kind, days] = lastOrder.split('-');
  const edge = addDays(now, -Number(days));
  return kind === 'within'
    ? { ordered: true, orderedFrom: edge, orderedBefore: null }
    : { ordered: true, orderedFrom: null, orderedBefore: edge };
}

export function toRowView(row: MemberSearchRow): MemberRowView {
  return {
    memberId: row.memberId,
    state: row.state,
    name: [row.firstName, row.lastName].filter(Boolean).join(' '),
    email: row.email,
    tierId: row.tierId,
    balance: row.shown,
    pending: row.pending,
    debt: row.debt,
    spendMinor: row.spendMinor,
    lastOrderAt: row.lastOrderAt === null ? null : instantToIso(row.lastOrderAt),
    joinedAt: row.joinedAt === null ? null : instantToIso(row.joinedAt),
    createdAt: instantToIso(row.createdAt),
  };
}

function placeText({ value, memberId }: MemberPlace): string {
  return `${value}_${memberId}`;
}

/** Null: from the beginning, also for a place that is none. */
function readPlace(text: string | null): MemberPlace | null {
  const found = /^(-?\d{1,16})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(text ?? '');
  return found ? { value: Number(found[1]), memberId: found[2] ?? '' } : null;
}
