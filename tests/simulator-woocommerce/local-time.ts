import { restTime } from '#tests/simulator/clock.ts';
import { SimulatorRefusal } from '#tests/simulator/refusal.ts';
import type { Site } from './site-state.ts';

type Zone = Pick<Site['settings'], 'timeZone' | 'gmtOffset'>;

/** As WooCommerce writes a moment in the shop's time: no offset ("2026-11-22T05:00:28"). Null stays null. */
export function localTime(ms: number | null, zone: Zone): string | null {
  if (ms === null) return null;
  return zone.gmtOffset === null ? restTime(ms, zone.timeZone).slice(0, 19) : gmtText(ms + zone.gmtOffset * 3_600_000);
}

/** The same moment in UTC, without a letter ("2026-11-22T04:00:28"). */
export function gmtTime(ms: number | null): string | null {
  return ms === null ? null : gmtText(ms);
}

function gmtText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

/** Reads a wall clock ("2027-01-31", "2027-01-31T23:59:59"; an offset behind it is passed over, as WordPress does). Null: no date. */
export function wallClock(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text.trim());
  if (!match) return null;
  const time = match[2] ?? '00:00:00';
  const ms = Date.parse(`${match[1] ?? ''}T${time.length === 5 ? `${time}:00` : time}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** The moment at which the shop's clock on the wall shows this. */
export function momentOfLocal(wallMs: number, zone: Zone): number {
  if (zone.gmtOffset !== null) return wallMs - zone.gmtOffset * 3_600_000;
  const offsetAt = (ms: number): number => Date.parse(`${restTime(ms, zone.timeZone).slice(0, 19)}Z`) - Math.floor(ms / 1000) * 1000;
  const guess = wallMs - offsetAt(wallMs);
  return wallMs - offsetAt(guess);
}

/** A moment that the desk was given: ISO text or milliseconds. */
export function momentOf(input: string | number): number {
  const ms = typeof input === 'number' ? input : Date.parse(input);
  if (Number.isNaN(ms)) throw new SimulatorRefusal(`"${String(input)}" is no moment`);
  return ms;
}
