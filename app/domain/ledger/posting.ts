import type { Instant } from '../instant.ts';

/** What an account counts: 'points', 'stamps:<card id>', 'cashback:<currency>'. */
export type Unit = string;

export const POINTS: Unit = 'points';

/** Accounts of a member, per unit. `debt` is what was taken beyond the lots; the balance shown is available − debt. */
export const MEMBER_ACCOUNTS = ['pending', 'available', 'held', 'debt'] as const;
export type MemberAccount = (typeof MEMBER_ACCOUNTS)[number];

/** Accounts of the program, per unit; they have no balance row, they are sums of transfers. */
export const PROGRAM_ACCOUNTS = ['issued', 'opening', 'redeemed', 'expired', 'revoked', 'adjusted', 'written_off', 'forfeited'] as const;
export type ProgramAccount = (typeof PROGRAM_ACCOUNTS)[number];

export type Account = MemberAccount | ProgramAccount;

/**
 * One step of a posting. A decision names amounts, an order of draining and what to do with a shortfall; the ledger picks the lots
 * under its lock. Points are integers > 0 of `unit`. `source` names what earned a lot ("order:<storeId>:<orderId>", "adjust:<id>"…).
 */
export type Move =
  /** New points in a lot of their own. To `available` they pay open debt at once. */
  | {
      readonly kind: 'issue';
      readonly unit: Unit;
      readonly points: number;
      readonly from: 'issued' | 'opening' | 'adjusted';
      readonly to: 'pending' | 'available';
      readonly source: string;
      readonly earnedAt: Instant;
      /** When pending points are due; for `available` the moment they are. */
      readonly availableAt: Instant;
      readonly expiresAt: Instant | null;
    }
  /** Everything that the source's lots hold in `pending` becomes available (and pays debt). Nothing pending: nothing happens. `expiresAt` is set when the clock starts here. */
  | { readonly kind: 'mature'; readonly unit: Unit; readonly source: string; readonly expiresAt: Instant | null }
  /** The source's pending lots become due at another moment; `null` freezes them (a dispute). No points move. */
  | { readonly kind: 'reschedule'; readonly unit: Unit; readonly source: string; readonly availableAt: Instant | null }
  /**
   * Takes earned points back (rules, 2 Taking back): the source's lots (pending, then available, then what of them already expired: expired → revoked),
   * then other lots' available, soonest expiry first; never other sources' pending, never held. What is missing becomes debt, up to `debtCap`
   * (points of debt after the move; null = no cap); the rest is forgiven. `shortfall: 'forgive'` makes no debt at all.
   * `memberId` names whose points are taken: the posting's member, or its other member (an order that changed hands).
   */
  | {
      readonly kind: 'take';
      readonly unit: Unit;
      readonly points: number;
      readonly memberId: string;
      readonly source: string;
      readonly shortfall: 'debt' | 'forgive';
      readonly debtCap: number | null;
    }
  /** available → held for a redemption, soonest expiry first. Too few (or any debt): the posting is refused. */
  | { readonly kind: 'hold'; readonly unit: Unit; readonly points: number; readonly redemptionId: string }
  /** held of this redemption → redeemed; at most what it holds, else the posting is refused. */
  | { readonly kind: 'capture'; readonly unit: Unit; readonly points: number; readonly redemptionId: string }
  /** All that this redemption still holds goes back to the same lots (and pays debt). Lots that end before `extendTo` go on as a child lot until then, once per lot. */
  | { readonly kind: 'release'; readonly unit: Unit; readonly redemptionId: string; readonly extendTo: Instant }
  /** A code was used after its points had been released: available, soonest expiry first, then debt → redeemed. */
  | { readonly kind: 'late-capture'; readonly unit: Unit; readonly points: number; readonly redemptionId: string }
  /** redeemed → available of the lots this redemption captured, in reverse of capturing; what was captured as debt lowers nothing and comes back as a new lot. Pays debt. */
  | { readonly kind: 'return'; readonly unit: Unit; readonly points: number; readonly redemptionId: string; readonly extendTo: Instant }
  /** available → expired of every lot of the member whose expiry is at or before `dueBy`; null: of every lot (inactivity ends the whole balance). */
  | { readonly kind: 'expire'; readonly unit: Unit; readonly dueBy: Instant | null }
  /** available → adjusted, soonest expiry first; stops at 0 (what was missing is reported as forgiven). */
  | { readonly kind: 'adjust-down'; readonly unit: Unit; readonly points: number }
  /** written_off → debt: forgives up to that many points of debt. */
  | { readonly kind: 'write-off'; readonly unit: Unit; readonly points: number }
  /** Everything pending and available → forfeited (left, erased). Held stays until its code is dead. */
  | { readonly kind: 'forfeit'; readonly unit: Unit }
  /** All positions and debt of `fromMemberId` go to the posting's member (merge). Lots keep their first owner; debts are netted against what became available. */
  | { readonly kind: 'merge'; readonly unit: Unit; readonly fromMemberId: string }
  /**
   * The reverse of a merge: what is left (pending, available) of lots whose first owner is one of `owners` goes to `toMemberId`, the posting's other member, with
   * what the named redemptions hold or captured. Debt stays: it was netted.
   */
  | {
      readonly kind: 'split';
      readonly unit: Unit;
      readonly toMemberId: string;
      readonly owners: readonly string[];
      readonly redemptionIds: readonly string[];
    };

