import type { Adjustment } from './adjustment.ts';

/** The list of members: what may be asked, and what is shown. Moments are ISO texts in UTC, days are days of the program's calendar ("2026-11-23"). */
export const MEMBER_SORTS = ['newest', 'balance', 'last-order', 'spend'] as const;
export type MemberSort = (typeof MEMBER_SORTS)[number];

export const MEMBER_STATES = ['member', 'guest', 'blocked', 'left', 'erased'] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** `within-N`: ordered in the last N days; `quiet-N`: has ordered, but not in the last N days; `never`: no order at all. */
export const LAST_ORDERS = ['within-30', 'within-90', 'quiet-90', 'quiet-365', 'never'] as const;
export type LastOrder = (typeof LAST_ORDERS)[number];

/** In place of a tier: those who have none. */
export const NO_TIER = '-';

export interface MemberWish {
  /** The beginning of a name or an e-mail, or a whole customer number; empty: everybody. */
  readonly text: string;
  readonly state: MemberState | null;
  readonly tierId: string | null;
  readonly storeId: string | null;
  readonly debt: boolean;
  readonly pending: boolean;
  readonly balanceFrom: number | null;
  readonly balanceTo: number | null;
  readonly joinedFrom: string | null;
  readonly joinedTo: string | null;
  readonly lastOrder: LastOrder | null;
  readonly sort: MemberSort;
}

export const EVERYBODY: MemberWish = {
  ...{ text: '', state: null, tierId: null, storeId: null, debt: false, pending: false },
  ...{ balanceFrom: null, balanceTo: null, joinedFrom: null, joinedTo: null, lastOrder: null, sort: 'newest' },
};

export interface MemberRowView {
  readonly memberId: string;
  readonly state: string;
  /** What to call the person; empty: nothing is known but a number. */
  readonly name: string;
  readonly email: string | null;
  readonly tierId: string | null;
  readonly balance: number;
  readonly pending: number;
  readonly debt: number;
  readonly spendMinor: number;
  readonly lastOrderAt: string | null;
  readonly joinedAt: string | null;
  readonly createdAt: string;
}

export interface MemberExportRow extends MemberRowView {
  readonly customerIds: readonly string[];
}

export interface MemberPageView {
  readonly rows: readonly MemberRowView[];
  /** Asks for what comes after; null: that was all. */
  readonly next: string | null;
}

/** How many match; above a limit only "more than". */
export interface MemberCount {
  readonly count: number;
  readonly more: boolean;
}

export interface MemberListView extends MemberPageView {
  readonly matching: MemberCount;
}

export interface NoteView {
  readonly noteId: string;
  readonly text: string;
  readonly writtenBy: string;
  readonly at: string;
}

