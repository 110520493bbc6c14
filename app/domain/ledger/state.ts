import type { Instant } from '../instant.ts';
import { invariant } from '../result.ts';
import type { Account, PostingDraft, Transfer, Unit } from './posting.ts';

/** Points that were earned together. */
export interface Lot {
  readonly lotId: string;
  readonly memberId: string;
  readonly unit: Unit;
  readonly source: string;
  readonly parentLotId: string | null;
  readonly earnedAt: Instant;
  readonly availableAt: Instant | null;
  readonly expiresAt: Instant | null;
  readonly extended: boolean;
}

/** Where points of a lot are: a member account, or `expired` / `redeemed` so that they can be found again. */
export interface Position {
  readonly memberId: string;
  readonly unit: Unit;
  readonly lotId: string;
  readonly account: Account;
  /** The redemption for held and redeemed points; else ''. */
  readonly ref: string;
  readonly points: number;
}

/**
 * The executable model of the ledger: the same rules as the SQL function `rung_post`, for previews and properties.
 * A test runs random commands through both and compares every row.
 */
export interface LedgerState {
  readonly lots: ReadonlyMap<string, Lot>;
  readonly positions: readonly Position[];
  readonly debts: ReadonlyMap<string, number>;
  readonly transfers: readonly Transfer[];
  readonly postings: ReadonlyMap<string, { readonly draft: PostingDraft; readonly postingId: string }>;
}

/** The key of a member's debt in one unit. */
export function debtKey(memberId: string, unit: Unit): string {
  return `${memberId} ${unit}`;
}

/** Soonest to expire first (none last), then earned first, then lot id, then redemption. */
export function inDrainOrder(
  state: Pick<LedgerState, 'lots'>,
  positions: readonly Position[],
): { readonly lot: Lot; readonly position: Position }[] {
  const withLots = positions.map((position) => {
    const lot = state.lots.get(position.lotId);
    invariant(lot, `no lot ${position.lotId}`);
    return { lot, position };
  });
  const expiry = (lot: Lot) => lot.expiresAt ?? Number.POSITIVE_INFINITY;
  return withLots.sort((a, b) => {
    if (expiry(a.lot) !== expiry(b.lot)) return expiry(a.lot) - expiry(b.lot);
    if (a.lot.earnedAt !== b.lot.earnedAt) return a.lot.earnedAt - b.lot.earnedAt;
    if (a.lot.lotId !== b.lot.lotId) return Number(a.lot.lotId) - Number(b.lot.lotId);
    return a.position.ref < b.position.ref ? -1 : a.position.ref > b.position.ref ? 1 : 0;
  });
}
