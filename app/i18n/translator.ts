import type { ProgramUnits } from '#app/contracts/reading.ts';
import { formatMinor } from '#app/domain/money.ts';
import type { en } from './catalog.en.ts';
import { catalogOf } from './catalogs.ts';
import type { Locale } from './locale.ts';
import type { Message, ParameterNames } from './message.ts';
import { stepsOf, unitNameFor } from './unit-names.ts';

type Source = typeof en;
export type MessageKey = keyof Source;

type Arguments<Key extends MessageKey> = [ParameterNames<Source[Key]>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParameterNames<Source[Key]>, string | number>>];

/** Words without anything to fill in. */
type PlainKey = { [Key in MessageKey]: Arguments<Key> extends [] ? Key : never }[MessageKey];

export interface Translator {
  readonly locale: Locale;
  /** The message in the reader's language; numbers among the parameters are written as the language writes them. */
  t<Key extends MessageKey>(key: Key, ...parameters: Arguments<Key>): string;
  number(value: number): string;
  /** With its sign, also when it is positive: "+45", "−12"; zero has none. */
  signed(value: number): string;
  /** An amount in steps with what the program calls it: "240 beans", "1 bean"; without a name of the program's own "240 points" in the reader's language. */
  points(steps: number, unit?: string): string;
  /** How many decimal places the program's points have. */
  readonly pointsScale: number;
  /** The same with its sign: "+240 beans". */
  signedPoints(steps: number, unit?: string): string;
  /** Its number alone, where the name stands beside it: "240", and "1.50" where the unit has two places. */
  pointsNumber(steps: number, unit?: string): string;
  signedPointsNumber(steps: number, unit?: string): string;
  /** An amount as the books wrote it in the program's main language ("240 beans"), for the reader; of another unit as it is written. */
  storedPoints(text: string): string;
  /** Whether there are words of this name. */
  has(key: string): key is PlainKey;
  /** An amount in the smallest coin of its currency: (1250, 'EUR') is "€12.50". */
  money(amountMinor: number, currency: string): string;
  /** An exact number as text ("152.8"), written as the language writes it. */
  exactNumber(decimal: string): string;
  /** An exact amount in main units, as text ("76.4", "42.857142…"), with at least the coin's places. */
  exactMoney(decimal: string, currency: string): string;
  percent(part: number, whole: number): string;
  /** A share (0.184) as "18.4%"; whole numbers from 10% on. */
  share(ratio: number): string;
  /** A month ("2026-11") as "Nov 2026". */
  month(month: string): string;
  /** The day of a week, 0 being Monday: "Mon". */
  weekday(index: number, style?: 'short' | 'long'): string;
  /** A moment (ISO 8601) as a day of the program's calendar: "12 Dec 2026". */
  date(iso: string): string;
  /** The same with its year, for a local day ("2026-11-23"). */
  calendarDay(day: string): string;
  /** A local day ("2026-11-23") as "23 Nov". */
  day(day: string): string;
  /** A moment with its time on the program's clock. */
  dateTime(iso: string): string;
  /** "just now", "2 minutes ago"; from a week on, the date. */
  relative(iso: string, nowMs: number): string;
}

/** A translator for one reader; `timeZone` is the program's, so that staff everywhere read the same dates, and so are the names of its `units`. */
export function createTranslator(locale: Locale, timeZone: string, units: ProgramUnits | null = null): Translator {
  const catalog = catalogOf(locale);
  const numbers = new Intl.NumberFormat(locale);
  const plurals = new Intl.PluralRules(locale);
  const signs = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const months = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'short', year: 'numeric' });
  const dates = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
  const calendarDays = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' });
  const days = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' });
  const times = new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'long' });

  const fill = (message: Message, parameters: Readonly<Record<string, string | number>>): string => {
    const text = typeof message === 'string' ? message : (message[formFor(plurals, parameters['count'])] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = parameters[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? whole);
    });
  };

  const t: Translator['t'] = (key, ...[parameters]) => fill(catalog[key], parameters ?? {});

  return {
    locale,
    t,
    has: (key): key is PlainKey => Object.hasOwn(catalog, key),
    number: (value) => withMinus(numbers.format(value === 0 ? 0 : value)), // there is no −0
    signed: (value) => withMinus(signs.format(value)),
    pointsScale: units?.points.scale ?? 0,
    ...pointsWords({ t, locale, units }),
    money: (amountMinor, currency) => moneyText(locale, amountMinor, currency),
    exactNumber: (decimal) => exactText(new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }), decimal),
    exactMoney: (decimal, currency) =>
      exactText(new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 6 }), decimal),
    percent: (part, whole) => percents.format(whole === 0 ? 0 : part / whole),
    share: (ratio) => withMinus((Math.abs(ratio) < 0.0995 ? tenths : percents).format(ratio === 0 ? 0 : ratio)),
    month: (month) => months.format(new Date(`${month}-01T00:00:00Z`)),
    weekday: (index, style = 'short') =>
      // 2024-01-01 was a Monday.
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: style }).format(new Date(Date.UTC(2024, 0, 1 + index))),
    date: (iso) => dates.format(new Date(iso)),
    calendarDay: (day) => calendarDays.format(new Date(`${day}T00:00:00Z`)),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    dateTime: (iso) => times.format(new Date(iso)),
    relative: (iso, nowMs) => relativeText(iso, nowMs, { t, relatives, dates }),
  };
}

