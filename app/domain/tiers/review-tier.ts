import { endOfLocalDay } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { NoticeKind } from '../notices/notice.schema.ts';
import { earnedTiers, judgedAt, rankOf, yearOf } from './earned-tiers.ts';
import type { EarnedTiers } from './earned-tiers.ts';
import { dueEntryReward } from './entry-reward.ts';
import type { EntryReward } from './entry-reward.ts';
import { yearWindow } from './metrics.ts';
import type { WindowKey, WindowTotals } from './metrics.ts';
import type { TierSource, TierState } from './tier-state.ts';
import { endsOn, whyHeld, whyLost } from './tier-words.ts';
import type { TierProgram } from './tier-words.ts';
import type { TierSettings } from './tiers.schema.ts';

export { entryRewardPosting } from './entry-reward.ts';
export type { EntryReward } from './entry-reward.ts';
export type { TierProgram } from './tier-words.ts';

export interface TierReviewInput {
  /** The version that is live now. */
  readonly program: TierProgram;
  readonly state: TierState;
  /** The sums of every window of `windowsOf`; a window that is missing counts as empty, but a missing year lowers nobody. */
  readonly totals: ReadonlyMap<WindowKey, WindowTotals>;
  /** A full member, not a guest known by e-mail only. */
  readonly joined: boolean;
  readonly memberId: string;
  readonly now: Instant;
  /** Import and backfill: nobody is told and no entry reward is given, now or for the same entry later. */
  readonly silent?: boolean;
}

/** `undone`: a provisional tier fell before it was confirmed. `ending`: an end was set. `kept`: an end was taken away, or a year's review left the tier. */
export type TierChangeKind = 'raised' | 'confirmed' | 'undone' | 'lowered' | 'ending' | 'kept';

export interface TierChange {
  readonly kind: TierChangeKind;
  readonly fromTierId: string | null;
  readonly toTierId: string | null;
  readonly because: readonly string[];
}

export interface TierDecision {
  readonly state: TierState;
  readonly changes: readonly TierChange[];
  readonly entryRewards: readonly EntryReward[];
  readonly notices: readonly NoticeDraft[];
  /** When the rules must look again; null: only when something happens. Also in the state. */
  readonly reviewAt: Instant | null;
}

/**
 * Where a member stands now (rules, 5). Up at once, provisional until the carrying points are available; down by the rules of each window;
 * the highest of all sources counts. Total, and idempotent: a second look at the same facts changes nothing.
 */
export function reviewTier(input: TierReviewInput): TierDecision {
  const { program, state: before, memberId, now } = input;
  const settings = program.tiers;
  const earned = earnedTiers({ ...input, settings, currency: program.currency, timeZone: program.timeZone });
  const grants = before.sources.filter((source) => source.kind !== 'earned' && (source.until === null || source.until > now));
  const sources = [...earned.sources, ...grants];
  const lock = before.lock !== null && (before.lock.until === null || before.lock.until > now) ? before.lock : null;
  const standing = standingOf(settings, sources, { lock, now });
  const change = changeOf(input, standing, earned);
  const entered = standing.confirmedRank > rankOf(settings, before.confirmedTierId) ? settings.list[standing.confirmedRank] : undefined;
  const reward = entered ? dueEntryReward(entered, before, { memberId, window: standing.confirmedWindow, now }) : null;
  const { confirmedRank: _rank, confirmedWindow: _window, ...stands } = standing;
  const reviewAt = nextReview(settings, { sources, lock, timeZone: program.timeZone, now });
  const given = input.silent ? silentEntries(settings, standing, before) : reward ? [reward.tierId] : [];
  const after: TierState = {
    ...before,
    ...stands,
    sources,
    lock,
    reviewAt,
    entryRewards: given.length > 0 ? [...before.entryRewards, ...given.map((tierId) => ({ tierId, at: now }))] : before.entryRewards,
    changes: before.changes + (change ? 1 : 0),
  };
  const entryRewards = reward && !input.silent ? [reward] : [];
  const notices = input.silent ? [] : noticesFor(input, after, { change, entryRewards });
  return { state: after, changes: change ? [change] : [], entryRewards, notices, reviewAt };
}

interface Standing extends Pick<TierState, 'tierId' | 'provisional' | 'confirmedTierId' | 'carriedBy' | 'endsAt' | 'perksPaused'> {
  readonly confirmedRank: number;
  readonly confirmedWindow: WindowKey | null;
}

function standingOf(
  settings: TierSettings,
  sources: readonly TierSource[],
  at: { readonly lock: TierState['lock']; readonly now: Instant },
): Standing {
  const ranked = sources.filter((source) => source.from <= at.now).map((source) => ({ source, rank: rankOf(settings, source.tierId) }));
  const top = Math.max(-1, ...ranked.map(({ rank }) => rank));
  const firm = ranked.filter(({ source }) => !source.provisional);
  const confirmedRank = Math.max(-1, ...firm.map(({ rank }) => rank));
  const lockRank = rankOf(settings, at.lock?.tierId ?? null);
  const isFirm = top === confirmedRank;
  const carriers = (isFirm ? firm : ranked).filter(({ rank }) => rank === top && rank >= 0).map(({ source }) => source);
  const carrier = carriers.find(({ until }) => until === null) ?? carriers.toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0))[0];
  const endsAt = isFirm ? (carrier?.until ?? null) : null;
  const tierId = settings.list[top]?.id ?? null;
  if (at.lock !== null && lockRank >= 0) {
    return {
      tierId: at.lock.tierId,
      provisional: false,
      confirmedTierId: at.lock.tierId,
      carriedBy: null,
      endsAt: tierId === at.lock.tierId ? endsAt : at.lock.until,
      perksPaused: false,
      confirmedRank: lockRank,
      confirmedWindow: null,
    };
  }
  return {
    tierId,
    provisional: !isFirm,
    confirmedTierId: settings.list[confirmedRank]?.id ?? null,
    carriedBy: carrier ? { kind: carrier.kind, window: carrier.window } : null,
    endsAt,
    perksPaused: carriers.length > 0 && carriers.every(({ perksPaused }) => perksPaused),
    confirmedRank,
    confirmedWindow: firm.find(({ rank }) => rank === confirmedRank)?.source.window ?? null,
  };
}