/** Which order a posting belongs to, and how many postings that order must have had before (optimistic check). */
export interface PostingOrder {
  readonly storeId: string;
  readonly orderId: string;
}

export interface Actor {
  readonly kind: 'platform' | 'system' | 'staff' | 'member' | 'api';
  readonly id: string | null;
}

/** One business fact that moves points. Written once, never changed. */
export interface PostingDraft {
  /** Unique in the program: the same key with the same content gives the earlier result, with other content `stale`. */
  readonly businessKey: string;
  readonly kind: PostingKind;
  readonly memberId: string;
  /** Also locked, in sorted order (merge, re-assignment). */
  readonly otherMemberId: string | null;
  readonly order: PostingOrder | null;
  readonly redemptionId: string | null;
  readonly actor: Actor;
  readonly reasonCode: string;
  readonly note: string | null;
  readonly storeId: string | null;
  readonly locationId: string | null;
  readonly channel: string | null;
  readonly campaignId: string | null;
  readonly arm: string | null;
  readonly versionNo: number | null;
  readonly occurredAt: Instant;
  readonly moves: readonly Move[];
  /** Plain facts for the trace; shown to merchants, never read back by rules. */
  readonly because: readonly string[];
}

export type PostingKind =
  | 'order-settled'
  | 'points-matured'
  | 'redemption-held'
  | 'redemption-captured'
  | 'redemption-released'
  | 'redemption-returned'
  | 'late-capture'
  | 'points-expired'
  | 'adjusted'
  | 'written-off'
  | 'forfeited'
  | 'merged'
  | 'unmerged'
  | 'reassigned'
  | 'entry-reward'
  | 'imported'
  | 'bonus';

/** A row of a posting: N > 0 points of one lot from one account to another. */
export interface Transfer {
  readonly postingId: string;
  readonly unit: Unit;
  readonly memberId: string;
  /** The member on the receiving side: another one only when points change owner (merge). */
  readonly toMemberId: string;
  readonly lotId: string;
  /** The child lot that received the points when a restored lot was given more time; else the same lot. */
  readonly toLotId: string;
  readonly fromAccount: Account;
  readonly toAccount: Account;
  readonly points: number;
  readonly redemptionId: string | null;
}

export interface Balance {
  readonly pending: number;
  readonly available: number;
  readonly held: number;
  readonly debt: number;
}

/** What the ledger answers to a posting. */
export type PostingOutcome =
  | {
      readonly status: 'posted' | 'repeated';
      readonly postingId: string;
      /** Points that a floor, a cap or an empty account let off, per unit. Remembered with the order and not tried again. */
      readonly forgiven: Readonly<Record<Unit, number>>;
    }
  /** The business key is taken by other content: read again and decide anew. */
  | { readonly status: 'stale' }
  | { readonly status: 'refused'; readonly refusal: 'not_enough_points' | 'open_debt' | 'nothing_held' };
