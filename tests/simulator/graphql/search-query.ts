import { GraphQLError } from 'graphql';

/** One condition of Shopify's search syntax: `updated_at:>='2026-11-01'`. */
export interface SearchTerm {
  readonly field: string;
  readonly comparator: '=' | '>' | '>=' | '<' | '<=';
  readonly value: string;
}

/** Reads conditions that are joined by spaces or AND. Refuses what the simulator does not understand, instead of passing over it as Shopify does. */
export function readSearch(query: string | null | undefined): SearchTerm[] {
  const terms: SearchTerm[] = [];
  const pattern = /\s*(?:AND\s+)?([a-z_]+):\s*(>=|<=|>|<)?\s*(?:'([^']*)'|"([^"]*)"|(\S+))\s*/gy;
  const text = (query ?? '').trim();
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new GraphQLError(`the simulator does not understand the search "${text.slice(start)}"`);
    terms.push({
      field: match[1] ?? '',
      comparator: (match[2] ?? '=') as SearchTerm['comparator'],
      value: match[3] ?? match[4] ?? match[5] ?? '',
    });
  }
  return terms;
}

/** Keeps the items that meet every condition; `fields` says what a condition looks at. */
export function searched<Item>(
  items: readonly Item[],
  query: string | null | undefined,
  fields: Readonly<Record<string, (item: Item) => string | number | readonly string[] | null>>,
): Item[] {
  const terms = readSearch(query);
  return items.filter((item) =>
    terms.every((term) => {
      const read = fields[term.field];
      if (!read) throw new GraphQLError(`the simulator cannot search by "${term.field}"`);
      return meets(read(item), term);
    }),
  );
}

function meets(actual: string | number | readonly string[] | null, term: SearchTerm): boolean {
  if (actual === null) return false;
  if (typeof actual === 'number') {
    const wanted = /^\d+$/.test(term.value) ? Number(term.value) : Date.parse(term.value);
    if (Number.isNaN(wanted)) throw new GraphQLError(`"${term.value}" is neither a number nor a date`);
    return compareBy(term.comparator, actual - wanted);
  }
  const texts = typeof actual === 'string' ? [actual] : actual;
  const wanted = term.value.toLowerCase();
  return texts.some((text) => (wanted.endsWith('*') ? text.toLowerCase().startsWith(wanted.slice(0, -1)) : text.toLowerCase() === wanted));
}

function compareBy(comparator: SearchTerm['comparator'], difference: number): boolean {
  switch (comparator) {
    case '=':
      return difference === 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
  }
}
