import { compare, fromText, minus, plus, toText } from '../fraction.ts';

/** Rests of rounding of two members who become one, by rule: they add up, and nothing is lost or doubled. */
export function addCarries(kept: Readonly<Record<string, string>>, gone: Readonly<Record<string, string>>): Record<string, string> {
  const sums = Object.entries(gone).map(([ruleId, rest]) => [ruleId, toText(plus(fromText(kept[ruleId] ?? '0'), fromText(rest)))] as const);
  return { ...kept, ...Object.fromEntries(sums) };
}

/** The reverse: the one who leaves has its own rests again, as far as the sum still has them; no rest is in two hands. */
export function splitCarries(
  kept: Readonly<Record<string, string>>,
  gone: Readonly<Record<string, string>>,
): { readonly kept: Record<string, string>; readonly gone: Record<string, string> } {
  const parts = Object.entries(gone).map(([ruleId, rest]) => {
    const sum = fromText(kept[ruleId] ?? '0');
    const back = compare(sum, fromText(rest)) < 0 ? sum : fromText(rest);
    return { ruleId, stays: toText(minus(sum, back)), back: toText(back) };
  });
  return {
    kept: { ...kept, ...Object.fromEntries(parts.map(({ ruleId, stays }) => [ruleId, stays])) },
    gone: { ...gone, ...Object.fromEntries(parts.map(({ ruleId, back }) => [ruleId, back])) },
  };
}
