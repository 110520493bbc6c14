import { Temporal } from 'temporal-polyfill';

/** A moment: milliseconds since 1970-01-01T00:00Z. The rules receive it as an argument and never read a clock. */
export type Instant = number;

export const DAY_MS = 86_400_000;

/** Reads an ISO 8601 text with an offset ("2026-11-23T10:00:00+01:00"). Throws RangeError when it is none. */
export function instantFromIso(text: string): Instant {
  return Temporal.Instant.from(text).epochMilliseconds;
}

/** The moment as ISO 8601 in UTC, with milliseconds. */
export function instantToIso(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ fractionalSecondDigits: 3 });
}

/** Adds whole days of 24 hours. */
export function addDays(at: Instant, days: number): Instant {
  return at + days * DAY_MS;
}

/** The calendar date ("2026-11-23") that a clock on the wall of `timeZone` shows at that moment. */
export function localDate(at: Instant, timeZone: string): string {
  return zoned(at, timeZone).toPlainDate().toString();
}

/** The local calendar year at that moment. */
export function localYear(at: Instant, timeZone: string): number {
  return zoned(at, timeZone).year;
}

/** The first moment of a local day; `date` is "YYYY-MM-DD". */
export function startOfLocalDay(date: string, timeZone: string): Instant {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone }).epochMilliseconds;
}

/** The first moment after the local day in which `at` lies: "the day ends in the program's time zone" (rules, 6). */
export function endOfLocalDay(at: Instant, timeZone: string): Instant {
  return startOfLocalDay(zoned(at, timeZone).toPlainDate().add({ days: 1 }).toString(), timeZone);
}

/** The first moment of a local calendar year. */
export function startOfLocalYear(year: number, timeZone: string): Instant {
  return startOfLocalDay(`${String(year).padStart(4, '0')}-01-01`, timeZone);
}

/** Moves by local calendar months; the 31st becomes the last day of a shorter month. */
export function addLocalMonths(at: Instant, months: number, timeZone: string): Instant {
  return zoned(at, timeZone).add({ months }).epochMilliseconds;
}

/** 1 = Monday … 7 = Sunday, as the wall calendar of `timeZone` says. */
export function localWeekday(at: Instant, timeZone: string): number {
  return zoned(at, timeZone).dayOfWeek;
}

/** Minutes since midnight on the wall clock of `timeZone`: 08:30 is 510. */
export function localMinuteOfDay(at: Instant, timeZone: string): number {
  const wall = zoned(at, timeZone);
  return wall.hour * 60 + wall.minute;
}

function zoned(at: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
}
