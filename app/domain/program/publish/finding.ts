import type { CurrencyCode } from '../../money.ts';
import type { Program } from '../program.schema.ts';

/** What the check must know besides the program itself. */
export interface PublishContext {
  /** Every currency in which the program's stores sell. */
  readonly currenciesInUse: readonly CurrencyCode[];
  /** The version that this one follows; null for the first. */
  readonly previous: Program | null;
  /** What `usedIds` gave for every version so far; for a roll-back without the ids of the version that comes back. */
  readonly everUsedIds?: ReadonlySet<string>;
  /** The local day in the program's time zone; without it nothing is said about days that have passed. */
  readonly today?: string;
  /** What an order is usually worth, in minor units of the program's currency; without it reach is judged by what comes back. */
  readonly typicalOrderMinor?: number;
}

/** One thing to say about a program before it is published. */
export interface Finding {
  readonly level: 'error' | 'warning';
  /** Where in the document: "rewards.0.cost.points". */
  readonly path: string;
  readonly message: string;
}

export type PublishCheck = (program: Program, context: PublishContext) => readonly Finding[];

/** Must be mended before publishing. */
export function wrong(path: string, message: string): Finding {
  return { level: 'error', path, message };
}

/** May be meant, but look again. */
export function doubtful(path: string, message: string): Finding {
  return { level: 'warning', path, message };
}

/** "EUR", "EUR and PLN", "EUR, PLN and USD". */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
