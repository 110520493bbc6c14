import type { Balance, MemberAccount, PostingDraft, PostingOutcome, Unit } from './posting.ts';
import { PostingWriter } from './posting-writer.ts';
import { debtKey, inDrainOrder, type LedgerState, type Lot, type Position } from './state.ts';

export type { LedgerState };

export function emptyLedger(): LedgerState {
  return { lots: new Map(), positions: [], debts: new Map(), transfers: [], postings: new Map() };
}

/** The member's accounts in one unit. The balance shown to people is available − debt. */
export function balanceOf(state: LedgerState, memberId: string, unit: Unit): Balance {
  const sum = (account: MemberAccount) =>
    state.positions
      .filter((p) => p.memberId === memberId && p.unit === unit && p.account === account)
      .reduce((total, p) => total + p.points, 0);
  return { pending: sum('pending'), available: sum('available'), held: sum('held'), debt: state.debts.get(debtKey(memberId, unit)) ?? 0 };
}

/** The member's live positions (pending, available, held) with their lots, in drain order. */
export function lotsOf(state: LedgerState, memberId: string, unit: Unit): { readonly lot: Lot; readonly position: Position }[] {
  return inDrainOrder(
    state,
    state.positions.filter((p) => p.memberId === memberId && p.unit === unit && ['pending', 'available', 'held'].includes(p.account)),
  );
}

/** Posts one draft. The given state is not changed; a refusal or a stale key leaves it as it was. */
export function applyPosting(state: LedgerState, draft: PostingDraft): { readonly state: LedgerState; readonly outcome: PostingOutcome } {
  const earlier = state.postings.get(draft.businessKey);
  if (earlier) {
    const same = JSON.stringify(earlier.draft) === JSON.stringify(draft);
    return { state, outcome: same ? { status: 'repeated', postingId: earlier.postingId, forgiven: {} } : { status: 'stale' } };
  }
  const postingId = String(state.postings.size + 1);
  const writer = new PostingWriter(state, draft, postingId);
  for (const move of draft.moves) {
    const refusal = writer.apply(move);
    if (refusal) return { state, outcome: { status: 'refused', refusal } };
  }
  const postings = new Map(state.postings).set(draft.businessKey, { draft, postingId });
  return { state: { ...writer.state(), postings }, outcome: { status: 'posted', postingId, forgiven: writer.forgiven } };
}