export interface AuditView {
  readonly at: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface IdentityView {
  readonly storeId: string;
  readonly storeName: string;
  readonly platform: string;
  readonly customerId: string;
  /** The customer's page in the store's own admin. */
  readonly url: string | null;
}

export interface MergeView {
  readonly mergeId: string;
  readonly fromMemberId: string;
  readonly fromName: string;
  readonly at: string;
  readonly reason: string;
  /** Null: it cannot be undone (any more). */
  readonly undoUntil: string | null;
}

/** What the member page shows beside the account itself. */
export interface MemberDeskView {
  readonly notes: readonly NoteView[];
  readonly audit: readonly AuditView[];
  readonly identities: readonly IdentityView[];
  readonly merges: readonly MergeView[];
  /** Whom this member went up in. */
  readonly mergedInto: { readonly memberId: string; readonly name: string } | null;
  readonly lock: { readonly tierId: string; readonly until: string | null } | null;
}

/** One of two members that are about to become one. */
export interface MergeSide {
  readonly memberId: string;
  readonly name: string;
  readonly email: string | null;
  readonly state: string;
  readonly tierId: string | null;
  readonly balance: number;
  readonly pending: number;
  readonly openCodes: number;
}

export interface MergePreview {
  readonly kept: MergeSide;
  readonly gone: MergeSide;
  readonly after: Omit<MergeSide, 'memberId' | 'name' | 'email'>;
  /** The second welcome bonus that is taken back. */
  readonly welcomeBack: number;
}

export interface MemberRefusal {
  readonly reason: string;
  readonly message: string;
}

export type BulkTask =
  ({ readonly kind: 'points' } & Pick<Adjustment, 'points' | 'reason' | 'note'>) | { readonly kind: 'note'; readonly text: string };

export type BulkTarget =
  { readonly kind: 'members'; readonly memberIds: readonly string[] } | { readonly kind: 'filter'; readonly wish: MemberWish };

export type BulkState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed' | 'undo-waiting' | 'undoing' | 'undone';

export interface BulkPreview {
  readonly members: number;
  /** Points given (above 0) or taken (below 0) in all; 0 for a note. */
  readonly points: number;
  /** Members of whom less can be taken than was asked. */
  readonly short: number;
  /** What the points would cost if all were redeemed; null: the program does not say what a point is worth. */
  readonly costMinor: number | null;
  readonly currency: string;
  /** Only the owner may do it. */
  readonly needsOwner: boolean;
}

export interface BulkView {
  readonly bulkId: string;
  readonly kind: 'points' | 'note';
  readonly pointsEach: number;
  readonly reason: string | null;
  readonly note: string | null;
  readonly state: BulkState;
  readonly done: number;
  readonly total: number;
  readonly points: number;
  readonly undone: number;
  readonly problem: string | null;
  readonly requestedBy: string;
  readonly createdAt: string;
  readonly canUndo: boolean;
}

/** The most members that can be marked one by one: their ids fit into one form. */
export const MAX_MARKED = 300;
export const MAX_MEMBER_NOTE = 2_000;

const MAX_TEXT = 100;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Reads a wish from an address or a form; what is not understood is not asked. */
export function readMemberWish(fields: URLSearchParams): MemberWish {
  const field = (name: string): string => (fields.get(name) ?? '').trim();
  const among = <Value extends string>(known: readonly Value[], name: string): Value | null =>
    known.find((value) => value === field(name)) ?? null;
  const number = (name: string): number | null => (/^-?\d{1,12}$/.test(field(name)) ? Number(field(name)) : null);
  const day = (name: string): string | null => (DAY.test(field(name)) ? field(name) : null);
  return {
    text: field('text').slice(0, MAX_TEXT),
    state: among(MEMBER_STATES, 'state'),
    tierId: field('tier').slice(0, MAX_TEXT) || null,
    storeId: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(field('store')) ? field('store') : null,
    debt: field('debt') === '1',
    pending: field('pending') === '1',
    balanceFrom: number('from'),
    balanceTo: number('to'),
    joinedFrom: day('joined-from'),
    joinedTo: day('joined-to'),
    lastOrder: among(LAST_ORDERS, 'order'),
    sort: among(MEMBER_SORTS, 'sort') ?? 'newest',
  };
}

/** The wish as fields. Without `text` it may stand in an address: names and e-mails stay out of those. */
export function memberWishFields(wish: MemberWish, options: { readonly text: boolean }): Record<string, string> {
  const fields: Record<string, string | null> = {
    text: options.text ? wish.text : null,
    state: wish.state,
    tier: wish.tierId,
    store: wish.storeId,
    debt: wish.debt ? '1' : null,
    pending: wish.pending ? '1' : null,
    from: wish.balanceFrom === null ? null : String(wish.balanceFrom),
    to: wish.balanceTo === null ? null : String(wish.balanceTo),
    'joined-from': wish.joinedFrom,
    'joined-to': wish.joinedTo,
    order: wish.lastOrder,
    sort: wish.sort === 'newest' ? null : wish.sort,
  };
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''));
}

/** True when the wish leaves somebody out. */
export function isFiltered(wish: MemberWish): boolean {
  return Object.keys(memberWishFields({ ...wish, sort: 'newest' }, { text: true })).length > 0;
}

/** A member as a store's own page of a customer names them. */
export type MemberByPlatform =
  | { readonly kind: 'known'; readonly memberId: string }
  /** Nobody bought or joined under that number yet. */
  | { readonly kind: 'unknown'; readonly customerId: string }
  | { readonly kind: 'no-store' };
