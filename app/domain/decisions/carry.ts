import { fromText, plus, toText } from '../fraction.ts';

/** Rests of rounding of two members who become one, by rule: they add up, and nothing is lost or doubled. */
export function addCarries(kept: Readonly<Record<string, string>>, gone: Readonly<Record<string, string>>): Record<string, string> {
  const sums = Object.entries(gone).map(([ruleId, rest]) => [ruleId, toText(plus(fromText(kept[ruleId] ?? '0'), fromText(rest)))] as const);
  return { ...kept, ...Object.fromEntries(sums) };
}
