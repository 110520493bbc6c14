import { addDays, addLocalMonths, endOfLocalDay, localDate, startOfLocalDay } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { PostingDraft, Unit } from '../ledger/posting.ts';
import type { NoticeDraft } from '../notices/notice.ts';
import type { Program } from '../program/program.schema.ts';

/** A warning that reached the member: a channel accepted it, or the account showed it. */
export interface AcceptedWarning {
  /** The end it warned of. */
  readonly endsAt: Instant;
  readonly daysBefore: number;
  readonly acceptedAt: Instant;
}

export interface ExpiryInput {
  readonly program: Program;
  readonly versionNo?: number | null;
  readonly memberId: string;
  readonly unit: Unit;
  /** The member's available lots of the unit. */
  readonly lots: readonly { readonly expiresAt: Instant | null; readonly points: number }[];
  readonly warnings: readonly AcceptedWarning[];
  /** False when no channel but the account reaches the member. */
  readonly reachable: boolean;
  /** ISO 3166 ("CA-ON"), for the law; null: not known. */
  readonly region: string | null;
  /** The last event that counts as being active (`expiry.mode.resetBy`); only inactivity reads it. */
  readonly lastActiveAt: Instant | null;
  readonly now: Instant;
}

export interface ExpiryDecision {
  readonly posting: PostingDraft | null;
  /** Warnings that are due now (kind `expiry-warning`, facts `endsAt` and `daysBefore`), and what ended. */
  readonly notices: readonly NoticeDraft[];
  /** When to look again; null: nothing will end. */
  readonly nextAt: Instant | null;
  /** Why points whose day has come are still there. */
  readonly waits: 'warning' | 'law' | null;
}

/** Points that end together. */
interface Ending {
  readonly endsAt: Instant;
  readonly points: number;
}

/** Nobody loses points with less notice than this, however late the first warning got through. */
const LEAST_NOTICE_DAYS = 7;

/** A last warning that a channel took so long after it was due came on its day; a later one moves the end. */
const IN_TIME_MS = 12 * 3_600_000;

/**
 * What of a member's points ends now, and which warnings are due (rules, 6). Nothing ends before its last warning was accepted; a first warning
 * that came late moves the end, and for members whom only the account reaches it stands there for some days more. Pending, held and debt are never touched.
 */
export function decideExpiry(input: ExpiryInput): ExpiryDecision {
  const { program, now } = input;
  if (isAgainstTheLaw(input)) return { posting: null, notices: [], nextAt: null, waits: 'law' };
  const endings = endingsOf(input);
  const warnings = endings.flatMap((ending) => dueWarning(input, ending));
  const judged = endings.map((ending) => ({ ending, at: endOf(input, ending) }));
  const firstWaiting = judged.findIndex(({ at }) => at === null || at > now);
  // The ledger ends everything up to a date: what comes after points that still wait, waits too.
  const over = judged.slice(0, firstWaiting === -1 ? judged.length : firstWaiting).map(({ ending }) => ending);
  const waiting = judged[over.length];
  const steps = endings
    .filter((ending) => !over.includes(ending))
    .flatMap((ending) => [...program.expiry.warnDaysBefore.map((days) => addDays(ending.endsAt, -days)), ending.endsAt]);
  const later = [...steps, ...judged.flatMap(({ at }) => (at === null ? [] : [at]))].filter((at) => at > now);
  return {
    posting: over.length > 0 ? postingOf(input, over) : null,
    notices: [
      ...warnings.filter(({ facts }) => !over.some(({ endsAt }) => endsAt === facts['endsAt'])),
      ...over.map((ending) => endedNotice(input, ending)),
    ],
    nextAt: later.length > 0 ? Math.min(...later) : waiting ? addDays(now, 1) : null,
    waits: waiting && waiting.ending.endsAt <= now ? 'warning' : null,
  };
}

/** What ends next, for show: how many points and when at the earliest. Null: nothing ends, or the law forbids it. */
export function nextEnding(input: ExpiryInput): { readonly points: number; readonly at: Instant } | null {
  const [ending] = isAgainstTheLaw(input) ? [] : endingsOf(input);
  if (!ending) return null;
  const lastDays = Math.min(...input.program.expiry.warnDaysBefore);
  // Overdue, but the last warning is still owed: it comes first.
  const at = endOf(input, ending) ?? Math.max(ending.endsAt, addDays(input.now, lastDays));
  return { points: ending.points, at: Math.max(at, ending.endsAt) };
}

