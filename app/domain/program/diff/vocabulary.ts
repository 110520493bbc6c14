import { formatMinor } from '../../money.ts';
import type { Dates } from '../../segments/audience.schema.ts';
import { countOf, nameFor, wordsOf } from '../../units/unit-words.ts';
import type { UnitWords } from '../../units/unit-words.ts';
import type { ProductFilter } from '../../values.schema.ts';
import type { Program } from '../program.schema.ts';

type Amounts = Readonly<Record<string, number>>;

/** How the two programs call things: names instead of ids, amounts with their currency, points by their own name. */
export interface Vocabulary {
  readonly currency: string;
  /** "50 beans"; other units than points by their document name ("cashback:EUR"). */
  readonly points: (steps: number | string, unit?: string) => string;
  /** "beans". */
  readonly pointsName: string;
  /** Minor units of the program's currency: "300.00 EUR". */
  readonly money: (minor: number) => string;
  /** The name of what an id stands for, the newer one first. */
  readonly nameOf: (id: string) => string;
}

/** The words of the newer program; what it has no more is called as the older one calls it. */
export function vocabularyOf(before: Program, after: Program): Vocabulary {
  const names = new Map([...namesIn(before), ...namesIn(after)]);
  const unitWords = (unit: string): UnitWords => {
    const cashback = after.units.cashback.find(({ currency }) => unit === `cashback:${currency}`);
    return wordsOf(cashback?.unit ?? after.units.points, 'en');
  };
  return {
    currency: after.currency,
    points: (steps, unit = 'points') => countOf(steps, unitWords(unit)),
    pointsName: nameFor(2, unitWords('points')),
    money: (minor) => `${formatMinor(minor, after.currency)} ${after.currency}`,
    nameOf: (id) => names.get(id) ?? id,
  };
}

function namesIn(program: Program): (readonly [string, string])[] {
  const lists = [program.segments, program.arms, program.cards, program.perks, program.rewards, program.tiers.list];
  return lists.flatMap((list) => list.map(({ id, name }): readonly [string, string] => [id, name]));
}

/** "EUR", "EUR and PLN", "EUR, PLN and USD". */
export function listed(items: readonly string[], none = 'none'): string {
  const last = items.at(-1);
  if (last === undefined) return none;
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** "5.00 EUR and 20.00 PLN", the program's own currency first. */
export function amountsText(amounts: Amounts, vocabulary: Vocabulary): string {
  const codes = Object.keys(amounts).sort((a, b) =>
    a === vocabulary.currency ? -1 : b === vocabulary.currency ? 1 : a.localeCompare(b, 'en'),
  );
  return listed(
    codes.map((code) => `${formatMinor(amounts[code] ?? 0, code)} ${code}`),
    'nothing',
  );
}

/** The amount in the program's own currency, else all of them: for a short mention. */
export function ownAmount(amounts: Amounts, vocabulary: Vocabulary): string {
  const own = amounts[vocabulary.currency];
  return own === undefined ? amountsText(amounts, vocabulary) : vocabulary.money(own);
}

/** Only the currencies in which two maps differ, so that a sentence speaks of what changed. */
export function differing(before: Amounts, after: Amounts): readonly [Amounts, Amounts] {
  const keep = (amounts: Amounts, other: Amounts) =>
    Object.fromEntries(Object.entries(amounts).filter(([code, minor]) => other[code] !== minor));
  return [keep(before, after), keep(after, before)];
}

const FILTER_WORDS: readonly (readonly [keyof ProductFilter, string, string])[] = [
  ['productIds', 'product', 'products'],
  ['collections', 'collection', 'collections'],
  ['tags', 'tag', 'tags'],
  ['vendors', 'vendor', 'vendors'],
  ['productTypes', 'product type', 'product types'],
];

/** "tag coffee", "products 1 and 2, vendor Acme", "all products". */
export function filterText(filter: ProductFilter): string {
  const parts = FILTER_WORDS.flatMap(([field, one, many]) =>
    filter[field].length === 0 ? [] : [`${filter[field].length === 1 ? one : many} ${listed(filter[field])}`],
  );
  return parts.length === 0 ? 'all products' : parts.join(', ');
}

const WEEKDAYS = ['', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'] as const;

/** "from 2026-11-28 until 2026-11-29, on Saturdays and Sundays, from 08:00 to 10:00"; "at any time". */
export function datesText(dates: Dates): string {
  const days = dates.weekdays.map((day) => WEEKDAYS[day] ?? String(day));
  const parts = [
    ...(dates.from === null ? [] : [`from ${dates.from}`]),
    ...(dates.until === null ? [] : [`until ${dates.until}`]),
    ...(days.length === 0 ? [] : [`on ${listed(days)}`]),
    ...(dates.hours === null ? [] : [`from ${dates.hours.from} to ${dates.hours.until}`]),
  ];
  return parts.length === 0 ? 'at any time' : parts.join(' ');
}

/** "3 a month", "once ever", "5 ever". */
export function limitText(limit: { readonly count: number; readonly per: string }): string {
  const count = limit.count === 1 ? 'once' : limit.count === 2 ? 'twice' : `${limit.count} times`;
  return limit.per === 'ever' ? `${count} ever` : `${count} a ${limit.per}`;
}

/** Points, a reward, or both: "50 beans and a stoneware cup". */
export function presentText(
  present: { readonly points?: number | null; readonly rewardId?: string | null } | null,
  vocabulary: Vocabulary,
): string {
  if (present === null) return 'nothing';
  return listed(
    [
      ...(present.points == null ? [] : [vocabulary.points(present.points)]),
      ...(present.rewardId == null ? [] : [vocabulary.nameOf(present.rewardId)]),
    ],
    'nothing',
  );
}
