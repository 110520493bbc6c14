/** A place in the program document: "earning.rules.0.args.points". The document may be half written: nothing is taken for granted. */
export type Path = string;

type Branch = Readonly<Record<string, unknown>> | readonly unknown[];

/** What stands at a place; undefined where nothing does. */
export function valueAt(document: unknown, path: Path): unknown {
  return stepsOf(path).reduce<unknown>(
    (value, step) => (isBranch(value) ? (value as Readonly<Record<string, unknown>>)[step] : undefined),
    document,
  );
}

/** The list at a place; empty where there is none. */
export function listAt(document: unknown, path: Path): readonly unknown[] {
  const value = valueAt(document, path);
  return Array.isArray(value) ? value : [];
}

/** The document with a value put at a place; what is not there on the way is made. The old one stays as it was. */
export function withValue(document: unknown, path: Path, value: unknown): unknown {
  return put(document, stepsOf(path), value);
}

/** The document without an entry of a list. */
export function withoutEntry(document: unknown, path: Path, index: number): unknown {
  return withValue(
    document,
    path,
    listAt(document, path).filter((_, at) => at !== index),
  );
}

/** The document with an entry of a list moved to another place in it. */
export function withMoved(document: unknown, path: Path, move: { readonly from: number; readonly to: number }): unknown {
  const list = [...listAt(document, path)];
  const [entry] = list.splice(move.from, 1);
  list.splice(move.to, 0, entry);
  return withValue(document, path, list);
}

/** The text at a place, as it should stand in a field: numbers as they are written, nothing for nothing. */
export function textAt(document: unknown, path: Path): string {
  const value = valueAt(document, path);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function put(value: unknown, [step, ...rest]: readonly string[], leaf: unknown): unknown {
  if (step === undefined) return leaf;
  if (Array.isArray(value)) {
    const copy: unknown[] = [...(value as readonly unknown[])];
    copy[Number(step)] = put(copy[Number(step)], rest, leaf);
    return copy;
  }
  const branch: Readonly<Record<string, unknown>> = isBranch(value) ? (value as Readonly<Record<string, unknown>>) : {};
  return { ...branch, [step]: put(branch[step], rest, leaf) };
}

function stepsOf(path: Path): readonly string[] {
  return path === '' ? [] : path.split('.');
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}