function changeOf(input: TierReviewInput, after: Standing, earned: EarnedTiers): TierChange | null {
  const { program, state: before } = input;
  const from = before.tierId;
  const to = after.tierId;
  const ends = after.endsAt === null ? [] : [endsOn(after.endsAt, program)];
  const because = (why: string) => [why, ...ends];
  if (from !== to) {
    const isHigher =
      to !== null &&
      (from === null || rankOf(program.tiers, to) > rankOf(program.tiers, from)) &&
      (from === null || rankOf(program.tiers, from) >= 0);
    if (isHigher) return { kind: 'raised', fromTierId: from, toTierId: to, because: because(whyHeld(to, after.carriedBy, input)) };
    const lost = from === null ? '' : whyLost(from, before.carriedBy, input);
    return { kind: before.provisional ? 'undone' : 'lowered', fromTierId: from, toTierId: to, because: because(lost) };
  }
  if (to === null) return null;
  const same = { fromTierId: from, toTierId: to };
  if (before.provisional && !after.provisional)
    return { ...same, kind: 'confirmed', because: because(whyHeld(to, after.carriedBy, input)) };
  if (after.provisional) return null;
  if (before.endsAt === null && after.endsAt !== null)
    return { ...same, kind: 'ending', because: because(whyLost(to, after.carriedBy, input)) };
  if (before.endsAt !== null && after.endsAt === null) return { ...same, kind: 'kept', because: [whyHeld(to, after.carriedBy, input)] };
  const year = earned.kept.findLast(({ tierId }) => tierId === to);
  return year ? { ...same, kind: 'kept', because: [whyHeld(to, { kind: 'earned', window: year.window }, input)] } : null;
}

/** What comes silently counts as rewarded already: its entry reward is not caught up later. */
function silentEntries(settings: TierSettings, standing: Standing, before: TierState): string[] {
  const entered = [standing.tierId, standing.confirmedTierId].filter(
    (tierId) => tierId !== null && rankOf(settings, tierId) > rankOf(settings, before.confirmedTierId),
  );
  return [...new Set(entered)]
    .filter((tierId) => tierId !== null && !before.entryRewards.some((entry) => entry.tierId === tierId))
    .filter((tierId) => tierId !== null);
}

function nextReview(
  settings: TierSettings,
  facts: { readonly sources: readonly TierSource[]; readonly lock: TierState['lock']; readonly timeZone: string; readonly now: Instant },
): Instant | null {
  const { timeZone, now } = facts;
  const moments = facts.sources.flatMap((source) => {
    const year = source.provisional ? null : yearOf(source.window);
    const daily = source.provisional || source.window === 'rolling' ? [endOfLocalDay(now, timeZone)] : [];
    const years = year === null ? [] : [yearWindow(year, timeZone).until, judgedAt(year, settings, timeZone)];
    return [source.from, ...(source.until === null ? [] : [source.until]), ...daily, ...years];
  });
  const later = [...moments, ...(facts.lock?.until == null ? [] : [facts.lock.until])].filter((at) => at > now);
  return later.length > 0 ? Math.min(...later) : null;
}

function noticesFor(
  input: TierReviewInput,
  after: TierState,
  told: { readonly change: TierChange | null; readonly entryRewards: readonly EntryReward[] },
): NoticeDraft[] {
  const { memberId, program } = input;
  const nameOf = (tierId: string | null) => program.tiers.list.find(({ id }) => id === tierId)?.name ?? null;
  const { change } = told;
  const key = `tier:${memberId}:${after.changes}`;
  const notices = told.entryRewards.map((reward): NoticeDraft => ({
    businessKey: `${reward.businessKey}:notice`,
    kind: 'entry-reward',
    memberId,
    facts: { tierId: reward.tierId, tierName: nameOf(reward.tierId), points: reward.points, rewardId: reward.rewardId },
  }));
  if (change === null) return notices;
  const kind = noticeKind(change.kind, after.provisional);
  const facts = {
    fromTierId: change.fromTierId,
    fromTierName: nameOf(change.fromTierId),
    tierId: change.toTierId,
    tierName: nameOf(change.toTierId),
    endsAt: after.endsAt,
    because: change.because[0] ?? '',
  };
  return [{ businessKey: `${key}:${kind}`, kind, memberId, facts }, ...notices];
}

function noticeKind(change: TierChangeKind, provisional: boolean): NoticeKind {
  switch (change) {
    case 'raised':
      return provisional ? 'tier-provisional' : 'tier-up';
    case 'confirmed':
      return 'tier-up';
    case 'undone':
      return 'tier-undone';
    case 'lowered':
      return 'tier-down';
    case 'ending':
      return 'tier-ending';
    case 'kept':
      return 'tier-kept';
  }
}
