import { addDays, addLocalMonths, endOfLocalDay, localYear, startOfLocalDay } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { ExpirySettings } from './expiry.schema.ts';

/**
 * When a lot whose clock starts at `startsAt` ends: the end of a local day, or null where lots have no end of their own
 * (no expiry, or the whole balance ends by inactivity).
 */
export function expiresAt(settings: ExpirySettings, startsAt: Instant, timeZone: string): Instant | null {
  const { mode } = settings;
  const clock = settings.startsOn === null ? startsAt : Math.max(startsAt, startOfLocalDay(settings.startsOn, timeZone));
  switch (mode.kind) {
    case 'none':
    case 'inactivity':
      return null;
    case 'per-lot':
      return endOfLocalDay(addLocalMonths(clock, mode.months, timeZone), timeZone);
    case 'fixed-date': {
      const oldEnough = addDays(clock, mode.youngerThanDays);
      const year = localYear(clock, timeZone);
      for (let later = 0; later <= 12; later += 1) {
        const end = endOfYearly(year + later, mode, timeZone);
        if (end > clock && end >= oldEnough) return end;
      }
      return null;
    }
  }
}

/** The end of the day in that year; 29 February falls on the 28th in other years, the 31st on a shorter month's last day. */
function endOfYearly(year: number, on: { readonly month: number; readonly day: number }, timeZone: string): Instant {
  const firstOfMonth = startOfLocalDay(`${String(year).padStart(4, '0')}-${String(on.month).padStart(2, '0')}-01`, timeZone);
  const lastOfMonth = addLocalMonths(firstOfMonth, 1, timeZone) - 1;
  // Noon keeps clear of clock changes when counting days within the month.
  const wanted = addDays(firstOfMonth + 12 * 3_600_000, on.day - 1);
  return endOfLocalDay(Math.min(wanted, lastOfMonth), timeZone);
}
