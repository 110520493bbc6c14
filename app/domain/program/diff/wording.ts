import { fieldsOf, isFields, isSame } from './same.ts';
import type { Fields } from './same.ts';
import { amountsText, differing, listed, limitText } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** How a value is read aloud. */
export type Reading =
  | 'text'
  | 'number'
  | 'days'
  | 'hours'
  | 'minutes'
  | 'months'
  | 'percent'
  | 'points'
  | 'times'
  | 'minor'
  | 'amounts'
  | 'limit'
  | 'points-limit'
  | 'list'
  | 'ids'
  | 'id'
  | 'choice';

/** How one field of the document is put into words. Labels are singular: "… is now …". */
export type Wording =
  | { readonly as: 'flag'; readonly on: string; readonly off: string }
  | {
      readonly as: Reading;
      readonly label: string;
      /** What no value means: "no limit". */
      readonly none?: string;
      readonly choices?: Readonly<Record<string, string>>;
      /** Said of a thing instead of "its label is now": "now costs", "now needs". */
      readonly verb?: string;
    };

/** A table of wordings by path, or by the last one or two fields of a path ("audience.tiers", "validDays"). */
export type WordingTable = Readonly<Record<string, Wording>>;

export function flag(on: string, off: string): Wording {
  return { as: 'flag', on, off };
}

export function field(
  as: Reading,
  label: string,
  more: { readonly none?: string; readonly choices?: Readonly<Record<string, string>>; readonly verb?: string } = {},
): Wording {
  return { as, label, ...more };
}

type Told = string | readonly string[];

/** Fields of a thing that have sentences of their own; one that gives none falls back to the table. */
export type Tellers<Thing> = { readonly [Field in keyof Thing]?: (before: Thing[Field], after: Thing[Field]) => Told };

/** Sentences for everything in which a thing (a reward, a tier) differs from what it was. A change of its kind stands for the fields that only one kind has. */
export function thingChanges<Thing extends object>(
  before: Thing,
  after: Thing,
  how: { readonly subject: string; readonly table: WordingTable; readonly vocabulary: Vocabulary; readonly told: Tellers<Thing> },
): string[] {
  const [was, is] = [before as Fields, after as Fields];
  const isOtherKind = was['kind'] !== is['kind'];
  const changes = fieldsOf(was, is).flatMap((name) => {
    if (isSame(was[name], is[name]) || (isOtherKind && !(name in was && name in is))) return [];
    const tell = how.told[name as keyof Thing];
    const told = tell ? [tell(before[name as keyof Thing], after[name as keyof Thing])].flat() : [];
    return told.length > 0 ? told : changesBetween(was[name], is[name], { ...how, path: [name] });
  });
  // Two fields may share one sentence.
  return [...new Set(changes)];
}

/**
 * Sentences for everything in which two parts of the document differ; never none when they do. `subject` begins each sentence ("Free coffee");
 * without one the sentences speak of the whole program. What the table has no words for is named by its fields.
 */
