import type { Fact } from '#app/domain/saying.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';

type Path = readonly (string | number)[];

/** Where every number, text, switch, empty list and null of a document stands. */
export function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((item, index): [number, unknown] => [index, item]) : Object.entries(value);
  return entries.length === 0 ? [path] : entries.flatMap(([name, part]) => leavesOf(part, [...path, name]));
}

/** One leaf of each sort: what all rules, rewards or audiences have alike is taken from the first that has it, what hangs on its kind from each. */
export function distinctLeaves(program: Program): Path[] {
  const byShape = new Map<string, Path>();
  for (const path of leavesOf(program)) {
    const special = path.findIndex((name) => ['args', 'value', 'cost', 'gives', 'ways', 'rule'].includes(String(name)));
    const shared = path.slice(0, special === -1 || path[0] === 'texts' ? path.length : special).filter((name) => typeof name === 'string');
    const isFilter = ['productIds', 'collections', 'tags', 'vendors', 'productTypes'].includes(String(path.at(-2)));
    const shape = isFilter ? [...shared, path.at(-2)].join('.') : special === -1 ? shared.join('.') : path.join('.');
    if (!byShape.has(shape)) byShape.set(shape, path);
  }
  return [...byShape.values()];
}

/** Every program that differs from this one at one leaf and still parses: other numbers, texts, choices, nothing instead of something. */
export function mutantsAt(program: Program, path: Path): Program[] {
  const found = new Map<string, Program>();
  const original = JSON.stringify(program);
  const attempt = (value: unknown): Fact => {
    const parsed = parseProgram(replaced(program, path, value));
    if (!parsed.ok) return parsed.refusal.map(({ says }) => says).find(({ code }) => code === 'problem.choose')?.facts['list'] ?? '';
    const text = JSON.stringify(parsed.value);
    if (text !== original) found.set(text, parsed.value);
    return '';
  };
  for (const candidate of candidatesFor(read(program, path))) {
    if (found.size >= ENOUGH) break;
    // A refused choice names the ones that there are.
    const choices = attempt(candidate);
    if (typeof choices === 'object' && 'as' in choices && choices.as === 'list') for (const choice of choices.items) attempt(choice);
  }
  return [...found.values()];
}

/** So many different changes of one leaf tell what can be told. */
const ENOUGH = 4;

const TEXTS: readonly string[] = [
  '3',
  '1.5',
  'new',
  'silver',
  'cup',
  'USD',
  '2026-11-15',
  '2027-02-02',
  '09:00',
  '#123456',
  'Asia/Tokyo',
  'fr',
  'points',
  'cashback:EUR',
  'FR',
  'multiply',
  'week',
];

const INSTEAD_OF_NOTHING: readonly unknown[] = [
  1,
  30,
  '2026-12-01',
  'cup',
  '#123456',
  '3',
  { count: 1, per: 'day' },
  { points: 5, per: 'day' },
  { EUR: 100, PLN: 400 },
  { from: '08:00', until: '12:00' },
  { points: 5 },
  { count: 5, of: 'orders' },
];

function candidatesFor(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [value + 1, value - 1, null];
  if (typeof value === 'boolean') return [!value];
  if (Array.isArray(value)) return [['DE'], ['new'], ['x1'], [2], ['web']];
  if (value === null) return INSTEAD_OF_NOTHING;
  if (typeof value !== 'string') return [{ EUR: 100, PLN: 400 }, {}];
  return [`${value}x`, `${value} and more`, ...TEXTS, null];
}

function read(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, name) => (part as Record<string | number, unknown>)[name], value);
}

function replaced(program: Program, path: Path, value: unknown): unknown {
  const copy: unknown = structuredClone(program);
  const parent = read(copy, path.slice(0, -1)) as Record<string | number, unknown>;
  const last = path.at(-1);
  if (last !== undefined) parent[last] = value;
  return copy;
}
