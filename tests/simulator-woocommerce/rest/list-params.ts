import { momentOfLocal, wallClock } from '../local-time.ts';
import type { Site } from '../site-state.ts';
import { invalidParam } from './rest-error.ts';

/** A value by name; the first of several. */
export function textParam(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) ?? undefined;
}

/** A list as "a,b", "name[]=a&name[]=b" or "name[0]=a". Undefined when it is not there. */
export function listParam(query: URLSearchParams, name: string): string[] | undefined {
  const found = [...query.entries()].filter(([key]) => key === name || (key.startsWith(`${name}[`) && key.endsWith(']')));
  if (found.length === 0) return undefined;
  return found.flatMap(([, value]) => value.split(',')).filter((value) => value !== '');
}

/** A list of ids. */
export function idsParam(query: URLSearchParams, name: string): number[] | undefined {
  return listParam(query, name)?.map((text, index) => {
    if (!/^\d+$/.test(text)) throw invalidParam(name, `${name}[${index}] is not of type integer.`, 'rest_invalid_type');
    return Number(text);
  });
}

/** A whole number within bounds. */
export function integerParam(
  query: URLSearchParams,
  name: string,
  bounds: { readonly min: number; readonly max?: number },
): number | undefined {
  const text = textParam(query, name);
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw invalidParam(name, `${name} is not of type integer.`, 'rest_invalid_type');
  const value = Number(text);
  const { min, max } = bounds;
  if (max !== undefined && (value < min || value > max))
    throw invalidParam(name, `${name} must be between ${min} (inclusive) and ${max} (inclusive)`, 'rest_out_of_bounds');
  if (value < min) throw invalidParam(name, `${name} must be greater than or equal to ${min}`, 'rest_out_of_bounds');
  return value;
}

/** One of some words. */
export function choiceParam(query: URLSearchParams, name: string, choices: readonly string[]): string | undefined {
  const text = textParam(query, name);
  if (text !== undefined && !choices.includes(text))
    throw invalidParam(name, `${name} is not one of ${inWords(choices)}.`, 'rest_not_in_enum');
  return text;
}

/** "a, b, and c", as WordPress lists choices. */
export function inWords(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')}, and ${choices.at(-1) ?? ''}`;
}

export function flagParam(query: URLSearchParams, name: string): boolean {
  return ['true', '1', 'yes'].includes(query.get(name) ?? '');
}

/** A moment: the wall clock of the text, in the shop's time or (dates_are_gmt) in UTC; an offset in the text is passed over. */
export function momentParam(site: Site, query: URLSearchParams, name: string): number | undefined {
  const text = textParam(query, name);
  if (text === undefined) return undefined;
  const wall = wallClock(text.replace(' ', '+'));
  if (wall === null) throw invalidParam(name, 'Invalid date.', 'rest_invalid_date');
  return flagParam(query, 'dates_are_gmt') ? wall : momentOfLocal(wall, site.settings);
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly pages: number;
  readonly page: number;
}

/** Cuts a page out of a list. Past the last page it is empty and the total reads 0, as in the real thing. */
export function pageOf<Item>(all: readonly Item[], query: URLSearchParams): Page<Item> {
  const perPage = integerParam(query, 'per_page', { min: 1, max: 100 }) ?? 10;
  const page = integerParam(query, 'page', { min: 1 }) ?? 1;
  const offset = integerParam(query, 'offset', { min: 0 }) ?? (page - 1) * perPage;
  const items = all.slice(offset, offset + perPage);
  const total = items.length === 0 ? 0 : all.length;
  return { items, total, pages: Math.ceil(total / perPage), page };
}

/** Keeps only the fields of `_fields` (dots reach inside). */
export function onlyFields(value: unknown, query: URLSearchParams): unknown {
  const fields = listParam(query, '_fields');
  if (!fields || fields.length === 0) return value;
  return Array.isArray(value) ? value.map((item: unknown) => pick(item, fields)) : pick(value, fields);
}

function pick(value: unknown, fields: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    const deeper = fields.filter((field) => field.startsWith(`${key}.`)).map((field) => field.slice(key.length + 1));
    if (fields.includes(key)) result[key] = inner;
    else if (deeper.length > 0) result[key] = pick(inner, deeper);
  }
  return result;
}
