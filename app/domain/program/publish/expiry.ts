import type { ExpirySettings } from '../../expiry/expiry.schema.ts';
import type { Program } from '../program.schema.ts';
import { listed } from '../../saying.ts';
import { doubtful, wrong } from './finding.ts';
import type { Finding, PublishContext } from './finding.ts';

/** Where points must not end by the passing of time alone. */
const LAW: readonly { readonly region: string; readonly name: string }[] = [
  { region: 'CA-ON', name: 'Ontario' },
  { region: 'CA-QC', name: 'Québec' },
];

const DAYS_IN_MONTH: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Expiry keeps to the law, begins on a day of its own, and is announced (rules, 6). */
export function checkExpiry(program: Program, context: PublishContext): Finding[] {
  const { expiry } = program;
  if (expiry.mode.kind === 'none') return [];
  return [...checkLaw(expiry), ...checkStart(expiry, context), ...checkDay(expiry), ...checkWarnings(program)];
}

function checkLaw(expiry: ExpirySettings): Finding[] {
  if (expiry.mode.kind === 'inactivity') return [];
  const unguarded = LAW.filter(
    ({ region }) => !expiry.timeOnlyRefusedIn.some((listedRegion) => listedRegion === region || listedRegion === 'CA'),
  );
  const guarded = LAW.filter((each) => !unguarded.includes(each)).map(({ name }) => name);
  return [
    ...(unguarded.length > 0 ? [wrong('expiry.timeOnlyRefusedIn', 'expiry.law', { list: listed(unguarded.map(({ name }) => name)) })] : []),
    ...(guarded.length > 0 ? [doubtful('expiry.mode', 'expiry.law-guarded', { list: listed(guarded) })] : []),
  ];
}

/** Turning expiry on, or making it stricter, starts the clock on that day: nobody loses at once what was safe yesterday. */
function checkStart(expiry: ExpirySettings, { previous }: PublishContext): Finding[] {
  if (previous === null || !isStricter(previous.expiry, expiry)) return [];
  const isNewDay = expiry.startsOn !== null && expiry.startsOn !== previous.expiry.startsOn;
  if (isNewDay) return [];
  return [wrong('expiry.startsOn', previous.expiry.mode.kind === 'none' ? 'expiry.begins' : 'expiry.sooner')];
}

/** Whether points that were safe so far may end under the new settings. */
export function isStricter(before: ExpirySettings, after: ExpirySettings): boolean {
  const [old, now] = [before.mode, after.mode];
  if (now.kind === 'none') return false;
  if (old.kind !== now.kind) return true;
  if (now.kind === 'fixed-date' && old.kind === 'fixed-date')
    return now.month !== old.month || now.day !== old.day || now.youngerThanDays < old.youngerThanDays;
  if ('months' in now && 'months' in old && now.months < old.months) return true;
  return now.kind === 'inactivity' && old.kind === 'inactivity' && old.resetBy.some((event) => !now.resetBy.includes(event));
}

function checkDay({ mode }: ExpirySettings): Finding[] {
  if (mode.kind !== 'fixed-date' || mode.day <= (DAYS_IN_MONTH[mode.month - 1] ?? 31)) return [];
  return [wrong('expiry.mode.day', 'expiry.no-such-day', { month: mode.month, day: mode.day })];
}

function checkWarnings({ notices }: Program): Finding[] {
  return notices.off.includes('expiry-warning') ? [doubtful('notices.off', 'expiry.warnings-off')] : [];
}
