import { describe, fractionFromDecimal, fromText } from '../fraction.ts';
import { POINTS } from '../ledger/posting.ts';
import { formatMinor } from '../money.ts';
import { countOf } from '../units/unit-words.ts';
import type { UnitWords } from '../units/unit-words.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import type { SpokenLanguage } from './activity-words.ts';
import type { OrderTrace, TraceRule } from './trace.ts';

/** A posting as its member sees it. */
export interface AccountEntry {
  readonly kind: string;
  readonly reasonCode: string;
  /** What it did to the shown balance, and to what is pending. */
  readonly shown: number;
  readonly pending: number;
  /** The newest trace of its order; null: there is none. */
  readonly trace: OrderTrace | null;
}

/** One word for what happened, for pages to find their own sentence by. */
export function activityKind({ kind, reasonCode, shown, pending }: AccountEntry): string {
  switch (kind) {
    case 'order-settled':
      if (shown + pending === 0) return 'matured';
      return shown + pending > 0 ? 'order' : 'refund';
    case 'points-matured':
      return 'matured';
    case 'reassigned':
      return 'moved';
    case 'redemption-held':
    case 'late-capture':
      return 'redeemed';
    case 'redemption-released':
    case 'redemption-returned':
      return 'returned';
    case 'points-expired':
      return 'expired';
    case 'entry-reward':
      return 'tier-reward';
    case 'imported':
      return 'import';
    case 'bonus':
      return reasonCode === 'welcome' ? 'welcome' : 'bonus';
    default:
      return kind;
  }
}

/** The points of an entry: the change of the shown balance; where only waiting points changed, theirs. */
export function activityPoints({ shown, pending }: AccountEntry): { readonly points: number; readonly pending: boolean } {
  return shown === 0 ? { points: pending, pending: true } : { points: shown, pending: false };
}

/** Why, in a few short sentences in the member's language; none where the kind says it all. Nothing of what staff wrote down is told. */
export function whyActivity(entry: AccountEntry, language: SpokenLanguage, unit: UnitWords): string[] {
  const words = ACTIVITY_WORDS[language];
  const kind = activityKind(entry);
  if (kind === 'order') return entry.trace === null ? [] : orderWords(entry.trace, language, unit);
  const reason = words.reasons[entry.reasonCode];
  return reason === undefined ? [] : [reason];
}

function orderWords(trace: OrderTrace, language: SpokenLanguage, unit: UnitWords): string[] {
  const words = ACTIVITY_WORDS[language];
  const gave = trace.rules.filter((rule) => rule.unit === POINTS && rule.earned > 0);
  const lines = gave.map((rule) =>
    fill(words.rule, { rule: rule.name, points: countOf(rule.earned, unit), amount: amountOf(trace, rule) }),
  );
  const bonuses = trace.bonuses.filter(() => gave.some(({ multiplied }) => multiplied));
  if (bonuses.length === 0) return lines;
  const list = bonuses.map(({ name, times }) => `${name} ×${describe(fractionFromDecimal(times))}`).join(', ');
  return [...lines, fill(words.bonuses, { list })];
}

/** What a rule looked at, rounded to a coin. */
function amountOf(trace: OrderTrace, rule: TraceRule): string {
  const currency = trace.programCurrency ?? trace.orderCurrency;
  const { numerator, denominator } = fromText(rule.base);
  const minor = Number((numerator * 2n + denominator) / (denominator * 2n));
  return `${formatMinor(minor, currency)} ${currency}`;
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
