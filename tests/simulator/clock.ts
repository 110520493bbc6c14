/** The clock on the shop's wall: what created_at, updated_at and the windows of discounts are made of. A story may set it, stop it and move it. */
export interface ShopClock {
  now(): number;
  /** Jumps to a moment (ISO text or milliseconds) and keeps running or standing as before. */
  set(input: { readonly to: string | number }): number;
  /** Moves by milliseconds (negative: back). */
  advance(input: { readonly ms: number }): number;
  /** From now on it runs with real time. */
  follow(): number;
  /** From now on it stands still. */
  freeze(): number;
}

/** Starts at `start` and stands still; without `start` it shows real time and runs. */
export function createShopClock(realNow: () => number, start: string | number | undefined): ShopClock {
  let base = start === undefined ? realNow() : toMs(start);
  let since: number | null = start === undefined ? realNow() : null;
  const now = (): number => (since === null ? base : base + (realNow() - since));
  const rebase = (to: number): number => {
    base = to;
    if (since !== null) since = realNow();
    return base;
  };
  return {
    now,
    set: ({ to }) => rebase(toMs(to)),
    advance: ({ ms }) => rebase(now() + ms),
    follow: () => {
      base = now();
      since = realNow();
      return base;
    },
    freeze: () => {
      base = now();
      since = null;
      return base;
    },
  };
}

function toMs(moment: string | number): number {
  const ms = typeof moment === 'number' ? moment : Date.parse(moment);
  if (!Number.isSafeInteger(ms)) throw new RangeError(`"${String(moment)}" is no moment`);
  return ms;
}

const OFFSETS = new Map<string, Intl.DateTimeFormat>();

/** As the REST payloads write a moment: in the shop's zone, whole seconds ("2026-11-23T10:00:00+01:00"). */
export function restTime(ms: number, timeZone: string): string {
  let format = OFFSETS.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: undefined, timeZoneName: 'longOffset' });
    OFFSETS.set(timeZone, format);
  }
  const name = format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const offset = name === 'GMT' ? '+00:00' : name.slice(3);
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':');
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000 * (offset.startsWith('-') ? -1 : 1);
  return `${new Date(ms + shift).toISOString().slice(0, 19)}${offset}`;
}

/** As GraphQL writes a moment: UTC, whole seconds ("2026-11-23T09:00:00Z"). */
export function graphqlTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
