import type { CurrencyCode } from '../../money.ts';
import { saying } from '../../saying.ts';
import type { Fact } from '../../saying.ts';
import type { ProgramProblem } from '../parse-program.ts';
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

/** What can be said about a program before it is published. The words are in `app/i18n/finding-words`; a code without words does not compile there. */
export type FindingCode =
  | `currency.${'twice' | 'own-listed' | 'two-rates' | 'no-rate' | 'changed'}`
  | `amount.${'missing' | 'nothing'}`
  // What has no amount yet, as part of a sentence.
  | `amount-of.${'friend-minimum' | 'liability' | 'day-limit' | 'reward' | 'reward-cap' | 'reward-worth' | 'reward-minimum' | 'spend' | 'plan'}`
  | `earning.${'store-credit-twice' | 'no-such-cashback' | 'multiplies-all' | 'event-without-name' | 'bonuses-multiply'}`
  | `campaign.${'gives-nothing' | 'ended' | 'endless'}`
  | 'arms.too-many'
  | `expiry.${'law' | 'law-guarded' | 'begins' | 'sooner' | 'no-such-day' | 'warnings-off'}`
  | `id.${'twice' | 'taken'}`
  | `reach.${'nothing-to-spend-on' | 'nothing-earned' | 'free' | 'first-orders' | 'first-share' | 'generous' | 'generous-one' | 'top-tier'}`
  | `free.${'source' | 'welcome' | 'birthday'}`
  | `reference.missing.${'reward' | 'perk' | 'card' | 'tier' | 'segment' | 'arm'}`
  | 'reference.off'
  | `named-by.${'entry-reward' | 'welcome' | 'birthday' | 'friend' | 'advocate'}`
  | `card.${'reward-costs-else' | 'gives-else' | 'gone' | 'harder'}`
  | `reward.${'never-given' | 'no-such-cashback' | 'free-cost-not-money' | 'least-not-steps' | 'most-below-least' | 'code-cannot-look'}`
  | `reward.${'choose-product' | 'choose-products' | 'over-day-limit' | 'drawn' | 'ended'}`
  | `look.${'tags' | 'vendors' | 'productTypes'}`
  | `since.${'scale' | 'cashback-scale' | 'cashback-gone' | 'time-zone'}`
  | `tier.${'everybody' | 'any-product' | 'not-for-sale' | 'not-harder' | 'hardly-harder' | 'loses' | 'collects-less' | 'gives-nothing' | 'gives-little'}`
  | `threshold.${'orders' | 'visits' | 'spend' | 'top'}`
  | 'perk.keeps-everything';

/** One thing to say about a program before it is published. */
export interface Finding extends ProgramProblem {
  readonly level: 'error' | 'warning';
}

export type PublishCheck = (program: Program, context: PublishContext) => readonly Finding[];

type Facts = Readonly<Record<string, Fact>>;

/** Must be mended before publishing. */
export function wrong(path: string, code: FindingCode, facts: Facts = {}): Finding {
  return { level: 'error', path, says: saying(code, facts) };
}

/** May be meant, but look again. */
export function doubtful(path: string, code: FindingCode, facts: Facts = {}): Finding {
  return { level: 'warning', path, says: saying(code, facts) };
}

/** A part of what a finding says. */
export function part(code: FindingCode, facts: Facts = {}): Fact {
  return saying(code, facts);
}
