import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { WindowKey } from './metrics.ts';

export type TierSourceKind = 'earned' | 'paid' | 'bought' | 'invited' | 'manual' | 'imported';

/** One reason why a member has a tier. Each has its own end; the highest counts (rules, 5). */
export interface TierSource {
  readonly kind: TierSourceKind;
  readonly tierId: string;
  readonly from: Instant;
  /** Null: no end. For earned ones the end that has been announced; it is taken away when the member qualifies again. */
  readonly until: Instant | null;
  /** The window it was earned in; null for everything that is not earned, and for the tier that comes with joining. */
  readonly window: WindowKey | null;
  /** Reached, but the points that carry it are not available yet. */
  readonly provisional: boolean;
  /** What granted it ("order:<store>:<order>", "staff:<id>"); null for earned ones. */
  readonly origin: string | null;
  readonly planId: string | null;
  /** A renewal failed: the tier stays for some days, its perks rest. */
  readonly perksPaused: boolean;
}

/** Everything the rules remember of a member's standing; plain JSON. */
export interface TierState {
  readonly format: 1;
  /** The tier that holds now; null: none. */
  readonly tierId: string | null;
  /** The tier holds only until its points are available or its order is refunded. */
  readonly provisional: boolean;
  /** The highest tier that holds for good. */
  readonly confirmedTierId: string | null;
  /** What carries `tierId`; null: nothing or a lock does. */
  readonly carriedBy: { readonly kind: TierSourceKind; readonly window: WindowKey | null } | null;
  /** When the tier ends unless something changes; null: no end is known. */
  readonly endsAt: Instant | null;
  readonly perksPaused: boolean;
  readonly sources: readonly TierSource[];
  /** Staff fixed the tier; sources go on below it. */
  readonly lock: { readonly tierId: string; readonly until: Instant | null } | null;
  readonly entryRewards: readonly { readonly tierId: string; readonly at: Instant }[];
  /** When the rules must look again; null: only when something happens. */
  readonly reviewAt: Instant | null;
  /** How many changes there were: numbers the notices. */
  readonly changes: number;
}

/** A tier that is given rather than earned. `origin` names the giver: the same giver giving the same tier again replaces the earlier grant. */
export interface GrantedTier {
  readonly kind: Exclude<TierSourceKind, 'earned'>;
  readonly tierId: string;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly origin: string;
  readonly planId?: string | null;
}

export function noTier(): TierState {
  return {
    format: 1,
    tierId: null,
    provisional: false,
    confirmedTierId: null,
    carriedBy: null,
    endsAt: null,
    perksPaused: false,
    sources: [],
    lock: null,
    entryRewards: [],
    reviewAt: null,
    changes: 0,
  };
}

/** The windows that the member's tiers were earned in: their totals are needed for the next review. */
export function heldWindows(state: TierState): WindowKey[] {
  return [...new Set(state.sources.map(({ window }) => window).filter((window) => window !== null))];
}

/** Gives a tier by payment, purchase, invitation, staff or import. Counts from the next review on. */
export function grantTier(state: TierState, grant: GrantedTier): TierState {
  const kept = state.sources.filter((source) => source.origin !== grant.origin || source.tierId !== grant.tierId);
  return { ...state, sources: [...kept, sourceOf(grant)] };
}

/** Replaces all that an origin has granted: an order's grants come and go together. */
export function replaceGrants(state: TierState, origin: string, grants: readonly GrantedTier[]): TierState {
  const kept = state.sources.filter((source) => source.origin !== origin);
  return { ...state, sources: [...kept, ...grants.map((grant) => sourceOf({ ...grant, origin }))] };
}

/** A grant ends at that moment: at once when it is now (fee refunded or charged back), else at the date that was paid for. */
export function endGrant(state: TierState, origin: string, at: Instant): TierState {
  return { ...state, sources: state.sources.map((source) => (source.origin === origin ? { ...source, until: at } : source)) };
}

/** A renewal failed: the tier stays `graceDays` longer with its perks resting. A payment in that time grants it anew. */
export function pauseGrant(state: TierState, origin: string, failed: { readonly at: Instant; readonly graceDays: number }): TierState {
  const until = addDays(failed.at, failed.graceDays);
  return {
    ...state,
    sources: state.sources.map((source) => (source.origin === origin ? { ...source, until, perksPaused: true } : source)),
  };
}

