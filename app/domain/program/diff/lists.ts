import type { Change } from './change.ts';
import { isSame } from './same.ts';

/** How the changes of one list of the document are told. */
export interface ListWords<Item> {
  readonly added: (item: Item, index: number) => Change;
  readonly removed: (item: Item) => Change;
  readonly changed: (before: Item, after: Item) => readonly Change[];
  /** What to say when the same things stand in another order. */
  readonly reordered: (items: readonly Item[]) => Change;
  /** What tells items apart; their id unless said otherwise. */
  readonly keyOf?: (item: Item) => string;
}

/** Tells what came, what went, what changed and whether the order did. Keys decide what is the same thing. */
export function listChanges<Item extends object>(before: readonly Item[], after: readonly Item[], words: ListWords<Item>): Change[] {
  if (isSame(before, after)) return [];
  const keyOf = words.keyOf ?? idOf;
  const [old, now] = [keyed(before, keyOf), keyed(after, keyOf)];
  const kept = [...now.keys()].filter((key) => old.has(key));
  const changes = [...now].flatMap(([key, item], index) => {
    const former = old.get(key);
    return former === undefined ? [words.added(item, index)] : isSame(former, item) ? [] : words.changed(former, item);
  });
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, item]) => words.removed(item));
  const isReordered = !isSame(
    kept,
    [...old.keys()].filter((key) => now.has(key)),
  );
  return [...changes, ...gone, ...(isReordered ? [words.reordered(after)] : [])];
}

function idOf(item: object): string {
  return 'id' in item ? String(item.id) : '';
}

/** Items by key; a key that comes again (a slip that publishing refuses) gets a number. */
function keyed<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item> {
  const byKey = new Map<string, Item>();
  for (const item of items) {
    let key = keyOf(item);
    for (let again = 2; byKey.has(key); again += 1) key = `${keyOf(item)} ${again}`;
    byKey.set(key, item);
  }
  return byKey;
}