function formFor(plurals: Intl.PluralRules, count: string | number | undefined): 'one' | 'few' | 'many' | 'other' {
  const form = plurals.select(Number(count ?? 0));
  return form === 'one' || form === 'few' || form === 'many' ? form : 'other';
}

interface PointsSpeech {
  readonly t: Translator['t'];
  readonly locale: Locale;
  readonly units: ProgramUnits | null;
}

function pointsWords({
  t,
  locale,
  units,
}: PointsSpeech): Pick<Translator, 'points' | 'signedPoints' | 'pointsNumber' | 'signedPointsNumber' | 'storedPoints'> {
  const written = (steps: number, unit: string, signDisplay: 'auto' | 'exceptZero') => {
    const known = unitNameFor(unit, units, locale);
    const value = steps / 10 ** (known?.scale ?? 0) + 0; // there is no −0
    const places = Number.isInteger(value) ? 0 : (known?.scale ?? 0);
    const number = withMinus(new Intl.NumberFormat(locale, { signDisplay, minimumFractionDigits: places }).format(value));
    return { number, text: named(number, { value, unit, own: known?.name(value) ?? null }) };
  };
  const named = (number: string, { value, unit, own }: { readonly value: number; readonly unit: string; readonly own: string | null }) => {
    if (own !== null) return `${number} ${own}`;
    const count = Math.abs(value);
    if (unit === 'points') return t('points.amount', { count, points: number });
    const [kind, name] = unit.split(':');
    return kind === 'stamps' ? t('points.stamps', { count, points: number }) : `${number} ${name ?? kind ?? ''}`.trim();
  };
  return {
    points: (steps, unit = 'points') => written(steps, unit, 'auto').text,
    signedPoints: (steps, unit = 'points') => written(steps, unit, 'exceptZero').text,
    pointsNumber: (steps, unit = 'points') => written(steps, unit, 'auto').number,
    storedPoints: (text) => {
      const steps = stepsOf(text, units);
      return steps === null ? text : written(steps, 'points', 'auto').text;
    },
    signedPointsNumber: (steps, unit = 'points') => written(steps, unit, 'exceptZero').number,
  };
}

function moneyText(locale: Locale, amountMinor: number, currency: string): string {
  const decimal = formatMinor(amountMinor, currency) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(decimal);
}

/** Six places are what a calculator shows; a text that was cut there keeps its "…". */
function exactText(format: Intl.NumberFormat, decimal: string): string {
  const cut = decimal.endsWith('…');
  const text = format.format((cut ? decimal.slice(0, -1) : decimal) as Intl.StringNumericLiteral);
  return cut ? `${text}…` : text;
}

/** A true minus sign, as wide as a plus, in place of the hyphen that formatting writes. */
function withMinus(text: string): string {
  return text.replace('-', '−');
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

function relativeText(
  iso: string,
  nowMs: number,
  { t, relatives, dates }: { t: Translator['t']; relatives: Intl.RelativeTimeFormat; dates: Intl.DateTimeFormat },
): string {
  const age = nowMs - Date.parse(iso);
  if (Math.abs(age) < MINUTE_MS) return t('time.now');
  if (Math.abs(age) < HOUR_MS) return relatives.format(-Math.round(age / MINUTE_MS), 'minute');
  if (Math.abs(age) < DAY_MS) return relatives.format(-Math.round(age / HOUR_MS), 'hour');
  if (Math.abs(age) < 7 * DAY_MS) return relatives.format(-Math.round(age / DAY_MS), 'day');
  return dates.format(new Date(iso));
}