/** Staff fix the tier until a date, or (null) let go of it. */
export function lockTier(state: TierState, lock: TierState['lock']): TierState {
  return { ...state, lock };
}

function sourceOf(grant: GrantedTier): TierSource {
  const { kind, tierId, from, until, origin } = grant;
  return { kind, tierId, from, until, window: null, provisional: false, origin, planId: grant.planId ?? null, perksPaused: false };
}

/**
 * Two members become one: every source, entry reward and lock of both, and the higher tier until the next review. `ladder` is the program's
 * tiers from low to high. Of two tiers earned in one window the higher stays.
 */
export function mergeTiers(kept: TierState, gone: TierState, ladder: readonly string[]): TierState {
  const rank = (tierId: string | null) => (tierId === null ? -1 : ladder.indexOf(tierId));
  const higher = rank(gone.tierId) > rank(kept.tierId) ? gone : kept;
  const all = [...kept.sources, ...gone.sources];
  const isBeaten = (source: TierSource, index: number) =>
    all.some(
      (other, place) =>
        other.kind === 'earned' &&
        other.window === source.window &&
        other.provisional === source.provisional &&
        beats(rank(other.tierId) - rank(source.tierId), index - place),
    );
  const reviews = [kept.reviewAt, gone.reviewAt].filter((at) => at !== null);
  return {
    ...kept,
    tierId: higher.tierId,
    provisional: higher.provisional,
    confirmedTierId: rank(gone.confirmedTierId) > rank(kept.confirmedTierId) ? gone.confirmedTierId : kept.confirmedTierId,
    carriedBy: higher.carriedBy,
    endsAt: higher.endsAt,
    perksPaused: higher.perksPaused,
    sources: all.filter((source, index) => source.kind !== 'earned' || !isBeaten(source, index)),
    lock: kept.lock ?? gone.lock,
    entryRewards: [...kept.entryRewards, ...gone.entryRewards],
    reviewAt: reviews.length > 0 ? Math.min(...reviews) : null,
    changes: kept.changes + gone.changes,
  };
}

/**
 * A merge is undone: what the other member brought leaves the standing, and the highest of what stays holds until the next review. `gone` is what that member had when
 * it was merged.
 */
export function splitTiers(merged: TierState, gone: TierState, ladder: readonly string[]): TierState {
  const brought = (source: TierSource) =>
    gone.sources.some(
      (other) =>
        other.kind === source.kind && other.tierId === source.tierId && other.origin === source.origin && other.from === source.from,
    );
  const sources = merged.sources.filter((source) => !brought(source));
  const entryRewards = merged.entryRewards.filter(
    ({ tierId, at }) => !gone.entryRewards.some((other) => other.tierId === tierId && other.at === at),
  );
  const lock =
    merged.lock !== null && merged.lock.tierId === gone.lock?.tierId && merged.lock.until === gone.lock.until ? null : merged.lock;
  const rest = { ...merged, sources, entryRewards, lock };
  const isLess = sources.length < merged.sources.length || lock !== merged.lock;
  if (!isLess) return rest;
  const highest = [...sources].sort((a, b) => ladder.indexOf(b.tierId) - ladder.indexOf(a.tierId))[0] ?? null;
  return {
    ...rest,
    tierId: lock?.tierId ?? highest?.tierId ?? null,
    provisional: lock === null && (highest?.provisional ?? false),
    confirmedTierId:
      [...sources.filter(({ provisional }) => !provisional)].sort((a, b) => ladder.indexOf(b.tierId) - ladder.indexOf(a.tierId))[0]
        ?.tierId ?? null,
    carriedBy: lock !== null || highest === null ? null : { kind: highest.kind, window: highest.window },
    endsAt: highest?.until ?? null,
    perksPaused: highest?.perksPaused ?? false,
  };
}

/** A higher tier beats; of two alike the earlier one does. */
function beats(tiersAbove: number, placesAfter: number): boolean {
  return tiersAbove > 0 || (tiersAbove === 0 && placesAfter > 0);
}