export function changesBetween(
  before: unknown,
  after: unknown,
  how: {
    readonly subject: string | null;
    readonly table: WordingTable;
    readonly vocabulary: Vocabulary;
    readonly path?: readonly string[];
  },
): string[] {
  if (isSame(before, after)) return [];
  const path = how.path ?? [];
  const wording = lookUp(how.table, path);
  if (wording === null && isFields(before) && isFields(after)) {
    return fieldsOf(before, after).flatMap((name) => changesBetween(before[name], after[name], { ...how, path: [...path, name] }));
  }
  return [sentence(wording ?? field('text', `the setting ${path.map(spaced).join(', ')}`), { before, after }, how)];
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

function sentence(wording: Wording, pair: Pair, how: { readonly subject: string | null; readonly vocabulary: Vocabulary }): string {
  const { subject } = how;
  if (wording.as === 'flag') {
    const said = pair.after === true ? wording.on : wording.off;
    return subject === null ? `${capitalised(said)}.` : `${subject} ${said}.`;
  }
  const narrowed = wording.as === 'amounts' ? narrow(pair) : pair;
  const [was, is] = [readAloud(narrowed.before, wording, how.vocabulary), readAloud(narrowed.after, wording, how.vocabulary)];
  if (wording.verb !== undefined && subject !== null && was !== is) return `${subject} ${wording.verb} ${is} (was ${was}).`;
  if (was === is) return `${subject === null ? capitalised(wording.label) : `${subject}: ${wording.label}`} has changed.`;
  // What is chosen from reads as a clause of its own ("the payment", "they add up").
  if (wording.as === 'choice')
    return `${subject === null ? capitalised(wording.label) : `${subject}, ${wording.label}`}: ${is} (was: ${was}).`;
  return `${subject === null ? capitalised(wording.label) : `${subject}: ${wording.label}`} is now ${is} (was ${was}).`;
}

function narrow({ before, after }: Pair): Pair {
  if (!isAmounts(before) || !isAmounts(after)) return { before, after };
  const [was, is] = differing(before, after);
  return { before: was, after: is };
}

function readAloud(value: unknown, wording: Exclude<Wording, { as: 'flag' }>, vocabulary: Vocabulary): string {
  const none = wording.none ?? 'none';
  if (value === null || value === undefined || value === '') return none;
  if (typeof value === 'number') return readNumber(value, wording.as, vocabulary);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return readString(value, wording, vocabulary);
  if (Array.isArray(value))
    return listed(
      value.map((item) => readItem(item, wording, vocabulary)),
      none,
    );
  if (wording.as === 'amounts' && isAmounts(value)) return Object.keys(value).length === 0 ? none : amountsText(value, vocabulary);
  if (isFields(value) && typeof value['per'] === 'string') {
    if (typeof value['count'] === 'number') return limitText({ count: value['count'], per: value['per'] });
    if (typeof value['points'] === 'number')
      return `${vocabulary.points(value['points'])} ${value['per'] === 'ever' ? 'ever' : `a ${value['per']}`}`;
  }
  return inParts(value);
}

function readNumber(value: number, as: Reading, vocabulary: Vocabulary): string {
  switch (as) {
    case 'days':
    case 'hours':
    case 'minutes':
    case 'months':
      return value === 1 ? `1 ${as.slice(0, -1)}` : `${value} ${as}`;
    case 'percent':
      return `${value} %`;
    case 'points':
      return vocabulary.points(value);
    case 'minor':
      return vocabulary.money(value);
    default:
      return String(value);
  }
}

function readString(value: string, wording: Exclude<Wording, { as: 'flag' }>, vocabulary: Vocabulary): string {
  if (wording.choices?.[value] !== undefined) return wording.choices[value];
  switch (wording.as) {
    case 'id':
    case 'ids':
      return vocabulary.nameOf(value);
    case 'points':
      return vocabulary.points(value);
    case 'times':
      return `${value}×`;
    case 'text':
      return `"${shortened(value)}"`;
    case 'choice':
      return value.replaceAll('-', ' ');
    default:
      return value;
  }
}

function readItem(item: unknown, wording: Exclude<Wording, { as: 'flag' }>, vocabulary: Vocabulary): string {
  if (isFields(item)) return typeof item['name'] === 'string' ? item['name'] : inParts(item);
  const plain = wording.as === 'text' ? { ...wording, as: 'list' as const } : wording;
  return readAloud(item, plain, vocabulary);
}

/** The last resort for what has no words of its own: its fields, one after the other. */
function inParts(value: unknown): string {
  if (Array.isArray(value)) return listed(value.map(inParts));
  if (!isFields(value)) return value === null || value === undefined ? 'none' : `${value as string | number | boolean}`;
  return Object.entries(value)
    .map(([name, part]) => `${spaced(name)} ${inParts(part)}`)
    .join(', ');
}

function isAmounts(value: unknown): value is Readonly<Record<string, number>> {
  return isFields(value) && Object.values(value).every((minor) => typeof minor === 'number');
}

const LONGEST = 80;

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** "skipTag" → "skip tag". */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

export function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
