import { localDate, localMinuteOfDay, localWeekday } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { Arm, Audience, Dates } from './audience.schema.ts';

/** What is known of the one asking when an audience is judged; null = not known, which fits only an audience that does not ask. */
export interface AudienceFacts {
  readonly storeId: string | null;
  readonly locationId: string | null;
  readonly region: string | null;
  readonly channel: string | null;
  readonly segments: readonly string[];
  readonly tierId: string | null;
  readonly arm: string | null;
  readonly memberId: string | null;
}

/** Null when the audience takes in the one asking, else the plain reason why not. `ruleId` salts the percentage draw. */
export function whyNotInAudience(audience: Audience, facts: AudienceFacts, ruleId: string): string | null {
  if (misses(audience.stores, facts.storeId)) return 'not for this store';
  if (misses(audience.locations, facts.locationId)) return 'not for this location';
  if (audience.regions.length > 0 && !audience.regions.some((region) => isWithin(facts.region, region))) return 'not for this region';
  if (audience.segments.length > 0 && !audience.segments.some((segment) => facts.segments.includes(segment)))
    return 'not for this group of members';
  if (misses(audience.channels, facts.channel)) return 'not for this way of buying';
  if (misses(audience.tiers, facts.tierId)) return 'not for this tier';
  if (misses(audience.arms, facts.arm)) return 'not for this arm of the experiment';
  if (audience.percent < 100 && (facts.memberId === null || shareOf(`${ruleId}:${facts.memberId}`) >= audience.percent)) {
    return `only for ${audience.percent} % of members`;
  }
  return null;
}

/** Null when `at` lies within the dates, else the plain reason why not. Both end days count in full. */
export function whyNotOnDate(dates: Dates, at: Instant, timeZone: string): string | null {
  const today = localDate(at, timeZone);
  if (dates.from !== null && today < dates.from) return `starts on ${dates.from}`;
  if (dates.until !== null && today > dates.until) return `ended on ${dates.until}`;
  if (dates.weekdays.length > 0 && !dates.weekdays.includes(localWeekday(at, timeZone))) return 'not on this day of the week';
  if (dates.hours !== null && !isWithinHours(localMinuteOfDay(at, timeZone), dates.hours)) {
    return `only from ${dates.hours.from} to ${dates.hours.until}`;
  }
  return null;
}

/** The arm of a member, drawn by hash: always the same for the same member. With no arms: null. The first arm takes what the others leave. */
export function armOf(arms: readonly Arm[], memberId: string): string | null {
  const drawn = shareOf(`arm:${memberId}`);
  let reached = 0;
  for (const arm of arms.slice(1)) {
    reached += arm.percent;
    if (drawn < reached) return arm.id;
  }
  return arms[0]?.id ?? null;
}

/** A number from 0 to 99.99 that is always the same for the same text and evenly spread over texts. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  // FNV's low bits are its weak side: fold the high ones into them before reducing.
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b) >>> 0;
  return (((hash ^ (hash >>> 16)) >>> 0) % 10_000) / 100;
}

function misses(wanted: readonly string[], fact: string | null): boolean {
  return wanted.length > 0 && (fact === null || !wanted.includes(fact));
}

/** "CA-ON" lies within "CA" and within itself. */
function isWithin(region: string | null, wanted: string): boolean {
  return region !== null && (region === wanted || region.startsWith(`${wanted}-`));
}

function isWithinHours(minute: number, hours: { readonly from: string; readonly until: string }): boolean {
  const from = minuteOf(hours.from);
  const until = minuteOf(hours.until);
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** True when something holds for everybody on every day. */
export function isEveryday({ dates, audience }: { readonly dates: Dates; readonly audience: Audience }): boolean {
  const lists = [
    audience.stores,
    audience.locations,
    audience.regions,
    audience.segments,
    audience.channels,
    audience.tiers,
    audience.arms,
  ];
  const isDated = dates.from !== null || dates.until !== null || dates.weekdays.length > 0 || dates.hours !== null;
  return !isDated && audience.percent === 100 && lists.every((list) => list.length === 0);
}