/** Expiry by time alone is forbidden in some regions; ending by inactivity is not by time alone. */
function isAgainstTheLaw({ program, region }: ExpiryInput): boolean {
  const { mode, timeOnlyRefusedIn } = program.expiry;
  return (
    region !== null &&
    (mode.kind === 'per-lot' || mode.kind === 'fixed-date') &&
    timeOnlyRefusedIn.some((place) => region === place || region.startsWith(`${place}-`))
  );
}

/** The dates on which points end, soonest first. Inactivity ends the whole balance on one. */
function endingsOf(input: ExpiryInput): Ending[] {
  const { program, lots, lastActiveAt } = input;
  const { mode, startsOn } = program.expiry;
  const { timeZone } = program;
  if (mode.kind === 'inactivity') {
    const points = lots.reduce((sum, lot) => sum + lot.points, 0);
    if (lastActiveAt === null || points === 0) return [];
    const clock = startsOn === null ? lastActiveAt : Math.max(lastActiveAt, startOfLocalDay(startsOn, timeZone));
    return [{ endsAt: endOfLocalDay(addLocalMonths(clock, mode.months, timeZone), timeZone), points }];
  }
  const byDate = new Map<Instant, number>();
  for (const { expiresAt, points } of lots)
    if (expiresAt !== null && points > 0) byDate.set(expiresAt, (byDate.get(expiresAt) ?? 0) + points);
  return [...byDate].map(([endsAt, points]) => ({ endsAt, points })).sort((a, b) => a.endsAt - b.endsAt);
}

/** The moment at which these points really end; null: not before the last warning was accepted. */
function endOf(input: ExpiryInput, ending: Ending): Instant | null {
  const { warnDaysBefore, unreachableExtraDays } = input.program.expiry;
  const lastDays = Math.min(...warnDaysBefore);
  const accepted = input.warnings.filter(({ endsAt }) => endsAt === ending.endsAt);
  const last = accepted.filter(({ daysBefore }) => daysBefore === lastDays).map(({ acceptedAt }) => acceptedAt);
  if (last.length === 0) return null;
  const first = Math.min(...accepted.map(({ acceptedAt }) => acceptedAt));
  const notice = Math.min(LEAST_NOTICE_DAYS, Math.max(...warnDaysBefore));
  const lastAt = Math.min(...last);
  const isInTime = lastAt <= addDays(ending.endsAt, -lastDays) + IN_TIME_MS;
  return Math.max(
    ending.endsAt,
    isInTime ? ending.endsAt : addDays(lastAt, lastDays),
    addDays(first, input.reachable ? notice : unreachableExtraDays),
  );
}

/** The latest warning whose day has come and that has not been accepted. Earlier ones it makes needless. */
function dueWarning(input: ExpiryInput, ending: Ending): NoticeDraft[] {
  const { program, memberId, unit, now } = input;
  const due = program.expiry.warnDaysBefore.filter((days) => addDays(ending.endsAt, -days) <= now);
  if (due.length === 0) return [];
  const daysBefore = Math.min(...due);
  const isAccepted = input.warnings.some((warning) => warning.endsAt === ending.endsAt && warning.daysBefore === daysBefore);
  if (isAccepted) return [];
  return [
    {
      businessKey: `expiry-warning:${memberId}:${unit}:${ending.endsAt}:${daysBefore}`,
      kind: 'expiry-warning',
      memberId,
      facts: { unit, points: ending.points, endsAt: ending.endsAt, daysBefore, lastDay: localDate(ending.endsAt - 1, program.timeZone) },
    },
  ];
}

function endedNotice(input: ExpiryInput, ending: Ending): NoticeDraft {
  const { memberId, unit, now, program } = input;
  return {
    businessKey: `points-expired:${memberId}:${unit}:${ending.endsAt}:${localDate(now, program.timeZone)}`,
    kind: 'points-expired',
    memberId,
    facts: { unit, points: ending.points, endsAt: ending.endsAt },
  };
}

function postingOf(input: ExpiryInput, over: readonly Ending[]): PostingDraft {
  const { program, memberId, unit, now } = input;
  const isInactivity = program.expiry.mode.kind === 'inactivity';
  const dueBy = Math.max(...over.map(({ endsAt }) => endsAt));
  const reason = isInactivity ? 'inactivity' : 'expiry-date';
  return {
    // Points that were restored to an old lot may end on the same date once more, on a later day.
    businessKey: `expire:${memberId}:${unit}:${dueBy}:${localDate(now, program.timeZone)}`,
    kind: 'points-expired',
    memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: { kind: 'system', id: null },
    reasonCode: reason,
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: input.versionNo ?? null,
    occurredAt: now,
    moves: [{ kind: 'expire', unit, dueBy: isInactivity ? null : dueBy }],
    because: [isInactivity ? 'Nothing happened in the account for too long' : `Valid until ${localDate(dueBy - 1, program.timeZone)}`],
  };
}
