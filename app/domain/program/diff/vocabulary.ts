import { day, listed, money } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import type { Dates } from '../../segments/audience.schema.ts';
import type { UnitSettings } from '../../units/unit.schema.ts';
import type { ProductFilter } from '../../values.schema.ts';
import type { Program } from '../program.schema.ts';
import { phrase } from './change.ts';
import type { Change, ChangeCode } from './change.ts';

type Amounts = Readonly<Record<string, number>>;

/** How the two programs call things: names instead of ids, amounts with their currency, points by their own name. */
export interface Vocabulary {
  readonly currency: string;
  /** The unit of points, or of another unit by its document name ("cashback:EUR"). */
  readonly unit: (unit?: string) => UnitSettings;
  /** So many of them. */
  readonly points: (steps: number | string, unit?: string) => Fact;
  /** Minor units of the program's currency. */
  readonly money: (minor: number) => Fact;
  /** The name of what an id stands for, the newer one first. */
  readonly nameOf: (id: string) => string;
}

/** The words of the newer program; what it has no more is called as the older one calls it. */
export function vocabularyOf(before: Program, after: Program): Vocabulary {
  const names = new Map([...namesIn(before), ...namesIn(after)]);
  const unitOf = (unit = 'points'): UnitSettings =>
    after.units.cashback.find(({ currency }) => unit === `cashback:${currency}`)?.unit ?? after.units.points;
  return {
    currency: after.currency,
    unit: unitOf,
    points: (steps, unit) => ({ as: 'points', steps, unit: unitOf(unit) }),
    money: (minor) => money(minor, after.currency),
    nameOf: (id) => names.get(id) ?? id,
  };
}

function namesIn(program: Program): (readonly [string, string])[] {
  const lists = [program.segments, program.arms, program.cards, program.perks, program.rewards, program.tiers.list];
  return lists.flatMap((list) => list.map(({ id, name }): readonly [string, string] => [id, name]));
}

/** Every amount, the program's own currency first. */
export function amountsFact(amounts: Amounts, vocabulary: Vocabulary): Fact {
  return Object.keys(amounts).length === 0 ? phrase('nothing') : { as: 'money', amounts, first: vocabulary.currency };
}

/** The amount in the program's own currency, else all of them: for a short mention. */
export function ownAmount(amounts: Amounts, vocabulary: Vocabulary): Fact {
  const own = amounts[vocabulary.currency];
  return own === undefined ? amountsFact(amounts, vocabulary) : vocabulary.money(own);
}

/** Only the currencies in which two maps differ, so that a sentence speaks of what changed. */
export function differing(before: Amounts, after: Amounts): readonly [Amounts, Amounts] {
  const keep = (amounts: Amounts, other: Amounts) =>
    Object.fromEntries(Object.entries(amounts).filter(([code, minor]) => other[code] !== minor));
  return [keep(before, after), keep(after, before)];
}

const FILTERS = ['productIds', 'collections', 'tags', 'vendors', 'productTypes'] as const satisfies readonly (keyof ProductFilter)[];

/** "tag coffee", "products 1 and 2, vendor Acme", "all products". */
export function filterFact(filter: ProductFilter): Fact {
  const parts = FILTERS.flatMap((field) => {
    const items = filter[field];
    if (items.length === 0) return [];
    return [phrase(`products.${items.length === 1 ? 'one' : 'many'}.${field}`, { list: listed(items) })];
  });
  return parts.length === 0 ? phrase('products.all') : listed(parts, 'comma');
}

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

/** "from 28 Nov 2026 until 29 Nov 2026 on Saturdays and Sundays from 08:00 to 10:00"; "at any time". */
export function datesFact(dates: Dates): Fact {
  const weekdays = WEEKDAYS.filter((weekday) => dates.weekdays.includes(Number(weekday)));
  const parts = [
    ...(dates.from === null ? [] : [phrase('dates.from', { day: day(dates.from) })]),
    ...(dates.until === null ? [] : [phrase('dates.until', { day: day(dates.until) })]),
    ...(weekdays.length === 0 ? [] : [phrase('dates.weekdays', { list: listed(weekdays.map((each) => phrase(`weekday.${each}`))) })]),
    ...(dates.hours === null ? [] : [phrase('dates.hours', { from: dates.hours.from, until: dates.hours.until })]),
  ];
  return parts.length === 0 ? phrase('dates.always') : listed(parts, 'space');
}

export type Period = 'order' | 'day' | 'week' | 'month' | 'quarter' | 'year' | 'ever';

/** "once a month", "twice in all", "5 times a day". */
export function limitFact(limit: { readonly count: number; readonly per: Period }): Fact {
  const code = limit.count === 1 ? 'limit.once' : limit.count === 2 ? 'limit.twice' : 'limit.times';
  return phrase(code, { count: limit.count, per: phrase(`per.${limit.per}`) });
}

/** Points, a reward, or both: "50 beans and a stoneware cup". */
export function presentFact(
  present: { readonly points?: number | null; readonly rewardId?: string | null } | null,
  vocabulary: Vocabulary,
): Fact {
  const parts: Fact[] = [
    ...(present?.points == null ? [] : [vocabulary.points(present.points)]),
    ...(present?.rewardId == null ? [] : [vocabulary.nameOf(present.rewardId)]),
  ];
  return parts.length === 0 ? phrase('nothing') : listed(parts);
}

/** Whether two facts say the same. */
export function isSameFact(one: Fact, other: Fact): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** One sentence about what something was and is, or none where both read the same. */
export function pair(code: ChangeCode, facts: { readonly name: string; readonly was: Fact; readonly is: Fact }): Change[] {
  return isSameFact(facts.was, facts.is) ? [] : [phrase(code, facts)];
}
