import { GraphQLError } from 'graphql';

/** What a connection is asked for. */
export interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
}

/** The place of an item in the order of the connection: a sort value, then the id. */
export type Place = readonly [number | string, number];

/** A page of items, with cursors that name a place and not a position: they hold while items come and go. */
export function connection<Item>(
  items: readonly Item[],
  args: PageArguments,
  shape: { readonly name: string; readonly place: (item: Item) => Place; readonly view: (item: Item) => unknown },
) {
  const sorted = items.map((item) => ({ item, place: shape.place(item) })).sort((a, b) => compare(a.place, b.place));
  if (args.reverse === true) sorted.reverse();
  const direction = args.reverse === true ? -1 : 1;
  const after = args.after ? readCursor(args.after) : null;
  const before = args.before ? readCursor(args.before) : null;
  const within = sorted.filter(
    ({ place }) => (!after || compare(place, after) * direction > 0) && (!before || compare(place, before) * direction < 0),
  );
  const size = args.first ?? args.last ?? within.length;
  const page = args.first === null || args.first === undefined ? within.slice(Math.max(0, within.length - size)) : within.slice(0, size);
  const firstPlace = page[0] ? sorted.indexOf(page[0]) : 0;
  const lastEntry = page.at(-1);
  const edges = page.map(({ item, place }) => ({
    __typename: `${shape.name}Edge`,
    cursor: writeCursor(place),
    node: () => shape.view(item),
  }));
  return {
    __typename: `${shape.name}Connection`,
    edges,
    nodes: () => page.map(({ item }) => shape.view(item)),
    pageInfo: {
      __typename: 'PageInfo',
      hasNextPage: lastEntry !== undefined && sorted.indexOf(lastEntry) < sorted.length - 1,
      hasPreviousPage: firstPlace > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function compare(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] - b[1];
}

function writeCursor([value, id]: Place): string {
  return Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64');
}

function readCursor(cursor: string): Place {
  try {
    const { last_value: value, last_id: id } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as {
      last_value: number | string;
      last_id: number;
    };
    return [value, id];
  } catch {
    throw new GraphQLError('Invalid cursor for current pagination sort.', { extensions: { code: 'BAD_REQUEST' } });
  }
}
