/**
 * A text without what a database of UTF-8 refuses to keep: the character 0, and halves of surrogate pairs. No keyboard makes them; whoever sends them would otherwise get
 * an error of ours for it.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '');
}

/** The same for every text in a JSON value, names of fields included. Throws a RangeError for one that is nested by the thousands. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [storableText(name), storable(one)]));
}
