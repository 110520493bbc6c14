import { day, listed, percent, quote, saying, times } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import { phrase } from './change.ts';
import type { Change, ChangeCode } from './change.ts';
import { fieldsOf, isFields, isSame } from './same.ts';
import type { Fields } from './same.ts';
import type { Reading } from './reading.ts';
import type { SettingLabel } from './settings-table.ts';
import type { ThingLabel } from './thing-tables.ts';
import { amountsFact, differing, isSameFact, limitFact } from './vocabulary.ts';
import type { Period, Vocabulary } from './vocabulary.ts';

/** What a field of the document is called in the catalogs of labels. */
export type FieldLabel = ThingLabel | SettingLabel;

/** How one field of the document is told: read aloud, or what its switch says. */
export interface Wording {
  readonly as: Reading | 'flag';
  readonly of: FieldLabel;
}

/** A table of wordings by path, or by the last one or two fields of a path ("audience.tiers", "validDays"). */
export type WordingTable = Readonly<Record<string, Wording>>;

type Told = Change | readonly Change[];

/** Fields of a thing that have sentences of their own; one that gives none falls back to the table. */
export type Tellers<Thing> = { readonly [Field in keyof Thing]?: (before: Thing[Field], after: Thing[Field]) => Told };

interface How {
  /** What begins each sentence ("Free coffee"); null: the sentences speak of the whole program. */
  readonly subject: Fact | null;
  readonly table: WordingTable;
  readonly vocabulary: Vocabulary;
}

/** What is said of everything in which a thing (a reward, a tier) differs from what it was. A change of its kind stands for the fields that only one kind has. */
export function thingChanges<Thing extends object>(
  before: Thing,
  after: Thing,
  how: How & { readonly subject: Fact; readonly told: Tellers<Thing> },
): Change[] {
  const [was, is] = [before as Fields, after as Fields];
  const isOtherKind = was['kind'] !== is['kind'];
  const changes = fieldsOf(was, is).flatMap((name) => {
    if (isSame(was[name], is[name]) || (isOtherKind && !(name in was && name in is))) return [];
    const tell = how.told[name as keyof Thing];
    const told = tell ? [tell(before[name as keyof Thing], after[name as keyof Thing])].flat() : [];
    return told.length > 0 ? told : changesBetween(was[name], is[name], { ...how, path: [name] });
  });
  // Two fields may share one sentence.
  return changes.filter((change, at) => changes.findIndex((other) => isSameFact(other, change)) === at);
}

/**
 * What is said of everything in which two parts of the document differ; never nothing when they do. What the table has no words for is named by its
 * fields.
 */
export function changesBetween(before: unknown, after: unknown, how: How & { readonly path?: readonly string[] }): Change[] {
  if (isSame(before, after)) return [];
  const path = how.path ?? [];
  const wording = lookUp(how.table, path);
  if (wording !== null) return [fieldChange(wording, { before, after }, how)];
  if (isFields(before) && isFields(after)) {
    return fieldsOf(before, after).flatMap((name) => changesBetween(before[name], after[name], { ...how, path: [...path, name] }));
  }
  return [phrase('setting.unknown', { path: path.join(' › '), was: inParts(before), is: inParts(after) })];
}

function lookUp(table: WordingTable, path: readonly string[]): Wording | null {
  for (const start of [0, path.length - 2, path.length - 1]) {
    if (start < 0 || path.length === 0) continue;
    const wording = table[path.slice(start).join('.')];
    if (wording) return wording;
  }
  return null;
}

interface Pair {
  readonly before: unknown;
  readonly after: unknown;
}

function fieldChange({ as, of }: Wording, values: Pair, { subject, vocabulary }: How): Change {
  const about = (code: 'is' | 'chosen' | 'changed' | 'flag', facts: Readonly<Record<string, Fact>>): Change => {
    const which: ChangeCode = subject === null ? `setting.${code}` : `thing.setting.${code}`;
    return saying(which, subject === null ? facts : { subject, ...facts });
  };
  if (as === 'flag') return about('flag', { flag: { as: values.after === true ? 'on' : 'off', of } });
  const { before, after } = as === 'amounts' ? narrow(values) : values;
  const [was, is] = [before, after].map((value) => readAloud(value, { as, of }, vocabulary)) as [Fact, Fact];
  const label: Fact = { as: 'label', of };
  if (isSameFact(was, is)) return about('changed', { label });
  return about(as === 'choice' ? 'chosen' : 'is', { label, is, was });
}

function narrow({ before, after }: Pair): Pair {
  if (!isAmounts(before) || !isAmounts(after)) return { before, after };
  const [was, is] = differing(before, after);
  return { before: was, after: is };
}

interface ReadAs {
  readonly as: Reading;
  readonly of: FieldLabel;
}

function readAloud(value: unknown, wording: ReadAs, vocabulary: Vocabulary): Fact {
  const none: Fact = { as: 'none', of: wording.of };
  if (value === null || value === undefined || value === '') return none;
  if (typeof value === 'number') return readNumber(value, wording.as, vocabulary);
  if (typeof value === 'string') return readString(value, wording, vocabulary);
  if (Array.isArray(value)) return value.length === 0 ? none : listed(value.map((item) => readItem(item, wording, vocabulary)));
  if (wording.as === 'amounts' && isAmounts(value)) return Object.keys(value).length === 0 ? none : amountsFact(value, vocabulary);
  if (isFields(value) && typeof value['per'] === 'string') {
    const per = value['per'] as Period;
    if (typeof value['count'] === 'number') return limitFact({ count: value['count'], per });
    if (typeof value['points'] === 'number')
      return phrase('limit.points', { points: vocabulary.points(value['points']), per: phrase(`per.${per}`) });
  }
  return inParts(value);
}

function readNumber(value: number, as: Reading, vocabulary: Vocabulary): Fact {
  switch (as) {
    case 'days':
    case 'hours':
    case 'minutes':
    case 'months':
      return { as: 'time', of: as, value };
    case 'percent':
      return percent(value);
    case 'points':
      return vocabulary.points(value);
    case 'minor':
      return vocabulary.money(value);
    default:
      return value;
  }
}

function readString(value: string, { as, of }: ReadAs, vocabulary: Vocabulary): Fact {
  switch (as) {
    case 'id':
    case 'ids':
      return vocabulary.nameOf(value);
    case 'points':
      return vocabulary.points(value);
    case 'times':
      return times(value);
    case 'day':
      return day(value);
    case 'language':
      return { as: 'language', tag: value };
    case 'text':
      return quote(shortened(value));
    case 'choice':
      return { as: 'choice', of, value };
    default:
      return value;
  }
}

function readItem(item: unknown, wording: ReadAs, vocabulary: Vocabulary): Fact {
  if (isFields(item)) return typeof item['name'] === 'string' ? item['name'] : inParts(item);
  return readAloud(item, wording.as === 'text' ? { ...wording, as: 'list' } : wording, vocabulary);
}

/** The last resort for what has no words of its own: as the document writes it. */
function inParts(value: unknown): string {
  return value === null || value === undefined ? '–' : JSON.stringify(value);
}

function isAmounts(value: unknown): value is Readonly<Record<string, number>> {
  return isFields(value) && Object.values(value).every((minor) => typeof minor === 'number');
}

const LONGEST = 80;

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
