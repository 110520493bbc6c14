export type Fields = Readonly<Record<string, unknown>>;

/** Whether two parts of a document say the same. The order of fields does not matter, that of lists does; a missing field is one without a value. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  if (!isFields(one) || !isFields(other)) return false;
  return fieldsOf(one, other).every((field) => isSame(one[field], other[field]));
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every field that either side has, those of the newer one first. */
export function fieldsOf(before: Fields, after: Fields): readonly string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])];
}
