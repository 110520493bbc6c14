import { addDays, localYear } from '../instant.ts';
import type { Instant } from '../instant.ts';
import { isMetricWay, NO_TOTALS, reaches, yearWindow } from './metrics.ts';
import type { MetricWay, Totals, WindowKey, WindowTotals } from './metrics.ts';
import type { TierSource, TierState } from './tier-state.ts';
import type { Tier, TierSettings } from './tiers.schema.ts';

export interface EarnedInput {
  readonly settings: TierSettings;
  readonly currency: string;
  readonly timeZone: string;
  readonly state: TierState;
  readonly totals: ReadonlyMap<WindowKey, WindowTotals>;
  readonly joined: boolean;
  readonly now: Instant;
}

export interface EarnedTiers {
  readonly sources: readonly TierSource[];
  /** Calendar years that were judged now and whose tier stays. */
  readonly kept: readonly { readonly tierId: string; readonly window: WindowKey }[];
}

/**
 * What a member's metrics give now: per window the tier that holds for good and, above it, the one that is reached but not carried yet.
 * Provisional tiers follow from the totals alone, so a refund undoes them at once; tiers that hold go down by the rules of their window.
 */
export function earnedTiers(input: EarnedInput): EarnedTiers {
  const years = yearSources(input);
  return {
    sources: [
      ...joinSource(input),
      ...climb(input, { window: 'lifetime', holding: held(input, 'lifetime') }),
      ...rollingSources(input),
      ...years.sources,
    ],
    kept: years.kept,
  };
}

/** When the tier of a calendar year is judged: `graceDays` after the year's end. */
export function judgedAt(year: number, settings: TierSettings, timeZone: string): Instant {
  return addDays(yearWindow(year, timeZone).until, settings.graceDays);
}

/** The year of a window key, or null. */
export function yearOf(window: WindowKey | null): number | null {
  const year = window === null ? undefined : /^year:(\d+)$/.exec(window)?.[1];
  return year === undefined ? null : Number(year);
}

/** The ways of a tier that are measured in such a window. */
export function waysIn(tier: Tier, window: WindowKey): MetricWay[] {
  const kind = yearOf(window) === null ? window : 'calendar-year';
  return tier.ways.filter(isMetricWay).filter((way) => way.window === kind);
}

/** Place of a tier in the ladder, 0 = lowest; −1 for none and for a tier that is no more. */
export function rankOf(settings: TierSettings, tierId: string | null): number {
  return settings.list.findIndex((tier) => tier.id === tierId);
}

function joinSource(input: EarnedInput): TierSource[] {
  const tier = input.joined ? input.settings.list.findLast(({ ways }) => ways.some((way) => way.kind === 'join')) : undefined;
  if (!tier) return [];
  const before = input.state.sources.find((source) => source.kind === 'earned' && source.window === null && source.tierId === tier.id);
  return [before ?? earned(tier.id, null, input.now)];
}

/** The holding of a window: the tier that holds for good (a new object when it rose), and the provisional one above it. */
function climb(
  input: EarnedInput,
  at: { readonly window: WindowKey; readonly holding: TierSource | null; readonly totals?: WindowTotals },
): TierSource[] {
  const { settings, state, now } = input;
  const { window, holding } = at;
  const totals = at.totals ?? totalsOf(input, window);
  const reached = supported(input, window, totals.reached);
  const carried = settings.provisional ? Math.min(reached, supported(input, window, totals.carried)) : reached;
  const rank = Math.max(rankOf(settings, holding?.tierId ?? null), carried);
  const confirmed = holding !== null && rankOf(settings, holding.tierId) === rank ? holding : sourceAt(settings, rank, { window, now });
  if (reached <= rank) return confirmed ? [confirmed] : [];
  const tierId = settings.list[reached]?.id ?? '';
  const before = state.sources.find((source) => source.provisional && source.window === window && source.tierId === tierId);
  const provisional = before ?? { ...earned(tierId, window, now), provisional: true };
  return confirmed ? [confirmed, provisional] : [provisional];
}

/** Falling under sets an end some days ahead; reaching it again takes the end away; at the end it goes down a step, and the next end is set. */
function rollingSources(input: EarnedInput): TierSource[] {
  const { settings, now } = input;
  const reached = supported(input, 'rolling', totalsOf(input, 'rolling').reached);
  return climb(input, { window: 'rolling', holding: held(input, 'rolling') }).flatMap((source) => {
    if (source.provisional) return [source];
    let rank = rankOf(settings, source.tierId);
    if (rank <= reached) return [source.until === null ? source : { ...source, until: null }];
    let until = source.until ?? addDays(now, settings.graceDays);
    while (rank > reached && until <= now) {
      rank = lower(settings, rank, reached);
      until = addDays(now, settings.graceDays);
    }
    const tierId = settings.list[rank]?.id;
    if (tierId === undefined) return [];
    const from = tierId === source.tierId ? source.from : now;
    return [{ ...source, tierId, from, until: rank > reached ? until : null }];
  });
}

