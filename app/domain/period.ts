import { addDays, localDate, localWeekday, startOfLocalDay } from './instant.ts';
import type { Instant } from './instant.ts';
import type { Period } from './values.schema.ts';

/** Names the calendar period of `per` in which `at` lies ("2026-11-23", "week:2026-11-23", "2026-11", "2026-q4", "2026", "ever"): the tail of a counter's key. */
export function periodKey(per: Period, at: Instant, timeZone: string): string {
  const day = localDate(at, timeZone);
  switch (per) {
    case 'day':
      return day;
    case 'week': {
      // Noon keeps clear of clock changes when stepping back to Monday.
      const noon = startOfLocalDay(day, timeZone) + 12 * 3_600_000;
      return `week:${localDate(addDays(noon, 1 - localWeekday(at, timeZone)), timeZone)}`;
    }
    case 'month':
      return day.slice(0, 7);
    case 'quarter':
      return `${day.slice(0, 4)}-q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
    case 'year':
      return day.slice(0, 4);
    case 'ever':
      return 'ever';
  }
}