/**
 * A tier earned in a calendar year holds until that year is judged, then until the next one is. Before last year is judged it stands beside
 * this year's; afterwards what last year supports counts for this one.
 */
function yearSources(input: EarnedInput): EarnedTiers {
  const { settings, timeZone, now } = input;
  const thisYear = localYear(now, timeZone);
  const lastIsOpen = now < judgedAt(thisYear - 1, settings, timeZone);
  const judged = judgeYears(input);
  const best = (year: number) =>
    judged.holdings
      .filter((source) => yearOf(source.window) === year)
      .sort((a, b) => rankOf(settings, b.tierId) - rankOf(settings, a.tierId))[0] ?? null;
  const last = windowKey(thisYear - 1);
  const current = windowKey(thisYear);
  if (!lastIsOpen)
    return {
      sources: climb(input, { window: current, holding: best(thisYear), totals: laterOf(input, last, current) }),
      kept: judged.kept,
    };
  const lastReached = supported(input, last, totalsOf(input, last).reached);
  const ofLast = climb(input, { window: last, holding: best(thisYear - 1) }).map((source) => {
    const until = !source.provisional && rankOf(settings, source.tierId) > lastReached ? judgedAt(thisYear - 1, settings, timeZone) : null;
    return source.until === until ? source : { ...source, until };
  });
  return { sources: [...ofLast, ...climb(input, { window: current, holding: best(thisYear) })], kept: judged.kept };
}

/** Judges every held year whose day has come, year after year; a year whose totals nobody has lowers nobody. */
function judgeYears(input: EarnedInput): { readonly holdings: TierSource[]; readonly kept: EarnedTiers['kept'] } {
  const { settings, state, timeZone, now } = input;
  const kept: { tierId: string; window: WindowKey }[] = [];
  const holdings = state.sources.flatMap((source): TierSource[] => {
    let year = source.kind === 'earned' && !source.provisional ? yearOf(source.window) : null;
    let rank = rankOf(settings, source.tierId);
    if (year === null || rank < 0) return [];
    const first = year;
    while (rank >= 0 && now >= judgedAt(year, settings, timeZone)) {
      const totals = input.totals.get(windowKey(year));
      const reached = totals ? supported(input, windowKey(year), totals.reached) : rank;
      if (totals && reached >= rank) kept.push({ tierId: settings.list[rank]?.id ?? '', window: windowKey(year) });
      if (reached < rank) rank = lower(settings, rank, reached);
      year += 1;
    }
    if (year === first) return [source];
    const tierId = settings.list[rank]?.id;
    if (tierId === undefined) return [];
    return [{ ...source, tierId, window: windowKey(year), from: tierId === source.tierId ? source.from : now, until: null }];
  });
  return { holdings, kept };
}

/** One step down to a tier that can be earned, never below what the metric supports. */
function lower(settings: TierSettings, rank: number, reached: number): number {
  if (settings.downBy === 'to-what-the-metric-supports') return reached;
  const step = settings.list.slice(0, rank).findLastIndex(({ ways }) => ways.some((way) => way.kind === 'join' || isMetricWay(way)));
  return Math.max(reached, step);
}

/** The highest tier that these totals reach in a window; −1: none. */
function supported(input: EarnedInput, window: WindowKey, totals: Totals): number {
  return input.settings.list.findLastIndex((tier) => waysIn(tier, window).some((way) => reaches(way, totals, input.currency)));
}

/** Of two years the totals that support the higher tier, for reached and carried each. */
function laterOf(input: EarnedInput, last: WindowKey, current: WindowKey): WindowTotals {
  const a = totalsOf(input, last);
  const b = totalsOf(input, current);
  const higher = (one: Totals, other: Totals) => (supported(input, last, one) > supported(input, current, other) ? one : other);
  return { reached: higher(a.reached, b.reached), carried: higher(a.carried, b.carried) };
}

function held(input: EarnedInput, window: WindowKey): TierSource | null {
  const sources = input.state.sources.filter((source) => source.kind === 'earned' && source.window === window && !source.provisional);
  return sources.sort((a, b) => rankOf(input.settings, b.tierId) - rankOf(input.settings, a.tierId))[0] ?? null;
}

function totalsOf(input: EarnedInput, window: WindowKey): WindowTotals {
  return input.totals.get(window) ?? { reached: NO_TOTALS, carried: NO_TOTALS };
}

function windowKey(year: number): WindowKey {
  return `year:${year}`;
}

function sourceAt(settings: TierSettings, rank: number, at: { readonly window: WindowKey; readonly now: Instant }): TierSource | null {
  const tier = settings.list[rank];
  return tier ? earned(tier.id, at.window, at.now) : null;
}

function earned(tierId: string, window: WindowKey | null, now: Instant): TierSource {
  return { kind: 'earned', tierId, from: now, until: null, window, provisional: false, origin: null, planId: null, perksPaused: false };
}
